"""Whole public pages, kept under (content version, minute, host, path, allowed query). See docs/adr/0007."""

import gzip
import hashlib
import re
import threading
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache, wraps

import brotli
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils.cache import has_vary_header
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from hoiphunu import pageversion, replica
from hoiphunu.sharedcache import safely

# A minute, and the time to render what is asked at its end.
KEPT_SECONDS = 90
WAIT_SECONDS, WAIT_STEP = 0.2, 0.01
LONGEST_QUERY = 500
# The clock ticks each minute without the page being another: it does not count for the ETag.
CLOCK = re.compile(rb"<time class=\"clock\".*?</time>", re.DOTALL)
ACCEPTS = {name: re.compile(rf"\b{name}\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))") for name in ("br", "gzip")}
OWN_HEADERS = {"content-length", "date", "etag", "set-cookie", "vary"}

# Answers of this process since it began, by what X-Page-Cache says of them; for /metrics.
outcomes = Counter()


def public_page(*query):
    """Mark a view as the same for every reader, depending on nothing but its path and these query names."""

    def marked(view):
        @require_safe
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if pageversion.database_is_away():  # no reader waits for what another has just found out
                raise OperationalError("the database was away a moment ago")
            return view(request, *args, **kwargs)

        wrapped.public_query = frozenset(query)
        return wrapped

    return marked


_frames: dict[tuple, dict] = {}
MOST_FRAMED = 2_000


def framed(request, name, fetch):
    """What the frame of every public page shows (`name`), fetched once for each content version and minute.

    Outside public pages, and where the version is unknown, it is fetched each time.
    """
    version = getattr(request, "content_version", None)
    if version is None or not settings.PAGE_CACHE_VERSION_SECONDS:
        return fetch()
    moment = version, int(time.time()) // 60
    if (frame := _frames.get(moment)) is None:
        if len(_frames) > 1:
            _frames.clear()
        frame = _frames.setdefault(moment, {})
    if name not in frame:
        if len(frame) >= MOST_FRAMED:
            return fetch()  # whoever asks for every combination of filters fills no memory
        frame[name] = fetch()
    return frame[name]


def forget_frames():
    """Before the commit already: whoever writes reads what she has written."""
    _frames.clear()


@dataclass
class Entry:
    """A page ready to send: compressed once, its headers as the inner middleware set them."""

    content: bytes
    headers: dict
    etag: str = ""
    encoded: dict = field(default_factory=dict)

    @classmethod
    def of(cls, response):
        content = response.content
        headers = {k: v for k, v in response.headers.items() if k.lower() not in OWN_HEADERS}
        encoded = {}
        if len(content) > 500:
            encoded = {"br": brotli.compress(content, quality=5), "gzip": gzip.compress(content, 6, mtime=0)}
        digest = hashlib.blake2b(CLOCK.sub(b"", content), digest_size=12).hexdigest()
        return cls(content, headers, f'W/"{digest}"', encoded)

    @property
    def size(self):
        return len(self.content) + sum(map(len, self.encoded.values()))

    def response(self, request, outcome):
        outcomes[outcome] += 1
        private = "no-store" in self.headers.get("Cache-Control", "")
        # From META: `request.headers` would copy every header there is.
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked and not private and ({self.etag, "*"} & set(parse_etags(asked))):
            response = HttpResponseNotModified()
        else:
            accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
            encoding = next((name for name in self.encoded if ACCEPTS[name].search(accepted)), None)
            response = HttpResponse(self.encoded[encoding] if encoding else self.content)
            if encoding:
                response["Content-Encoding"] = encoding
            response["Content-Length"] = str(len(response.content))
        for name, value in self.headers.items():
            response[name] = value
        response["Vary"] = "Accept-Encoding"
        response["X-Page-Cache"] = outcome
        if not private:
            # Browsers ask each time; a shared cache in front (nginx reads X-Accel-Expires) may keep it a second.
            response["ETag"] = self.etag
            response["Cache-Control"] = "no-cache"
            response["X-Accel-Expires"] = "1"
        return response


class Near:
    """The pages this process has served last, up to PAGE_CACHE_NEAR_BYTES: before Redis, or instead of it.

    Their keys hold version and minute, so that nothing here grows old; what is not asked for any more falls out.
    """

    def __init__(self):
        self.entries, self.size, self.lock = OrderedDict(), 0, threading.Lock()

    def get(self, key):
        with self.lock:
            if (entry := self.entries.get(key)) is not None:
                self.entries.move_to_end(key)
            return entry

    def put(self, key, entry):
        with self.lock:
            if key in self.entries or entry.size > settings.PAGE_CACHE_NEAR_BYTES:
                return
            self.entries[key] = entry
            self.size += entry.size
            while self.size > settings.PAGE_CACHE_NEAR_BYTES:
                self.size -= self.entries.popitem(last=False)[1].size

    def clear(self):
        with self.lock:
            self.entries.clear()
            self.size = 0


near = Near()


class PageCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = self.key(request)
        if key is None:
            return self.get_response(request)
        if (entry := _get(key)) is not None:
            return entry.response(request, "hit")
        mine = _add(f"{key}:building")
        if not mine and (entry := _wait(key)) is not None:
            return entry.response(request, "hit")
        try:
            return self.build(request, key)
        finally:
            if mine:
                _delete(f"{key}:building")

    def key(self, request):
        """The page's key, None when this request is not for a public page."""
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(settings.STATIC_URL):
            return None
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return None
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return None
        allowed = _allowed_query(request.path_info, settings.ROOT_URLCONF)
        if allowed is None:
            return None
        try:
            host = request.get_host()
        except DisallowedHost:
            return None  # refused further in, where every answer gets its headers
        query = sorted((name, request.GET.getlist(name)) for name in request.GET.keys() & allowed)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            pageversion.forget()  # staff see what they have just saved, whichever process they reach
        try:
            version = request.content_version = pageversion.current()
        except DatabaseError:
            return None
        named = repr((version, pageversion.minute(), host, request.path_info, query))
        return "page:" + hashlib.blake2b(named.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def build(self, request, key):
        head, request.method = request.method == "HEAD", "GET"
        response = self.render(request)
        if head:
            request.method = "HEAD"
        if response.status_code != 200 or response.streaming or response.cookies or has_vary_header(response, "Cookie"):
            return response
        entry = Entry.of(response)
        _set(key, entry)
        answer = entry.response(request, "miss")
        answer._resource_closers += response._resource_closers
        return answer

    def render(self, request):
        """The answer as the views give it; from the replica where it is as new as the page's version."""
        if replica.holds(request.content_version):
            with replica.reading():
                response = self.get_response(request)
            if response.status_code < 500:
                return response
            replica.rest()  # it may have gone away in the middle
        return self.get_response(request)


@lru_cache(4096)
def _allowed_query(path, urlconf):
    """The query names that make another page of the public page at `path`; None where there is no such page."""
    try:
        return getattr(resolve(path, urlconf).func, "public_query", None)
    except Resolver404:
        return None


def _wait(key):
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        time.sleep(WAIT_STEP)
        if (entry := _get(key)) is not None:
            return entry
    return None


def _get(key):
    if (entry := near.get(key)) is None and settings.CACHE_URL:
        if (entry := safely(lambda: cache.get(key), None)) is not None:
            near.put(key, entry)
    return entry


def _add(key):
    return safely(lambda: cache.add(key, 1, 10), True)


def _set(key, entry):
    near.put(key, entry)
    if settings.CACHE_URL:
        safely(lambda: cache.set(key, entry, KEPT_SECONDS), None)


def _delete(key):
    safely(lambda: cache.delete(key), None)
