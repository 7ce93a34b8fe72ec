"""A database that accepts and never answers, and caches that do not: readers wait for neither."""

import contextlib
import socket
import threading
import time

import psycopg2
import pytest
from django.db import DatabaseError, connection
from psycopg2.extensions import set_wait_callback

from hoiphunu import pageversion, patience, sharedcache
from hoiphunu.models import ContentVersion
from hotline import copies
from tests import surroundings
from tests.bench import servers
from tests.factories import make_hotline, make_page
from tests.test_standby import fetch


@contextlib.contextmanager
def silent():
    """The port of a server that takes every connection and says nothing."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(50)
        yield held.getsockname()[1]


@pytest.mark.django_db
def test_database_that_never_answers(tmp_path, settings):
    make_hotline(phone="0299382212", is_primary=True)
    copies.write()
    folder = tmp_path / "site"
    folder.mkdir()
    with silent() as port:
        variables = surroundings.variables(folder, "sqlite") | {
            "DATABASE_URL": f"postgres://hoiphunu@127.0.0.1:{port}/hoiphunu",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "HELP_COPIES": str(settings.HELP_COPIES),
        }
        with servers.gunicorn("hoiphunu.wsgi", 1, **variables) as server:
            for path, status in (("/tin-tuc/", 503), ("/ho-tro/", 200), ("/quan-tri/login/", 503), ("/readyz", 503)):
                began = time.monotonic()
                answer = fetch(server, path)
                assert (path, answer.status) == (path, status)
                assert path == "/readyz" or "tel:+84299382212" in answer.text
                assert time.monotonic() - began < 5


@pytest.fixture
def waiting():
    """psycopg2 as the web processes have it, half a second's patience; connections of its own."""
    made = []

    def connect():
        asked = connection.get_connection_params()
        made.append(psycopg2.connect(host=asked["host"], user=asked["user"], dbname="postgres"))
        return made[-1]

    patience.begin(0.5)
    yield connect
    set_wait_callback(None)
    patience._servers.clear()
    for each in made:
        each.close()


def failing(action) -> float:
    """Seconds until `action` was given up."""
    began = time.monotonic()
    with pytest.raises(psycopg2.OperationalError):
        action()
    return time.monotonic() - began


@pytest.mark.postgres
@pytest.mark.django_db
def test_answer_that_does_not_come_is_given_up(waiting, monkeypatch):
    one, other, third = waiting(), waiting(), waiting()
    took = []
    monkeypatch.setattr(patience, "SOON_SECONDS", 5)

    def patient():
        with patience.hurried():  # she would wait five seconds
            took.append(failing(lambda: other.cursor().execute("SELECT pg_sleep(8)")))

    thread = threading.Thread(target=patient)
    thread.start()
    assert 0.5 <= failing(lambda: one.cursor().execute("SELECT pg_sleep(8)")) < 2
    thread.join()
    assert took[0] < 2  # the other one's patience ended with it
    assert (one.closed, other.closed) == (2, 2)
    assert failing(lambda: third.cursor().execute("SELECT 1")) < 0.3  # nobody asks for a moment
    monkeypatch.setattr(patience, "REST_SECONDS", 0)
    with contextlib.closing(waiting()) as again, again.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert [server.failed_at for server in patience._servers.values()] == [None]


@pytest.mark.postgres
@pytest.mark.django_db
def test_only_one_asks_a_server_that_had_failed(waiting, monkeypatch):
    one, other = waiting(), waiting()
    monkeypatch.setattr(patience, "REST_SECONDS", 0)
    (server,) = patience._servers.values()
    server.failed_at = time.monotonic()
    with server.asked():
        assert failing(lambda: one.cursor().execute("SELECT 1")) < 0.3
    other.cursor().execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_readers_go_on_with_the_version_they_have_while_another_looks(monkeypatch):
    make_page()
    known = pageversion.current()
    looking, go_on = threading.Event(), threading.Event()

    def slowly(self):
        looking.set()
        go_on.wait(10)
        raise DatabaseError

    monkeypatch.setattr(type(ContentVersion.objects), "current", slowly)
    monkeypatch.setitem(pageversion._seen, "read_at", time.monotonic() - 5)
    look = threading.Thread(target=pageversion.current)
    look.start()
    looking.wait(10)
    began = time.monotonic()
    assert pageversion.current() == known
    assert time.monotonic() - began < 2
    go_on.set()
    look.join()
    assert pageversion.database_is_away()


@pytest.mark.parametrize(
    ("last", "now", "shown"),
    [
        ("05:07", "05:08", "05:07"),
        ("05:07", "05:17", "05:07"),
        ("05:07", "05:18", "05:18"),
        ("05:07", "05:06", "05:06"),
        ("23:58", "23:59", "23:58"),
        ("23:58", "24:01", "24:01"),
    ],
)
def test_pages_kept_before_the_database_went_are_shown_for_a_while(frozen, monkeypatch, last, now, shown):
    times = {text: clock(frozen, text) for text in (last, shown, now)}
    monkeypatch.setitem(pageversion._seen, "minute", times[last])
    monkeypatch.setitem(pageversion._seen, "failed_at", 1.0)
    assert pageversion.minute() == times[shown]
    monkeypatch.setitem(pageversion._seen, "failed_at", None)
    assert pageversion.minute() == times[now]


def clock(frozen, text):
    frozen(f"2025-06-18 00:{text[3:]}" if text.startswith("24") else f"2025-06-17 {text}")
    return int(time.time()) // 60


@pytest.mark.django_db
def test_page_of_an_earlier_minute_is_shown_while_the_database_is_away(client, frozen, monkeypatch):
    frozen("2025-06-17 05:07")
    page = make_page(title="Giới thiệu Hội")
    assert client.get(page.path)["X-Page-Cache"] == "miss"

    def away(self):
        raise DatabaseError

    monkeypatch.setattr(type(ContentVersion.objects), "current", away)
    frozen("2025-06-17 05:16")
    pageversion.forget()
    answer = client.get(page.path)
    assert (answer.status_code, answer["X-Page-Cache"]) == (200, "hit")
    frozen("2025-06-17 05:18")
    client.raise_request_exception = False
    assert client.get(page.path).status_code == 503


def test_shared_cache_that_failed_is_left_alone_for_a_while(monkeypatch):
    asked = []

    def away():
        asked.append(1)
        raise ConnectionError

    assert [sharedcache.safely(away, "khác") for _ in range(3)] == ["khác"] * 3
    assert (len(asked), sharedcache.safely(lambda: "đây", "khác")) == (1, "khác")
    sharedcache.trust()
    assert sharedcache.safely(lambda: "đây", "khác") == "đây"
