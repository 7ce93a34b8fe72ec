"""The way in: lock-out, sessions, cookies, and where one is led."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as site_settings
from django.test import Client

from hoiphunu.models import UsedToken
from tests.conftest import ROOT
from tests.factories import make_user
from tests.staff import CONTENT, EDITOR, PASSWORD, signed_in

pytestmark = pytest.mark.django_db

LOGIN, LOGOUT = "/quan-tri/login/", "/quan-tri/logout/"


@pytest.fixture
def hoa():
    return make_user(EDITOR, username="hoa", password=PASSWORD)


def log_in(client, name="hoa", password=PASSWORD, address="203.0.113.7", **data):
    return client.post(LOGIN, {"username": name, "password": password, **data}, REMOTE_ADDR=address)


def is_in(client):
    return client.get("/quan-tri/").status_code == 200


def test_right_password_leads_in(client, hoa):
    answer = log_in(client)
    assert (answer.status_code, answer.headers["Location"], is_in(client)) == (302, "/quan-tri/", True)


@pytest.mark.parametrize(
    "overrides", [{"is_staff": False}, {"is_active": False}, {}], ids=["no staff", "switched off", "wrong password"]
)
def test_all_refusals_say_the_same(client, overrides):
    make_user(EDITOR, username="hoa", password=PASSWORD, **overrides)
    shown = []
    for name, password in (("hoa", PASSWORD if overrides else "sai"), ("khong-co-ai", "sai")):
        page = log_in(client, name, password)
        assert (page.status_code, is_in(client)) == (200, False)
        shown.append(page.content.decode().partition('class="errornote"')[2].partition("</")[0])
    assert shown[0] == shown[1] != ""


def test_five_wrong_passwords_lock_this_account_from_this_address(client, hoa):
    make_user(EDITOR, username="lan", password=PASSWORD)
    statuses = [log_in(client, password="sai").status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]
    locked = log_in(client)
    assert (locked.status_code, locked["Retry-After"], is_in(client)) == (429, "900", False)
    page = locked.content.decode()
    assert ('lang="vi"' in page, "15 phút" in page) == (True, True)
    assert locked["Cache-Control"] == "no-store"
    elsewhere, colleague = Client(), Client()
    assert (log_in(elsewhere, address="198.51.100.9").status_code, is_in(elsewhere)) == (302, True)
    assert (log_in(colleague, "lan").status_code, is_in(colleague)) == (302, True)


def test_lock_opens_by_itself(frozen, client, hoa):
    frozen("2025-06-17 05:07")
    for _ in range(5):
        log_in(client, password="sai")
    frozen("2025-06-17 05:21")
    assert log_in(client).status_code == 429
    frozen("2025-06-17 05:40")
    assert log_in(client).status_code == 302


def test_right_password_wipes_the_count(client, hoa):
    for _ in range(2):
        assert [log_in(client, password="sai").status_code for _ in range(4)] == [200] * 4
        assert log_in(Client()).status_code == 302


def test_lying_about_the_address_opens_no_lock(client, hoa):
    for number in range(6):
        client.post(LOGIN, {"username": "hoa", "password": "sai"}, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    answer = client.post(LOGIN, {"username": "hoa", "password": PASSWORD}, headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 429


def test_session_is_a_new_one_after_login(client, hoa):
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies[site_settings.SESSION_COOKIE_NAME] = planted
    log_in(client)
    assert client.cookies[site_settings.SESSION_COOKIE_NAME].value != planted
    stranger = Client()
    stranger.cookies[site_settings.SESSION_COOKIE_NAME] = planted
    assert (is_in(client), is_in(stranger)) == (True, False)


def test_logout_is_a_post_and_ends_the_session(client, hoa):
    log_in(client)
    old = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    assert (client.get(LOGOUT).status_code, is_in(client)) == (405, True)
    assert client.post(LOGOUT).status_code in (200, 302)
    replay = Client()
    replay.cookies[site_settings.SESSION_COOKIE_NAME] = old
    assert (is_in(client), is_in(replay)) == (False, False)


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/quan-tri/news/article/", "/quan-tri/news/article/"),
        ("https://evil.example/", "/quan-tri/"),
        ("//evil.example/", "/quan-tri/"),
        ("/\\evil.example/", "/quan-tri/"),
        ("javascript:alert(1)", "/quan-tri/"),
        ("http:///evil.example", "/quan-tri/"),
    ],
)
def test_login_leads_nowhere_else(client, hoa, wanted, led):
    assert log_in(client, next=wanted).headers["Location"] == led


def test_login_comes_back_to_where_one_was_going(client, hoa):
    asked = client.get("/quan-tri/news/article/?q=a%26b")
    assert asked.headers["Location"] == "/quan-tri/login/?next=/quan-tri/news/article/%3Fq%3Da%2526b"


def test_cookies_are_closed_to_scripts_and_other_sites(client, hoa):
    client.get(LOGIN)
    log_in(client)
    for name in (site_settings.SESSION_COOKIE_NAME, site_settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (name, cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
            *(name, True, "Lax", "/", ""),
        )


PRINT_COOKIES = """
import django; django.setup()
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)
print(s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY, s.CSRF_COOKIE_SAMESITE)
print(s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_AGE, s.SECURE_SSL_REDIRECT)
"""


def test_cookies_in_production(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "hoiphunu.settings",
        "SECRET_KEY": "k" * 50,
        "HELP_KEYS": "bm90LWEta2V5LW9ubHktZm9yLXRlc3RzLTAxMjM0NTY=",
        "SITE_URL": "https://example.vn",
        "DATABASE_URL": "postgres://a@127.0.0.1/a",
        "MEDIA_ROOT": str(tmp_path),
        "STATIC_ROOT": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PRINT_COOKIES], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [
        "__Host-sessionid True True Lax",
        "__Host-csrftoken True True Lax",
        "None / 43200 True",
    ]


def test_pages_of_the_admin_are_kept_by_no_cache(client):
    staff = signed_in(CONTENT)
    urls = ["/quan-tri/", "/quan-tri/news/article/", "/quan-tri/news/article/add/", "/quan-tri/khong-co/"]
    assert {staff.get(url)["Cache-Control"] for url in urls} == {"no-store"}
    assert [client.get(url)["Cache-Control"] for url in (LOGIN, "/quan-tri/")] == ["no-store", "no-store"]
    assert UsedToken.objects.count() == 0
