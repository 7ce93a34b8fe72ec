"""Folders that staff hand in packed as one ZIP file."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from hoiphunu import files, refusals
from hoiphunu.vietnamese import nfc

MOST = 100
TOO_MANY = f"Tệp ZIP có quá {MOST} tệp. Bạn chia thành nhiều tệp ZIP."
NOTHING = "Tệp ZIP không có tệp nào bên trong."
# What systems put beside the files of people.
_JUNK = ("__MACOSX/", ".")


def is_archive(upload: BinaryIO) -> bool:
    """Whether `upload` is a ZIP that is no Office file; left at its start."""
    found = False
    if zipfile.is_zipfile(upload):
        upload.seek(0)
        try:
            with zipfile.ZipFile(upload) as packed:
                found = "[Content_Types].xml" not in packed.namelist()
        except (zipfile.BadZipFile, OSError, ValueError):
            found = False
    upload.seek(0)
    return found


@refusals.noted
def unpacked(upload: BinaryIO) -> list[BytesIO]:
    """The files in a ZIP, each with its `name` (NFC, without folders). Raises `files.FileRefused`."""
    size = upload.seek(0, 2)
    if size > files.MAX_BYTES:
        raise files.FileRefused(files.TOO_HEAVY)
    try:
        files.check_directory(upload, size)
        with zipfile.ZipFile(upload) as packed:
            files.check_entries(packed.infolist())
            entries = [entry for entry in packed.infolist() if not entry.is_dir() and not _is_junk(entry.filename)]
            if not entries:
                raise files.FileRefused(NOTHING)
            if len(entries) > MOST:
                raise files.FileRefused(TOO_MANY)
            return [_file(packed, entry) for entry in entries]
    except files.BROKEN_ARCHIVE as error:
        if isinstance(error, files.FileRefused):
            raise
        raise files.FileRefused(files.BROKEN) from error


def _is_junk(name):
    return name.startswith(_JUNK[0]) or PurePosixPath(name).name.startswith(_JUNK[1])


def _file(packed, entry):
    content = BytesIO(packed.read(entry))
    content.name = PurePosixPath(_spelled(entry)).name
    return content


def _spelled(entry):
    """The entry's name: packers that do not say so mostly write UTF-8 none the less."""
    if entry.flag_bits & 0x800:
        return nfc(entry.filename)
    try:
        return nfc(entry.filename.encode("cp437").decode())
    except UnicodeError:
        return nfc(entry.filename)
