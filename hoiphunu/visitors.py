"""Who is asking, as far as the site needs to know."""

import hashlib
import secrets
import threading
from collections import Counter
from functools import wraps
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.utils import timezone

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
# Of one address in a minute: a whole office behind one line searches less, a program more.
MOST_SEARCHES, MOST_SUGGESTIONS = 60, 240
# How many visitors of one hour a process remembers at most.
MOST_COUNTED = 50_000
_salts: dict[str, str] = {}
_counts, _hour = Counter(), {"is": ""}
_lock = threading.Lock()


def client_address(request) -> str:
    """The reader's IP address; "" on a socket. X-Forwarded-For is believed, from the right, only from our proxies."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while forwarded and address in settings.TRUSTED_PROXIES:
        address = forwarded.pop()
    return address


def network(address: str) -> str:
    """The network an address is in (203.0.113.0/24, /48 of IPv6): it tells an office from a far country, and no person.

    "" for what is no address.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def day_mark(request, *about) -> str:
    """A mark of this visitor (and of `about`) that holds today and cannot be led back to an address tomorrow.

    The salt is random, lives in the cache or in this process's memory only, and is another one each day in Vietnam.
    """
    named = "\0".join([client_address(request), request.headers.get("User-Agent", "")[:300], *map(str, about)])
    return hashlib.blake2b(named.encode("utf-8", "surrogateescape"), key=_salt(), digest_size=16).hexdigest()


def is_within(name: str, request, most: int) -> bool:
    """Whether this visitor has done `name` at most `most` times within the hour, this time included."""
    return _is_within(name, f"{timezone.localtime():%Y%m%d%H}", day_mark(request), most, HOUR)


def limited(name: str, most: int):
    """For views that search: an address gets so many answers to `q` a minute, whatever it calls its browser.

    What the page cache answers costs nothing and does not count. Never for pages where help is sought.
    """

    def decorate(view):
        @wraps(view)
        def asked(request, *args, **kwargs):
            minute = f"{timezone.localtime():%Y%m%d%H%M}"
            if not request.GET.get("q") or _is_within(name, minute, _address_mark(request), most, MINUTE):
                return view(request, *args, **kwargs)
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(MINUTE)
            return response

        return asked

    return decorate


def _address_mark(request) -> str:
    return hashlib.blake2b(client_address(request).encode(), key=_salt(), digest_size=16).hexdigest()


def _is_within(name, time, mark, most, seconds) -> bool:
    key = f"within:{name}:{time}:{mark}"
    if not settings.CACHE_URL:
        return _counted_here(key) <= most
    try:
        cache.add(key, 0, seconds)
        return cache.incr(key) <= most
    except Exception:  # a shared cache that is away, or full: its client's exceptions have no common base
        return True


def _counted_here(key) -> int:
    # Not in the cache of this process: as many keys as readers would throw its pages out.
    hour = key.split(":")[2][:10]
    with _lock:
        if _hour["is"] != hour or len(_counts) > MOST_COUNTED:
            _counts.clear()
            _hour["is"] = hour
        _counts[key] += 1
        return _counts[key]


def _salt() -> bytes:
    day = f"{timezone.localdate():%Y%m%d}"
    with _lock:
        if day not in _salts:
            _salts.clear()
            _salts[day] = secrets.token_hex(32)
        own = _salts[day]
    if not settings.CACHE_URL:
        return own.encode()
    try:
        return cache.get_or_set(f"salt:{day}", own, DAY).encode()  # the same for all processes
    except Exception:
        return own.encode()
