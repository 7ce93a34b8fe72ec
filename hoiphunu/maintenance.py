"""Maintenance: readers go on reading and finding the numbers, whoever would write is asked to come back later.

The switch is a file beside the copies of the help pages: every process sees it, also while there is no database.
"""

import time

from django.conf import settings

from hoiphunu import standby

SWITCH, COPY = "bao-tri.txt", "loi/bao-tri.html"
SOONEST_SECONDS = 60
STAFF = "/quan-tri/"


def begin(minutes: int):
    """Switch it on; for so many minutes whoever asks is told when to come again. Raises OSError."""
    settings.HELP_COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    part = settings.HELP_COPIES / f".{SWITCH}"
    part.write_text(str(int(time.time()) + minutes * 60), encoding="ascii")
    part.replace(settings.HELP_COPIES / SWITCH)


def end():
    """Switch it off. Raises OSError."""
    (settings.HELP_COPIES / SWITCH).unlink(missing_ok=True)


def is_on() -> bool:
    return (settings.HELP_COPIES / SWITCH).exists()


def began_seconds_ago() -> float | None:
    """How long it has been on; None when it is off."""
    try:
        return time.time() - (settings.HELP_COPIES / SWITCH).stat().st_mtime
    except OSError:
        return None


def seconds_left() -> int:
    """Until the time it was to last is over; never less than a minute."""
    try:
        left = int(standby.copy(SWITCH) or 0) - int(time.time())
    except ValueError:  # written by hand
        left = 0
    return max(left, SOONEST_SECONDS)


class MaintenanceMiddleware:
    """While it is on, whatever may write is refused: staff pages, readers' forms (before anything is typed), posts."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        may_write = (
            request.method not in ("GET", "HEAD", "OPTIONS", "TRACE")
            or request.path_info.startswith(STAFF)
            or getattr(view, "is_reader_form", False)
        )
        return standby.unavailable(COPY, seconds_left()) if may_write and is_on() else None
