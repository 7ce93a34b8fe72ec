"""What is answered while the database is away: copies that lie on disk since the last change. See docs/adr/0012."""

import re
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse
from django.shortcuts import render

HELP = re.compile(r"/ho-tro/(?P<lang>km/|en/)?(?:so-may/)?")
EXIT = "/thoat/"
AWAY, EXIT_ADDRESS = "loi/index.html", "thoat.txt"
RETRY_SECONDS = 30
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

# Functions without arguments that bring the copies up to date; apps add theirs when they are ready.
writers: list[Callable[[], None]] = []


def follow(rows):
    """Bring the copies up to date once the transaction that changed `rows` is committed."""
    if any(row.is_in_copies for row in rows):
        transaction.on_commit(refresh, robust=True)  # what could not be copied is saved all the same


def refresh():
    for write in writers:
        write()


def copy(name: str) -> str | None:
    """The text of the copy called `name`, None where none was written."""
    try:
        return (settings.HELP_COPIES / name).read_text(encoding="utf-8")
    except OSError:
        return None


def is_trouble() -> bool:
    """Whether the exception being handled means that the database is away, or too busy to answer in time."""
    return isinstance(sys.exception(), OperationalError | InterfaceError)


def away(request):
    """503: the page cannot be shown now, and the numbers to call all the same."""
    response = unavailable(AWAY, RETRY_SECONDS)
    response.database_is_away = True
    return response


def unavailable(name, seconds):
    """503 with the copy called `name`, or a sentence where there is none; to be asked again after so many seconds."""
    text = copy(name)
    response = HttpResponse(text, status=503) if text else render(None, "503.html", status=503)
    for header, value in {**PRIVATE, "Retry-After": str(seconds)}.items():
        response[header] = value
    return response


class StandbyMiddleware:
    """Where the database is away, help pages are answered from their copies and Thoát nhanh still leaves."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(response, "database_is_away", False) and request.method in ("GET", "HEAD"):
            self.fill(request.path_info, response)
        return response

    def fill(self, path, response):
        """Turn the 503 into the copied answer to `path`, if there is one; all other headers stay."""
        if path == EXIT and (address := copy(EXIT_ADDRESS)):
            response.status_code, response.content = 303, b""
            response["Location"], response["Clear-Site-Data"] = address, '"cache", "cookies", "storage"'
        elif (asked := HELP.fullmatch(path)) and (text := copy(f"ho-tro/{asked['lang'] or ''}index.html")):
            response.status_code, response.content = 200, text
        else:
            return
        response["Content-Length"] = str(len(response.content))
        del response["Retry-After"]
