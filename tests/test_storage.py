import errno
import os
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from hoiphunu import storage
from hoiphunu.models import Photo
from hoiphunu.storage import SiteStorage, kept_only_on_success, stem
from tests.conftest import ROOT
from tests.factories import tiny_jpeg


class FullDisk(ContentFile):
    """A file whose second part no longer fits."""

    def chunks(self, chunk_size=None):
        yield b"first part"
        raise OSError(errno.ENOSPC, "No space left on device")


def left(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def put(name, content=b"x"):
    return default_storage.save(name, ContentFile(content))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("anh/ab/x.jpg", "anh/ab/x"),
        ("anh/ab/x-800.webp", "anh/ab/x"),
        ("anh/ab/x-og.jpg", "anh/ab/x"),
        ("tep/ab/x.pdf", "tep/ab/x"),
    ],
)
def test_stem_is_what_all_renditions_share(name, found):
    assert stem(name) == found


def test_failed_write_leaves_nothing(media):
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("tep/ab/x.pdf", FullDisk(b"whole"))
    assert left(media) == []


def test_failed_write_does_not_take_what_was_there(media):
    put("tep/ab/x.pdf", b"old")
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("tep/ab/x.pdf", FullDisk(b"whole"))
    assert (left(media), (media / "tep/ab/x.pdf").read_bytes()) == (["tep/ab/x.pdf"], b"old")


def test_really_full_disk_leaves_nothing(tmp_path):
    """The limit of the operating system itself, in a process of its own."""
    program = (
        "import resource, signal, sys, django\n"
        "from django.conf import settings\n"
        "storages = {'default': {'BACKEND': 'hoiphunu.storage.SiteStorage'}}\n"
        "settings.configure(MEDIA_ROOT=sys.argv[1], STORAGES=storages)\n"
        "django.setup()\n"
        "from django.core.files.base import ContentFile\n"
        "from django.core.files.storage import default_storage\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n"
        "    default_storage.save('tep/ab/x.pdf', ContentFile(b'x' * 300_000))\n"
        "except OSError as error:\n"
        "    print(type(error).__name__)\n"
    )
    folder = tmp_path / "full"
    done = subprocess.run(
        [sys.executable, "-c", program, folder], cwd=ROOT, env={"PATH": os.defpath}, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("OSError\n", "")
    assert left(folder) == []


def test_files_stay_when_the_block_succeeds(media):
    with kept_only_on_success():
        put("tep/ab/x.pdf")
    assert left(media) == ["tep/ab/x.pdf"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_files_of_a_failed_block_are_taken_back(media, error):
    put("tep/ab/before.pdf")
    with pytest.raises(error), kept_only_on_success():
        put("tep/ab/x.pdf")
        raise error
    put("tep/ab/after.pdf")
    assert left(media) == ["tep/ab/after.pdf", "tep/ab/before.pdf"]


def test_inner_block_failing_leaves_the_outer_ones_files(media):
    with kept_only_on_success():
        put("tep/ab/outer.pdf")
        with pytest.raises(ValueError, match="inner"), kept_only_on_success():
            put("tep/ab/inner.pdf")
            raise ValueError("inner")
    assert left(media) == ["tep/ab/outer.pdf"]


def test_outer_block_failing_takes_back_what_an_inner_one_kept(media):
    with pytest.raises(ValueError, match="outer"), kept_only_on_success():
        put("tep/ab/outer.pdf")
        with kept_only_on_success():
            put("tep/ab/inner.pdf")
        raise ValueError("outer")
    assert left(media) == []


def test_file_already_gone_does_not_hide_the_error(media):
    with pytest.raises(ValueError, match="mine"), kept_only_on_success():
        put("tep/ab/x.pdf")
        default_storage.delete("tep/ab/x.pdf")
        raise ValueError("mine")


@pytest.mark.django_db
@pytest.mark.parametrize("fits", range(3))
def test_photo_that_does_not_fit_leaves_neither_row_nor_file(media, monkeypatch, fits):
    written = []

    class Filling(SiteStorage):
        def _save(self, name, content):
            written.append(name)
            return super()._save(name, FullDisk(b"") if len(written) > fits else content)

    monkeypatch.setattr(default_storage, "_wrapped", Filling())
    with pytest.raises(OSError, match="No space left"):
        Photo.from_upload(tiny_jpeg())
    assert (left(media), Photo.objects.count(), len(written)) == ([], 0, fits + 1)


@pytest.mark.django_db
def test_photo_whose_row_fails_leaves_no_file(media):
    with pytest.raises(Exception, match="focal"), transaction.atomic():
        Photo.from_upload(tiny_jpeg(), focal_x=7)
    assert left(media) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whole", [False, True], ids=["row", "rows"])
def test_deleted_photo_takes_all_its_files_along(media, whole):
    photo = Photo.from_upload(tiny_jpeg())
    kept = Photo.from_upload(tiny_jpeg("#112233"))
    assert len(left(media)) == 6
    Photo.objects.filter(pk=photo.pk).delete() if whole else photo.delete()
    assert {stem(name) for name in left(media)} == {stem(kept.file.name)}


@pytest.mark.django_db(transaction=True)
def test_photo_whose_deletion_fails_keeps_its_files(media):
    photo = Photo.from_upload(tiny_jpeg())
    with pytest.raises(ValueError, match="later"), transaction.atomic():
        photo.delete()
        raise ValueError("later")
    assert (Photo.objects.count(), len(left(media))) == (1, 3)


@pytest.mark.parametrize("runs", [1, 2])
def test_style_sheets_become_one_with_the_parts_of_today(tmp_path, runs):
    source, made = FileSystemStorage(tmp_path / "source"), storage.SiteStaticStorage(tmp_path / "made", "/static/")
    name, part = "hoiphunu/css/site.css", "hoiphunu/css/tokens.css"
    sheet = '@layer tokens;\n@import "tokens.css" layer(tokens);\nbody { color: red }\n'
    source.save(name, ContentFile(sheet)), made.save(name, ContentFile(sheet))
    for run in range(runs):
        made.delete(part)
        made.save(part, ContentFile(f":root {{ --run: {run} }}"))
        made._write_whole(name, source, name)
    assert (tmp_path / "made" / name).read_text() == (
        f"@layer tokens;\n@layer tokens {{\n:root {{ --run: {runs - 1} }}\n}}\nbody {{ color: red }}\n"
    )
