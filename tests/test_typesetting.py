import io

import pytest
from PIL import Image

from hoiphunu import richtext
from hoiphunu.typesetting import can_set, pdf
from tests.factories import tiny_jpeg
from tests.pdftext import pages

LETTERS = "aáàảãạ ăắằẳẵặ âấầẩẫậ eéèẻẽẹ êếềểễệ iíìỉĩị oóòỏõọ ôốồổỗộ ơớờởỡợ uúùủũụ ưứừửữự yýỳỷỹỵ đ"
SIGNS = "“trích dẫn” – … • 50 % 1.000 ₫"


def made(html, picture=lambda src: None):
    return pdf(html, picture, title="Tiêu đề", author="Hội", source="https://example.vn/tin-tuc/bai-1/")


def text(html, **options):
    """All words of the PDF but what stands under each page."""
    return " ".join(page.partition(" https://example.vn")[0] for page in pages(made(html, **options)))


@pytest.mark.parametrize("tag", ["p", "h1", "h3", "strong"])
def test_every_vietnamese_letter_is_set_and_can_be_copied(tag):
    for letters in (LETTERS, LETTERS.upper()):
        assert text(f"<{tag}>{letters}</{tag}>") == letters


def test_apart_marks_are_joined_and_unknown_signs_left_out():
    assert text("<p>Tie\u0302\u0301ng Vie\u0323\u0302t \U0001f338 hoa</p>") == "Tiếng Việt hoa"


def test_signs_of_office_papers_are_there():
    assert text(f"<p>{SIGNS}</p>") == SIGNS


@pytest.mark.parametrize(
    ("written", "known"), [(LETTERS, True), ("\U0001f338 hoa – 5 %", True), ("Hỗ trợ ខ្មែរ", False), ("中", False)]
)
def test_letters_it_cannot_set_are_known(written, known):
    assert can_set(written) is known


def test_blocks_in_their_order():
    html = richtext.clean(
        "<h2>Mục</h2><p>Một <strong>hai</strong> <em>ba</em> <a href='https://a.vn/'>bốn</a> m<sup>2</sup></p>"
        "<ul><li>Chấm<ul><li>Trong</li></ul></li></ul><ol><li>Số</li><li><p>Đoạn</p><p>Nữa</p></li></ol>"
        "<blockquote><p>Lời chị</p></blockquote>"
        "<table><caption>Bảng</caption><tr><th>STT</th><th colspan=2>Việc</th></tr>"
        "<tr><td rowspan=2>1</td><td>Xã</td><td>Ấp<br>Khóm</td></tr><tr><td>2</td><td>3</td></tr></table>"
    )
    assert text(html) == (
        "Mục Một hai ba bốn m 2 • Chấm • Trong 1. Số 2. Đoạn Nữa Lời chị Bảng STT Việc 1 Xã Ấp Khóm 2 3"
    )


def test_link_leads_where_it_says():
    assert b"/URI (https://a.vn/x)" in made('<p><a href="https://a.vn/x">bốn</a></p>')


def test_pages_are_numbered_and_name_the_source():
    found = pages(made("<p>Một đoạn văn.</p>" * 120))
    ends = [page.rpartition("https://")[2] for page in found]
    assert ends == [f"example.vn/tin-tuc/bai-1/ Trang {n}/ {len(found)}" for n in range(1, len(found) + 1)]
    assert len(found) > 2


def png(mode):
    out = io.BytesIO()
    Image.new(mode, (8, 900)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("content", [tiny_jpeg().read(), png("RGB"), png("RGBA"), None])
def test_pictures(content):
    html = '<p>Trước</p><figure><img src="x" alt="Ảnh"><figcaption>Chú thích</figcaption></figure>'
    found = made(html, lambda src: content)
    assert (b"/Subtype /Image" in found) is (content is not None)
    assert "Chú thích" in pages(found)[0]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p></p><ul></ul><table></table>",
        f"<p>{'dài' * 900}</p>",
        "<blockquote>" * 40 + "sâu" + "</blockquote>" * 40,
        "<ul><li>" * 25 + "sâu" + "</li></ul>" * 25,
        "<table><tr>" + "<td>cột</td>" * 30 + "</tr></table>",
        '<table><tr><td colspan="99" rowspan="99">x</td></tr><tr><td>y</td></tr></table>',
        f"<table><tr><td>{'lời ' * 3000}</td><td>x</td></tr></table>",
        f"<table><tr><td>{'dài' * 300}</td><td>{'dài' * 300}</td><td>x</td></tr></table>",
        f"<h2>{'mục ' * 400}</h2>",
        f"<li>{'lạc ' * 20}</li><td>lạc</td>",
    ],
)
def test_odd_texts_are_set_somehow(html):
    assert made(html).startswith(b"%PDF-")
