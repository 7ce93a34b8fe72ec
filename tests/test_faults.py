"""Uncaught exceptions reach the administrator's screen: each place once, counted, without what was typed."""

import pytest
from django.db import OperationalError
from django.test import Client

from hoiphunu import faults, search
from hoiphunu.dashboard import Dashboard
from hoiphunu.models import Fault
from tests.conftest import ROOT
from tests.factories import make_user
from tests.staff import CONTENT, change_url, client_of, list_url, signed_in

pytestmark = pytest.mark.django_db

WORD = "Anh ấy đánh tôi"


@pytest.fixture
def broken(monkeypatch):
    """A site whose search fails in one line of ours, with what was asked in the message."""

    def fail(*args):
        raise ValueError(WORD)

    monkeypatch.setattr(search, "suggested", fail)
    return Client(raise_request_exception=False)


def test_place_is_kept_once_and_counted(broken):
    answers = [broken.get("/tim-kiem/goi-y/?q=bao+luc") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [500] * 3
    fault = Fault.objects.get()
    assert (fault.kind, fault.what, fault.route, fault.count) == ("error", "ValueError", "search-suggestions", 3)
    assert fault.place.startswith("tests/test_faults.py:")
    assert "hoiphunu/views.py" in fault.trace
    assert fault.request == answers[-1]["X-Request-ID"]


def test_nothing_that_was_typed_is_kept(broken):
    broken.get(f"/tim-kiem/goi-y/?q={WORD}", headers={"User-Agent": "Máy-của-chị"})
    told = repr(Fault.objects.values().get())
    assert [word for word in (WORD, "bao", "Máy", "127.0.0.1", str(ROOT)) if word in told] == []


def test_database_that_is_away_is_no_fault(broken, monkeypatch):
    def away(*args):
        raise OperationalError

    monkeypatch.setattr(search, "suggested", away)
    broken.get("/tim-kiem/goi-y/?q=a")
    assert broken.get("/", headers={"host": "evil.example"}).status_code == 400
    assert Fault.objects.count() == 0


def test_made_up_faults_fill_no_table(monkeypatch):
    monkeypatch.setattr("hoiphunu.models.faults.MOST", 2)
    for number in range(4):
        Fault.objects.note(Fault.Kind.BLOCKED, "script-src: inline", f"trang {number}")
    assert Fault.objects.count() == 2


def test_old_faults_go_when_a_new_one_comes(frozen):
    frozen("2025-01-01 08:00")
    Fault.objects.note(Fault.Kind.ERROR, "ValueError", "cũ")
    frozen("2025-07-02 08:00")
    Fault.objects.note(Fault.Kind.ERROR, "ValueError", "mới")
    assert [fault.place for fault in Fault.objects.all()] == ["mới"]


def test_packages_and_folders_of_the_machine_are_told_apart():
    assert faults.short("/a/lib/site-packages/django/db/models.py") == "…/django/db/models.py"
    assert faults.short("/usr/lib/python3.11/json/decoder.py") == "…/decoder.py"
    assert faults.place_of(["hoiphunu/a.py:1 f", "…/django/b.py:2 g"]) == "hoiphunu/a.py:1 f"
    assert faults.place_of(["…/django/b.py:2 g"]) == "…/django/b.py:2 g"


def test_superuser_reads_them_and_deletes_what_is_mended(broken):
    broken.get("/tim-kiem/goi-y/?q=a")
    root, fault = client_of(make_user(is_superuser=True)), Fault.objects.get()
    shown = root.get(change_url(fault)).content.decode()
    assert ("hoiphunu/views.py" in shown, "ValueError" in root.get(list_url(Fault)).content.decode()) == (True, True)
    assert root.post(change_url(fault, "delete"), {"post": "yes"}).status_code == 302
    assert (Fault.objects.count(), signed_in(CONTENT).get(list_url(Fault)).status_code) == (0, 403)


def test_start_page_tells_superusers_of_new_ones(broken):
    root, content = make_user(is_superuser=True), make_user(CONTENT)
    broken.get("/tim-kiem/goi-y/?q=a")
    told = [[task.title for task in Dashboard(user).tasks if "lỗi" in task.title] for user in (root, content)]
    assert told == [["Trang đã gặp lỗi trong bảy ngày qua"], []]
