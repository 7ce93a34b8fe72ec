import re
import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from hoiphunu import readerforms
from hoiphunu.models import UsedToken
from hoiphunu.readerforms import reader_form

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

stored = []
HOME = "http://localhost"
OURS = {"Sec-Fetch-Site": "same-origin"}


def answered(request):
    """As a view of a reader's form goes: store, or show the form again with what was typed."""
    form = request.reader_form
    if request.method == "POST" and form.spend():
        stored.append(request.POST["text"])
        return HttpResponse("Đã nhận", status=201)
    return HttpResponse(f"{form.refusal}|{request.POST.get('text', '')}|{form.token}")


@reader_form
def question(request):
    return answered(request)


@reader_form
def another(request):
    return answered(request)


urlpatterns = [path("hoi/", question), path("hoi-khac/", another)]


@pytest.fixture(autouse=True)
def _start(frozen):
    stored.clear()
    frozen("2025-06-17 05:07:00")


@pytest.fixture
def strict():
    """Readers have no CSRF cookie: with Django's check on, their forms must go through all the same."""
    return Client(enforce_csrf_checks=True)


def token(client, url="/hoi/"):
    return client.get(url).content.decode().rpartition("|")[2]


def send(client, token, text="Xin hỏi", headers=OURS, url="/hoi/"):
    response = client.post(url, {"token": token, "text": text}, headers=headers)
    if response.status_code == 201:
        return ""
    refusal, typed, _ = response.content.decode().split("|")
    assert typed == text
    return refusal


@pytest.mark.parametrize(
    "headers",
    [OURS, {"Origin": HOME}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}],
    ids=["fetch site", "origin", "both"],
)
def test_form_from_our_own_page_is_stored(strict, frozen, headers):
    given = token(strict)
    frozen("2025-06-17 05:07:03")
    assert send(strict, given, headers=headers) == ""
    assert stored == ["Xin hỏi"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": HOME},
        {"Referer": HOME},
    ],
    ids=str,
)
def test_form_from_elsewhere_is_refused_with_its_text_kept(strict, frozen, headers):
    given = token(strict)
    frozen("2025-06-17 05:08")
    assert send(strict, given, headers=headers) == readerforms.FOREIGN
    assert stored == []


def test_old_form_is_shown_again_and_then_taken(client, frozen):
    given = token(client)
    frozen("2025-06-17 07:07:01")
    response = client.post("/hoi/", {"token": given, "text": "Xin hỏi"}, headers=OURS)
    refusal, typed, fresh = response.content.decode().split("|")
    assert (refusal, typed, stored) == (readerforms.OLD, "Xin hỏi", [])
    frozen("2025-06-17 07:07:05")
    assert (send(client, fresh), stored) == ("", ["Xin hỏi"])


def test_form_is_good_for_two_hours(client, frozen):
    given = token(client)
    frozen("2025-06-17 07:06:59")
    assert send(client, given) == ""


def test_hasty_form_is_shown_again_and_then_taken(client, frozen):
    given = token(client)
    frozen("2025-06-17 05:07:02")
    response = client.post("/hoi/", {"token": given, "text": "Xin hỏi"}, headers=OURS)
    refusal, typed, same = response.content.decode().split("|")
    assert (refusal, typed, same, stored) == (readerforms.HASTY, "Xin hỏi", given, [])
    frozen("2025-06-17 05:07:03")
    assert (send(client, same), stored) == ("", ["Xin hỏi"])


def test_form_sent_twice_is_stored_once(client, frozen):
    given = token(client)
    frozen("2025-06-17 05:08")
    assert [send(client, given), send(client, given)] == ["", readerforms.TWICE]
    assert (stored, UsedToken.objects.count()) == (["Xin hỏi"], 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_stored_once(client, frozen):
    given = token(client)
    frozen("2025-06-17 05:08")
    answers, ready = [], threading.Barrier(3)

    def click():
        try:
            ready.wait(5)
            answers.append(send(Client(), given))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["", readerforms.TWICE, readerforms.TWICE]
    assert len(stored) == 1


@pytest.mark.parametrize(
    "change", [lambda t: "", lambda t: "x", lambda t: t[:-1], lambda t: "A" + t, lambda t: t + "\x00"]
)
def test_token_that_is_not_ours_is_refused(client, frozen, change):
    given = change(token(client))
    frozen("2025-06-17 05:08")
    assert (send(client, given), stored) == (readerforms.OLD, [])


def test_token_of_another_form_is_refused(client, frozen):
    given = token(client, "/hoi-khac/")
    frozen("2025-06-17 05:08")
    assert send(client, given) == readerforms.OLD


def test_token_of_a_later_time_is_not_good_for_ever(client, frozen):
    frozen("2025-06-17 05:07")
    given = token(client)
    frozen("2025-06-16 05:07")
    assert send(client, given) == readerforms.HASTY


def test_each_form_has_a_token_of_its_own(client):
    assert len({token(client) for _ in range(5)}) == 5


def test_form_is_never_kept_and_sets_no_cookie(strict):
    for response in (strict.get("/hoi/"), strict.post("/hoi/", {"text": "x"}, headers=OURS)):
        assert "X-Page-Cache" not in response
        assert {"no-store", "private"} <= set(re.split(r",\s*", response["Cache-Control"]))
        assert (response.cookies, response.get("Vary", "")) == ({}, "")
    assert cache.get("anything") is None
