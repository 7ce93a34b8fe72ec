"""A contributor brings a Word file, finds it as a draft with its photos, and hands it in."""

import pytest

from hoiphunu.models import Photo
from news.models import Article
from tests import hostile
from tests.factories import make_category, make_organisation, make_user
from tests.staff import CONTRIBUTOR
from tests.wordfiles import bold, docx, p, picture, r, row, table

STORY = docx(
    bold("Ngày hội gia đình ở xã Xuân Hòa", "center"),
    p("Sáng 20/10, hai trăm hội viên đến dự ngày hội."),
    p("Phần thi", style="u2"),
    *(p("Gói bánh", num=(2, 0)), p("Cắm hoa", num=(2, 0))),
    p(r(picture("anh1", "Hội viên gói bánh"))),
    table(row("Xã", "Giải", head=True), row("Xuân Hòa", "Nhất")),
    bold("Ngọc Bích", "right"),
    media={"media/image1.jpeg": hostile.jpeg((1200, 800))},
)


@pytest.fixture
def writer(transactional_db):
    make_organisation()
    make_category(name="Hoạt động Hội")
    return make_user(CONTRIBUTOR)


def test_a_contributor_brings_a_word_file_and_hands_it_in(writer, desktop, sign_in, assert_accessible, tmp_path):
    file = tmp_path / "Ngày hội.docx"
    file.write_bytes(STORY)
    sign_in(desktop, writer)
    desktop.goto("/quan-tri/news/article/")
    desktop.get_by_role("link", name="Nhập từ Word").click()
    desktop.wait_for_url("**/nhap-word/")
    assert_accessible(desktop)
    chooser = desktop.locator(".chooser")
    assert chooser.all_inner_texts() == ["Chọn tệp\nChưa chọn tệp nào"]
    desktop.get_by_label("Tệp Word").set_input_files(file)
    assert chooser.all_inner_texts() == ["Chọn tệp\nNgày hội.docx"]
    desktop.get_by_label("Chuyên mục").select_option(label="Hoạt động Hội")
    desktop.get_by_role("button", name="Tạo bản nháp").click()
    desktop.wait_for_url("**/change/")

    assert desktop.locator(".messagelist li").all_inner_texts() == [
        "Đã tạo bản nháp từ tệp Word. Bạn đọc lại, sửa những chỗ cần rồi lưu hoặc gửi duyệt."
    ]
    assert desktop.locator("#id_title").input_value() == "Ngày hội gia đình ở xã Xuân Hòa"
    assert desktop.locator("#id_summary").input_value() == "Sáng 20/10, hai trăm hội viên đến dự ngày hội."
    assert desktop.locator("#id_byline").input_value() == "Ngọc Bích"
    body = desktop.frame_locator(".cke_wysiwyg_frame").locator("body")
    body.get_by_text("Gói bánh").wait_for()
    assert body.locator("h2, ol > li, th").all_inner_texts() == ["Phần thi", "Gói bánh", "Cắm hoa", "Xã", "Giải"]
    image = body.locator("img[data-photo]")
    assert image.get_attribute("alt") == "Hội viên gói bánh"
    image.scroll_into_view_if_needed()
    for _ in range(50):
        if image.evaluate("image => image.naturalWidth"):
            break
        desktop.wait_for_timeout(100)
    assert image.evaluate("image => image.naturalWidth") == 1200

    before = Article.objects.get()
    desktop.get_by_role("button", name="Gửi duyệt").click()
    desktop.get_by_text("Đã gửi duyệt.").wait_for()
    article = Article.objects.get()
    # The editor itself leaves the text as the import wrote it.
    assert (article.state, article.body, article.created_by) == ("in_review", before.body, writer)
    assert Photo.objects.get().created_by == writer


def test_a_refused_file_is_told_beside_its_field(writer, desktop, sign_in, tmp_path, assert_accessible):
    file = tmp_path / "cũ.docx"
    file.write_bytes(hostile.ole({"EncryptedPackage": b"x"}))
    sign_in(desktop, writer)
    desktop.goto("/quan-tri/news/article/add/")
    desktop.get_by_role("link", name="Nhập từ Word").click()
    desktop.get_by_label("Tệp Word").set_input_files(file)
    desktop.get_by_label("Chuyên mục").select_option(label="Hoạt động Hội")
    desktop.get_by_role("button", name="Tạo bản nháp").click()
    desktop.get_by_text("Tệp đang đặt mật khẩu. Bạn bỏ mật khẩu rồi tải lên.").wait_for()
    assert desktop.get_by_label("Chuyên mục").locator("option:checked").inner_text() == "Hoạt động Hội"
    assert_accessible(desktop)
    assert Article.objects.count() == 0
