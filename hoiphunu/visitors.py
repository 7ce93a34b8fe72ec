"""Who is asking, as far as the site needs to know."""

import hashlib
import secrets
import threading

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

DAY = 24 * 3600
_salts: dict[str, str] = {}
_lock = threading.Lock()


def client_address(request) -> str:
    """The reader's IP address; "" on a socket. X-Forwarded-For is believed, from the right, only from our proxies."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while forwarded and address in settings.TRUSTED_PROXIES:
        address = forwarded.pop()
    return address


def day_mark(request, *about) -> str:
    """A mark of this visitor (and of `about`) that holds today and cannot be led back to an address tomorrow.

    The salt is random, lives in the cache or in this process's memory only, and is another one each day in Vietnam.
    """
    named = "\0".join([client_address(request), request.headers.get("User-Agent", "")[:300], *map(str, about)])
    return hashlib.blake2b(named.encode("utf-8", "surrogateescape"), key=_salt(), digest_size=16).hexdigest()


def is_within(name: str, request, most: int) -> bool:
    """Whether this visitor has done `name` at most `most` times within the hour, this time included."""
    hour = f"{timezone.localtime():%Y%m%d%H}"
    key = f"within:{name}:{hour}:{day_mark(request)}"
    try:
        cache.add(key, 0, 3600)
        return cache.incr(key) <= most
    except Exception:  # a shared cache that is away, or full: its client's exceptions have no common base
        return True


def _salt() -> bytes:
    day = f"{timezone.localdate():%Y%m%d}"
    with _lock:
        if day not in _salts:
            _salts.clear()
            _salts[day] = secrets.token_hex(32)
        own = _salts[day]
    try:
        # Shared by all processes where the cache is.
        return cache.get_or_set(f"salt:{day}", own, DAY).encode()
    except Exception:
        return own.encode()
