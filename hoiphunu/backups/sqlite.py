"""SQLite by its own backup interface: a copy of one moment, which stops nobody from writing."""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from hoiphunu.backups.archive import BackupError

EMPTY = "0 " + "0" * 32
CHUNK = 1024 * 1024
WAIT_SECONDS = 30


class Moment:
    def __init__(self, path: Path):
        self.path = path
        with _opened(path) as copy:
            self.tables, self.sequences = _tables(copy), _sequences(copy)

    def dump(self, without: Iterable[str] = ()) -> Iterator[bytes]:
        if without:
            lasting = self.path.with_name("lasting.sqlite3")
            with _opened(self.path) as source, _opened(lasting) as copy:
                source.backup(copy)
                for table in without:
                    copy.execute("DELETE FROM " + connection.ops.quote_name(table))  # noqa: S608
                copy.commit()
                copy.execute("VACUUM")  # or the rows would still lie in the free pages
            yield from _compressed(lasting)
        else:
            yield from _compressed(self.path)


@contextmanager
def still(folder: Path):
    path = folder / "moment.sqlite3"
    with _opened(connection.settings_dict["NAME"]) as live, _opened(path) as copy:
        live.backup(copy)
    yield Moment(path)


def tables() -> dict[str, str]:
    with _opened(connection.settings_dict["NAME"]) as live:
        return _tables(live)


def sequences() -> dict[str, int]:
    with _opened(connection.settings_dict["NAME"]) as live:
        return _sequences(live)


def check(chunks, folder: Path):
    path = _unpacked(chunks, folder)
    try:
        with _opened(path) as copy:
            said = copy.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    path.unlink()
    if said != "ok":
        raise BackupError(f"SQLite không đọc được cơ sở dữ liệu trong bản sao lưu: {said}")


def replace(chunks, folder: Path):
    path = _unpacked(chunks, folder)
    connection.close()
    with _opened(path) as copy, _opened(connection.settings_dict["NAME"]) as live:
        copy.backup(live)
    path.unlink()


def _opened(path):
    return closing(sqlite3.connect(path, timeout=WAIT_SECONDS))


def _tables(copy) -> dict[str, str]:
    names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: _digest(copy, name) for name in names}


def _digest(copy, table) -> str:
    """How many rows, and a sum over them in which their order does not count."""
    total = number = 0
    for row in copy.execute("SELECT * FROM " + connection.ops.quote_name(table)):  # noqa: S608
        number += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest()[:16], "big")
    return f"{number} {total % 2**128:032x}"


def _sequences(copy) -> dict[str, int]:
    has_any = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone()
    return dict(copy.execute("SELECT name, seq FROM sqlite_sequence").fetchall()) if has_any else {}


def _compressed(path: Path) -> Iterator[bytes]:
    packer = zlib.compressobj()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield packer.compress(chunk)
    yield packer.flush()


def _unpacked(chunks, folder: Path) -> Path:
    path, unpacker = folder / "unpacked.sqlite3", zlib.decompressobj()
    try:
        with path.open("wb") as out:
            for chunk in chunks:
                out.write(unpacker.decompress(chunk))
            out.write(unpacker.flush())
    except zlib.error:
        raise BackupError("Cơ sở dữ liệu trong bản sao lưu không giải nén được.") from None
    return path
