"""The one door for uploaded documents, and the content types of everything we serve."""

import hashlib
import logging
import os
import re
import secrets
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import olefile
from django.core.exceptions import ValidationError

from hoiphunu import refusals, viruses
from hoiphunu.vietnamese import slugify

MAX_BYTES = 30 * 1024 * 1024
MAX_ENTRIES = 5000
MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200  # of an entry that unpacks to more than RATIO_FROM; large sheets of equal cells reach about 100
RATIO_FROM = 10 * 1024 * 1024
CHUNK = 1024 * 1024

CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_logger = logging.getLogger(__name__)

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MACRO_STORAGES = {"macros", "_vba_project_cur", "_vba_project", "vba"}
_DANGEROUS_IN_PDF = {b"/JavaScript": "mã JavaScript", b"/Launch": "lệnh chạy chương trình"}
_ESCAPED_NAME = re.compile(rb"/[A-Za-z]{0,10}#[0-9A-Fa-f]{2}[A-Za-z0-9#]{0,40}")
_PAGE_STARTS = (b"<html", b"<script", b"<!doctype", b"<svg", b"<body", b"<?php")
_RESERVED_ON_WINDOWS = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}

# Everything zipfile, zlib and olefile were seen to raise on hostile bytes.
BROKEN_ARCHIVE = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError),
    *(TypeError, ValueError, struct.error, zlib.error, zipfile.BadZipFile, zipfile.LargeZipFile),
)

KINDS = "Chỉ nhận tệp PDF, Word (DOC, DOCX) và Excel (XLS, XLSX)."
EMPTY = "Tệp rỗng. Bạn chọn lại tệp."
TOO_HEAVY = f"Tệp nặng quá {MAX_BYTES // 1024 // 1024} MB. Bạn nén ảnh trong tệp hoặc tách thành nhiều tệp."
NOT_A_DOCUMENT = f"Tệp này không phải PDF, Word hay Excel, dù tên tệp thế nào. {KINDS}"
A_PICTURE = f"Tệp này là ảnh. {KINDS} Ảnh thì tải lên ở ô chọn ảnh."
A_PROGRAM = f"Tệp này là chương trình máy tính, không được tải lên. {KINDS}"
OLD_TEXT = "Tệp này là RTF. Bạn mở bằng Word, chọn “Lưu thành” DOCX hoặc PDF rồi tải lên."
OPEN_DOCUMENT = "Tệp này là OpenDocument (ODT, ODS). Bạn lưu thành DOCX, XLSX hoặc PDF rồi tải lên."
BROKEN = "Tệp bị hỏng hoặc bị cắt mất một phần. Bạn mở lại tệp trên máy, lưu lại rồi tải lên."
MIXED = "Tệp PDF này có lẫn nội dung lạ ngoài văn bản. Bạn in lại thành PDF (Print to PDF) rồi tải lên."
LOCKED = "Tệp đang đặt mật khẩu. Bạn bỏ mật khẩu rồi tải lên."
MACROS = "Tệp có macro (chương trình nhúng). Bạn lưu thành DOCX, XLSX không macro hoặc PDF rồi tải lên."
INFECTED = "Máy quét vi-rút thấy “{virus}” trong tệp nên không nhận. Bạn quét máy của mình, rồi tải lên tệp sạch."
UNSCANNED = "Máy quét vi-rút không trả lời nên tệp chưa được nhận. Bạn thử lại sau ít phút, hoặc báo người quản trị."
BOMB = "Tệp bung ra quá lớn so với cỡ của nó nên không an toàn. Bạn lưu thành PDF rồi tải lên."


class FileRefused(ValidationError):
    """A document that is not taken; the message is a Vietnamese sentence for the person who chose it."""


@dataclass(frozen=True)
class CleanFile:
    """What was found out about a document; its bytes are kept as they came."""

    extension: str
    content_type: str
    size: int
    sha256: str
    display_name: str


@refusals.noted
def clean(upload: BinaryIO) -> CleanFile:
    """Look through a PDF, DOC, DOCX, XLS or XLSX (told by content, ≤ 30 MB); anything else is FileRefused.

    Where a scanner of viruses is set, it is asked too; a file it cannot look at is refused.
    """
    found = inspected(upload)
    try:
        virus = viruses.name_in(upload)
    except viruses.ScannerAway as error:
        _logger.error("the scanner of viruses (CLAMD_URL) did not answer: %s", error)
        raise FileRefused(UNSCANNED) from error
    if virus:
        raise FileRefused(INFECTED.format(virus=virus))
    return found


def inspected(upload: BinaryIO) -> CleanFile:
    """What `clean` finds by itself: nothing leaves this process.

    Seen: bombs, passwords, macros, programs, files that are two things at once, JavaScript and Launch in plain sight
    in a PDF. Not seen: what a PDF hides in compressed objects, Excel 4 macros in an XLS, templates fetched from
    elsewhere. The real defence is that files are served with their type, nosniff and a sandbox. Left at its start.
    """
    size = _size(upload)
    head = upload.read(1024)
    try:
        extension = _extension(upload, head, size)
    except BROKEN_ARCHIVE as error:
        _logger.info("refused document: %r", error)
        raise FileRefused(BROKEN) from error
    digest = hashlib.sha256()
    for chunk in _chunks(upload):
        digest.update(chunk)
    upload.seek(0)
    name = display_name(getattr(upload, "name", ""), extension)
    return CleanFile(extension, CONTENT_TYPES[extension], size, digest.hexdigest(), name)


def new_name(extension: str) -> str:
    """A name nobody can guess for a new document: "tep/3f/3f….pdf" (128 random bits)."""
    token = secrets.token_hex(16)
    return f"tep/{token[:2]}/{token}.{extension}"


def display_name(original: str, extension: str) -> str:
    """The uploaded name for people: no folders, NFC, nothing invisible, ≤ 150 characters, the true extension."""
    stem = _without_extension(re.split(r"[/\\]", str(original or ""))[-1])
    stem = "".join(char for char in unicodedata.normalize("NFC", stem) if unicodedata.category(char)[0] != "C")
    return f"{' '.join(stem.split())[:140].strip(' .') or 'Tài liệu'}.{extension}"


def download_name(title_or_original: str, extension: str) -> str:
    """A safe ASCII name to save under: "Kế hoạch 77/KH-BTV.pdf" → "ke-hoach-77-kh-btv.pdf"."""
    stem = slugify(_without_extension(title_or_original), fallback="tai-lieu")
    return f"{'tep-' if stem in _RESERVED_ON_WINDOWS else ''}{stem}.{extension}"


def _without_extension(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in CONTENT_TYPES else name


def _size(upload: BinaryIO) -> int:
    upload.seek(0, os.SEEK_END)
    size = upload.tell()
    upload.seek(0)
    if not size:
        raise FileRefused(EMPTY)
    if size > MAX_BYTES:
        raise FileRefused(TOO_HEAVY)
    return size


def _extension(upload: BinaryIO, head: bytes, size: int) -> str:
    if head.startswith(b"%PDF-"):
        _check_pdf(upload, head, size)
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _office(upload, size)
    if head.startswith(_OLE):
        return _old_office(upload)
    known = {
        (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM"): A_PICTURE,
        (b"MZ", b"\x7fELF", b"#!"): A_PROGRAM,
        (b"{\\rtf",): OLD_TEXT,
    }
    for starts, sentence in known.items():
        if head.startswith(starts) or (sentence == A_PICTURE and head[8:12] == b"WEBP"):
            raise FileRefused(sentence)
    raise FileRefused(NOT_A_DOCUMENT)


def _check_pdf(upload: BinaryIO, head: bytes, size: int) -> None:
    if any(start in head.lower() for start in _PAGE_STARTS) or zipfile.is_zipfile(upload):
        raise FileRefused(MIXED)
    upload.seek(max(0, size - 1024))
    if not re.match(rb"%PDF-\d\.\d", head) or b"%%EOF" not in upload.read():
        raise FileRefused(BROKEN)
    tail = b""
    for chunk in _chunks(upload):
        text = tail + chunk
        tail = text[-64:]
        if escaped := _ESCAPED_NAME.findall(text):
            text += b" ".join(_unescaped(name) + b" " for name in escaped)
        for name, what in _DANGEROUS_IN_PDF.items():
            if re.search(name + rb"(?![A-Za-z0-9])", text):
                raise FileRefused(f"Tệp PDF có {what}. Bạn in lại thành PDF (Print to PDF) rồi tải lên.")


def _unescaped(name: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name)


def _office(upload: BinaryIO, size: int) -> str:
    check_directory(upload, size)
    with zipfile.ZipFile(upload) as archive:
        entries = archive.infolist()
        check_entries(entries)
        names = {entry.filename for entry in entries}
        if "mimetype" in names:
            raise FileRefused(OPEN_DOCUMENT)
        extension = next((each for each, part in _MAIN_PART.items() if part in names), None)
        if "[Content_Types].xml" not in names or extension is None:
            raise FileRefused(NOT_A_DOCUMENT)
        if archive.getinfo("[Content_Types].xml").file_size > MAX_DIRECTORY_BYTES:
            raise FileRefused(BOMB)
        _check_content_types(archive.read("[Content_Types].xml"), extension)
        lower = {name.lower() for name in names}
        if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in lower):
            raise FileRefused(MACROS)
        for entry in entries:  # zipfile reads no more than was promised, and a broken promise fails the checksum
            with archive.open(entry) as part:
                while part.read(CHUNK):
                    pass
    return extension


def check_directory(upload: BinaryIO, size: int) -> None:
    """The directory must end the file, follow the entries without a gap, and be small: zipfile loads it whole."""
    upload.seek(max(0, size - 22))
    signature, disk, _, here, count, length, offset, comment = struct.unpack("<IHHHHIIH", upload.read(22))
    if signature != 0x06054B50 or disk or comment or here != count or offset + length != size - 22:
        raise FileRefused(BROKEN)
    if count > MAX_ENTRIES or length > MAX_DIRECTORY_BYTES:
        raise FileRefused(BOMB)


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(LOCKED)
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused(BOMB)
    if any(e.file_size > RATIO_FROM and e.file_size > MAX_RATIO * e.compress_size for e in entries):
        raise FileRefused(BOMB)
    folded = {entry.filename.lower() for entry in entries}
    methods = {entry.compress_type for entry in entries}
    if len(folded) < len(entries) or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FileRefused(BROKEN)
    if any(re.search(r"^/|\\|:|(^|/)\.\.(/|$)", name) for name in folded):
        raise FileRefused(BROKEN)


def _check_content_types(types: bytes, extension: str) -> None:
    """The main part must be a plain document or workbook; macro-enabled ones and templates name another type."""
    plain = CONTENT_TYPES[extension].encode() + b".main+xml"
    if b"\x00" in types or b"<!" in types:  # UTF-16 and entities could hide a name from what follows
        raise FileRefused(BROKEN)
    if re.search(rb"macroEnabled|vbaProject|macrosheet", types, re.IGNORECASE):
        raise FileRefused(MACROS)
    if plain not in types:
        raise FileRefused(NOT_A_DOCUMENT)


def _old_office(upload: BinaryIO) -> str:
    upload.seek(0)
    with olefile.OleFileIO(upload) as ole:
        paths = ole.listdir(streams=True, storages=True)
        roots = {path[0].lower() for path in paths if len(path) == 1}
        if "encryptedpackage" in roots:
            raise FileRefused(LOCKED)
        if any(part.lower() in _MACRO_STORAGES for path in paths for part in path):
            raise FileRefused(MACROS)
        if "worddocument" in roots:
            header = ole.openstream("WordDocument").read(12)
            is_locked, extension = header[11] & 1, "doc"  # FibBase.fEncrypted, [MS-DOC] 2.5.2
        elif found := roots & {"workbook", "book"}:
            is_locked, extension = _has_file_pass(ole.openstream(found.pop()).read(CHUNK)), "xls"
        else:
            raise FileRefused(NOT_A_DOCUMENT)
    if is_locked:
        raise FileRefused(LOCKED)
    return extension


def _has_file_pass(stream: bytes) -> bool:
    """Whether a FilePass record (0x2F, [MS-XLS] 2.4.117) stands among the first records of a workbook."""
    at = 0
    for _ in range(20):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == 0x2F:
            return True
        if kind == 0x0A:
            break
        at += 4 + length
    return False


def _chunks(upload: BinaryIO):
    upload.seek(0)
    while chunk := upload.read(CHUNK):
        yield chunk
