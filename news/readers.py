"""Counting readers: a script on the article's page says that somebody reads it; totals are kept by month.

See docs/adr/0009. Nothing is written while a page is read: counts gather in this process and are added to the database
every `FLUSH_SECONDS`, or when `FLUSH_COUNT` have gathered, or when the process ends.
"""

import atexit
import logging
import re
import threading
from collections import Counter

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hoiphunu import visitors
from hoiphunu.readerforms import same_origin
from news.models import ReadCount

log = logging.getLogger(__name__)

# What a killed process may lose.
FLUSH_SECONDS, FLUSH_COUNT = 20, 50
# Articles one visitor may read in an hour; programs read more.
MOST_AN_HOUR = 120
# Marks of a day that this process remembers; after so many, reloads count again until midnight.
MOST_MARKS = 100_000
# While the database is away no more than this gathers.
MOST_WAITING = 10_000

BOTS = re.compile(
    r"(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|archiver|facebookexternalhit|preview|monitor|uptime|lighthouse|headless"
    r"|phantomjs|selenium|puppeteer|playwright|python|curl|wget|httpx?[/-]|java/|go-http|okhttp|libwww|scrapy",
    re.IGNORECASE,
)


class ReadForm(forms.Form):
    bai = forms.IntegerField(min_value=1, max_value=10**18)


class Buffer:
    """Counts that are not in the database yet; safe from several threads."""

    def __init__(self):
        self.lock, self.counts, self.timer = threading.Lock(), Counter(), None

    def add(self, article: int):
        with self.lock:
            if self.counts.total() < MOST_WAITING:
                self.counts[article, timezone.localdate().replace(day=1)] += 1
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
            ReadCount.objects.add_up(taken)
        except DatabaseError:
            log.warning("Chưa ghi được %d lượt đọc, sẽ thử lại.", taken.total())
            with self.lock:
                self.counts += taken

    def flush_in_thread(self):
        try:
            self.flush()
        finally:
            connection.close()


class Marks:
    """Whom this process has counted today for which article, as marks that nobody can lead back to a person."""

    def __init__(self):
        self.lock, self.day, self.seen = threading.Lock(), None, set()

    def is_new(self, request, article: int) -> bool:
        mark, today = visitors.day_mark(request, article), timezone.localdate()
        with self.lock:
            if self.day != today:
                self.day, self.seen = today, set()
            if mark in self.seen:
                return False
            if len(self.seen) < MOST_MARKS:
                self.seen.add(mark)
        if not settings.CACHE_URL:
            return True
        try:
            return cache.add(f"read:{mark}", 1, visitors.DAY)  # the other processes' marks
        except Exception:  # a shared cache that is away: its client's exceptions have no common base
            return True


buffer, marks = Buffer(), Marks()
atexit.register(buffer.flush)


@csrf_exempt
@require_POST
def read(request):
    """ "Somebody reads article `bai`." The answer is the same whether it was counted or not."""
    form = ReadForm(request.POST)
    if form.is_valid() and is_reader(request):
        article = form.cleaned_data["bai"]
        if marks.is_new(request, article):
            buffer.add(article)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def is_reader(request) -> bool:
    """Whether a person who is no staff sent this from one of our pages."""
    agent = request.headers.get("User-Agent", "")
    return (
        same_origin(request)
        # Only staff have a session.
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and bool(agent)
        and not BOTS.search(agent)
        and visitors.is_within("read", request, MOST_AN_HOUR)
    )
