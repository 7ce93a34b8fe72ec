"""The reader's page of a document: its files open inside it, by scripts of our own and without WebAssembly."""

from io import BytesIO

import pytest
from fpdf import FPDF
from PIL import Image

from hoiphunu.typesetting import REGULAR
from tests.factories import make_document, make_organisation

COLOUR = """canvas => [...canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data]"""


def pages(count):
    book = FPDF(format="A4")
    book.add_font("text", fname=str(REGULAR))
    for number in range(1, count + 1):
        book.add_page()
        book.set_font("text", size=14)
        book.cell(text=f"Điều {number}. Phụ nữ Việt Nam")
    return bytes(book.output())


def scan(colour):
    """One page that is a JPEG 2000 picture, as some scanners make it."""
    picture = BytesIO()
    Image.new("RGB", (64, 64), colour).save(picture, "JPEG2000")
    data = picture.getvalue()
    draw = b"595 0 0 842 0 0 cm /I Do"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw),
        b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /Filter /JPXDecode"
        b" /Length %d >>\nstream\n%s\nendstream" % (len(data), data),
    ]
    body, places = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(body),
    )


def opened(page, content):
    make_organisation()
    document = make_document("7/KH-BTV", files=["Bản ký"])
    stored = document.files.get()
    with stored.file.storage.open(stored.file.name, "wb") as file:
        file.write(content)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(document.get_absolute_url(), wait_until="networkidle")
    assert [url for url in asked if "pdfjs" in url or url.endswith(".pdf")] == []
    page.get_by_role("button", name="Xem tại đây").click()
    return page.get_by_role("region", name="Bản ký")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_file_opens_inside_the_page(transactional_db, media, open_page, assert_accessible, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    region = opened(page, pages(30))
    status = page.get_by_role("status").filter(has_text="Trang")
    region.get_by_role("group", name="Trang 1", exact=True).get_by_text("Điều 1. Phụ nữ Việt Nam").wait_for()
    assert status.inner_text() == "Trang 1/30"
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.get_by_role("button", name="Trang sau").click()
    region.get_by_text("Điều 2. Phụ nữ Việt Nam").wait_for()
    region.evaluate("region => { region.scrollTop = region.scrollHeight; }")
    region.get_by_text("Điều 30. Phụ nữ Việt Nam").wait_for()
    page.wait_for_function("document.querySelectorAll('.viewer canvas').length <= 6")
    assert status.inner_text() == "Trang 30/30"
    before = region.locator("canvas").first.bounding_box()["width"]
    page.get_by_role("button", name="To hơn").click()
    page.wait_for_function("width => document.querySelector('.viewer canvas')?.clientWidth > width * 1.2", arg=before)
    page.get_by_role("button", name="Đóng tệp").click()
    assert page.evaluate("document.activeElement.dataset.hpTitle") == "Bản ký"
    assert region.count() == 0


def test_scan_in_jpeg_2000_is_drawn_without_webassembly(transactional_db, media, open_page):
    page = open_page()
    page.add_init_script("WebAssembly.instantiate = WebAssembly.compile = () => { throw new Error('WebAssembly'); }")
    region = opened(page, scan((200, 20, 40)))
    canvas = region.locator("canvas")
    canvas.wait_for()
    red, green, blue, _ = canvas.evaluate(COLOUR)
    assert abs(red - 200) + abs(green - 20) + abs(blue - 40) < 12


def test_broken_file_is_told_of(transactional_db, media, open_page):
    page = open_page()
    opened(page, b"%PDF-1.4 broken")
    page.get_by_role("status").filter(has_text="Không mở được tệp ở đây").wait_for()
    assert page.locator("a.file").count() == 1


def test_without_scripts_the_file_is_a_link(transactional_db, media, open_page):
    make_organisation()
    document = make_document("7/KH-BTV", files=["Bản ký"])
    page = open_page(java_script_enabled=False)
    page.goto(document.get_absolute_url())
    assert page.get_by_role("button", name="Xem tại đây").count() == 0
    assert page.locator("a.file").get_attribute("href") == document.files.get().get_absolute_url()
