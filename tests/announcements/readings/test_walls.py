"""Files made to hurt or simply broken: each ends in a sentence, and quickly."""

import os
import time
import zlib
from pathlib import Path

import fpdf
import pytest

from announcements import reading
from announcements.reading import child, result
from tests import hostile
from tests.hostile import pdf
from tests.wordfiles import docx, p

BOMB = 1 << 30


def refusal(content, extension="pdf"):
    with pytest.raises(reading.Unreadable) as caught:
        reading.read(content, extension)
    return caught.value.message


def locked():
    made = fpdf.FPDF()
    made.add_page()
    made.set_encryption("chu", "nguoidung", encryption_method="AES-256")
    return bytes(made.output())


def stream(content, more=b""):
    return b"<</Length %d%s>>stream\n%s\nendstream\n" % (len(content), more, content)


def page(content, more=b"", resources=b""):
    """A PDF of one page with this content stream."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<"
        + resources
        + b">>>>endobj\n"
        b"4 0 obj" + stream(content, more) + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def flate_bomb():
    """A gigabyte of blanks in a megabyte of content, packed once more."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(BOMB >> 20)) + packer.flush()
    return page(zlib.compress(packed), b"/Filter[/FlateDecode/FlateDecode]")


def form_bomb(depth=9, each=10):
    """Drawings that draw each other: ten to the ninth at the end."""
    forms = b"".join(
        b"%d 0 obj%sendobj\n"
        % (
            10 + n,
            stream(
                b"/F Do " * each if n < depth else b"BT ET",
                b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (11 + n),
            ),
        )
        for n in range(depth + 1)
    )
    made = page(b"/F Do", resources=b"/XObject<</F 10 0 R>>")
    return made.replace(b"trailer", forms + b"trailer")


def looping():
    """A tree of pages that is its own child."""
    return pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


def many_pages(count):
    made = pdf()
    return made.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[" + b"3 0 R " * count + b"]/Count %d" % count)


@pytest.mark.parametrize(
    ("content", "extension", "sentence"),
    [
        (b"", "pdf", result.NOT_PDF),
        (b"GIF89a" * 300, "pdf", result.NOT_PDF),
        (b"%PDF-1.7\n", "pdf", result.BROKEN),
        (b"%PDF-1.7\n" + b"\x00\xff" * 5000, "pdf", result.BROKEN),
        (
            docx(p("Chữ"))[:-200],
            "docx",
            "Tệp bị hỏng hoặc bị cắt mất một phần. Bạn mở lại tệp trên máy, lưu lại rồi tải lên.",
        ),
        (hostile.encrypted_zip(docx(p("Chữ"))), "docx", "Tệp đang đặt mật khẩu. Bạn bỏ mật khẩu rồi tải lên."),
        (b"\xd0\xcf\x11\xe0", "doc", result.OLD_WORD),
        (b"chu", "odt", result.NOT_READ),
        (b"%PDF-1.7" + bytes(result.MAX_BYTES), "pdf", result.TOO_HEAVY),
        (many_pages(result.MAX_PAGES + 1), "pdf", result.TOO_LONG),
    ],
    ids=["empty", "picture", "start", "noise", "cut", "locked zip", "doc", "odt", "heavy", "long"],
)
def test_what_cannot_be_read_is_refused_in_words(content, extension, sentence):
    assert refusal(content, extension) == sentence


def test_locked_pdf_says_so():
    assert refusal(locked()) == result.LOCKED


@pytest.mark.parametrize("make", [flate_bomb, form_bomb, looping])
def test_bomb_hurts_only_its_own_process(monkeypatch, make):
    monkeypatch.setattr(child, "SECONDS", 3)
    content = make()
    before, start = memory(), time.monotonic()
    try:
        found = reading.read(content, "pdf")
    except reading.Unreadable as error:
        assert error.message in (result.TOO_HARD, result.BROKEN)
    else:
        assert found.number == ""
    assert time.monotonic() - start < 20
    assert memory() - before < 50
    assert left_over() == []


def test_silent_process_is_ended(monkeypatch):
    monkeypatch.setattr(child, "PATIENCE", 1)
    monkeypatch.setattr(child, "SECONDS", 30)
    assert refusal(form_bomb()) == result.TOO_HARD
    assert left_over() == []


def test_reader_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    assert set(child._environment()) <= {
        "PATH",
        "TESSDATA_PREFIX",
        "LC_ALL",
        "PYTHONDONTWRITEBYTECODE",
        "OMP_THREAD_LIMIT",
    }


def memory():
    """Megabytes this process holds."""
    with open(f"/proc/{os.getpid()}/statm") as file:
        return int(file.read().split()[1]) * 4 // 1024


def left_over():
    """Readers this process started that still are there."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = folder.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            command = folder.joinpath("cmdline").read_bytes()
        except OSError:
            continue
        if parent == str(os.getpid()) and b"announcements.reading" in command:
            found.append(command)
    return found
