"""One moment of the database, to be written away, put back and compared, while others go on writing."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from hoiphunu.backups import postgres, sqlite

SCRATCH, LEFT_SECONDS = "hp-sao-luu-", 24 * 3600


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that nobody else reads, gone afterwards; those that a killed process has left go now."""
    for left in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        if left.stat().st_mtime < time.time() - LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH) as name:
        yield Path(name)


def still(folder):
    """A context whose value is this moment of the database; `folder` is for what has to lie on disk meanwhile.

    It has `tables` ({name: "rows digest"}), `sequences` ({name: last value}) and `dump(without)`, the bytes of
    everything but the rows of the tables in `without`.
    """
    return _back_end().still(folder)


def tables() -> dict[str, str]:
    """{name: "rows digest"} of every table now."""
    return _back_end().tables()


def sequences() -> dict[str, int]:
    return _back_end().sequences()


def no_rows() -> str:
    """What `tables` says of a table without rows."""
    return _back_end().EMPTY


def check(chunks, folder):
    """Raise BackupError unless the bytes of a `dump` can be read to their end by the database's own programs."""
    _back_end().check(chunks, folder)


def replace(chunks, folder):
    """Put the bytes of a `dump` in the place of the database: all of it, or none when they turn out to be damaged."""
    _back_end().replace(chunks, folder)


def _back_end():
    return postgres if connection.vendor == "postgresql" else sqlite
