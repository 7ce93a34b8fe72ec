"""Reads of public pages from a copy of the database (DATABASE_REPLICA_URL), never older than the page's version says.

A page is kept under the content version of the primary. It may be rendered from the replica once the replica has been
seen at that version or a later one; while it lags behind, the primary renders. Everything else — staff, forms, files,
whatever writes — goes to the primary, so that whoever has saved reads what she saved.
"""

import time
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError

from hoiphunu import patience

# How long a replica that failed is left alone.
REST_SECONDS = 10

_is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)
# The newest version the replica has been seen at; versions only grow.
_state = {"version": -1, "rests_until": 0.0}


class Router:
    def db_for_read(self, model, **hints):
        return "replica" if _is_reading.get() else "default"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"


def holds(version: int) -> bool:
    """Whether the replica has all that readers see in `version`."""
    if "replica" not in settings.DATABASES or time.monotonic() < _state["rests_until"]:
        return False
    if _state["version"] < version:
        from hoiphunu.models.versions import ContentVersion

        try:
            with patience.hurried():
                _state["version"] = max(_state["version"], ContentVersion.objects.db_manager("replica").current())
        except DatabaseError:
            rest()
            return False
    return _state["version"] >= version


def rest():
    """Leave the replica alone for a while: it has just failed."""
    _state["rests_until"] = time.monotonic() + REST_SECONDS


@contextmanager
def reading():
    """Inside, the rows of public pages come from the replica."""
    token = _is_reading.set(True)
    try:
        yield
    finally:
        _is_reading.reset(token)
