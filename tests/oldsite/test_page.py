from datetime import date
from pathlib import PurePosixPath

import pytest

from announcements import marquee
from hoiphunu.demo import customer_page, seeding
from hoiphunu.oldsite import page
from hoiphunu.oldsite.page import PageRefused
from tests.oldsite.pages import MARQUEE, PARAGRAPHS, modern, tables


def test_page_of_blocks_is_taken_apart():
    found = page.read(modern())
    assert (found.title, found.day, found.byline) == ("Chi hội họp mặt đầu năm", date(2024, 1, 3), "Ngọc Bích")
    assert found.body == "\n".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    assert (found.slogans, found.pictures) == (MARQUEE, [])


def test_page_of_tables_is_taken_apart():
    found = page.read(tables())
    assert (found.title, found.day, found.byline) == ("Tập huấn kỹ năng số", date(2019, 11, 12), "Thu Hà")
    assert [picture.source for picture in found.pictures] == ["anh/lop.jpg"]
    assert PARAGRAPHS[0] in found.body
    assert "<td>Gửi thư</td>" in found.body
    assert '<a href="/7_hoat-dong/87_truoc.html">Xem buổi trước</a>' in found.body
    assert [word for word in ("Danh mục", "Tin liên quan", "Lớp khác", "Liên kết") if word in found.body] == []
    shown = found.with_pictures(['<img src="/tep/anh/ab/x.jpg" alt="Lớp học" data-photo="7">'])
    assert 'data-photo="7"' in shown
    assert "trang-cu" not in found.with_pictures([None])


def test_customers_own_page_saved_as_text():
    text = (seeding.FOLDER / "customer_page.txt").read_text()
    known, found = customer_page.parse(text), page.read(page.from_text(text))
    assert (found.title, found.day, found.byline) == (known.title, known.date, known.byline)
    assert found.body.count("<p>") == len(known.paragraphs)
    assert tuple(marquee.split(found.slogans)) == known.slogans
    assert "LIÊN KẾT WEB" not in found.body


@pytest.mark.parametrize(
    ("html", "byline"),
    [
        (modern(byline="Ảnh: Hồng Nhung"), "Hồng Nhung"),
        (modern(byline="Tin và ảnh: Ban Tuyên Giáo"), "Ban Tuyên Giáo"),
        (modern(byline="Chị em ra về, lòng vui phơi phới."), ""),
        (modern(byline="Theo báo của tỉnh"), ""),
        (modern(byline="Xã Phú Tân 2024"), ""),
    ],
)
def test_byline_is_a_name_at_the_end(html, byline):
    found = page.read(html)
    assert found.byline == byline
    assert ("Ngọc Bích" in found.body, byline != "" and byline in found.body) == (False, False)


def test_day_beside_the_title_and_days_inside_the_text():
    html = f"<h1>Ngày hội (05/03/2021)</h1><p>{PARAGRAPHS[0]}</p><p>(06/03/2021)</p><p>{PARAGRAPHS[1]}</p>"
    assert page.read(html.replace("<p>(06/03/2021)</p>", "")).title == "Ngày hội"
    first = page.read(f"<p>Hội xuân</p><p>(05/03/2021)</p>{html}")
    assert (first.title, first.day) == ("Hội xuân", date(2021, 3, 5))


def test_text_of_old_fonts_is_read():
    typed = "Héi Phô n÷ tØnh häp mÆt ®Çu xu©n, h¬n bèn m\u00ad¬i chÞ cïng dù, bµn chuyÖn gióp nhau"
    found = page.read(modern(body=f'<p><font face=".VnTime">{typed}</font></p>')).body
    assert "Hội Phụ nữ tỉnh họp mặt đầu xuân, hơn bốn mươi chị cùng dự" in found


def test_nothing_that_runs_comes_along():
    hostile = '<script>x()</script><a href="javascript:x()">a</a><iframe src="//x"></iframe>'
    found = page.read(modern(body=f'<p onclick="x()">{PARAGRAPHS[0]}{hostile}</p>')).body
    assert [word for word in ("script", "onclick", "iframe") if word in found] == []


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<p>Không có ngày</p>", "không thấy dòng ngày"),
        (modern(day="31/02/2024"), "ngày 31/02/2024 không có thật"),
        ("<p>(03/01/2024)</p><p>Chữ</p>", "không thấy tiêu đề"),
        ("<p>Tên</p><p>(03/01/2024)</p><p>VĂN BẢN</p>", "không thấy nội dung"),
    ],
)
def test_what_is_no_such_page_is_refused_in_words(html, why):
    with pytest.raises(PageRefused, match=why):
        page.read(html)


@pytest.mark.parametrize(
    ("html", "path", "address"),
    [
        (modern(), "12_tin-tuc/34_chi-hoi.html", "/12_tin-tuc/34_chi-hoi.html"),
        (modern(), "cu.example.vn/12_tin-tuc/34_chi-hoi.txt", "/12_tin-tuc/34_chi-hoi.html"),
        (tables(), "trang1.html", "/7_hoat-dong/88_tap-huan.html"),
        (modern(head='<link rel="canonical" href="http://cu.vn/1_a/2_b.html">'), "x.html", "/1_a/2_b.html"),
        (modern(head='<meta property="og:url" content="http://cu.vn/1_a/2_b.html">'), "x.html", "/1_a/2_b.html"),
    ],
)
def test_old_address_is_found(html, path, address):
    assert page.address(html, PurePosixPath(path)) == address


def test_page_without_an_old_address_is_refused():
    with pytest.raises(PageRefused, match="không rõ địa chỉ cũ"):
        page.address(modern(), PurePosixPath("trang1.html"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding):
    assert page.decoded("Hội".encode(encoding)) == "Hội"


def test_declared_encoding_and_none():
    assert page.decoded('<meta charset="windows-1258">Đô'.encode("cp1258")).endswith("Đô")
    with pytest.raises(PageRefused, match="bảng mã"):
        page.decoded(b"\xff\xfaH")
