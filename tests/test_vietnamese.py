from datetime import UTC, date, datetime

import pytest

from hoiphunu.vietnamese import (
    clock,
    excerpt_around,
    fold,
    highlight,
    nfc,
    slugify,
    sort_key,
    weekday,
    words,
)

DECOMPOSED = "Phu\u0323 nư\u0303 đo\u0302\u0300ng ba\u0300o"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (DECOMPOSED, "Phụ nữ đồng bào"),
        ("a\x00b\x07c", "abc"),
        ("một\r\nhai\rba\tbốn", "một\nhai\nba\tbốn"),
        ("bạo\u200b lực\ufeff\u202e", "bạo lực"),
        ("ខ្មែរ\u200bសុខ", "ខ្មែរ\u200bសុខ"),
        ("lẻ \ud800 đôi", "lẻ  đôi"),
        ("", ""),
    ],
)
def test_nfc_makes_text_storable(text, stored):
    assert nfc(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "Đường Dây NÓNG",
        DECOMPOSED,
        "İstanbul ŉ ß ﬁ",
        "ខ្មែរ 日本 가",
        "a\u0301\u0323q\u0303",
        "🙂 ơƠ ưƯ",
    ],
)
def test_fold_keeps_offsets(text):
    assert len(fold(text)) == len(nfc(text))


def test_fold_every_vietnamese_letter():
    letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    bare = "a" * 18 + "bcdd" + "e" * 12 + "gh" + "i" * 6 + "klmn" + "o" * 18 + "pqrst" + "u" * 12 + "vx" + "y" * 6
    assert fold(letters) == bare
    assert fold(letters.upper()) == bare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13/2022/QH15", ["13", "2022", "qh15"]),
        ("Hội đồng, bình đẳng giới!", ["hoi", "dong", "binh", "dang", "gioi"]),
        ("36-HD/VPTW xa.hoi", ["36", "hd", "vptw", "xa", "hoi"]),
        ("???", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đường dây nóng", "duong-day-nong"),
        (DECOMPOSED, "phu-nu-dong-bao"),
        ("đ", "d"),
        ("???", "tin"),
        ("", "tin"),
        (
            "Mười hai chữ cái " * 6,
            "muoi-hai-chu-cai-muoi-hai-chu-cai-muoi-hai-chu-cai-muoi-hai-chu-cai-muoi-hai-chu",
        ),
        ("x" * 200, "x" * 80),
    ],
)
def test_slugify(text, expected):
    assert slugify(text, fallback="tin") == expected


def test_sort_key_orders_letters_before_tones_within_a_syllable():
    expected = [
        "an",
        "ăn",
        "âm",
        "ân",
        "ba",
        "bà",
        "bả",
        "bã",
        "bá",
        "bạ",
        "bác",
        "da",
        "Đa",
        "đi",
        "o",
        "ô",
        "ơ",
        "ư",
    ]
    assert sorted(reversed(expected), key=sort_key) == expected


def test_sort_key_compares_syllable_by_syllable_and_numbers_by_value():
    expected = [
        "Phường 2",
        "Phường 10",
        "xã An Ninh",
        "xã Ba Trinh",
        "xã Bá Xuyên",
        "xã Đại Hải",
    ]
    assert sorted(reversed(expected), key=sort_key) == expected


def test_sort_key_is_the_same_for_both_spellings_of_a_text():
    assert sort_key(DECOMPOSED) == sort_key("Phụ nữ đồng bào")


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2025, 6, 16, 22, 7, tzinfo=UTC), "Thứ 3, 05:07 17/06/2025"),
        (datetime(2025, 6, 14, 16, 59, tzinfo=UTC), "Thứ 7, 23:59 14/06/2025"),
        (datetime(2025, 6, 14, 17, 0, tzinfo=UTC), "Chủ nhật, 00:00 15/06/2025"),
    ],
)
def test_clock_shows_vietnamese_time(moment, shown):
    assert clock(moment) == shown


def test_clock_refuses_a_moment_without_zone():
    with pytest.raises(ValueError, match="aware"):
        clock(datetime(2025, 6, 17, 5, 7))


def test_weekday():
    assert [weekday(date(2025, 6, day)) for day in (15, 16, 21)] == [
        "Chủ nhật",
        "Thứ 2",
        "Thứ 7",
    ]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        (
            "Bảo đảm chống bạo lực về giới",
            "bao luc gioi",
            "Bảo đảm chống <mark>bạo lực</mark> về <mark>giới</mark>",
        ),
        (
            "Luật 13/2022/QH15, số 13",
            "13/2022/qh15",
            "Luật <mark>13/2022/QH15</mark>, số 13",
        ),
        ("đầu tư; TƯ vấn", "tư vấn", "đầu tư; <mark>TƯ vấn</mark>"),
        ("giới và bình đẳng", "giới", "<mark>giới</mark> và bình đẳng"),
        ("thế giới", "gio", "thế giới"),
        (
            '<b>bạo lực</b> & "x"',
            "bạo lực",
            "&lt;b&gt;<mark>bạo lực</mark>&lt;/b&gt; &amp; &quot;x&quot;",
        ),
        ("lt &lt; gt", "lt", "<mark>lt</mark> &amp;<mark>lt</mark>; gt"),
        (DECOMPOSED, "đồng bào", "Phụ nữ <mark>đồng bào</mark>"),
        ("không có gì", "", "không có gì"),
        ("dấu (hỏi)? [ngoặc]", "(hỏi)? [", "dấu (<mark>hỏi</mark>)? [ngoặc]"),
    ],
)
def test_highlight(text, query, marked):
    assert highlight(text, query) == marked


def test_highlight_bounds_a_very_long_query():
    assert highlight("một hai", "ba " * 10_000 + "hai") == "một hai"


def test_excerpt_around_takes_the_passage_with_most_of_the_query():
    text = "Phòng ngừa là chính. " * 40 + "Trẻ em gái bị bạo hành cần được giúp ngay. " + "Bạo hành là tội. " * 40
    shown = excerpt_around(text, "trẻ em bạo hành", 100)
    assert (
        shown == "…Phòng ngừa là chính. Trẻ em gái bị bạo hành cần được giúp ngay. Bạo hành là tội. Bạo hành là tội.…"
    )


@pytest.mark.parametrize(
    ("text", "query", "length", "expected"),
    [
        ("ngắn  thôi\nnhé", "x", 200, "ngắn thôi nhé"),
        ("một hai ba bốn năm", "", 10, "một hai ba…"),
        ("một hai ba bốn năm", "zzz", 10, "một hai ba…"),
        ("a" * 30, "b", 10, "a" * 10 + "…"),
    ],
)
def test_excerpt_around_edges(text, query, length, expected):
    assert excerpt_around(text, query, length) == expected


def test_excerpt_around_never_loses_its_hit():
    text = "x" * 300 + " bạo lực " + "y" * 300
    assert excerpt_around(text, "bạo lực", 100) == "…bạo lực…"
