"""Links to other sites: where they stand, what is found there, and what staff do about it."""

import io
from datetime import date

import pytest
from django.core.management import call_command

from announcements.models import LinkCheck, WebLink
from hoiphunu import link_health
from hoiphunu.dashboard import Dashboard
from hoiphunu.outbound import Answer, State
from tests.factories import make_article, make_document, make_link, make_link_check, make_page, make_user
from tests.staff import CONTENT, EDITOR, list_url, signed_in
from tests.webservers import served, visitor

pytestmark = pytest.mark.django_db


def places():
    return {address: [place["name"] for place in found] for address, found in link_health.gathered().values()}


def text(address):
    return f'<p>Xem <a href="{address}">trang này</a>.</p>'


def test_links_are_gathered_from_all_that_readers_see():
    make_link(title="Báo Phụ nữ", address="https://bao.example.vn/")
    make_link(title="Đã tắt", address="https://tat.example.vn/", is_active=False)
    make_link(title="Trong trang", address="/lien-he/")
    make_article(title="Bài", body=text("https://www.bao.example.vn") + text("https://khac.example.vn/a?b=1&amp;c=2"))
    make_article(title="Nháp", body=text("https://nhap.example.vn/"), state="draft", published_at=None)
    make_article(title="Trong", body=text("/tin-tuc/"))
    make_page(title="Liên hệ", body=text("https://trang.example.vn/"))
    make_document("1/KH", note=text("https://ghi-chu.example.vn/"), body=text("https://toan-van.example.vn/"))
    found = places()
    assert found.pop("https://bao.example.vn/") == ["liên kết web: Báo Phụ nữ", "tin bài: Bài"]
    assert sorted(found) == [
        "https://ghi-chu.example.vn/",
        "https://khac.example.vn/a?b=1&c=2",
        "https://toan-van.example.vn/",
        "https://trang.example.vn/",
    ]


def test_rows_follow_what_is_linked_to():
    kept, gone = make_link_check("https://bao.example.vn/"), make_link_check("https://cu.example.vn/")
    LinkCheck.objects.list_places(
        {kept.key: ("http://bao.example.vn", [{"name": "a", "url": "/a"}]), "moi": ("https://moi.example.vn/", [])}
    )
    rows = {row.key: (row.address, row.places) for row in LinkCheck.objects.all()}
    assert rows == {
        kept.key: ("http://bao.example.vn", [{"name": "a", "url": "/a"}]),
        "moi": ("https://moi.example.vn/", []),
    }
    assert gone.key not in rows


@pytest.mark.parametrize(
    ("state", "days", "broken"),
    [
        (State.FINE, ["2025-06-17", "2025-06-18"], [False, False]),
        (State.SHY, ["2025-06-17", "2025-06-18"], [False, False]),
        (State.GONE, ["2025-06-17"], [True]),
        (State.NO_NAME, ["2025-06-17"], [True]),
        (State.SLOW, ["2025-06-17", "2025-06-17", "2025-06-18"], [False, False, True]),
        (State.EXPIRED, ["2025-06-17", "2025-06-18"], [False, True]),
    ],
)
def test_passing_trouble_is_no_dead_link(frozen, state, days, broken):
    row = make_link_check()
    found = []
    for day in days:
        frozen(f"{day} 02:00")
        row.note(Answer(state, row.address))
        assert [other.pk for other in LinkCheck.objects.broken()] == ([row.pk] if row.is_broken else [])
        found.append(row.is_broken)
    assert found == broken


def test_first_day_of_failure_stays_until_the_link_opens(frozen):
    row = make_link_check(reports=3)
    for day, state, since in (
        ("17", State.SLOW, date(2025, 6, 17)),
        ("19", State.BROKEN, date(2025, 6, 17)),
        ("20", State.FINE, None),
        ("21", State.SLOW, date(2025, 6, 21)),
    ):
        frozen(f"2025-06-{day} 02:00")
        row.note(Answer(state, row.address))
        assert (LinkCheck.objects.get().failing_since, row.reports) == (since, 0)


def test_command_asks_and_stores(monkeypatch):
    with served() as site:
        address = f"http://bao.example.vn:{site.port}/a"
        site.pages |= {"/a": (301, "/b"), "/b": 200, "/c": 404}
        make_link(title="Báo", address=address)
        make_article(title="Bài", body=text(f"http://bao.example.vn:{site.port}/c"))
        monkeypatch.setattr(link_health, "visitor", lambda: visitor(site))
        out = io.StringIO()
        call_command("check_links", stdout=out)
        assert "2/2" in out.getvalue()
        assert out.getvalue().splitlines()[-1] == "Đã kiểm tra 2 liên kết. Hiện có 1 liên kết hỏng."
        found = {row.address.rpartition("/")[2]: (row.state, row.has_moved) for row in LinkCheck.objects.all()}
        assert found == {"a": ("fine", True), "c": ("gone", False)}
        asked = len(site.asked)
        call_command("check_links", stdout=out)
        assert len(site.asked) == asked  # looked at an hour ago


def test_move_is_accepted_with_one_click():
    link = make_link(title="Báo", address="http://bao.example.vn/")
    row = make_link_check(link.address)
    row.note(Answer(State.FINE, "https://moi.example.vn/", 200, ((link.address, 301),)))
    client = signed_in(CONTENT)
    assert "Nhận địa chỉ mới" in client.get(list_url(LinkCheck)).content.decode()
    answer = client.post(list_url(LinkCheck), {"_accept": row.pk}, follow=True)
    assert "Đã đổi địa chỉ: Báo." in answer.content.decode()
    link.refresh_from_db()
    assert link.address == "https://moi.example.vn/"
    assert [(found.address, found.state) for found in LinkCheck.objects.all()] == [(link.address, "fine")]
    history = client.get(f"{list_url(WebLink)}{link.pk}/history/").content.decode()
    assert "Nhận địa chỉ mới" in history


def test_move_to_an_address_that_is_there_is_refused_in_words():
    link, twin = (
        make_link(title="Báo", address="http://bao.example.vn/"),
        make_link(title="Kia", address="https://moi.example.vn/"),
    )
    row = make_link_check(link.address)
    row.note(Answer(State.FINE, twin.address, 200, ((link.address, 301),)))
    answer = signed_in(CONTENT).post(list_url(LinkCheck), {"_accept": row.pk}, follow=True)
    assert "Liên kết “Kia”" in answer.content.decode()
    assert WebLink.objects.with_address(link.address).get() == link


def test_button_asks_again(monkeypatch):
    with served() as site:
        site.pages["/"] = 410
        row = make_link_check(f"http://bao.example.vn:{site.port}/")
        monkeypatch.setattr(link_health, "visitor", lambda **bounds: visitor(site, **bounds))
        answer = signed_in(CONTENT).post(list_url(LinkCheck), {"_check": row.pk}, follow=True)
    assert f"Trang không còn (404, 410): {row.address}" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.code) == ("gone", 410)


@pytest.mark.parametrize("value", ["0", "-1", "x", "9" * 40, "777"])
def test_button_of_no_row(value):
    answer = signed_in(CONTENT).post(list_url(LinkCheck), {"_check": value}, follow=True)
    assert answer.status_code == 200


def test_others_ask_nothing():
    row = make_link_check()
    assert signed_in(EDITOR).post(list_url(LinkCheck), {"_check": row.pk}).status_code == 403


def test_start_page_tells_of_dead_links(frozen):
    frozen("2025-06-17 02:00")
    make_link_check("https://a.example.vn/").note(Answer(State.GONE, "https://a.example.vn/", 404))
    make_link_check("https://b.example.vn/").note(Answer(State.SLOW, "https://b.example.vn/"))
    tasks = {task.title: (task.count, task.example) for task in Dashboard(make_user(CONTENT)).tasks}
    assert tasks["Liên kết hỏng"] == (1, "Trang không còn (404, 410): https://a.example.vn/, hỏi thử hôm nay, 02:00")
    assert "Liên kết hỏng" not in {task.title for task in Dashboard(make_user(EDITOR)).tasks}


def test_start_page_tells_of_what_readers_reported():
    LinkCheck.objects.report("https://a.example.vn/")
    [task] = [task for task in Dashboard(make_user(CONTENT)).tasks if task.title == "Liên kết hỏng"]
    assert (task.count, task.example) == (1, "Bạn đọc báo: https://a.example.vn/")
