"""A copy of the site comes back row for row and byte for byte; one that would not is found out and says so."""

import io
import os
import shutil
import stat
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from hoiphunu import backups, maintenance
from hoiphunu.backups import archive, databases, media, sealing
from hoiphunu.backups.making import NOT_LASTING
from hoiphunu.models import AuditEntry, Photo, StaffSession, User
from hoiphunu.storage import stem
from hotline.models import HelpRequest
from news.models import Article
from tests.factories import PDF, at, make_article, make_document, make_photo, make_request, make_user, tiny_jpeg

KEY = "một cụm từ chỉ dùng để thử"


@pytest.fixture
def place(settings):
    shutil.rmtree(settings.BACKUPS)
    settings.BACKUP_KEY = KEY
    return archive.Archive(settings.BACKUPS, KEY)


def said(*command, **options):
    out = io.StringIO()
    call_command(*command, stdout=out, stderr=out, **options)
    return out.getvalue()


def sealed(*chunks, key=None):
    out = io.BytesIO()
    sealing.seal(key or sealing.Key(KEY, b"0" * 16), chunks, out)
    return out.getvalue()


def opened(content, passphrase=KEY):
    return b"".join(sealing.unseal(passphrase, io.BytesIO(content)))


@pytest.mark.parametrize("size", [0, 1, sealing.PIECE - 1, sealing.PIECE, sealing.PIECE + 1, 3 * sealing.PIECE])
def test_sealed_content_opens_to_what_it_was(size):
    content = os.urandom(size)
    locked = sealed(content[:7], content[7:])
    assert (len(locked), opened(locked)) == (sealing.sealed_size(size), content)


def test_sealed_content_cannot_be_cut_changed_or_put_in_another_order():
    size, first = sealing.PIECE + sealing.SEAL, sealing.HEADER
    locked = sealed(b"a" * sealing.PIECE + b"b" * sealing.PIECE + b"c")
    spoilt = [
        locked[: first + size],
        locked[:-1],
        locked[: first + 5] + bytes([locked[first + 5] ^ 1]) + locked[first + 6 :],
        locked[:first] + locked[first + size : first + 2 * size] + locked[first : first + size] + locked[-17:],
        locked + b"x",
        b"x" + locked,
        locked[:10],
        # The beginning of one with the pieces of another.
        sealed(b"a" * sealing.PIECE + b"b" * sealing.PIECE + b"c")[:first] + locked[first:],
    ]
    for content in spoilt:
        with pytest.raises(sealing.DamagedError):
            opened(content)


def test_sealed_content_needs_its_own_key():
    with pytest.raises(sealing.WrongKeyError):
        opened(sealed(b"a"), "một cụm từ khác hẳn, cũng dài")


def test_copies_that_stay(frozen):
    days = [at("2025-06-17 01:10") - timedelta(days=back) for back in range(500, -1, -1)]
    names = [day.strftime(archive.STAMP) for day in days]
    staying = sorted(archive.kept(names, at("2025-06-17 09:00")))
    daily = [name for name in staying if name >= "20250604"]
    weekly = [name for name in staying if "20250422" < name < "20250604"]
    assert daily == names[-14:]
    assert [archive.made_at(name).weekday() for name in weekly if name[6:8] != "01"] == [0] * 6
    assert [name[:8] for name in staying if name < "20250422"] == [
        *("20240701", "20240801", "20240901", "20241001", "20241101", "20241201"),
        *("20250101", "20250201", "20250301", "20250401"),
    ]
    assert archive.kept(["20200101-011000"], at("2025-06-17 09:00")) == {"20200101-011000"}


def filled():
    """A site with a row of each kind that has something of its own: files, locked words, tags, counters."""
    article = make_article(title="Hội thi", tags=["bình đẳng giới"], cover=make_photo(), files=["Thể lệ"])
    make_document("1/KH-BTV", files=["Bản ký"])
    request = make_request("Anh ấy đánh tôi.")
    StaffSession.objects.create(session_key="k", session_data="d", expire_date=timezone.now() + timedelta(days=1))
    return article, request


def state():
    """All there is, but for the security log: that the site was restored is written there."""
    tables, sequences = databases.tables(), databases.sequences()
    for told in (tables, sequences):
        for name in [name for name in told if name.startswith(AuditEntry._meta.db_table)]:
            del told[name]
    tables.pop("sqlite_sequence", None)  # what `sequences` says
    return tables, sequences, {name: b"".join(media.chunks(name)) for name in media.names()}


def destroy():
    """Everything a person could have made is gone, as on a new server."""
    for name in list(media.names()):
        default_storage.delete(name)
    call_command("flush", interactive=False, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_site_comes_back_row_for_row_and_byte_for_byte(place, capfd):
    _, request = filled()
    before = state()
    assert "Trang nhắc tới" not in said("backup")
    (copy,) = archive.copies(place.folder)
    destroy()
    assert state() != before
    told = said("restore")
    assert state() == before
    tables, files = len(databases.tables()), len(before[2])
    assert f"{tables}/{tables} bảng" in told
    assert f"{files}/{files} tệp" in told
    assert AuditEntry.objects.of_kind(AuditEntry.Kind.RESTORED).get().words == f"bản {copy}"
    assert HelpRequest.objects.get(pk=request.pk).story == "Anh ấy đánh tôi."
    assert make_article(title="Sau đó").pk > max(Article.objects.exclude(title="Sau đó").values_list("pk", flat=True))
    # A second time only where it is asked for, and then as often as one likes.
    with pytest.raises(CommandError, match="Cổng này không trống: đã có ảnh. Nếu đúng"):
        said("restore")
    said("restore", copy, replacing=True)
    assert (state(), maintenance.is_on()) == (before, False)


@pytest.mark.django_db(transaction=True)
def test_second_copy_stores_again_only_what_is_new(place, frozen):
    frozen("2025-06-17 01:10")
    filled()
    said("backup")
    first = {path.name for path in place.contents.rglob("*") if path.is_file()}
    frozen("2025-06-18 01:10")
    photo = Photo.from_upload(tiny_jpeg("#112233"), alt="Ảnh mới")
    kept, changed = default_storage.save("a.pdf", io.BytesIO(PDF)), make_article(title="Thêm")
    files, told = list(media.names()), said("backup")
    new = {path.name for path in place.contents.rglob("*") if path.is_file()} - first
    listed = place.list_of("20250618-011000")
    assert [file["path"] for file in listed["media"]] == files
    photos = {file["name"] for file in listed["media"] if stem(file["path"]) == stem(photo.file.name)}
    assert new == {listed["databases"][0]["name"]} | photos
    assert kept in files
    assert changed.pk
    assert f"{len(files)} tệp, trong đó chép mới 0,0 MB" in told


@pytest.mark.django_db(transaction=True)
def test_after_a_fortnight_a_copy_holds_no_request_and_no_session(place, frozen):
    frozen("2025-06-02 01:10")
    article, _ = filled()
    said("backup")
    whole, lasting = place.list_of("20250602-011000")["databases"]
    frozen("2025-06-16 01:11")
    make_article(title="Tin sau")
    said("backup")
    assert (place.path(whole["name"]).exists(), place.path(lasting["name"]).exists()) == (False, True)
    assert said("verify_backup", "20250602-011000").startswith("Bản 20250602-011000 nguyên vẹn: ")
    destroy()
    told = said("restore", "20250602-011000")
    assert "Bản này quá 14 ngày: không còn yêu cầu tư vấn nào trong đó." in told
    assert [lasting["tables"][table] for table in NOT_LASTING] == [databases.no_rows()] * 2
    assert (HelpRequest.objects.count(), StaffSession.objects.count()) == (0, 0)
    assert list(Article.objects.all()) == [article]


def spoil(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.django_db(transaction=True)
def test_damage_is_named_told_by_the_exit_and_mended_by_the_next_copy(place, frozen):
    frozen("2025-06-17 01:10")
    filled()
    said("backup")
    listed = place.list_of("20250617-011000")
    photo = next(file for file in listed["media"] if file["path"] == Photo.objects.get().file.name)
    base = listed["databases"][0]
    for harm in (spoil, cut, os.remove):
        for stored, what in ((photo, f"tệp {photo['path']}"), (base, "cơ sở dữ liệu")):
            path = place.path(stored["name"])
            good = path.read_bytes()
            harm(path)
            with pytest.raises(CommandError, match=f"^Bản 20250617-011000 bị hỏng hoặc thiếu: {what}.$"):
                said("verify_backup")
            assert backups.newest(place.folder) is None
            with pytest.raises(CommandError, match=f"^Bản 20250617-011000 bị hỏng hoặc thiếu: {what}.$"):
                said("restore", "20250617-011000", replacing=True)
            assert User.objects.count() == 0
            path.write_bytes(good)
            said("verify_backup", "20250617-011000")
            assert backups.newest(place.folder) == at("2025-06-17 01:10")
    spoil(place.path(photo["name"]))
    with pytest.raises(CommandError):
        said("verify_backup")
    frozen("2025-06-18 01:10")
    said("backup")
    assert said("verify_backup").startswith("Bản 20250618-011000 nguyên vẹn: ")


@pytest.mark.django_db(transaction=True)
def test_other_troubles_are_told_in_one_sentence(place, settings, frozen):
    frozen("2025-06-17 01:10")
    make_user()
    missing = default_storage.path(make_photo().file.name)
    os.remove(missing)
    assert f"Trang nhắc tới 1 tệp không có trong MEDIA_ROOT: {Photo.objects.get().file.name}\n" in said("backup")
    path = place.lists / f"20250617-011000{archive.ENDING}"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    settings.BACKUP_KEY = "cụm từ khoá của nơi khác"
    with pytest.raises(CommandError, match="^BACKUP_KEY không mở được bản 20250617-011000: sai khoá, hoặc đầu tệp bị"):
        said("verify_backup")
    with pytest.raises(CommandError, match="^BACKUP_KEY không mở được"):
        said("backup")
    settings.BACKUP_KEY = ""
    with pytest.raises(CommandError, match="^Chưa đặt BACKUP_KEY"):
        said("backup")
    settings.BACKUP_KEY = KEY
    with pytest.raises(CommandError, match="^Không có bản sao lưu 20250101-000000 trong"):
        said("restore", "20250101-000000")
    spoil(path)
    with pytest.raises(CommandError, match="^Bản 20250617-011000 bị hỏng: danh mục của nó"):
        said("restore")
    with place.alone(), pytest.raises(CommandError, match="^Đang có một lượt sao lưu khác chạy.$"):
        said("backup")


@pytest.mark.django_db(transaction=True)
def test_copy_of_another_database_or_of_a_newer_program_is_refused(place, frozen):
    frozen("2025-06-17 01:10")
    said("backup")
    listed = place.list_of("20250617-011000")
    other = {"postgresql": "sqlite", "sqlite": "postgresql"}[connection.vendor]
    place.write_list("20250617-020000", {**listed, "vendor": other})
    with pytest.raises(CommandError, match="chuyển giữa hai loại bằng export_site"):
        said("restore")
    place.write_list("20250617-030000", {**listed, "migrations": [*listed["migrations"], "news.9999_x"]})
    with pytest.raises(CommandError, match="là của chương trình mới hơn \\(có news.9999_x\\)"):
        said("restore")


@pytest.mark.django_db(transaction=True)
def test_keys_of_another_server_are_told(place, settings):
    said("backup")
    settings.SECRET_KEY, settings.HELP_KEYS = "x" * 50, ["bm90LWItLWtleS1vbmx5LWZvci10ZXN0cy0wMTIzNDU="]
    told = said("restore", replacing=True)
    assert "Chú ý: SECRET_KEY khác lúc sao lưu" in told
    assert "Chú ý: HELP_KEYS thiếu khoá lúc sao lưu" in told
    assert settings.SECRET_KEY not in str(backups.making.fingerprints())


def test_files_of_any_storage_are_taken_and_put_back(place, settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    default_storage.save("anh/ab/x.jpg", io.BytesIO(b"a"))
    default_storage.save("van-ban.pdf", io.BytesIO(PDF))
    with place.alone():
        taken = [described for described, _ in media.store(place, {})]
        assert [described["path"] for described in taken] == ["van-ban.pdf", "anh/ab/x.jpg"]
        for described in taken:
            default_storage.delete(described["path"])
            media.put_back(place, described)
        again = [new for _, new in media.store(place, {described["path"]: described for described in taken})]
    assert (again, b"".join(media.chunks("van-ban.pdf"))) == ([0, 0], PDF)


@pytest.mark.django_db(transaction=True)
def test_full_disk_leaves_the_last_copy_as_it_was(place, monkeypatch, frozen):
    frozen("2025-06-17 01:10")
    filled()
    said("backup")
    frozen("2025-06-18 01:10")
    Photo.from_upload(tiny_jpeg("#112233"), alt="Ảnh mới")

    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with pytest.raises(CommandError, match="^Chưa sao lưu được: No space left on device"):
        said("backup")
    monkeypatch.undo()
    assert archive.copies(place.folder) == ["20250617-011000"]
    assert said("verify_backup").startswith("Bản 20250617-011000 nguyên vẹn")
    said("backup")
    assert list(place.folder.rglob("*.part")) == []
