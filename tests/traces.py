"""Where words typed into a request for help could lie: tables, dumps, caches, files."""

from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests import postgres


def found_in(content: bytes, words) -> list[str]:
    return [word for word in words if word.encode() in content]


def tables() -> dict[str, bytes]:
    """{table: all that stands in it}, of every table there is."""
    names = connection.introspection.table_names()
    missing = {model._meta.db_table for model in apps.get_models()} - set(names)
    assert missing == set()
    return {name: _rows_of(name) for name in names}


def _rows_of(table) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        rows = cursor.fetchall()
    return b"\n".join(
        bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode() for row in rows for value in row
    )


def dump() -> bytes:
    """The whole database as a backup holds it: pg_dump, which holds no journal, or the file with its own."""
    if connection.vendor == "postgresql":
        return postgres.dumped(connection.settings_dict)
    name = Path(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))


def dumpdata() -> bytes:
    out = StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue().encode()


def files(*folders: Path) -> bytes:
    """All bytes of all files below, their names among them."""
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in paths)
