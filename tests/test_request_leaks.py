"""No word of a request for help lies in the clear: not in a table, a dump, a file, a log, a letter or a cache."""

import gzip
import logging
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from hotline.models import HelpRequest
from tests import postgres
from tests.factories import make_commune, make_hotline, make_organisation
from tests.hotline.test_asking import ASK, OURS, code_on, fields, open_answer
from tests.staff import HOTLINE, change_url, send, signed_in

pytestmark = pytest.mark.usefixtures("live_server")

COUNT = 200
# Words that occur nowhere else, typed into every field that is hers or an answer to her.
SECRETS = {
    "story": "nuocmatcuatoi",
    "name": "tenthatcuatoi",
    "contact": "0987000111",
    "safe_when": "luctoiomuong",
    "answer": "loikhuyencuahoi",
    "referred_to": "noichuyentoikin",
}


@pytest.fixture
def lived(frozen, settings, tmp_path, media, client):
    """A site on which 200 requests were sent, and some read, answered, found wrong, erased; {what: its bytes}."""
    settings.EMAIL_URL, settings.EMAIL_BACKEND = "smtp://x", "django.core.mail.backends.locmem.EmailBackend"
    log = tmp_path / "log.txt"
    handler = logging.FileHandler(log)
    loggers = [logging.getLogger(name) for name in ("", "django", "hoiphunu", "axes")]
    for logger in loggers:
        logger.addHandler(handler)
    make_organisation(), make_hotline(is_primary=True)
    staff, commune, codes = signed_in(HOTLINE), make_commune(), []
    frozen("2025-06-17 05:07:00")
    for number in range(COUNT):
        sender = Client(REMOTE_ADDR=f"203.0.113.{number}")
        frozen("2025-06-17 05:07:00")
        typed = {name: f"{SECRETS[name]} {number}" for name in ("story", "name", "contact", "safe_when")}
        given = {**fields(sender, ASK), **typed, "consent": "on", "may_refer": "on", "commune": commune.pk}
        frozen("2025-06-17 05:07:10")
        if number % 20 == 0:
            assert sender.post(ASK, {**given, "consent": ""}, headers=OURS).status_code == 200
        codes.append(code_on(sender.post(ASK, given, headers=OURS)))
    sender = Client(raise_request_exception=False)
    for row in list(HelpRequest.objects.all()[:10]):
        answered = {"answer": SECRETS["answer"], "referred_to": SECRETS["referred_to"]}
        assert send(staff, change_url(row), state="referred", **answered).status_code == 302
        assert send(staff, change_url(row), state="answered", answer="").status_code == 200
    for code in codes[:5]:
        assert open_answer(sender, code).status_code == 200
    open_answer(sender, codes[6], _erase="1")
    staff.post(change_url(HelpRequest.objects.last(), "delete"), {"post": "yes"})
    yield {
        "codes": codes,
        "media": b"".join(path.read_bytes() for path in media.rglob("*") if path.is_file()),
        "log": log.read_bytes(),
        "mail": "".join(f"{letter.subject} {letter.body}" for letter in mail.outbox).encode(),
        "cache": repr(getattr(cache, "_cache", {})).encode(),
    }
    for logger in loggers:
        logger.removeHandler(handler)
    handler.close()


def rows_of(table) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return repr(cursor.fetchall())


def database_file() -> bytes:
    """The whole database as a backup holds it: pg_dump, or the file with its journal."""
    if connection.vendor == "postgresql":
        return postgres.dumped(connection.settings_dict)
    name = connection.settings_dict["NAME"]
    return b"".join(path.read_bytes() for path in Path(name).parent.glob(f"{Path(name).name}*"))


def found_in(content: bytes, words) -> list[str]:
    return [word for word in words if word.encode() in content]


def test_nothing_of_200_requests_is_found(lived):
    assert HelpRequest.objects.count() == COUNT - 2
    assert set(HelpRequest.objects.last().story.split()[:1]) == {SECRETS["story"]}
    codes = lived.pop("codes")
    words = [*SECRETS.values(), *codes, *(code.replace("-", "") for code in codes)]
    tables = connection.introspection.table_names()
    assert {model._meta.db_table for model in apps.get_models()} <= set(tables)
    assert [table for table in tables if found_in(rows_of(table).encode(), words)] == []
    dumped = StringIO()
    call_command("dumpdata", stdout=dumped)
    places = {**lived, "dump": database_file(), "dumpdata": dumped.getvalue().encode()}
    assert {place: found_in(content, words) for place, content in places.items()} == dict.fromkeys(places, [])
    assert [place for place in ("dump", "dumpdata", "mail") if not places[place]] == []
    assert gzip.compress(places["dump"]) != b""


def test_an_error_tells_nothing(client, frozen, monkeypatch, caplog):
    """Even a fault in the very line that stores it: neither the page nor the log says what was typed."""
    frozen("2025-06-17 05:07:00")
    given = {**fields(client, ASK), **{name: SECRETS[name] for name in ("story", "name")}, "consent": "on"}
    frozen("2025-06-17 05:07:10")
    monkeypatch.setattr(HelpRequest, "save", lambda *args, **kwargs: 1 / 0)
    client.raise_request_exception = False
    answer = client.post(ASK, given, headers=OURS)
    assert answer.status_code == 500
    said = answer.content + caplog.text.encode()
    assert ("ZeroDivisionError" in caplog.text, found_in(said, SECRETS.values())) == (True, [])
