"""Counting what readers do without writing while they do it, and without knowing who they are. See docs/adr/0009.

Counts gather in this process and are added to the database every `FLUSH_SECONDS`, or when `FLUSH_COUNT` have gathered,
or when the process ends.
"""

import atexit
import logging
import re
import threading
from collections import Counter

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone

from hoiphunu import visitors
from hoiphunu.sharedcache import safely

log = logging.getLogger(__name__)

# What a killed process may lose.
FLUSH_SECONDS, FLUSH_COUNT = 20, 50
# Marks of a day that this process remembers; after so many, reloads count again until midnight.
MOST_MARKS = 100_000
# While the database is away no more than this gathers.
MOST_WAITING = 10_000

BOTS = re.compile(
    r"(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|archiver|facebookexternalhit|preview|monitor|uptime|lighthouse|headless"
    r"|phantomjs|selenium|puppeteer|playwright|python|curl|wget|httpx?[/-]|java/|go-http|okhttp|libwww|scrapy",
    re.IGNORECASE,
)


class Buffer:
    """Counts of things by month that are not in the database yet; safe from several threads.

    `store(counts)` adds {(thing, first of the month): number} to the database; `what` names them in the log.
    """

    def __init__(self, store, what):
        self.store, self.what = store, what
        self.lock, self.counts, self.timer = threading.Lock(), Counter(), None
        atexit.register(self.flush)

    def add(self, thing):
        with self.lock:
            if self.counts.total() < MOST_WAITING:
                self.counts[thing, timezone.localdate().replace(day=1)] += 1
            if self.timer is None:
                self.timer = threading.Timer(FLUSH_SECONDS, self.flush_in_thread)
                self.timer.daemon = True
                self.timer.start()
            is_full = self.counts.total() >= FLUSH_COUNT
        if is_full:
            self.flush()

    def take(self) -> Counter:
        """What has gathered; it is the caller's now."""
        with self.lock:
            if self.timer:
                self.timer.cancel()
            taken, self.counts, self.timer = self.counts, Counter(), None
        return taken

    def flush(self):
        """Add what has gathered to the database; it stays here where the database does not answer."""
        taken = self.take()
        if not taken:
            return
        try:
            self.store(taken)
        except DatabaseError:
            log.warning("Chưa ghi được %d %s, sẽ thử lại.", taken.total(), self.what)
            with self.lock:
                self.counts += taken

    def flush_in_thread(self):
        try:
            self.flush()
        finally:
            connection.close()


class Marks:
    """Whom this process has counted today for which thing, as marks that nobody can lead back to a person."""

    def __init__(self, purpose):
        self.purpose = purpose
        self.lock, self.day, self.seen = threading.Lock(), None, set()

    def is_new(self, request, thing) -> bool:
        mark, today = visitors.day_mark(request, thing), timezone.localdate()
        with self.lock:
            if self.day != today:
                self.day, self.seen = today, set()
            if mark in self.seen:
                return False
            if len(self.seen) < MOST_MARKS:
                self.seen.add(mark)
        if not settings.CACHE_URL:
            return True
        return safely(lambda: cache.add(f"{self.purpose}:{mark}", 1, visitors.DAY), True)  # the other processes' marks


def is_person(request) -> bool:
    """Whether somebody who is no staff and no known program sent this."""
    agent = request.headers.get("User-Agent", "")
    # Only staff have a session.
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and bool(agent) and not BOTS.search(agent)
