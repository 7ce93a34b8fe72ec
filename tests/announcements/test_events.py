"""The public pages that follow the calendar, across midnights, with the page cache on."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import make_banner, make_commemoration, make_day_of_year, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _version_is_always_looked_up(settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0


def soup(client, path):
    return BeautifulSoup(client.get(path).content, "html.parser")


def band(client, path="/"):
    """The slogans of a page; a second reader gets the same page from the cache."""
    first, again = client.get(path), Client().get(path)
    assert (again["X-Page-Cache"], again.content) == ("hit", first.content)
    return [" ".join(item.text.split()) for item in BeautifulSoup(first.content, "html.parser").select(".slogan p")]


@pytest.mark.parametrize(
    ("values", "midnights", "shown"),
    [
        # In, through and out, by itself.
        (
            {"day": 28, "month": 6},
            ["2025-06-20 23:59:59", "2025-06-21 00:00:00", "2025-06-29 23:59:59", "2025-06-30 00:00:00"],
            ["", "Chào mừng Ngày A (28/6)", "Chào mừng Ngày A (28/6)", ""],
        ),
        # Over New Year: the window of 1 January opens in December and counts the new year.
        (
            {"day": 1, "month": 1, "founding_year": 2000},
            ["2025-12-24 23:59:59", "2025-12-25 00:00:00", "2025-12-31 23:59:59", "2026-01-03 00:00:00"],
            ["", *["Kỷ niệm 26 năm Ngày A (01/01/2000 - 01/01/2026)"] * 2, ""],
        ),
        # 29 February, and the 28th of a common year.
        (
            {"day": 29, "month": 2, "lead_days": 0, "linger_days": 0},
            *(["2024-02-28 23:59:59", "2024-02-29 00:00:00", "2024-02-29 23:59:59", "2024-03-01 00:00:00"],),
            ["", "Chào mừng Ngày A (29/02)", "Chào mừng Ngày A (29/02)", ""],
        ),
        (
            {"day": 29, "month": 2, "lead_days": 0, "linger_days": 0},
            *(["2025-02-27 23:59:59", "2025-02-28 00:00:00", "2025-02-28 23:59:59", "2025-03-01 00:00:00"],),
            ["", "Chào mừng Ngày A (28/02)", "Chào mừng Ngày A (28/02)", ""],
        ),
        # The sixth lunar month of 2025 comes twice: in the second nothing is shown.
        (
            {"day": 1, "month": 6, "calendar": "lunar", "lead_days": 0, "linger_days": 0},
            ["2025-06-24 23:59:59", "2025-06-25 00:00:00", "2025-06-26 00:00:00", "2025-07-25 00:00:00"],
            ["", "Chào mừng Ngày A (25/6)", "", ""],
        ),
    ],
    ids=["window", "new year", "29 February", "28 February", "leap month"],
)
def test_midnights(client, frozen, values, midnights, shown):
    make_organisation()
    make_commemoration("Ngày A", **values)
    found = []
    for moment in midnights:
        frozen(moment)
        found.append(" | ".join(band(client)))
    assert found == shown


def test_commemorations_and_free_slogans_share_the_band(client, frozen):
    frozen("2025-06-28 08:00")
    make_banner("Chủ đề năm 2025")
    make_commemoration("Ngày A")
    assert band(client) == ["Chào mừng Ngày A (28/6)", "Chủ đề năm 2025"]
    assert [li.text.strip() for li in soup(client, "/khau-hieu/").select(".slogan-list li")] == band(client)


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_costs_the_same_for_one_and_for_three(client, frozen, count, django_assert_num_queries):
    frozen("2025-06-28 08:00")
    make_organisation()
    for _ in range(count):
        make_day_of_year(make_commemoration(template="{ten}"))
        make_banner()
    client.get("/robots.txt")  # the content version is looked at once a second
    with django_assert_num_queries(12) as captured:
        shown = client.get("/su-kien/")
    ours = [query for query in captured.captured_queries if "commemoration" in query["sql"] or "banner" in query["sql"]]
    # Commemorations, their days, free slogans.
    assert len(ours) == 3
    assert len(BeautifulSoup(shown.content, "html.parser").select(".slogan")) == 2 * count


def days(page):
    return [" ".join(item.text.split()) for item in page.select(".days li")]


def test_coming_days(client, frozen):
    frozen("2025-06-17 05:07")
    make_organisation()
    make_commemoration("Ngày Gia đình", founding_year=2001)
    make_commemoration("Giỗ Tổ", day=10, month=3, calendar="lunar")
    make_commemoration("Tháng hành động", day=1, end_day=30, end_month=6)
    make_commemoration("Chưa xác nhận", moves_yearly=True)
    make_commemoration("Tắt", is_active=False)
    page = soup(client, "/su-kien/")
    assert days(page) == [
        "1tháng 6 Tháng hành động Đang diễn ra, đến 30/06",
        "28tháng 6 24 năm Ngày Gia đình Còn 11 ngày",
        "26tháng 4 Giỗ Tổ Còn 313 ngày, 10/3 âm lịch",
        "1tháng 6 Tháng hành động Còn 349 ngày, đến 30/06",
    ]
    assert [head.text for head in page.select("main h2")][:3] == [
        *("Tháng 6 năm 2025", "Tháng 4 năm 2026", "Tháng 6 năm 2026"),
    ]
    assert "Hôm nay là ngày 22/5 âm lịch, năm Ất Tỵ" in " ".join(page.select_one(".intro").text.split())


def test_no_coming_days(client):
    make_organisation()
    assert soup(client, "/su-kien/").select_one(".empty").text == "Chưa có ngày kỷ niệm nào sắp tới."
    assert soup(client, "/").select("#sap-toi") == []


def test_home_shows_four(client, frozen):
    frozen("2025-06-17 05:07")
    make_organisation()
    for day in range(20, 26):
        make_commemoration(f"Ngày {day}", day=day)
    make_commemoration("Quốc khánh", day=2, month=9, importance="major")
    assert days(soup(client, "/")) == [
        *(f"{day}tháng 6 Ngày {day} Còn {day - 17} ngày" for day in (20, 21, 22)),
        "2tháng 9 Quốc khánh Còn 77 ngày",
    ]


def test_days_left_count_down_at_midnight(client, frozen):
    make_organisation()
    make_commemoration("Ngày A")
    found = []
    for moment in ("2025-06-26 23:59:59", "2025-06-27 00:00:00", "2025-06-28 00:00:00", "2025-06-29 00:00:00"):
        frozen(moment)
        found.append(days(soup(client, "/"))[0])
    assert found == [
        *("28tháng 6 Ngày A Còn 2 ngày", "28tháng 6 Ngày A Còn 1 ngày", "28tháng 6 Ngày A Hôm nay"),
        "28tháng 6 Ngày A Còn 364 ngày",
    ]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2025-06-17 23:59:59", "(22/5 âm lịch)"),
        ("2025-06-18 00:00:00", "(23/5 âm lịch)"),
        ("2025-07-25 00:00:00", "(1/6 nhuận âm lịch)"),
        ("2025-01-28 23:59:59", "(29/12 âm lịch)"),
        ("2025-01-29 00:00:00", "(1/1 âm lịch)"),
    ],
)
def test_lunar_date_beside_the_clock(client, frozen, moment, text):
    frozen(moment)
    make_organisation()
    assert soup(client, "/").select_one(".topbar .lunar").text == text


@pytest.mark.parametrize(
    ("moment", "classes"),
    [("2025-01-29 00:00:00", ["scarf", "scarf--spring"]), ("2025-06-28 00:00:00", ["scarf"])],
)
def test_occasions_change_the_scarf(client, frozen, moment, classes):
    frozen(moment)
    make_organisation()
    row = make_commemoration("Tết", day=1, month=1, calendar="lunar", accent="spring")
    assert soup(client, "/").select_one("header .scarf")["class"] == classes
    row.accent = ""
    row.save()
    assert soup(client, "/").select_one("header .scarf")["class"] == ["scarf"]
