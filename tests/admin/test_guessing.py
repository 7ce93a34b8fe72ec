"""Guessing from many addresses makes strangers wait, and never the colleague it is aimed at."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site_settings
from django.test import Client

from hoiphunu import guessing, resets
from tests.factories import make_user
from tests.staff import EDITOR, PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/quan-tri/login/"


@pytest.fixture
def hoa(frozen):
    frozen("2025-06-17 08:00")
    return make_user(EDITOR, username="hoa", password=PASSWORD)


def log_in(client=None, name="hoa", password=PASSWORD, address="203.0.113.7"):
    return (client or Client()).post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def guess_from_everywhere(name="hoa"):
    return [log_in(name=name, password="sai", address=f"198.51.100.{n // 4}").status_code for n in range(21)]


def test_stranger_waits_and_then_gets_in(hoa, frozen):
    assert guess_from_everywhere() == [200] * 20 + [429]
    waiting = log_in()
    assert (waiting.status_code, waiting["Retry-After"], "30 giây" in waiting.content.decode()) == (429, "30", True)
    frozen("2025-06-17 08:00:31")
    assert log_in().status_code == 302


def test_what_comes_too_early_is_not_counted(hoa):
    guess_from_everywhere()
    before = AccessAttempt.objects.count()
    assert (log_in(password="sai").status_code, AccessAttempt.objects.count()) == (429, before)


def test_her_own_browser_never_waits(hoa):
    own, new = Client(), Client()
    assert log_in(own).status_code == 302
    guess_from_everywhere()
    assert (log_in(own).status_code, log_in(new).status_code) == (302, 429)


def test_browser_of_somebody_else_waits(hoa):
    make_user(EDITOR, username="lan", password=PASSWORD)
    other = Client()
    log_in(other, "lan")
    guess_from_everywhere()
    assert log_in(other).status_code == 429


def test_made_up_cookie_is_no_browser_of_hers(hoa):
    client = Client()
    log_in(client)
    client.cookies["known"] = client.cookies["known"].value[:-2]
    guess_from_everywhere()
    assert log_in(client).status_code == 429


def test_shared_computer_knows_both(hoa):
    make_user(EDITOR, username="lan", password=PASSWORD)
    shared = Client()
    for name in ("hoa", "lan"):
        assert log_in(shared, name).status_code == 302
    guess_from_everywhere()
    assert log_in(shared).status_code == 302


def test_link_by_mail_leads_past_the_wait(hoa):
    guess_from_everywhere()
    client, new = Client(), "mua-sen-thang-sau-9"
    assert client.post(resets.link(hoa), {"new_password1": new, "new_password2": new}).status_code == 200
    assert log_in(client, password=new).status_code == 302


def test_names_of_nobody_are_answered_the_same(hoa):
    assert guess_from_everywhere("khong-co") == guess_from_everywhere()


def test_one_address_at_many_accounts_waits(hoa):
    statuses = [log_in(name=f"ten-{n}", password="sai").status_code for n in range(guessing.MOST_FROM_ADDRESS + 1)]
    assert statuses == [200] * guessing.MOST_FROM_ADDRESS + [429]
    assert log_in(address="198.51.100.1").status_code == 302


def test_cookie_is_closed_and_names_nobody(hoa):
    client = Client()
    log_in(client)
    cookie = client.cookies["known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], "hoa" in cookie.value) == (
        True,
        "Strict",
        "/",
        False,
    )
    assert site_settings.SESSION_COOKIE_NAME in client.cookies


def test_nul_in_a_name_is_no_error():
    assert log_in(name="a\0b").status_code == 200
