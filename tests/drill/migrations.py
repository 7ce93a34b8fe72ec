"""The structure is taken back step by step and brought forward again under content (F16)."""

import hashlib
import subprocess
import sys
import time

from tests.drill.report import Report
from tests.drill.site import prepared

APPS = ("hoiphunu", "news", "announcements", "hotline")
STEPS = 2


def content() -> dict:
    """{(table, column): digest of all its values beside the row's key} of every table with a key."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            if "id" not in columns or table == "django_migrations":
                continue
            for column in columns:
                cursor.execute(f'SELECT id, "{column}" FROM "{table}" ORDER BY id')  # noqa: S608  names of our own
                found[table, column] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def last_steps(app) -> list[str]:
    """The names before each of the newest steps of `app`, the newest first."""
    from django.db.migrations.loader import MigrationLoader

    names = sorted(name for label, name in MigrationLoader(None).disk_migrations if label == app)
    return [names[-back - 1] for back in range(1, STEPS + 1) if back < len(names)]


def walk(report, db):
    from django.core.management import call_command
    from django.db import DatabaseError

    longest, before, lost, stuck = 0.0, content(), [], []
    for app in APPS:
        for name in last_steps(app):
            began = time.monotonic()
            try:
                call_command("migrate", app, name, verbosity=0)
                back = content()
                call_command("migrate", verbosity=0)
            except (DatabaseError, NotImplementedError, ValueError) as error:
                stuck.append(f"{app} {name}: {type(error).__name__}: {error}"[:150])
                call_command("migrate", verbosity=0)
                continue
            longest, again = max(longest, time.monotonic() - began), content()
            # What lay in columns and tables that a step made is gone when it is taken back; all else is untouched.
            kept = [key for key in before if key in back and before[key] == back[key]]
            lost += [f"{app} {name}: {'.'.join(key)}" for key in kept if again.get(key) != before[key]]
            gone = {table for table, _ in before} - {table for table, _ in again}
            lost += [f"{app} {name}: bảng {table}" for table in gone]
    report.say(f"  {db}: lùi rồi tiến {STEPS} bước mới nhất của {len(APPS)} phần, lâu nhất {longest:.1f} s")
    for line in (*stuck, *lost):
        report.say(f"    {line}")
    report.hold("mọi bước lùi được, tiến lại được", not stuck)
    report.hold("những gì các bước không động tới đúng như trước", not lost)


def main():
    report = Report("Cấu trúc dữ liệu")
    if sys.argv[2:]:
        with prepared(sys.argv[2]):
            walk(report, sys.argv[2])
    else:
        for db in ("sqlite", "postgres"):
            done = subprocess.run([sys.executable, "-m", "tests.drill", "migrations", db])
            report.hold(f"{db} (trên đây)", done.returncode == 0)
    report.end()
