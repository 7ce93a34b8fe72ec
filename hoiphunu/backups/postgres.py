"""PostgreSQL by its own programs, all of them looking at one moment of it."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from psycopg2 import sql

from hoiphunu.backups.archive import BackupError

EMPTY = "0 d41d8cd98f00b204e9800998ecf8427e"
CHUNK = 1024 * 1024
# Equal for equal rows in whatever order they lie.
DIGEST = sql.SQL(
    "SELECT count(*) || ' ' || md5(coalesce(string_agg(md5(row::text), '' ORDER BY md5(row::text)), '')) FROM {} AS row"
)
# Those of extensions come and go with them.
ROUTINES = """
    SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""


class Moment:
    def __init__(self):
        with connection.cursor() as cursor:
            # First of all: what the transaction has once looked at is its moment.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            self._snapshot = cursor.fetchone()[0]
        self.tables, self.sequences = tables(), sequences()

    def dump(self, without: Iterable[str] = ()) -> Iterator[bytes]:
        left_out = [f'--exclude-table-data="{table}"' for table in without]
        command = _command("pg_dump", "--format=custom", f"--snapshot={self._snapshot}", *left_out)
        with _running(command, stdout=subprocess.PIPE) as program:
            while chunk := program.stdout.read(CHUNK):
                yield chunk


@contextmanager
def still(folder: Path):
    with transaction.atomic(durable=True):
        yield Moment()


def tables() -> dict[str, str]:
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(DIGEST.format(sql.Identifier(table)))
            found[table] = cursor.fetchone()[0]
    return found


def sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'")
        return dict(cursor.fetchall())


def check(chunks, folder: Path):
    with _running(_command("pg_restore", "--file=/dev/null", server=False), stdin=subprocess.PIPE) as program:
        _feed(program.stdin, chunks)


def replace(chunks, folder: Path):
    begin = "BEGIN;\n" + "".join(f"{drop};\n" for drop in _drops())
    connection.close()
    strict = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1")
    with _running(_command("psql", *strict), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as loader:
        loader.stdin.write(begin.encode())
        with suppress(BrokenPipeError):  # the loader has stopped; its own error says why
            for chunk in _script(chunks):
                loader.stdin.write(chunk)
            # Only what was read to its end: a loader left without these words takes everything back.
            loader.stdin.write(b"\nCOMMIT;\n")
            loader.stdin.close()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _drops() -> list[str]:
    """What makes the database as empty as a dump wants it."""
    with connection.cursor() as cursor:
        names = [sql.Identifier(name).as_string(cursor.cursor) for name in connection.introspection.table_names(cursor)]
        cursor.execute(ROUTINES)
        routines = [name for (name,) in cursor.fetchall()]
    return [f"DROP TABLE {name} CASCADE" for name in names] + [f"DROP ROUTINE {name} CASCADE" for name in routines]


def _script(chunks) -> Iterator[bytes]:
    """The SQL of a dump."""
    command = _command("pg_restore", "--file=-", "--no-owner", "--no-privileges", server=False)
    with _running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        # Cut short by damage its output is an error of pg_restore, and so none of the loader.
        feeder = threading.Thread(target=_feed, args=(program.stdin, chunks))
        feeder.start()
        while chunk := program.stdout.read(CHUNK):
            yield chunk
        feeder.join()


def _feed(pipe, chunks):
    with suppress(BrokenPipeError), pipe:
        for chunk in chunks:
            pipe.write(chunk)


@contextmanager
def _running(command, **streams):
    """A program of PostgreSQL; BackupError with its last words when it fails."""
    with tempfile.TemporaryFile() as errors:
        program = subprocess.Popen(**command, stderr=errors, **streams)
        try:
            yield program
        except BaseException:
            program.kill()
            raise
        finally:
            for stream in (program.stdin, program.stdout):
                if stream and not stream.closed:
                    with suppress(BrokenPipeError):
                        stream.close()
            program.wait()
        if program.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            raise BackupError(f"{Path(command['args'][0]).name} báo lỗi: {said[-1] if said else program.returncode}")


def _command(name, *arguments, server=True) -> dict:
    """Which program to run how. The password goes by the environment: others on the machine see arguments."""
    chosen, environment = connection.settings_dict, {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    if server:
        told = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
        environment |= {variable: str(chosen[key]) for variable, key in told.items() if chosen[key]}
    return {"args": [_program(name), *arguments], "env": environment}


def _program(name) -> str:
    """The newest on this machine: one older than the server refuses it."""
    if settings.PG_BINDIR:
        return os.path.join(settings.PG_BINDIR, name)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if not found:
        raise BackupError(f"Máy thiếu chương trình {name}: apt-get install postgresql-client")
    return found
