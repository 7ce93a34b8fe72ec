"""Figures for Prometheus: whoever has no token finds nothing, what is counted is nobody's."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResultQuerySet
from prometheus_client.parser import text_string_to_metric_families

from hoiphunu import front
from tests import surroundings
from tests.bench import servers
from tests.factories import make_article, make_request
from tests.test_standby import fetch

TOKEN = "khong-phai-bi-mat-chi-de-thu"  # noqa: S105
SHOWN = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


def figures(text):
    """{(sample, labels): value}"""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


@pytest.fixture
def measured(settings):
    """A client of a site that measures, and `more(name, *labels)`: how much that figure has grown."""
    settings.METRICS_TOKEN = TOKEN
    client = Client(raise_request_exception=False)

    def read():
        return figures(client.get("/metrics", **SHOWN).content.decode())

    before = read()
    return client, lambda name, *labels: read().get((name, *labels), 0) - before.get((name, *labels), 0)


@pytest.mark.django_db
def test_without_the_token_there_is_no_such_address(client, settings):
    def answers(**headers):
        return [getattr(client, method)("/metrics", **headers).status_code for method in ("get", "head", "post")]

    assert answers(**SHOWN) == answers(HTTP_AUTHORIZATION="Bearer ") == [404] * 3
    settings.METRICS_TOKEN = TOKEN
    for wrong in ("", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer khoá"):
        assert answers(HTTP_AUTHORIZATION=wrong) == [404] * 3
    assert client.get("/metrics", {"token": TOKEN}).content == client.get("/metrics").content
    response = client.get("/metrics", **SHOWN)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


@pytest.mark.django_db
def test_answers_are_counted_by_view_and_status(measured):
    client, more = measured
    article = make_article(title="Không nêu tên bài")
    for path in (article.get_absolute_url(), article.get_absolute_url(), "/khong-co/gi.php", "/healthz"):
        client.get(path)
    assert more("hoiphunu_requests_total", "200", "news:article-detail") == 2
    assert more("hoiphunu_requests_total", "404", "none") == 1
    assert more("hoiphunu_request_seconds_count", "news:article-detail") == 2
    assert more("hoiphunu_request_seconds_bucket", "+Inf", "healthz") == 1
    assert (more("hoiphunu_page_cache_total", "miss"), more("hoiphunu_page_cache_total", "hit")) == (1, 1)
    assert "khong-neu-ten" not in client.get("/metrics", **SHOWN).content.decode()


@pytest.mark.django_db
def test_database_that_is_away_is_counted(measured, monkeypatch):
    client, more = measured

    def fail(request):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(front, "page", fail)
    client.get("/")
    assert (more("hoiphunu_database_errors_total"), more("hoiphunu_requests_total", "503", "home")) == (1, 1)

    def away(self):
        raise DatabaseError

    monkeypatch.setattr(DBTaskResultQuerySet, "failed", away)
    read = figures(client.get("/metrics", **SHOWN).content.decode())
    assert (read[("hoiphunu_database_up",)], ("hoiphunu_tasks_waiting",) in read) == (0, False)


@pytest.mark.django_db
def test_what_waits(measured, frozen):
    frozen("2025-06-17 09:00")  # a Tuesday
    client, _ = measured
    for code, days in (("abcd-efgh-jkmn", 0), ("bcde-fghj-kmnp", 1), ("cdef-ghjk-mnpq", 5)):
        make_request("Chuyện không ai được đọc", code=code, sent_at=timezone.now() - timedelta(days=days))
    make_request(code="defg-hjkm-npqr", state="answered")
    text = client.get("/metrics", **SHOWN).content.decode()
    read = {name: value for (name, *labels), value in figures(text).items() if not labels}
    assert {name: read[f"hoiphunu_{name}"] for name in WAITING} == WAITING
    assert ("không ai" in text, "abcd" in text) == (False, False)


WAITING = {
    "database_up": 1,
    "maintenance": 0,
    "tasks_failed": 0,
    "help_requests_open": 3,
    "help_requests_oldest_seconds": 5 * 24 * 3600,
    "help_requests_overdue": 1,
}


def test_processes_are_added_up(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    variables = surroundings.variables(folder, "sqlite") | {
        "METRICS_TOKEN": TOKEN,
        "DATABASE_URL": f"postgres://hoiphunu@127.0.0.1:{servers.free_port()}/hoiphunu",
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "TMPDIR": str(tmp_path),
    }
    with servers.gunicorn("hoiphunu.wsgi", 2, **variables) as server:
        name = ("hoiphunu_requests_total", "200", "healthz")
        before, _, after = (
            figures(fetch(server, "/metrics", Authorization=f"Bearer {TOKEN}").text),
            [fetch(server, "/healthz") for _ in range(40)],
            figures(fetch(server, "/metrics", Authorization=f"Bearer {TOKEN}").text),
        )
        assert fetch(server, "/metrics").status == 503  # an unknown address, without a database
        assert after[name] - before[name] == 40
        assert after[("hoiphunu_database_up",)] == 0
        writers = {path.name.rpartition("_")[2] for path in tmp_path.glob("hoiphunu-metrics-*/*.db")}
        assert len(writers) == 2
    assert list(tmp_path.glob("hoiphunu-metrics-*")) == []
