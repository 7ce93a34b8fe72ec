"""The main job, start to end: an editor posts the customer's article with photos, a reader finds it everywhere."""

import io
from pathlib import Path

import pytest
from PIL import Image

from announcements.models import Banner
from hoiphunu.demo import customer_page
from hoiphunu.models import Photo
from news.models import Article, Category
from tests.browser.editor import PASTE, READY, insert_photo, wait_until
from tests.factories import make_banner, make_hotline, make_organisation, make_user

PASSWORD = "mua-hanh-tim-vinh-chau-1930"
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {{margin:0}}</style></head>
<body><!--StartFragment-->{paragraphs}<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<h2 style='mso-outline-level:2'>Kết quả</h2>
<table class=MsoTableGrid border=1><tr><td style='width:100pt'><p class=MsoNormal>Số tổ</p></td>
<td><p class=MsoNormal>22</p></td></tr></table>
<p class=MsoNormal align=right style='text-align:right'><b>Ngọc Bích</b></p><!--EndFragment--></body></html>"""


def jpeg(colour):
    out = io.BytesIO()
    Image.new("RGB", (1000, 667), colour).save(out, "JPEG")
    return out.getvalue()


def customer():
    text = (Path(customer_page.__file__).parent / "customer_page.txt").read_text()
    return customer_page.parse(text)


@pytest.fixture
def office(transactional_db):
    """The organisation, one category, one slogan, one hotline, one editor."""
    make_organisation()
    make_hotline(phone="0377672444", is_primary=True)
    Category(name="Phòng ngừa bạo lực").save()
    make_banner(slogan="Khẩu hiệu đầu tiên")
    return make_user("Biên tập viên", username="bientap", full_name="Trần Thị Mai", password=PASSWORD)


def sign_in_by_form(page, username):
    page.goto("/quan-tri/")
    page.locator('input[name="username"]').fill(username)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator('input[name="password"]').press("Enter")
    page.wait_for_url("**/quan-tri/")


CURSOR_IN_HEADING = """(() => {
    const editor = CKEDITOR.instances.id_body, element = editor.getSelection().getStartElement();
    return !editor.widgets.focused && Boolean(element?.getText().startsWith("Kết quả"));
})()"""


def photo_below_heading(page, content, alt):
    page.frame_locator(".cke_wysiwyg_frame").locator("body").get_by_text("Kết quả").click()
    # The editor moves the cursor after the click; Enter on a photo still selected would open its dialog.
    wait_until(page, CURSOR_IN_HEADING)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    insert_photo(page, content, alt)


@pytest.mark.smoke
def test_an_editor_posts_the_article_and_readers_find_it(office, open_page, expected_errors):
    expected_errors.append("404")
    source = customer()
    staff, reader = open_page(), open_page(width=390, height=844)
    sign_in_by_form(staff, "bientap")
    staff.goto("/quan-tri/news/article/add/")
    staff.locator("#id_title").fill(source.title)
    staff.locator("#id_summary").fill("Hai hội nghị tại xã Xuân Hòa và xã Thạnh Trị, 200 đại biểu tham dự.")
    wait_until(staff, READY)
    paragraphs = "".join(
        f"<p class=MsoNormal style='text-align:justify;mso-margin-top-alt:auto'><span lang=VI>{text}</span></p>"
        for text in source.paragraphs
    )
    staff.evaluate(PASTE, [WORD.format(paragraphs=paragraphs), None])
    photo_below_heading(staff, jpeg("#774433"), "Quang cảnh hội nghị")
    photo_below_heading(staff, jpeg("#337744"), "Đại biểu tham dự")
    cover = {"name": "ảnh bìa.jpg", "mimeType": "image/jpeg", "buffer": jpeg("#334477")}
    staff.locator("#id_cover_upload").set_input_files(cover)
    staff.locator("#id_cover_alt").fill("Hội trường hội nghị")
    staff.locator("#id_tags").fill("bạo lực gia đình, Đề án 938")
    staff.locator("#id_byline").fill(source.byline)
    staff.locator("#id_category").select_option(label="Phòng ngừa bạo lực")
    staff.get_by_role("button", name="Lưu nháp").click()
    staff.wait_for_url("**/change/")

    article = Article.objects.get()
    assert article.state == "draft"
    assert reader.goto(article.get_absolute_url()).status == 404
    assert reader.goto("/the/de-an-938/").status == 404

    staff.get_by_role("button", name="Đăng", exact=True).click()
    staff.locator(".messagelist").get_by_text("Đã đăng.").wait_for()
    article.refresh_from_db()
    assert (article.state, article.tags.count(), Photo.objects.count()) == ("approved", 2, 3)
    assert "mso" not in article.body.lower()
    assert article.body.count("<img ") == 2

    assert reader.goto(article.get_absolute_url()).status == 200
    assert reader.locator("h1").inner_text() == source.title
    body = reader.locator("main").inner_text()
    assert [text for text in source.paragraphs if text not in body] == []
    assert reader.locator("main table").count() == 1
    for image in reader.locator("main img").all():
        image.scroll_into_view_if_needed()
        reader.wait_for_timeout(200)
        assert image.evaluate("image => image.naturalWidth") > 0
    for address in (
        "/",
        "/tin-tuc/",
        "/the/de-an-938/",
        "/chuyen-muc/phong-ngua-bao-luc/",
        "/tim-kiem/?q=mo+hinh+bao+luc",
    ):
        reader.goto(address)
        found = reader.locator(f'main a[href="{article.get_absolute_url()}"]')
        assert (address, found.first.inner_text()) == (address, source.title)
    for address in ("/rss.xml", "/the/de-an-938/atom.xml", "/sitemap-tin-tuc-0.xml"):
        assert article.get_absolute_url() in reader.request.get(address).text()


def test_a_slogan_is_added_and_rotates(office, open_page):
    make_user("Quản trị nội dung", username="quantrinoidung", password=PASSWORD)
    staff, reader = open_page(), open_page(reduced_motion="no-preference")
    sign_in_by_form(staff, "quantrinoidung")
    staff.goto("/quan-tri/announcements/banner/add/")
    staff.locator("#id_slogan").fill("Chào mừng Ngày Phụ nữ Việt Nam 20/10")
    staff.locator("#id_is_endless").check()
    staff.locator('input[name="_save"]').click()
    staff.locator(".messagelist").wait_for()
    assert Banner.objects.count() == 2
    reader.goto("/")
    shown = reader.locator("[data-hp-slogans] .slogan:not([inert])")
    assert shown.inner_text().strip() == "Khẩu hiệu đầu tiên"
    # Four seconds and 45 ms a letter.
    reader.get_by_text("Chào mừng Ngày Phụ nữ Việt Nam 20/10").locator("visible=true").wait_for()
    assert shown.inner_text().strip() == "Chào mừng Ngày Phụ nữ Việt Nam 20/10"
