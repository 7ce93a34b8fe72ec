"""How every test runs: `--db` chooses the database, nothing of the caller's environment gets in."""

import gc
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import django
import pytest
import time_machine

from tests import surroundings

ROOT = Path(__file__).resolve().parent.parent
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def pytest_addoption(parser):
    parser.addoption("--db", choices=("sqlite", "postgres"), default="sqlite", help="the database to test on")


def pytest_configure(config):
    if config.getoption("numprocesses", None):
        return  # pytest-xdist's controller runs no test; each of its workers has a database and folders of its own
    # pytest-django knows no settings module (pyproject.toml names none): the environment must be complete first.
    scratch = Path(tempfile.mkdtemp(prefix="hp-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    surroundings.enter(scratch, config.getoption("db"))
    django.setup()
    # What is loaded now stays; looking through it after every 700 new objects took a tenth of the whole run.
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


def pytest_collection_modifyitems(config, items):
    for item in items:
        if Path("tests/browser") in [*item.path.relative_to(item.config.rootpath).parents]:
            item.add_marker("browser")
    asking = [item for item in items if asks_the_database(item)]
    for item in asking:
        # Transactional tests truncate every table; the groups and rows that migrations made come back after them.
        if mark := item.get_closest_marker("django_db"):
            # pytest-django keeps those rows at all only where a mark, not the fixture beside a mark, asks for them.
            kept = pytest.mark.django_db(*mark.args, **{**mark.kwargs, "serialized_rollback": True})
            item.add_marker(kept, append=False)
        else:
            item.fixturenames.append("django_db_serialized_rollback")
    if config.getoption("db") == "sqlite":
        # What is about PostgreSQL itself runs there.
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("postgres")])
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]
    if config.getoption("db") == "postgres":
        # What asks no database says the same on every one: the run on SQLite has it.
        kept = [item for item in asking if not item.get_closest_marker("words")]
        left_out = set(items) - set(kept)
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = kept


def asks_the_database(item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"}
    return bool(item.get_closest_marker("django_db") or fixtures.intersection(item.fixturenames))


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(tmp_path_factory):
    from django.conf import settings
    from django.test import override_settings

    plain_static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        # Hashing a password costs 50 ms on purpose; hashed static names need a collectstatic first.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, "staticfiles": plain_static},
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    from django.apps import apps
    from django.conf import settings
    from django.db.models.signals import post_migrate

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(Path(database["NAME"]).with_name("test.sqlite3"))
    post_migrate.connect(_let_log_be_emptied, sender=apps.get_app_config("hoiphunu"))


def _let_log_be_emptied(sender, using, **kwargs):
    from django.db import connections

    # Between tests every table is emptied, which the audit log refuses unless its time is up.
    with connections[using].cursor() as cursor:
        if "audit_erasure" in connections[using].introspection.table_names(cursor):
            cursor.execute("DELETE FROM audit_erasure")
            cursor.execute("INSERT INTO audit_erasure (before) VALUES ('9999-01-01')")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from django.db import connections

    # Playwright's loop makes Django open connections of their own; they too must know what the migrations made.
    with django_db_blocker.unblock():
        connection = connections["default"]
        if hasattr(connection, "_test_serialized_contents"):  # not where no transactional test was collected
            type(connection)._test_serialized_contents = connection._test_serialized_contents


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """The folder of this test's uploads, empty at first: what a test leaves behind it can count."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    settings.HELP_COPIES = tmp_path / "tro-giup"
    settings.BACKUPS, settings.BACKUP_KEY = tmp_path / "sao-luu", "một cụm từ chỉ dùng để thử"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def _backed_up(media, settings):
    """The site has just been backed up: what has no backup says so on every start page."""
    from django.utils import timezone

    from tests.factories import list_as_if_made

    list_as_if_made(settings.BACKUPS, f"{timezone.localtime():%Y%m%d-%H%M%S}")


@pytest.fixture(autouse=True)
def _empty_caches():
    from django.core.cache import caches

    from announcements import downloads
    from hoiphunu import pagecache, pageversion, sharedcache, visitors
    from news import readers
    from news.views import ArticleFile

    for cache in caches.all():
        cache.clear()
    pagecache.near.clear()
    sharedcache.trust()
    pagecache.forget_frames()
    pageversion.forget()
    readers.marks.seen.clear()
    downloads.marks.seen.clear()
    ArticleFile.kept.forget()
    visitors._counts.clear()
    yield
    for buffer in (readers.buffer, downloads.buffer):
        buffer.take()  # or a timer would write it into another test


@pytest.fixture
def frozen():
    """`frozen("2025-06-17 05:07")` stops the clock there, Vietnamese time; a later call moves it."""
    travels = []

    def freeze(moment: str):
        if travels:
            travels.pop().stop()
        travel = time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=HANOI), tick=False)
        travels.append(travel)
        return travel.start()

    yield freeze
    for travel in travels:
        travel.stop()
