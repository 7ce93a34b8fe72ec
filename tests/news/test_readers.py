import io
import os
import subprocess
import sys
import threading
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hoiphunu import tallies, visitors
from hoiphunu.publishing import State
from news import readers
from news.models import Article, ReadCount
from tests.conftest import ROOT
from tests.factories import at, make_article, make_read_count
from tests.staff import CONTRIBUTOR, EDITOR, list_url, signed_in

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
JUNE = date(2025, 6, 1)


@pytest.fixture(autouse=True)
def _now(frozen):
    frozen("2025-06-17 05:07")


def read(article, client=None, address="203.0.113.5", agent=PHONE, site="same-origin", key=None):
    client = client or Client()
    headers = {"User-Agent": agent, "Sec-Fetch-Site": site}
    answer = client.post("/luot-doc/", {"bai": key or article.pk}, headers=headers, REMOTE_ADDR=address)
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (204, b"", {})


def counted():
    readers.buffer.flush()
    return dict(ReadCount.objects.values_list("title", "count"))


def test_readers_are_counted_and_reloads_are_not():
    one, two = make_article(title="Một"), make_article(title="Hai")
    read(one), read(one), read(two)
    read(one, address="203.0.113.6")
    read(one, agent=PHONE + " Khác")
    assert counted() == {"Một": 3, "Hai": 1}


def test_next_day_and_next_month_count_anew(frozen):
    article = make_article(title="Một")
    for moment in ("2025-06-29 23:59", "2025-06-30 00:01", "2025-07-01 00:01"):
        frozen(moment)
        read(article)
        readers.buffer.flush()
    assert list(ReadCount.objects.order_by("month").values_list("month", "count")) == [(JUNE, 2), (date(2025, 7, 1), 1)]


@pytest.mark.parametrize(
    "asked",
    [
        {"agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"agent": "Mozilla/5.0 (compatible; coccocbot-web/1.0)"},
        {"agent": "facebookexternalhit/1.1"},
        {"agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0"},
        {"agent": "python-requests/2.31"},
        {"agent": "curl/8.0"},
        {"agent": ""},
        {"site": "cross-site"},
        {"site": "none"},
        {"key": "x"},
        {"key": "-1"},
        {"key": "9" * 30},
        {"key": "1\x00"},
    ],
    ids=str,
)
def test_programs_and_other_sites_are_not_counted(asked):
    read(make_article(), **asked)
    assert counted() == {}


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0; rv:120.0) Gecko/20100101 Firefox/120.0",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/120.0 Chrome/120.0",
        "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/119.0 Mobile Zalo android/230",
    ],
)
def test_browsers_of_people_are_no_programs(agent):
    read(make_article(title="Một"), agent=agent)
    assert counted() == {"Một": 1}


def test_staff_are_not_counted():
    read(make_article(), client=signed_in(EDITOR))
    assert counted() == {}


def test_one_visitor_reads_so_much_an_hour(monkeypatch):
    monkeypatch.setattr(readers, "MOST_AN_HOUR", 2)
    for _ in range(3):
        read(make_article())
    assert sum(counted().values()) == 2


@pytest.mark.parametrize(
    "values",
    [{"sensitivity": "yes"}, {"state": State.DRAFT}, {"published_at": at("2025-06-18 08:00")}],
    ids=["sensitive", "draft", "scheduled"],
)
def test_what_must_not_be_counted_is_dropped(values):
    article = make_article(**values)
    read(article)
    read(None, key=article.pk + 1)
    assert counted() == {}


def page(client, path):
    return BeautifulSoup(client.get(path).content, "html.parser")


def test_only_pages_that_are_counted_ask_for_it(client):
    plain, sensitive = make_article(), make_article(sensitivity="yes")
    element = page(client, plain.get_absolute_url()).select_one("[data-hp-read]")
    assert (element["data-hp-read"], element["data-hp-read-to"]) == (str(plain.pk), "/luot-doc/")
    paths = (sensitive.get_absolute_url(), plain.get_print_url(), "/ho-tro/", "/tin-tuc/")
    assert [page(client, path).select("[data-hp-read]") for path in paths] == [[]] * 4


def test_reading_a_page_writes_nothing(client, django_assert_num_queries):
    article = make_article()
    client.get(article.get_absolute_url())
    with django_assert_num_queries(0):
        read(article)
    assert not ReadCount.objects.exists()


def test_totals_are_added_never_overwritten():
    article = make_article(title="Một")
    make_read_count(article, JUNE, 100)
    ReadCount.objects.add_up({(article.pk, JUNE): 3})
    ReadCount.objects.add_up({(article.pk, JUNE): 4})
    assert counted() == {"Một": 107}


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_add_at_once_lose_nothing():
    articles = [make_article(title=f"Bài {n}") for n in range(2)]
    counts, ready = {(article.pk, JUNE): 1 for article in articles}, threading.Barrier(4)

    def add():
        try:
            ready.wait(10)
            for _ in range(3):
                ReadCount.objects.add_up(counts)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert counted() == {"Bài 0": 12, "Bài 1": 12}


def test_totals_stay_when_the_article_is_deleted():
    article = make_article(title="Một")
    read(article), readers.buffer.flush()
    article.delete()
    assert list(ReadCount.objects.values_list("article", "title", "count")) == [(None, "Một", 1)]


def test_what_the_database_did_not_take_is_kept(monkeypatch):
    article = make_article(title="Một")
    read(article)

    def away(*args):
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(type(ReadCount.objects), "add_up", away)
        readers.buffer.flush()
    assert counted() == {"Một": 1}


def test_enough_counts_are_written_at_once(monkeypatch):
    monkeypatch.setattr(tallies, "FLUSH_COUNT", 2)
    article = make_article(title="Một")
    read(article), read(article, address="203.0.113.6"), read(article, address="203.0.113.7")
    assert dict(ReadCount.objects.values_list("title", "count")) == {"Một": 2}


def test_marks_lead_back_to_nobody(rf, frozen):
    request = rf.get("/", REMOTE_ADDR="203.0.113.5", headers={"User-Agent": PHONE})
    today = visitors.day_mark(request, 1)
    assert (visitors.day_mark(request, 1) == today, visitors.day_mark(request, 2) == today) == (True, False)
    frozen("2025-06-18 00:01")
    assert visitors.day_mark(request, 1) != today
    fields = {field.name for field in ReadCount._meta.fields}
    assert fields == {"id", "article", "title", "month", "count"}


ENDING = """
import django; django.setup()
from news import readers
readers.buffer.add({key})
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_writes_what_it_has():
    article = make_article(title="Một")
    name = connection.settings_dict["NAME"]
    server = os.environ["DATABASE_URL"].removesuffix("postgres")
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else server + name
    program = ENDING.format(key=article.pk)
    subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "DATABASE_URL": url}, cwd=ROOT, check=True, timeout=240
    )
    assert counted() == {"Một": 1}


def test_most_read_lists(client, frozen):
    frozen("2025-07-02 05:07")
    first, second = make_article(title="Nhì"), make_article(title="Nhất")
    make_read_count(first, JUNE, 5), make_read_count(second, JUNE, 4), make_read_count(second, date(2025, 7, 1), 2)
    make_read_count(make_article(title="Đã lâu"), date(2025, 5, 1), 90)
    make_read_count(make_article(title="Nhạy cảm", sensitivity="yes"), JUNE, 90)
    make_read_count(make_article(title="Chưa đăng", state=State.DRAFT), JUNE, 90)
    make_article(title="Chưa ai đọc")
    for path in ("/", "/tin-tuc/"):
        found = [link.get_text(strip=True) for link in page(client, path).select(".most-read a")]
        assert (path, found) == (path, ["Nhất", "Nhì"])


@pytest.mark.parametrize("path", ["/", "/tin-tuc/"])
def test_no_list_while_nobody_was_counted(client, path):
    make_article()
    assert page(client, path).select(".most-read") == []


def table(answer, name):
    return [list(row) for row in load_workbook(io.BytesIO(answer.content))[name].iter_rows(values_only=True)]


def test_editors_see_the_months_and_take_the_table_home():
    editor = signed_in(EDITOR)
    make_read_count(make_article(title="=1+1"), JUNE, 5)
    make_read_count(make_article(title="Hai"), JUNE, 4)
    make_read_count(make_article(title="Ba"), date(2025, 5, 1), 3)
    answer = editor.get(list_url(ReadCount), {"thang": "2025-06"})
    assert [row.title for row in answer.context["cl"].result_list] == ["=1+1", "Hai"]
    assert "06/2025: 9 lượt" in answer.content.decode()
    answer = editor.get(reverse("admin:news_readcount_excel"), {"thang": "2025-06"})
    assert 'filename="luot-doc-2025-06.xlsx"' in answer["Content-Disposition"]
    assert table(answer, "Theo bài") == [
        ["Tháng", "Tiêu đề", "Lượt đọc"], ["06/2025", "=1+1", 5], ["06/2025", "Hai", 4]
    ]  # fmt: skip
    totals = [["Tháng", "Số bài có người đọc", "Lượt đọc"], ["06/2025", 2, 9], ["05/2025", 1, 3]]
    assert table(answer, "Theo tháng") == totals
    whole = editor.get(reverse("admin:news_readcount_excel"), {"thang": "x"})
    assert len(table(whole, "Theo bài")) == 4


def test_contributors_get_no_table():
    assert signed_in(CONTRIBUTOR).get(reverse("admin:news_readcount_excel")).status_code == 403
    assert Article.objects.count() == 0
