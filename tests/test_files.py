"""The door for documents: what it takes by content, and what it says of everything else."""

import hashlib
import io
import random
import struct
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hoiphunu import files
from tests import hostile

# A FIB as Word 97 writes it; the second has the flag fEncrypted.
WORD = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0409, 0, 0x0200)
LOCKED_WORD = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0409, 0, 0x0300)
BOF = struct.pack("<HH", 0x0809, 16) + b"\x00\x06\x05\x00" + b"\x00" * 12
END = struct.pack("<HH", 0x0A, 0)
FILE_PASS = struct.pack("<HH", 0x2F, 6) + b"\x00" * 6

GOOD = {
    "pdf": hostile.pdf(),
    "docx": hostile.office("docx"),
    "xlsx": hostile.office("xlsx"),
    "doc": hostile.ole({"WordDocument": WORD, "1Table": b""}),
    "xls": hostile.ole({"Workbook": BOF + END}),
}


def upload(data, name="tệp.bin"):
    file = io.BytesIO(data)
    file.name = name
    return file


def refusal(data):
    with pytest.raises(files.FileRefused) as caught:
        files.clean(upload(data))
    return caught.value.messages


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("name", ["Kế hoạch.pdf", "Kế hoạch.exe.docx", "Kế hoạch"])
def test_kind_is_told_by_content_not_by_name(kind, name):
    data = GOOD[kind]
    file = SimpleUploadedFile(name, data, content_type="text/html")
    found = files.clean(file)
    assert (found.extension, found.content_type, found.size) == (kind, files.CONTENT_TYPES[kind], len(data))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert file.read() == data


def test_old_excel_stream_is_taken():
    assert files.clean(upload(hostile.ole({"Book": BOF + END}))).extension == "xls"


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", files.EMPTY),
        (b"MZ\x90\x00" + b"\x00" * 99, files.A_PROGRAM),
        (b"\x7fELF", files.A_PROGRAM),
        (b"#!/bin/sh\nrm", files.A_PROGRAM),
        (hostile.jpeg(), files.A_PICTURE),
        (hostile.encoded(hostile.picture(), "WEBP"), files.A_PICTURE),
        (b"{\\rtf1}", files.OLD_TEXT),
        (b"<html><script>alert(1)</script>", files.NOT_A_DOCUMENT),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", files.NOT_A_DOCUMENT),
        (b"\n" + hostile.pdf(), files.NOT_A_DOCUMENT),
        (b"<html>" + hostile.pdf(), files.NOT_A_DOCUMENT),
        (b"a,b\n1,2\n", files.NOT_A_DOCUMENT),
        (hostile.archive([("a.txt", b"x")]), files.NOT_A_DOCUMENT),
        (hostile.archive([("word/document.xml", b"x")]), files.NOT_A_DOCUMENT),
        (hostile.archive([("mimetype", b"application/vnd.oasis.opendocument.text")]), files.OPEN_DOCUMENT),
        (hostile.ole({"PowerPoint Document": b""}), files.NOT_A_DOCUMENT),
    ],
)
def test_other_files_are_refused_in_words(data, sentence):
    assert refusal(data) == [sentence]


def test_size_limit_is_30_mb_of_real_bytes():
    padded = hostile.pdf(b"%" + b" " * (files.MAX_BYTES - len(hostile.pdf()) - 1))
    assert (len(padded), files.clean(upload(padded)).size) == (files.MAX_BYTES, files.MAX_BYTES)
    assert refusal(padded + b"\n") == [files.TOO_HEAVY]


@pytest.mark.parametrize("kind", GOOD)
def test_truncated_document_is_refused(kind):
    data = GOOD[kind]
    for length in (12, len(data) // 2, len(data) - 30):
        assert refusal(data[:length]) == [files.BROKEN]


@pytest.mark.parametrize("kind", GOOD)
def test_damaged_bytes_are_taken_or_refused_but_never_an_error(kind):
    chance = random.Random(kind)  # noqa: S311
    answers = set()
    for _ in range(200):
        data = bytearray(GOOD[kind])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(8, min(len(data), 1200))] = chance.randrange(256)
        try:
            answers.add(type(files.clean(upload(bytes(data)))))
        except files.FileRefused as refused:
            answers.add(type(refused))
    assert answers == {files.CleanFile, files.FileRefused}


@pytest.mark.parametrize(
    "data",
    [
        hostile.pdf(start=b"%PDF-1.4\n<html><script>alert(1)</script>"),
        hostile.pdf(start=b"%PDF-1.4\n<!DOCTYPE html>"),
        hostile.pdf() + hostile.archive([("run.jar", b"x")]),
        hostile.pdf() + hostile.office(),
    ],
)
def test_pdf_that_is_two_things_is_refused(data):
    assert refusal(data) == [files.MIXED]


@pytest.mark.parametrize("data", [b"%PDF-", b"%PDF-1.4\n", b"%PDF-x.y\n%%EOF", hostile.pdf() + b" " * 2000])
def test_stump_of_pdf_is_refused(data):
    assert refusal(data) == [files.BROKEN]


@pytest.mark.parametrize(
    "action, what",
    [
        (b"4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj", "mã JavaScript"),
        (b"4 0 obj<</S /JavaScript /JS 5 0 R>>endobj", "mã JavaScript"),
        (b"4 0 obj<</S/J#61vaScript/JS(x)>>endobj", "mã JavaScript"),
        (b"4 0 obj<</S/#4a#61#76#61#53#63#72#69#70#74>>endobj", "mã JavaScript"),
        (b"4 0 obj<</S/Launch/F(cmd.exe)>>endobj", "lệnh chạy chương trình"),
        (b" " * (files.CHUNK - 180) + b"<</S/Launch/F(cmd.exe)>>", "lệnh chạy chương trình"),
    ],
)
def test_pdf_with_actions_is_refused(action, what):
    assert refusal(hostile.pdf(action)) == [f"Tệp PDF có {what}. Bạn in lại thành PDF (Print to PDF) rồi tải lên."]


@pytest.mark.parametrize("position", range(-12, 2))
def test_pdf_action_across_two_reads_is_seen(position):
    before = files.CHUNK - hostile.pdf(b"@").index(b"@") + position
    assert refusal(hostile.pdf(b" " * before + b"/Launch ")) == [
        "Tệp PDF có lệnh chạy chương trình. Bạn in lại thành PDF (Print to PDF) rồi tải lên."
    ]


@pytest.mark.parametrize(
    "text", [b"(JavaScript)", b"/JavaScripts", b"/LaunchDate", b"/EmbeddedFile", b"/Encrypt 9 0 R"]
)
def test_pdf_that_only_looks_dangerous_is_taken(text):
    assert files.clean(upload(hostile.pdf(text))).extension == "pdf"


@pytest.mark.parametrize(
    "data",
    [
        hostile.office("docx", [("word/vbaProject.bin", b"x")]),
        hostile.office("xlsx", [("xl/VBAPROJECT.BIN", b"x")]),
        hostile.office("xlsx", [("xl/macrosheets/sheet1.xml", b"x")]),
        hostile.office("docx", content_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
        hostile.office("xlsx", content_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        hostile.office("docx", types=b"<Override ContentType='application/vnd.ms-office.vbaProject'/>"),
        hostile.ole({"WordDocument": WORD}, storages=["Macros"]),
        hostile.ole({"Workbook": BOF + END}, storages=["_VBA_PROJECT_CUR"]),
    ],
)
def test_macros_are_refused(data):
    assert refusal(data) == [files.MACROS]


@pytest.mark.parametrize(
    "data",
    [
        hostile.encrypted_zip(hostile.office()),
        hostile.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        hostile.ole({"WordDocument": LOCKED_WORD}),
        hostile.ole({"Workbook": BOF + FILE_PASS + END}),
    ],
)
def test_password_is_refused(data):
    assert refusal(data) == [files.LOCKED]


@pytest.mark.parametrize(
    "types",
    [
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><Types/>",
        "<Types ContentType='macroEnabled'/>".encode("utf-16"),
    ],
)
def test_content_types_that_hide_something_are_refused(types):
    assert refusal(hostile.office(types=types)) == [files.BROKEN]


def test_template_is_not_a_document():
    template = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    assert refusal(hostile.office(content_type=template)) == [files.NOT_A_DOCUMENT]


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "/etc/passwd", "word/..", "C:/x.exe", "word\\..\\x", "word/document.XML"]
)
def test_entry_names_that_lead_elsewhere_are_refused(name):
    assert refusal(hostile.office("docx", [(name, b"x")])) == [files.BROKEN]


@pytest.mark.parametrize("name", ["word/media/ảnh..1.png", "word/.rels", "customXml/item1.xml"])
def test_harmless_entry_names_are_taken(name):
    assert files.clean(upload(hostile.office("docx", [(name, b"x")]))).extension == "docx"


def test_zip_bomb_by_ratio_is_refused():
    assert refusal(hostile.office("docx", [("word/media/a.bmp", b"\x00" * (11 * 1024 * 1024))])) == [files.BOMB]


def test_zip_bomb_by_total_is_refused():
    chance = random.Random(1)  # noqa: S311
    block = b"".join(chance.randbytes(400) + b"\x00" * 65_000 for _ in range(160))  # about 120 to one
    bomb = hostile.office("docx", [(f"word/media/{n}", block) for n in range(31)])
    started = time.monotonic()
    assert refusal(bomb) == [files.BOMB]
    assert time.monotonic() - started < 5


def test_heavy_content_types_are_refused_unread():
    assert refusal(hostile.office(types=b" " * (files.MAX_DIRECTORY_BYTES + 1))) == [files.BOMB]


def test_zip_bomb_by_count_is_refused():
    few = [(f"word/media/{n}", b"") for n in range(files.MAX_ENTRIES - 3)]
    assert files.clean(upload(hostile.office("docx", few))).extension == "docx"
    assert refusal(hostile.office("docx", [*few, ("word/media/x", b"")])) == [files.BOMB]


def test_zip_that_understates_its_size_is_refused():
    data = hostile.office("docx", [("word/media/a.bmp", b"\x00" * 1_000_000)])
    assert data.count(struct.pack("<I", 1_000_000)) == 2
    assert refusal(data.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))) == [files.BROKEN]


def test_zip_that_understates_its_count_is_refused():
    many = [(f"{n:05}" * 40, b"") for n in range(9000)]  # more directory than zipfile should be made to load
    data = bytearray(hostile.office("docx", many))
    data[-14:-10] = struct.pack("<HH", 3, 3)
    assert refusal(bytes(data)) == [files.BOMB]


def test_zip_with_something_before_or_behind_is_refused():
    assert refusal(b"PK\x03\x04" + hostile.office()) == [files.BROKEN]
    assert refusal(hostile.office() + hostile.MARK) == [files.BROKEN]


def test_zip_packed_in_a_strange_way_is_refused():
    out = io.BytesIO(hostile.office())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/extra.xml", b"x" * 1000)
    assert refusal(out.getvalue()) == [files.BROKEN]


@pytest.mark.parametrize(
    "title, expected",
    [
        ("Kế hoạch 77/KH-BTV.pdf", "ke-hoach-77-kh-btv.pdf"),
        ("Đề án “Đồng hành”.DOCX", "de-an-dong-hanh.pdf"),
        ("Nghị định 76/2023/NĐ-CP", "nghi-dinh-76-2023-nd-cp.pdf"),
        ("Báo cáo v1.2", "bao-cao-v1-2.pdf"),
        ("../../etc/passwd\r\nX: y", "etc-passwd-x-y.pdf"),
        ("", "tai-lieu.pdf"),
        ("???", "tai-lieu.pdf"),
        ("Con", "tep-con.pdf"),
    ],
)
def test_download_name(title, expected):
    assert files.download_name(title, "pdf") == expected


@pytest.mark.parametrize(
    "original, expected",
    [
        ("Kế hoạch.docx", "Kế hoạch.pdf"),
        ("Kế hoạch.pdf", "Kế hoạch.pdf"),
        ("C:\\Tài liệu\\Kế hoạch 1.2", "Kế hoạch 1.2.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        (" nhiều   chỗ\ttrống ", "nhiều chỗtrống.pdf"),
        ("..", "Tài liệu.pdf"),
        (None, "Tài liệu.pdf"),
        ("x" * 500, "x" * 140 + ".pdf"),
    ],
)
def test_display_name(original, expected):
    assert files.display_name(original, "pdf") == expected


def test_clean_keeps_the_name_for_people():
    assert files.clean(upload(GOOD["pdf"], "Kế hoạch 77.docx")).display_name == "Kế hoạch 77.pdf"
    assert files.clean(io.BytesIO(GOOD["pdf"])).display_name == "Tài liệu.pdf"


def test_new_name_is_long_and_fresh():
    first, second = files.new_name("pdf"), files.new_name("pdf")
    folder, part, file = first.split("/")
    assert (folder, part, len(file), file[32:], first != second) == ("tep", file[:2], 36, ".pdf", True)


def test_every_served_extension_has_a_type():
    assert sorted(files.CONTENT_TYPES) == ["doc", "docx", "gif", "jpg", "pdf", "png", "webp", "xls", "xlsx"]
