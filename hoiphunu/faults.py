"""Uncaught exceptions for the administrator's screen: each place once, counted, without anything that was typed."""

import logging
import traceback
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from hoiphunu.logs import request_id

# Not ours: the database was away, or somebody tried something; both stand in the log.
NO_FAULTS = (OperationalError, InterfaceError, SuspiciousOperation)
MOST_STEPS = 40


class FaultHandler(logging.Handler):
    """Notes what is logged with an exception; the database may be in trouble itself, then the log alone has it."""

    def emit(self, record):
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, NO_FAULTS):
            return
        try:
            with transaction.atomic():
                note(error, getattr(record, "request", None))
        except DatabaseError:
            return


def note(error: BaseException, request=None):
    """Count an exception at its place. Neither its message nor any value is kept: they may be what was typed."""
    from hoiphunu.models import Fault  # the log is set up before there are models

    steps = path_of(error)
    match = getattr(request, "resolver_match", None)
    Fault.objects.note(
        Fault.Kind.ERROR,
        type(error).__name__[:200],
        place_of(steps)[:300],
        route=(match.view_name or "")[:100] if match else "",
        request=request_id.get(),
        trace="\n".join(steps[-MOST_STEPS:]),
    )


def path_of(error: BaseException) -> list[str]:
    """The way through the code to where it was raised, as `news/views.py:88 article`; the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def place_of(steps: list[str]) -> str:
    """The innermost step in our own code; the innermost at all where none is ours."""
    ours = [step for step in steps if not step.startswith(("…", "/"))]
    return (ours or steps or ["?"])[-1]


def short(filename: str) -> str:
    """The path inside the project, or `…/django/db/models.py` inside a package: no folder of the machine."""
    path = Path(filename)
    if "site-packages" in path.parts:
        return "…/" + "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else f"…/{path.name}"
