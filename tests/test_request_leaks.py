"""No word of a request for help lies in the clear: not in a table, a dump, a file, a log, a letter or a cache."""

import logging
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from hoiphunu import pagecache
from hotline.models import HelpRequest
from tests import traces
from tests.bench import servers
from tests.factories import make_commune, make_hotline, make_organisation
from tests.hotline.test_asking import ASK, OURS, fields, open_answer
from tests.staff import HOTLINE, change_url, send, signed_in
from tests.traces import found_in

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
def redis(tmp_path, settings):
    """A real Redis, as several hosts share one; yields the folder in which it writes down each change, for ever."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with servers.redis(folder) as (url, _):
        settings.CACHE_URL = url
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}
        client = cache._cache.get_client()
        client.config_set("aof-use-rdb-preamble", "no")
        client.config_set("appendonly", "yes")
        yield folder


@pytest.fixture
def logged(tmp_path):
    """What the site's programs write to their logs, each line of every level."""
    log = tmp_path / "log.txt"
    handler = logging.FileHandler(log)
    loggers = [logging.getLogger(name) for name in ("", "django", "hoiphunu", "axes")]
    for logger in loggers:
        logger.addHandler(handler)
    yield log
    for logger in loggers:
        logger.removeHandler(handler)
    handler.close()


def asked(number, commune, frozen, **typed):
    """The page that one more woman is shown after sending the form, opened ten seconds earlier."""
    sender = Client(REMOTE_ADDR=f"203.0.113.{number}")
    frozen("2025-06-17 05:07:00")
    hidden = dict(re.findall(rb'type="hidden" name="(token|version)"[^>]*? value="([^"]+)"', sender.get(ASK).content))
    secret = {name: f"{SECRETS[name]} {number}" for name in ("story", "name", "contact", "safe_when")}
    given = {**{name.decode(): value.decode() for name, value in hidden.items()}, **secret, "commune": commune.pk}
    frozen("2025-06-17 05:07:10")
    return sender.post(ASK, {**given, "consent": "on", "may_refer": "on", **typed}, headers=OURS)


@pytest.fixture
def lived(frozen, settings, redis, logged, media, client):
    """A site on which 200 requests were sent, and some read, answered, found wrong, erased; (codes, {what: bytes})."""
    settings.EMAIL_URL, settings.EMAIL_BACKEND = "smtp://x", "django.core.mail.backends.locmem.EmailBackend"
    make_organisation(), make_hotline(is_primary=True)
    pagecache.near.clear()
    frozen("2025-06-17 05:07:00")
    staff, commune, codes = signed_in(HOTLINE), make_commune(), []
    for number in range(COUNT):
        if number % 20 == 0:
            assert asked(number, commune, frozen, consent="").status_code == 200
            assert asked(number, commune, frozen, token="x").status_code == 403
        codes.append(re.search(r"<code>(.+?)</code>", asked(number, commune, frozen).content.decode())[1])
    sender = Client(raise_request_exception=False)
    for row in list(HelpRequest.objects.all()[:10]):
        answered = {"answer": SECRETS["answer"], "referred_to": SECRETS["referred_to"]}
        assert send(staff, change_url(row), state="referred", **answered).status_code == 302
        assert send(staff, change_url(row), state="answered", answer="").status_code == 200
    for code in codes[:5]:
        assert open_answer(sender, code).status_code == 200
    open_answer(sender, codes[6], _erase="1")
    staff.post(change_url(HelpRequest.objects.last(), "delete"), {"post": "yes"})
    sender.get("/ho-tro/")
    letters = [f"{letter.message().as_string()} {letter.body} {letter.bcc}" for letter in mail.outbox]
    return codes, {
        "media": traces.files(media, settings.HELP_COPIES),
        "log": logged.read_bytes(),
        "mail": "".join(letters).encode(),
        "redis": traces.files(redis),
        "memory": repr(list(pagecache.near.entries.items())).encode(),
    }


# What is in each place in the clear, so that a hunt which reads nothing is noticed.
IN_THE_CLEAR = {
    "media": "377672444",
    "log": "Forbidden: /ho-tro/gui/",
    "mail": "Có một yêu cầu mới.",
    "redis": "377672444",
    "memory": "377672444",
    "dump": "377672444",
    "dumpdata": "377672444",
}


def test_nothing_of_200_requests_is_found(lived):
    codes, places = lived
    assert HelpRequest.objects.count() == COUNT - 2
    assert set(HelpRequest.objects.last().story.split()[:1]) == {SECRETS["story"]}
    words = [*SECRETS.values(), *codes, *(code.replace("-", "") for code in codes)]
    tables = traces.tables()
    assert [name for name, content in tables.items() if found_in(content, words)] == []
    assert [name for name, content in tables.items() if b"377672444" in content] != []
    places = {**places, "dump": traces.dump(), "dumpdata": traces.dumpdata()}
    assert {name: found_in(places[name], [text]) for name, text in IN_THE_CLEAR.items()} == {
        name: [text] for name, text in IN_THE_CLEAR.items()
    }
    assert {place: found_in(content, words) for place, content in places.items()} == dict.fromkeys(places, [])


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
