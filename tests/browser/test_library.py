"""A contributor brings three photos at once and says where in one of them to look."""

import io

import pytest
from PIL import Image

from hoiphunu.models import Photo
from tests import hostile
from tests.factories import make_organisation, make_photo, make_tag, make_user
from tests.staff import CONTRIBUTOR


@pytest.fixture
def writer(transactional_db):
    make_organisation()
    return make_user(CONTRIBUTOR)


def photo(width):
    out = io.BytesIO()
    Image.new("RGB", (width, 400), "#883355").save(out, "JPEG")
    return out.getvalue()


def chosen(**files):
    return [{"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": content} for name, content in files.items()]


def test_three_photos_go_up_at_once_and_one_is_refused(writer, desktop, sign_in, assert_accessible):
    sign_in(desktop, writer)
    desktop.goto("/quan-tri/hoiphunu/photo/")
    desktop.get_by_role("link", name="Tải nhiều ảnh lên").click()
    desktop.wait_for_url("**/tai-len/")
    assert_accessible(desktop)
    files = chosen(ruong=photo(600), giay=hostile.pdf(), cho=photo(500))
    desktop.get_by_label("Chọn ảnh, nhiều ảnh một lúc cũng được").set_input_files(files)
    desktop.get_by_text("Đã tải lên 2 ảnh, 1 ảnh không nhận.").wait_for()
    said = desktop.locator(".upload-item__said").all_inner_texts()
    assert [text.partition(".")[0] for text in said] == [
        "Đã tải lên",
        "Tệp này không phải ảnh JPEG, PNG, WebP hay GIF, dù tên tệp thế nào",
        "Đã tải lên",
    ]
    assert_accessible(desktop)
    assert [(row.width, row.created_by) for row in Photo.objects.order_by("pk")] == [(600, writer), (500, writer)]

    desktop.get_by_label("Chọn ảnh, nhiều ảnh một lúc cũng được").set_input_files(chosen(lai=photo(600)))
    desktop.get_by_role("link", name="Xem ảnh đã có: lai.jpg").click()
    desktop.wait_for_url("**/change/")
    point = desktop.get_by_role("button", name="Tâm ảnh: ngang 50%, dọc 50%")
    point.wait_for()
    assert_accessible(desktop)
    picture = desktop.locator("img.preview")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    point = desktop.get_by_role("button", name="Tâm ảnh: ngang 25%, dọc 75%")
    point.press("ArrowRight")
    point = desktop.get_by_role("button", name="Tâm ảnh: ngang 27%, dọc 75%")
    desktop.get_by_label("Mô tả ảnh").fill("Chị em trên ruộng")
    desktop.get_by_role("button", name="Lưu", exact=True).click()
    desktop.wait_for_url("**/photo/")
    saved = Photo.objects.get(width=600)
    assert (round(saved.focal_x, 2), round(saved.focal_y, 2), saved.alt) == (0.27, 0.75, "Chị em trên ruộng")


@pytest.mark.parametrize("width", [390, 1440])
def test_library_is_a_grid_without_faults(width, writer, open_page, sign_in, assert_accessible):
    page = open_page(width=width)
    sign_in(page, writer)
    row = make_photo(by=writer, alt="Chị em trồng hành")
    make_photo(alt="")
    for url in ("", f"{row.pk}/change/", "tai-len/"):
        page.goto(f"/quan-tri/hoiphunu/photo/{url}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tags_are_offered_while_one_types(writer, desktop, sign_in, assert_accessible):
    make_tag("bạo lực gia đình")
    make_tag("trẻ em")
    sign_in(desktop, writer)
    desktop.goto("/quan-tri/news/article/add/")
    box = desktop.get_by_role("combobox", name="Thẻ", exact=False).and_(desktop.locator("#id_tags"))
    box.press_sequentially("tết, bao luc")
    desktop.get_by_role("option", name="bạo lực gia đình").wait_for()
    assert_accessible(desktop)
    box.press("ArrowDown")
    box.press("Enter")
    assert (box.input_value(), desktop.url.endswith("/add/")) == ("tết, bạo lực gia đình, ", True)
    box.press_sequentially("tre")
    desktop.get_by_role("option", name="trẻ em").click()
    assert box.input_value() == "tết, bạo lực gia đình, trẻ em, "
