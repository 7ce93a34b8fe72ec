"""What a reader means: accents that count, phrases, words left out, days, wrong letters, titles while typing."""

import json
import unicodedata
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection

from hoiphunu import queries, search, spelling, telex
from hoiphunu.models import SearchEntry
from hoiphunu.publishing import State
from tests.factories import at, make_article, make_category, make_document, make_hotline, make_kind, make_page, make_tag
from tests.staff import CONTENT, list_url, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_words():
    spelling.vocabulary.cache_clear()


def titles(text, **chosen):
    return [entry.title for entry in search.Found(text, chosen).entries]


def page_of(client, text, **more):
    return BeautifulSoup(client.get("/tim-kiem/", {"q": text, **more}).content, "html.parser")


# --- accents


@pytest.fixture
def alike():
    make_article(title="Chống bạo lực gia đình", published_at=at("2024-01-01 08:00"))
    make_article(title="Bảo lục cũ", published_at=at("2024-01-02 08:00"))
    make_article(title="Bao lúc", published_at=at("2024-01-03 08:00"))


def test_accents_that_were_typed_count(alike):
    found = search.Found("bạo lực")
    assert [entry.title for entry in found.entries] == ["Chống bạo lực gia đình"]
    assert (found.total, found.alike_count, found.is_alike) == (1, 2, False)
    assert titles("bảo lục") == ["Bảo lục cũ"]
    assert titles(unicodedata.normalize("NFD", "bạo lực")) == ["Chống bạo lực gia đình"]


def test_without_accents_all_are_found(alike):
    assert titles("bao luc") == ["Bao lúc", "Bảo lục cũ", "Chống bạo lực gia đình"]
    assert titles("bao lực") == ["Chống bạo lực gia đình"]


def test_accents_that_nothing_bears_are_told_and_what_is_alike_stands_apart(alike, client):
    found = search.Found("báo lục")
    assert (found.total, found.is_alike, found.alike_count) == (3, True, 0)
    page = page_of(client, "báo lục")
    assert page.select_one(".empty").get_text(" ", strip=True) == (
        "Không có mục nào viết đúng “báo lục”. 3 mục dưới đây chỉ giống khi bỏ dấu."
    )
    assert len(page.select(".hits > li")) == 3


def test_others_that_differ_in_accents_are_one_press_away(alike, client):
    page = page_of(client, "bạo lực")
    assert page.select_one(".count").get_text() == "1 kết quả cho “bạo lực”"
    link = page.select_one(".note a")
    assert link.get_text() == "2 mục"
    every = BeautifulSoup(client.get(f"/tim-kiem/{link['href'].partition('/tim-kiem/')[2]}").content, "html.parser")
    assert len(every.select(".hits > li")) == 3


def test_only_what_was_asked_for_is_marked(client):
    make_article(title="Phụ nữ và Chính phủ", summary="Bao phủ nữ trang, phụ nữ")
    hit = page_of(client, "phụ nữ").select_one(".hits > li")
    assert [mark.get_text() for mark in hit.select("mark")] == ["Phụ nữ", "phụ nữ"]
    loose = page_of(client, "phu nu").select_one(".hits > li")
    assert [mark.get_text() for mark in loose.select("mark")] == ["Phụ nữ", "phủ nữ", "phụ nữ"]


def test_key_of_a_number_is_found_and_never_printed(client):
    make_document("77/KH-BTV", kind=make_kind("Kế hoạch"))
    page = page_of(client, "77 kh btv")
    assert (len(page.select(".hits > li")), "77 kh btv" in page.select_one(".hits").get_text()) == (1, False)


@pytest.mark.parametrize(("written", "typed"), [("Hòa bình", "hoà bình"), ("Thuý Kiều", "thúy kiều"), ("HOÀ", "hòa")])
def test_both_places_of_a_tone_are_one_spelling(written, typed):
    make_article(title=written)
    make_article(title="Hoa binh thuy kieu")
    assert titles(typed) == [written]


# --- phrases, words left out, numbers, days


def test_phrases_stand_together():
    make_article(title="Bình đẳng giới", body="<p>a</p>")
    make_article(title="Giới thiệu", body="<p>bình đẳng</p>")
    assert titles('"binh dang gioi"') == titles("“bình đẳng giới”") == ["Bình đẳng giới"]
    assert len(titles("binh dang gioi")) == 2
    assert titles('"giới bình đẳng"') == []


def test_words_are_left_out():
    make_article(title="Thể thao phụ nữ")
    make_article(title="Phụ nữ khởi nghiệp")
    assert titles("phu nu -the -thao") == titles('phụ nữ -"thể thao"') == ["Phụ nữ khởi nghiệp"]
    assert titles("phụ nữ -the") == titles("phu nu -thể") == ["Phụ nữ khởi nghiệp"]
    assert titles("phu nu -khởi") == ["Thể thao phụ nữ"]
    assert len(titles("phu nu -thế")) == 2
    assert titles("-the") == []
    assert titles("phu-nu") == titles("phu nu")


@pytest.mark.parametrize("typed", ["13/2022/QH15", "13/2022/qh15", "13-2022-qh15"])
def test_numbers_stand_together(typed):
    make_document("13/2022/QH15", summary="Một")
    make_article(title="QH15 họp ngày 13 năm 2022")
    assert titles(typed) == ["13/2022/QH15 Luật một"]


@pytest.mark.parametrize("typed", ["03/02/2025", "3/2/2025", "3-2-2025", "03.02.2025"])
@pytest.mark.parametrize(
    "written", ["ngày 03/02/2025", "ngày 3/2/2025", "ngày 03 tháng 02 năm 2025", "3 tháng 2 năm 2025"]
)
def test_days_are_found_however_written(written, typed):
    make_article(title="Đúng", body=f"<p>Họp {written} ở xã</p>")
    make_article(title="Sai", body="<p>Họp ngày 02/03/2025, số 3 và 2 của 2025</p>")
    assert titles(typed) == ["Đúng"]


def test_months_are_found_however_written():
    make_article(title="Một", body="<p>tháng 02 năm 2025</p>")
    make_article(title="Hai", body="<p>kỳ 2/2025</p>")
    assert sorted(titles("2/2025")) == ["Hai", "Một"]


def test_query_is_cut_where_it_becomes_an_attack():
    assert len(queries.parse("a " * 5000).terms) == queries.MOST_WORDS
    assert len(queries.parse('"' + "a " * 5000).terms[0].phrases[0]) == queries.MOST_WORDS


# --- filters


def test_kind_year_and_category_narrow_and_tell_what_each_would_give(client):
    news, events = make_category(name="Tin"), make_category(name="Hoạt động")
    make_article(title="Hội một", category=news, published_at=at("2023-05-01 08:00"))
    make_article(title="Hội hai", category=events, published_at=at("2024-05-01 08:00"))
    make_page(title="Hội ba")
    found = search.Found("hoi", {"nam": 2024})
    assert (found.total, found.years, found.sections) == (1, {2024: 1, 2023: 1}, {str(events.pk): 1})
    assert search.Found("hoi").kinds == {"article": 2, "page": 1}
    page = page_of(client, "hoi", loai="article", chuyen_muc=news.pk)
    assert [hit.get_text().strip() for hit in page.select(".hits h2")] == ["Hội một"]
    assert [option.get_text(strip=True) for option in page.select("#loc-muc option")] == [
        "Tất cả",
        "Tin (1)",
        "Hoạt động (1)",
    ]
    assert page.select_one("#loc-muc [selected]")["value"] == str(news.pk)
    assert page.select_one(".tag[aria-current]").get_text(" ", strip=True) == "Tin bài 1"


@pytest.mark.parametrize(
    "more", [{"nam": "x"}, {"nam": 9**30}, {"chuyen_muc": "-1"}, {"chuyen_muc": 999}, {"loai": "x"}, {"dau": "x"}]
)
def test_filters_that_are_none_break_nothing(client, more):
    make_article(title="Hội")
    assert client.get("/tim-kiem/", {"q": "hoi", **more}).status_code == 200


# --- wrong letters


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("luwcj", "lực"), ("bajo", "bạo"), ("ddaats", "đất"), ("nguowif", "người"), ("phuj", "phụ"), ("nuwx", "nữ")),
        *(("dduwowngf", "đường"), ("tieengs", "tiếng"), ("vieetj", "việt"), ("hoaf", "hòa"), ("quys", "quý")),
        *(("lu7c5", "lực"), ("ba5o", "bạo"), ("d9u7o7ng2", "đường"), ("toanf", "toàn"), ("khuyeens", "khuyến")),
        *(("giowis", "giới"), ("thuys", "thúy"), ("dduongwf", "đường")),
        *(("bao", ""), ("qh15", ""), ("www", ""), ("2025", ""), ("lực", ""), ("strong", ""), ("", "")),
    ],
)
def test_keys_that_a_keyboard_left_are_read(typed, meant):
    assert telex.decoded(typed) == meant


def test_left_over_keys_are_asked_about(client):
    make_article(title="Chống bạo lực gia đình")
    page = page_of(client, "bajo luwcj")
    link = page.select_one(".empty p a")
    assert (link.get_text(), link["href"]) == ("bạo lực", "/tim-kiem/?q=b%E1%BA%A1o%20l%E1%BB%B1c")


@pytest.mark.parametrize("typed", ["bao lucc gia dinh", "bao lc gia dinh", "boa luc gia dinh", "bao luv gia dinh"])
def test_one_wrong_letter_is_asked_about(typed):
    make_article(title="Chống bạo lực gia đình")
    make_article(title="Bạo dạn")
    assert spelling.meant(typed) == "bao luc gia dinh"


def test_nothing_alike_asks_nothing_and_helps_on(client):
    make_hotline()
    make_article(title="Chống bạo lực")
    assert spelling.meant("xyzzy") == ""
    page = page_of(client, "xyzzy")
    assert page.select_one(".empty p").get_text(strip=True) == "Chưa tìm thấy “xyzzy”."
    assert page.select_one(".empty [href='/ho-tro/']") is not None


def test_words_of_drafts_alone_are_never_proposed():
    make_article(title="Chống bạo lực", state=State.DRAFT)
    assert spelling.meant("bao lucc") == ""


# --- while typing


def suggested(client, text):
    return json.loads(client.get("/tim-kiem/goi-y/", {"q": text}).content)["titles"]


def test_titles_are_offered_while_typing(client):
    first = make_article(title="Bạo lực gia đình", published_at=at("2024-01-02 08:00"))
    make_article(title="Bình đẳng", summary="bạo lực", published_at=at("2024-01-03 08:00"))
    make_page(title="Bạo lưu")
    make_article(title="Bạo lực nháp", state=State.DRAFT)
    told = suggested(client, "bao lu")
    assert told == [
        {"title": "Bạo lực gia đình", "url": first.get_absolute_url(), "kind": "Tin bài"},
        {"title": "Bạo lưu", "url": told[1]["url"], "kind": "Trang"},
    ]
    assert [entry["title"] for entry in suggested(client, "gia di")] == ["Bạo lực gia đình"]
    assert (suggested(client, "b"), suggested(client, ""), suggested(client, "'*")) == ([], [], [])


def test_few_titles_are_offered(client):
    for number in range(12):
        make_page(title=f"Hoa sen {number}")
    assert len(suggested(client, "hoa")) == search.SUGGESTED


# --- staff


@pytest.mark.parametrize("typed", ["bao luc", "BẠO L", "lực gia"])
def test_lists_of_staff_find_drafts_without_accents(typed):
    staff = signed_in(CONTENT)
    make_page(title="Chống bạo lực gia đình", state=State.DRAFT)
    make_page(title="Khác")
    page = BeautifulSoup(staff.get(list_url(type(make_page(title="Ba"))), {"q": typed}).content, "html.parser")
    assert [row.get_text(strip=True) for row in page.select("#result_list tbody th a")] == ["Chống bạo lực gia đình"]
    assert len(page.select("#result_list tbody tr")) == 1


def test_lists_of_nouns_without_an_index_are_searched_too():
    staff = signed_in(CONTENT)
    tag = make_tag("Đường dây nóng")
    make_tag("Khác")
    page = BeautifulSoup(staff.get(list_url(type(tag)), {"q": "DUONG d"}).content, "html.parser")
    assert len(page.select("#result_list tbody tr")) == 1


# --- the index beside the content


def test_index_says_what_the_content_says_and_is_built_anew(capsys):
    make_article(title="Một", tags=["trẻ em"])
    make_document("1/KH", issued_on=date(2024, 1, 2))
    make_page(title="Nháp", state=State.DRAFT)
    make_hotline()
    call_command("check_search")
    assert capsys.readouterr().out == "Chỉ mục tìm kiếm khớp với nội dung.\n"
    SearchEntry.objects.of_kind("article").update(title="Sai")
    search.drop(SearchEntry.objects.of_kind("page"))
    SearchEntry.objects.of_kind("legaldocument").update(doc="sai")
    search.update([make_article(title="Thừa")])
    SearchEntry.objects.filter(title="Thừa").update(object_id=777)
    with pytest.raises(CommandError, match="Chỉ mục sai 5 mục. Chạy: manage.py rebuild_search"):
        call_command("check_search")
    said = capsys.readouterr().out
    assert ["chỉ mục ghi khác nội dung" in said, "thiếu trong chỉ mục" in said] == [True] * 2
    assert ["từ trong chỉ mục khác nội dung" in said, "article 777: mục không còn" in said] == [True] * 2
    call_command("rebuild_search")
    assert "Xong: đã dựng lại" in capsys.readouterr().out
    call_command("check_search")
    assert titles("mot") == ["Một"]


def test_words_kept_apart_are_compared_too():
    make_page(title="Một")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_words SET doc = 'sai'"
            if connection.vendor == "sqlite"
            else "UPDATE hoiphunu_searchentry SET doc = 'sai'"
        )
    with pytest.raises(CommandError):
        call_command("check_search")
