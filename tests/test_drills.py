"""docs/faults.md names what is there; what the drills do at length is set up as they expect."""

import re

import pytest
from django.db import connection

from tests.conftest import ROOT
from tests.drill import __main__ as drill

TEXT = (ROOT / "docs/faults.md").read_text(encoding="utf-8")


def test_every_fault_has_a_line_and_every_named_test_is_there():
    rows = [line.split("|")[1:-1] for line in TEXT.splitlines() if re.match(r"\| F\d", line)]
    assert {row[0].strip() for row in rows} == {f"F{number}" for number in range(1, 21)}
    for row in rows:
        proofs = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row[-1])
        assert proofs or "by hand" in row[-1], row
        for path, name in proofs:
            assert (ROOT / path).is_file(), path
            assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_every_drill_is_run_and_told():
    written = {path.stem for path in (ROOT / "tests/drill").glob("*.py")} - {"__init__", "__main__"}
    assert set(drill.NAMES) == written - {"load", "report", "site"}
    assert {name for name in drill.NAMES if f"tests/drill/{name}.py" not in TEXT} == set()
    assert "-m tests.drill\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_sqlite_is_set_up_for_many_writers():
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name LIKE '%_timeout'")
            limits = dict(cursor.fetchall())
        assert (limits["lock_timeout"], limits["statement_timeout"]) == ("5000", "30000")
        assert limits["idle_in_transaction_session_timeout"] == "60000"
        return
    found = {}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.transaction_mode == "IMMEDIATE"
