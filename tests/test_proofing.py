import unicodedata
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from hoiphunu import proofing
from hoiphunu.proofing import Finding


def photo(**values):
    return SimpleNamespace(**{"alt": "Chị em", "width": 1600, "height": 900, "extension": "jpg", **values})


def picture(pk, alt=""):
    return f'<p><img src="/tep/anh/a.jpg" alt="{alt}" data-photo="{pk}"></p>'


def of_body(html, photos=None, dead=()):
    return proofing.of_body("body", html, photos or {}, dead)


def test_clean_body_has_nothing_to_mend():
    html = '<h2>Một</h2><h3>Hai</h3><p><a href="/tin-tuc/">Tin tức</a></p>' + picture(1)
    assert of_body(html, {1: photo()}) == []


def test_photo_without_words_blocks_and_names_its_place():
    html = picture(1, "Chị em") + picture(2) + picture(3)
    assert of_body(html, {2: photo(), 3: photo(alt="")}) == [
        Finding("body", "Ảnh thứ 3 trong bài chưa có mô tả: bấm đúp vào ảnh để viết mô tả.", True, "img 2")
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"extension": "png", "width": 1800}, ["rất lớn"]),
        ({"extension": "png", "width": 1600}, []),
        ({"width": 2000}, []),
        ({"width": 399}, ["quá nhỏ"]),
        ({"width": 400}, []),
    ],
)
def test_size_of_photos(values, words):
    found = of_body(picture(1), {1: photo(**values)})
    assert [(word in finding.sentence, finding.blocking) for word, finding in zip(words, found, strict=True)] == [
        (True, False) for _ in words
    ]


def test_too_many_photos():
    html = "".join(picture(number, "a") for number in range(1, 22))
    assert [finding.where for finding in of_body(html)] == ["img 20"]
    assert of_body(html.replace(picture(21, "a"), "")) == []


@pytest.mark.parametrize(
    ("html", "places"),
    [
        ("<h2>a</h2><h3>b</h3><h4>c</h4><h2>d</h2>", []),
        ("<h3>a</h3>", ["h 0"]),
        ("<h2>a</h2><h4>b</h4><h4>c</h4>", ["h 1"]),
        ("<h2>a</h2><h3>b</h3><h4>c</h4><h3>d</h3>", []),
    ],
)
def test_order_of_headings(html, places):
    assert [(finding.where, finding.blocking) for finding in of_body(html)] == [(place, False) for place in places]


@pytest.mark.parametrize(
    ("link", "blocking"),
    [
        ('<a href="/tin-tuc/">…</a>', [True]),
        ('<a href="/tin-tuc/"><img src="/tep/a.jpg" alt=""></a>', [True]),
        ('<a href="/tin-tuc/"><img src="/tep/a.jpg" alt="Chị em"></a>', []),
        ('<a href="/tin-tuc/">Xem <strong>tại đây</strong>.</a>', [False]),
        ('<a href="/tin-tuc/">Tin tức của Hội</a>', []),
    ],
)
def test_words_of_links(link, blocking):
    assert [finding.blocking for finding in of_body(f"<p>{link}</p>")] == blocking


def test_dead_link_warns_at_its_place():
    html = '<p><a href="/tin-tuc/">Tin</a> <a href="/cu/?a=1&amp;b=2">Trang cũ</a></p>'
    assert proofing.addresses(html) == ["/tin-tuc/", "/cu/?a=1&b=2"]
    (found,) = of_body(html, dead=["/cu/?a=1&b=2"])
    assert (found.where, found.blocking) == ("a 1", False)
    assert "“Trang cũ”" in found.sentence


@pytest.mark.parametrize(("length", "count"), [(120, 0), (121, 1)])
def test_length_of_the_title(length, count):
    assert len(proofing.of_title("title", "a" * length)) == count


@pytest.mark.parametrize(("length", "count"), [(0, 1), (1, 0), (300, 0), (301, 1)])
def test_length_of_the_summary(length, count):
    assert len(proofing.of_summary("summary", "a" * length)) == count


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "count"), [(None, None, 0), (3, None, 0), (None, 3, 0), (None, 2, 1), (3, 4, 0), (3, 3, 1)]
)
def test_text_that_ends_before_it_begins_blocks(starts_on, ends_on, count):
    days = [day and datetime(2025, 6, day, tzinfo=UTC) for day in (starts_on, ends_on)]
    found = proofing.of_dates("expires_at", *days, datetime(2025, 6, 2, tzinfo=UTC))
    assert [finding.blocking for finding in found] == [True] * count


def test_cover_wants_words():
    found = [proofing.of_cover("cover", cover) for cover in (None, photo(alt=""), photo())]
    assert [[finding.blocking for finding in each] for each in found] == [[False], [True], []]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Cháu Nguyễn Thị Lan bị đánh.", ""),
        ("Gia đình cháu Nguyễn Thị Lan và nạn nhân Đỗ Ẩn Ý.", "Nguyễn Thị Lan, Đỗ Ẩn Ý"),
        ("Hội Liên hiệp Phụ nữ đến thăm cháu L.", ""),
        ("chị Trần Thị B. trình báo", "Trần Thị B"),
    ],
)
def test_names_on_violence(text, names):
    (found,) = proofing.of_names("body", f"<p>{text}</p>")
    assert found.blocking is False
    assert found.sentence.startswith(f"Bài về bạo lực có nêu tên {names}. " if names else "Bài về bạo lực. ")


def test_mended_text():
    assert proofing.mended(" Chào \u00a0 chị\n\n em  ") == "Chào chị\n\nem"
    assert proofing.mended(unicodedata.normalize("NFD", "Chị")) == "Chị"


@pytest.mark.parametrize(
    ("typed", "slips"),
    [
        ("<p>Chào chị em</p>\n\n<p>Một</p>", []),
        ("<p>Chào&nbsp; chị  em</p>", ["2 chỗ thừa dấu cách"]),
        (unicodedata.normalize("NFD", "Chị Hà vui"), ["2 chữ gõ dấu rời (Unicode tổ hợp)"]),
    ],
)
def test_slips(typed, slips):
    assert proofing.slips(typed) == slips
