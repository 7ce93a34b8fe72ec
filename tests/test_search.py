import re
import unicodedata
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from hoiphunu import search
from hoiphunu.models import SearchEntry
from news.models import Tag
from tests.conftest import ROOT
from tests.factories import (
    at,
    make_article,
    make_banner,
    make_commemoration,
    make_commune,
    make_consultation,
    make_day_of_year,
    make_document,
    make_hotline,
    make_issuer,
    make_kind,
    make_link,
    make_page,
    make_team,
    make_topic,
)

pytestmark = pytest.mark.django_db


def titles(query, kind=""):
    return [entry.title for entry in search.Found(query, {"loai": kind} if kind else {}).entries]


@pytest.mark.parametrize(
    "query",
    [
        *("Đường dây nóng", "duong day nong", "ĐƯỜNG DÂY", "đường day nông", "  nong ,duong!"),
        unicodedata.normalize("NFD", "Đường dây nóng"),
    ],
)
def test_accents_case_and_order_do_not_count(query):
    make_article(title="Đường dây nóng 24 giờ")
    make_article(title="Đường hoa", body="<p>đêm nay</p>")
    assert titles(query) == ["Đường dây nóng 24 giờ"]


@pytest.mark.parametrize("query", ["13/2022/QH15", "13/2022/qh15", "13 2022 qh15", "QH15", "2022", "luat 13/2022"])
def test_numbers_of_documents(query):
    make_document("13/2022/QH15")
    make_document("14/2021/QH14", summary="Biên phòng", issued_on=date(2021, 1, 1))
    assert titles(query) == ["13/2022/QH15 Luật phòng, chống bạo lực gia đình"]


@pytest.mark.parametrize(
    "word", ["1e5", "0x1f", "15qh", "007", "2e", "12abc34", "a1b2", "http", "www", "e5", "1e400", "3d"]
)
def test_every_word_is_found_as_it_is_written(word):
    make_article(title=f"Mục {word} thử")
    assert len(titles(word)) == 1


def test_words_are_whole_and_all_must_be_there():
    make_article(title="Bạo lực gia đình")
    assert [len(titles(query)) for query in ("bao luc", "bao lu", "bao hanh", "luc dinh")] == [1, 0, 0, 1]


def test_title_hits_come_first_then_the_newest():
    make_article(title="Khác", body="<p>trẻ em</p>", published_at=at("2024-06-01 08:00"))
    make_article(title="Trẻ em cũ", published_at=at("2022-01-01 08:00"))
    make_article(title="Trẻ em mới", published_at=at("2023-01-01 08:00"))
    assert titles("tre em") == ["Trẻ em mới", "Trẻ em cũ", "Khác"]


def test_every_kind_is_found_and_counted():
    make_topic(make_article(title="Hoa sen"), name="Mùa hoa sen")
    make_document(summary="Hoa sen")
    make_consultation(title="Hoa sen")
    make_page(title="Hoa sen")
    make_banner("Hoa sen nở")
    make_commemoration("Ngày hoa sen")
    today = timezone.localdate()
    make_day_of_year(make_commemoration("Hôm nay", day=today.day, month=today.month), today.year, slogan="Hoa sen")
    make_link(title="Hoa sen")
    make_hotline(name="Hoa sen")
    make_team(commune=make_commune(name="xã Hoa Sen"))
    found = search.Found("hoa sen")
    entries = list(found.entries)
    assert (found.kinds, found.total) == (dict.fromkeys(search.KINDS, 1), len(search.KINDS))
    assert {entry.kind for entry in entries} == set(search.KINDS)
    only = search.Found("hoa sen", {"loai": "banner"})
    assert [entry.kind for entry in only.entries] == ["banner"]
    assert (only.kinds, only.total) == (dict.fromkeys(search.KINDS, 1), 1)
    assert len({search.hit(entry, "")["kind_label"] for entry in entries}) == len(search.KINDS)


@pytest.mark.parametrize(
    "query", ["byline: Ngọc Bích", "ngoc bich", "trẻ em", "TRẺ EM", "noi dung", "tom tat"], ids=lambda q: q[:6]
)
def test_body_summary_byline_and_tags_are_searched(query):
    make_article(title="Một", tags=["Trẻ em"], byline="byline Ngọc Bích")
    make_article(title="Hai", body="<p>x</p>", summary="x", byline="x")
    assert titles(query) == ["Một"]


def test_renamed_tag_is_found_by_its_new_name():
    make_article(title="Một", tags=["trẻ em"])
    tag = Tag.objects.get()
    tag.name = "thiếu nhi"
    tag.save()
    assert [titles(query) for query in ("trẻ em", "thiếu nhi")] == [[], ["Một"]]


def test_names_that_others_hold_are_found_anew():
    kind, issuer, commune = make_kind("Luật"), make_issuer("Quốc hội"), make_commune(name="xã Xuân Hoà")
    make_document("1/2022", kind=kind, issuer=issuer, summary="X")
    make_team(name="Tổ một", commune=commune)
    for row, name in ((kind, "Nghị định"), (issuer, "Chính phủ"), (commune, "phường Vĩnh Lợi")):
        row.name = name
        row.save()
    found = [len(titles(query)) for query in ("luat", "quoc hoi", "xuan hoa", "nghi dinh", "chinh phu", "vinh loi")]
    assert found == [0, 0, 0, 1, 1, 1]


def test_changed_text_leaves_nothing_of_the_old():
    article = make_article(title="Chữ cũ")
    article.title = "Chữ mới"
    article.save()
    assert [titles(query) for query in ("cu", "moi")] == [[], ["Chữ mới"]]
    assert SearchEntry.objects.count() == 1


def test_deleted_row_leaves_no_words():
    make_article(title="Sẽ xoá").delete()
    assert (titles("xoa"), SearchEntry.objects.count()) == ([], 0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_words WHERE search_words MATCH 'xoa'")
            assert cursor.fetchone() == (0,)


HOSTILE = [
    *("'", '"', "''", '"a', "a'b", "&", "|", "!", "a & !b", "(", ")", "((a))", ":", "a:*", "*", "a*", "\\", "\\'"),
    *("--", "/*", ";", "%", "_", "a OR b", "NOT", "NEAR(a b)", "AND", "head:a", "^a", "+", "-a", "{a}", "<->", "a<->b"),
    *(
        "\x00",
        "a\x00b",
        "a" * 10_000,
        "a " * 5000,
        "\ud800",
        "\u200b",
        "🙂",
        "0" * 10_000,
        "1." * 3000,
        "(a+)+$",
        "[" * 99,
    ),
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_special_characters_are_only_characters(query):
    make_article(title="Bài a b")
    assert titles(query) in ([], ["Bài a b"])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_special_characters_can_be_indexed(text):
    make_page(title="Trang thử", body=f"<p>{text.replace('<', '&lt;')}</p>" if len(text) < 200 else f"<p>{text}</p>")
    assert titles("trang thu") == ["Trang thử"]


def test_hit_escapes_everything_but_the_mark():
    make_page(title="<b>Trẻ</b> em", summary="5 < 6 & trẻ em <script>", body="")
    hit = search.hit(search.Found("tre em").entries[0], "tre em")
    assert hit["title_html"] == "&lt;b&gt;<mark>Trẻ</mark>&lt;/b&gt; <mark>em</mark>"
    assert hit["snippet_html"] == "5 &lt; 6 &amp; <mark>trẻ em</mark> &lt;script&gt;"
    assert (hit["url"], hit["kind_label"]) == (SearchEntry.objects.get().url, "Trang")


def test_only_the_index_knows_its_rows():
    mentions = {
        str(path.relative_to(ROOT))
        for app in ("hoiphunu", "news", "announcements", "hotline")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and re.search(r"\bSearchEntry\b|search_words", path.read_text())
    }
    assert mentions == {
        *(
            "hoiphunu/models/__init__.py",
            "hoiphunu/models/search.py",
            "hoiphunu/search.py",
            "hoiphunu/spelling.py",
            "hoiphunu/reindexing.py",
        ),
    }
