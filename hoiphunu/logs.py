"""What the logs say: one JSON object a line with the number of the request, and nothing that is nobody's business."""

import json
import logging
import re
import secrets
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from hoiphunu.access_log import is_private

HEADER = "X-Request-ID"
# Of the request that this thread is answering.
request_id: ContextVar[str] = ContextVar("request_id", default="-")
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
# What a terminal or a viewer of logs would obey, or not show: control, direction, and zero-width characters.
OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# PostgreSQL repeats in these words what was typed.
DETAIL = re.compile(r"\b(DETAIL|CONTEXT|QUERY):.*", re.DOTALL)
# Who has this link reads what is not public.
UNLISTED = re.compile(r"(/+(?:xem-truoc|quan-tri/+(?:loi-moi|dat-lai-mat-khau))/+)[^/\s]+", re.IGNORECASE)
HIDDEN = "[giấu]"


class RequestIdMiddleware:
    """Each request has a number, which the answer tells and every line of the log bears."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # nginx overwrites whatever a reader sends; who is asked without it in front believes nobody.
        given = request.headers.get(HEADER, "") if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES else ""
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response[HEADER] = number
        return response


def neutral(text: str) -> str:
    """The text with nothing in it that whoever shows it would obey."""
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def known_secrets() -> list[str]:
    """What must never be written, whatever mentions it: keys, and the passwords inside addresses."""
    addresses = [settings.CACHE_URL, settings.EMAIL_URL]
    passwords = [database.get("PASSWORD") for database in settings.DATABASES.values()]
    passwords += [urlsplit(address).password for address in addresses if address]
    found = [settings.SECRET_KEY, *settings.HELP_KEYS, *passwords]
    return sorted((secret for secret in found if secret and len(secret) > 3), key=len, reverse=True)


def discreet(text: str) -> str:
    """The text without secrets, without links to what is not public, and without what a database repeats."""
    for secret in known_secrets():
        text = text.replace(secret, HIDDEN)
    return UNLISTED.sub(rf"\1{HIDDEN}", DETAIL.sub(rf"\1: {HIDDEN}", text))


def chain(error: BaseException | None) -> list[BaseException]:
    """The exception and those it came of, the first cause first."""
    found = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found[::-1]


def told(record: logging.LogRecord) -> tuple[str, list[str]]:
    """(what happened, the lines of the traceback) as they may be written."""
    message, lines = record.getMessage(), []
    request = getattr(record, "request", None)
    is_delicate = request is not None and is_private(getattr(request, "path", ""))
    if is_delicate:
        # Neither the address nor what an exception says of the words in it.
        message = f"{record.levelname}: {getattr(request, 'method', '')} {HIDDEN}"
    if record.exc_info and record.exc_info[0]:
        for error in chain(record.exc_info[1]):
            lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
            lines.append(type(error).__name__ if is_delicate else f"{type(error).__name__}: {error}")
    return discreet(message), [discreet(line) for line in lines]


class JsonFormatter(logging.Formatter):
    """One object a line, for journald and whatever gathers it."""

    def format(self, record):
        message, lines = told(record)
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
            "message": neutral(message),
        }
        if lines:
            found["trace"] = [neutral(line) for part in lines for line in part.split("\n")]
        return json.dumps(found, ensure_ascii=False)


class LineFormatter(logging.Formatter):
    """The same for people who try the site on their own machine."""

    def format(self, record):
        message, lines = told(record)
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {request_id.get()} {neutral(message)}"
        return "\n".join([head, *(neutral(line) for part in lines for line in part.split("\n"))])
