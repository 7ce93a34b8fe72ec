"""Texts that would run a script run none, wherever they are printed, although no policy stops them.

A fair part here; all of them by `make drill` (tests/browser/xss_in_full.py).
"""

import pytest
from django.test import Client

from tests import staff
from tests.browser import xss
from tests.browser.conftest import answered
from tests.factories import make_user
from tests.payloads import payloads


@pytest.fixture
def root_cookies(transactional_db, live_server, settings):
    client = Client()
    staff.enter(client, make_user(is_superuser=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]


@pytest.fixture
def poisoned(transactional_db):
    """`(rows, texts stored)`: one of each noun, every field of it full of texts that would run."""
    poison = xss.Poison(payloads())
    return xss.rows_of(poison, 1), poison.pairs


def test_poisoned_texts_run_nothing(poisoned, root_cookies, live_server, browser):
    rows, texts = poisoned
    assert (len(set(payloads())) == len(payloads()) > 500, texts > 150) == (True, True)
    found, pages = xss.proof(browser, live_server, root_cookies, rows, every=12)
    assert (found, pages > 25) == ([], True)


def test_what_would_run_is_seen(live_server, browser):
    page, told = xss.opened(browser, live_server), []
    page.on("console", lambda message: told.append(message.text))
    page.goto("/robots.txt")
    page.set_content("<img src='data:,' onerror=alert(1)><a href='javascript:alert(1)'>x</a>")
    assert page.evaluate(xss.WAITING) == ["IMG onerror=alert(1)", "A href=javascript:alert(1)"]
    page.context.close()
    answered()
    assert told == ["RAN alert 1"]
