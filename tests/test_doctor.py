"""What the doctor says of a sound site, and of each thing that is broken, with the command that mends it."""

import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from announcements.models import IntakeItem, LinkCheck
from hoiphunu import doctor
from hoiphunu.models import DemoRow, SearchEntry
from hoiphunu.storage import SiteStorage
from tests.factories import list_as_if_made, make_hotline, make_link_check, make_organisation, make_page
from tests.webservers import Authority, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(settings, tmp_path):
    """A site on which nothing is wrong but what every test site is."""
    settings.HELP_COPIES = tmp_path / "copies"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_erasure")  # which lets tests empty the log
    make_organisation()
    make_hotline(is_primary=True)
    make_page(title="Giới thiệu")
    make_link_check(checked_at=timezone.now(), state="ok")
    call_command("write_help_copies", verbosity=0)


def found(check):
    return next((each.state, each.seen, each.remedy) for each in doctor.findings() if each.what == check.__doc__[:-1])


def test_sound_site_has_nothing_broken(sound, settings):
    states = {each.what: each.state for each in doctor.findings()}
    assert len(states) == len(doctor.CHECKS)
    assert {what for what, state in states.items() if state == doctor.BAD} == set()
    unsure = {what for what, state in states.items() if state == doctor.UNSURE} - {"Cơ sở dữ liệu", "Cấu hình"}
    assert unsure == {"Gửi thư", "Chứng thư https"}


def test_command_names_what_is_broken_and_fails(sound, capsys):
    call_command("doctor")
    assert "[  tốt  ] Cấu trúc dữ liệu: đã đủ\n" in capsys.readouterr().out
    SearchEntry.objects.update(title="Sai")
    with pytest.raises(CommandError, match="1 chỗ hỏng."):
        call_command("doctor")
    assert "Chỉ mục tìm kiếm: trang" in (said := capsys.readouterr().out)
    assert "→ manage.py rebuild_search\n" in said


def test_steps_that_were_not_run(sound):
    MigrationRecorder.Migration.objects.filter(app="hotline").order_by("-pk").first().delete()
    assert found(doctor.migrations) == (doctor.BAD, "còn 1 bước chưa chạy", "manage.py migrate")


def test_backups_that_are_old_damaged_or_missing(sound, settings, frozen):
    assert found(doctor.backed_up)[:2] == (doctor.GOOD, "bản mới nhất cách đây 0 giờ")
    shutil.rmtree(settings.BACKUPS)
    copy = list_as_if_made(settings.BACKUPS, "20250617-011000")
    frozen("2025-06-18 07:10")
    assert found(doctor.backed_up)[:2] == (doctor.BAD, "bản mới nhất cách đây 30 giờ")
    frozen("2025-06-20 07:10")
    assert found(doctor.backed_up)[:2] == (doctor.BAD, "bản mới nhất cách đây 3 ngày")
    copy.with_name("20250617-011000.hong").touch()
    assert found(doctor.backed_up)[:2] == (doctor.BAD, f"không thấy bản nào dùng được trong {settings.BACKUPS}")
    settings.BACKUP_KEY = ""
    assert found(doctor.backed_up)[:2] == (doctor.BAD, "chưa đặt BACKUP_KEY, không sao lưu được")


def test_help_copies_that_are_old(sound, settings):
    (settings.HELP_COPIES / "ho-tro/index.html").write_text("cũ")
    assert found(doctor.help_copies) == (doctor.BAD, "cũ hoặc thiếu: ho-tro/index.html", "manage.py write_help_copies")


def test_files_that_were_not_gathered(sound, settings):
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    settings.DEBUG = False
    assert found(doctor.static_files) == (doctor.BAD, "chưa gom", "manage.py collectstatic --noinput")


def test_storage_that_cannot_be_written(sound, monkeypatch):
    def full(self, name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SiteStorage, "_save", full)
    assert found(doctor.storage)[:2] == (doctor.BAD, "không xem được: OSError: [Errno 28] No space left on device")


def test_disk_that_is_nearly_full(sound, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    assert found(doctor.disk)[0] == doctor.BAD


def test_mail_server_that_is_away(sound, settings):
    settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1:1", "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert found(doctor.mail)[0] == doctor.BAD


def test_links_that_nobody_asked_for(sound):
    LinkCheck.objects.update(checked_at=timezone.now() - doctor.LINKS_AGE * 2)
    assert found(doctor.links)[:2] == (doctor.UNSURE, "chưa kiểm tra mấy ngày nay")


def test_worker_that_stands_still(sound):
    item = IntakeItem.objects.create(file="tep/a.pdf", name="a.pdf", extension="pdf", size=1, sha256="x")
    assert found(doctor.worker)[0] == doctor.GOOD
    IntakeItem.objects.among([item.pk]).update(touched_at=timezone.now() - timezone.timedelta(hours=1))
    assert found(doctor.worker)[:2] == (doctor.BAD, "1 tệp chờ quá lâu")


def test_demo_rows_that_are_left(sound):
    DemoRow.objects.create(kind="article", object_id=1)
    assert found(doctor.demonstration)[0] == doctor.UNSURE


def test_time_zone_of_elsewhere(sound, settings):
    settings.TIME_ZONE = "UTC"
    assert found(doctor.clock)[:2] == (doctor.BAD, "múi giờ UTC")


@pytest.mark.parametrize(("days", "state"), [(3, doctor.BAD), (60, doctor.GOOD)])
def test_certificate_that_ends_soon(sound, settings, tmp_path, days, state):
    with served(Authority(tmp_path).context("localhost", last_day=days)) as site:
        settings.SITE_URL = f"https://localhost:{site.server_port}"
        assert found(doctor.certificate)[0] == state


def test_https_that_does_not_answer(sound, settings):
    settings.SITE_URL = "https://127.0.0.1:1"
    assert found(doctor.certificate)[0] == doctor.BAD


def test_database_that_is_away_is_told_and_nothing_else_asked(monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(doctor.connection, "cursor", away)
    (only,) = doctor.findings()
    assert (only.what, only.state) == ("Cơ sở dữ liệu", doctor.BAD)
