"""Figures for Prometheus: how long answers take, what the page cache does, what waits. Only with METRICS_TOKEN.

Nothing here is about a person: views by name, not addresses; how many requests for help wait and since when.
"""

import os
import time
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from hoiphunu import maintenance
from hotline.models import HelpRequest

BUCKETS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

answers = Counter("hoiphunu_requests", "Answers by view and status", ["view", "status"])
seconds = Histogram("hoiphunu_request_seconds", "From the request to its answer", ["view"], buckets=BUCKETS)
kept_pages = Counter("hoiphunu_page_cache", "Answers of public pages by what the page cache did", ["outcome"])
database_errors = Counter("hoiphunu_database_errors", "Requests that met no database, or one too busy")


class MetricsMiddleware:
    """Outermost: it sees what was sent, and how long all of it took."""

    def __init__(self, get_response):
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        view = _view(request.path_info, settings.ROOT_URLCONF)
        answers.labels(view, response.status_code).inc()
        seconds.labels(view).observe(time.perf_counter() - began)
        if outcome := response.get("X-Page-Cache"):
            kept_pages.labels(outcome).inc()
        if getattr(response, "database_is_away", False):
            database_errors.inc()
        return response


@lru_cache(4096)
def _view(path, urlconf) -> str:
    """The name of the view at `path`: a cached page never reached it."""
    if path.startswith(settings.STATIC_URL):
        return "static"
    try:
        return resolve(path, urlconf).view_name or "none"
    except Resolver404:
        return "none"


class State:
    """What waits now, asked of the database each time."""

    def collect(self):
        yield GaugeMetricFamily("hoiphunu_maintenance", "Whether maintenance is on", float(maintenance.is_on()))
        try:
            found = list(_waiting())
        except DatabaseError:
            found = []
        yield GaugeMetricFamily("hoiphunu_database_up", "Whether the database answers", float(bool(found)))
        yield from found


def _waiting():
    tasks, now = DBTaskResult.objects.ready(), timezone.now()
    first = tasks.order_by("enqueued_at").first()
    yield GaugeMetricFamily("hoiphunu_tasks_waiting", "Tasks the worker has not begun", tasks.count())
    yield GaugeMetricFamily("hoiphunu_tasks_oldest_seconds", "Since when", _since(first and first.enqueued_at, now))
    yield GaugeMetricFamily("hoiphunu_tasks_failed", "Tasks that failed", DBTaskResult.objects.failed().count())
    sent = list(HelpRequest.objects.times_open())
    name = "hoiphunu_help_requests"
    yield GaugeMetricFamily(f"{name}_open", "Requests for help nobody has answered", len(sent))
    yield GaugeMetricFamily(f"{name}_oldest_seconds", "Since when", _since(min(sent, default=None), now))
    yield GaugeMetricFamily(f"{name}_overdue", "Those later than promised", HelpRequest.objects.overdue_count())


def _since(moment, now) -> float:
    return (now - moment).total_seconds() if moment else 0.0


@csrf_exempt
def metrics(request):
    """The figures, for whoever shows the token; for anybody else there is no such address."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or request.method != "GET" or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # deploy/gunicorn.conf.py: what all processes have counted
        MultiProcessCollector(counted := CollectorRegistry())
    text = generate_latest(counted) + generate_latest(_state)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


_state = CollectorRegistry()
_state.register(State())
