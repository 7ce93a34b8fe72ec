"""Under which content version and minute public pages are kept now. See docs/adr/0007 and 0012."""

import threading
import time
from contextlib import nullcontext
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from hoiphunu import patience

# How long one waits for the content version another is looking at.
LOOK_SECONDS = 0.25
# How many minutes pages are shown that were kept before the database went away.
KEPT_WHILE_AWAY = 10

_seen = {"number": None, "read_at": None, "failed_at": None, "minute": None}
# A look that began before a change must not end after `forget`.
_looking = threading.Lock()


def forget():
    """Look at the content version again at the next request (this process has just changed it)."""
    with _looking:
        _seen["read_at"] = None


def current() -> int | None:
    """The content version, looked up at most once a second; the last one known while the database is away."""
    if _is_fresh():
        return _seen["number"]
    # Whoever has just changed something waits for the answer; the others go on with the number they have.
    if _seen["read_at"] is None or _seen["number"] is None:
        patient = patience.SOON_SECONDS
    else:
        patient = LOOK_SECONDS if _seen["failed_at"] is None else 0
    if not _looking.acquire(timeout=patient):
        if _seen["number"] is None:
            raise OperationalError("the content version is not known")
        return _seen["number"]
    try:
        return _seen["number"] if _is_fresh() else _look()
    finally:
        _looking.release()


def _is_fresh() -> bool:
    number, read_at = _seen["number"], _seen["read_at"]
    is_known = number is not None and read_at is not None
    return is_known and time.monotonic() - read_at < settings.PAGE_CACHE_VERSION_SECONDS


def _look():
    from hoiphunu.models.versions import ContentVersion

    began, minute = time.monotonic(), int(time.time()) // 60
    try:
        # A process that begins, with a connection to make, may take its time: it has nothing to show instead.
        with patience.hurried() if _seen["number"] is not None else nullcontext():
            number = ContentVersion.objects.current()
        _seen.update(number=number, read_at=began, failed_at=None, minute=minute)
    except DatabaseError:
        # The next look is a second away: one reader at a time waits for a server that does not answer.
        ended = time.monotonic()
        _seen.update(read_at=ended, failed_at=ended)
        if _seen["number"] is None:
            raise
    return _seen["number"]


def database_is_away() -> bool:
    """Whether the last look at the content version, at most a second ago, found no database."""
    failed_at = _seen["failed_at"]
    return failed_at is not None and time.monotonic() - failed_at < settings.PAGE_CACHE_VERSION_SECONDS


def minute() -> int:
    """The clock's minute; while the database is away the last one in which it answered.

    So what was kept then is shown for KEPT_WHILE_AWAY minutes more, but not past the midnight that changes slogans.
    """
    now, last = int(time.time()) // 60, _seen["minute"]
    if _seen["failed_at"] is None or last is None or not 0 <= now - last <= KEPT_WHILE_AWAY:
        return now
    return last if _day(now) == _day(last) else now


def _day(minute):
    return timezone.localtime(datetime.fromtimestamp(minute * 60, UTC)).date()
