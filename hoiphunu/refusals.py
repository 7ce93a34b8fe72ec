"""Which files that staff sent were refused, and why: noted by the doors that every upload goes through."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.core.exceptions import ValidationError

_noted = ContextVar("refusals", default=None)


@contextmanager
def gathered():
    """The block's refusals as a dict {name of the file: sentence}, filled while it runs."""
    found = {}
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def noted(clean):
    """For a function that takes an upload or raises ValidationError."""

    @wraps(clean)
    def watched(upload, *args, **kwargs):
        try:
            return clean(upload, *args, **kwargs)
        except ValidationError as error:
            if (found := _noted.get()) is not None:
                found[getattr(upload, "name", None) or "tệp không tên"] = " ".join(error.messages)
            raise

    return watched
