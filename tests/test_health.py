"""What load balancers and watchers are told: each part by itself, and nothing that helps an attacker."""

import shutil

import pytest
from django.db import DatabaseError
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder

from hoiphunu import health, maintenance

pytestmark = pytest.mark.django_db

SOUND = {"ready": True, "database": True, "migrations": True, "cache": True, "storage": True, "maintenance": False}


def told(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_sound_site_is_alive_and_ready(client, django_assert_num_queries):
    health._newest.cache_clear()
    with django_assert_num_queries(3):  # one word, is there a table of steps, which steps were run
        assert told(client) == (200, SOUND)
    assert client.get("/healthz").content == b"ok\n"
    for path in ("/healthz", "/readyz"):
        response = client.get(path)
        assert (response["Cache-Control"], response.cookies, "X-Page-Cache" in response) == ("no-store", {}, False)


def test_database_that_is_away(client, monkeypatch):
    def away(*args):
        raise DatabaseError

    monkeypatch.setattr(CursorWrapper, "execute", away)
    assert told(client) == (503, SOUND | {"ready": False, "database": False, "migrations": False})
    assert client.get("/healthz").status_code == 200


def test_step_that_was_not_run(client):
    MigrationRecorder.Migration.objects.filter(app="hotline").order_by("-pk").first().delete()
    assert told(client) == (503, SOUND | {"ready": False, "migrations": False})


def test_redis_that_is_away_makes_pages_slow_and_not_unready(client, settings, monkeypatch):
    def away(name):
        raise ConnectionError

    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    assert told(client) == (200, SOUND)
    monkeypatch.setattr(health.shared_cache, "get", away)
    assert told(client) == (200, SOUND | {"cache": False})


def test_place_for_uploads_that_is_away(client, media):
    shutil.rmtree(media)
    assert told(client) == (200, SOUND | {"storage": False})


def test_maintenance_is_told(client):
    maintenance.begin(5)
    assert told(client) == (200, SOUND | {"maintenance": True})


def test_both_are_answered_by_any_name_without_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["example.vn"]
    for host in ("127.0.0.1:8000", "example.vn", "web1"):
        assert [client.get(path, headers={"host": host}).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    assert client.get("/robots.txt", headers={"host": "127.0.0.1:8000"}).status_code == 400
