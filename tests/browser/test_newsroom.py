"""A story's whole life, by those least allowed: a Word file, returned, scheduled, corrected, withdrawn."""

from datetime import datetime, timedelta

import pytest

from hoiphunu.models import Notice
from hoiphunu.vietnamese import HERE
from news.models import Article
from tests.browser.editor import READY, wait_until
from tests.browser.test_word_import import STORY
from tests.factories import make_article, make_organisation, make_user
from tests.staff import CONTRIBUTOR, EDITOR, client_of

TITLE = "Ngày hội gia đình ở xã Xuân Hòa"


@pytest.fixture
def enter(open_page, live_server, settings):
    """`enter(user)`: a page with a session of her own."""

    def entered(user):
        # Buttons are pressed faster than one page slides over another.
        page, session = open_page(reduced_motion="reduce"), client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return page

    return entered


@pytest.fixture
def minute(frozen):
    """`minute(n)` stops the clock n minutes from the start; near today, or the browser drops the session."""
    start = datetime.now(HERE).replace(hour=9, minute=0, second=0, microsecond=0)

    def stop(number):
        moment = start + timedelta(minutes=number)
        frozen(f"{moment:%Y-%m-%d %H:%M}")
        return moment

    return stop


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    page.locator(".messagelist").wait_for()


def write(page, body):
    wait_until(page, READY)
    page.evaluate("body => CKEDITOR.instances.id_body.setData(body)", body)


def test_from_the_word_file_to_the_withdrawal(
    transactional_db, enter, open_page, minute, assert_accessible, expected_errors, tmp_path
):
    expected_errors += ["404", "410"]
    minute(0)
    make_organisation()
    make_article(title="Tin cũ")
    writer, editor = make_user(CONTRIBUTOR), make_user(EDITOR, full_name="Trần Thị Mai")
    hers, desk, leader = enter(writer), enter(editor), open_page(width=390, height=844)
    file = tmp_path / "Ngày hội.docx"
    file.write_bytes(STORY)

    hers.goto("/quan-tri/news/article/nhap-word/")
    hers.get_by_label("Tệp Word").set_input_files(file)
    hers.get_by_label("Chuyên mục").select_option(index=1)
    press(hers, "Tạo bản nháp")
    press(hers, "Gửi duyệt")
    article = Article.objects.get(title=TITLE)
    form = f"/quan-tri/news/article/{article.pk}/change/"

    desk.goto(form)
    desk.get_by_text("Trả lại để sửa…").click()
    desk.get_by_label("Cần sửa gì").fill("Thiếu số đại biểu.")
    press(desk, "Trả lại")

    hers.goto("/quan-tri/")
    hers.get_by_role("link", name="Hộp thư (1 mới)").click()
    hers.locator("h1", has_text="Hộp thư").wait_for()
    assert_accessible(hers)
    hers.get_by_role("link", name=f"trả lại “{TITLE}” để sửa: Thiếu số đại biểu.").click()
    assert "Thiếu số đại biểu." in hers.locator(".returned").inner_text()
    write(hers, "<p>Có 200 chị em dự.</p>")
    press(hers, "Gửi duyệt")

    desk.goto(form)
    desk.get_by_role("link", name="Xem trước", exact=True).click()
    for frame in desk.locator("iframe").all():
        frame.scroll_into_view_if_needed()
        assert frame.content_frame.locator("h1").inner_text() == TITLE
    leader.goto(desk.locator("#preview-link").input_value().replace("http://localhost", "", 1))
    assert "Có 200 chị em dự." in leader.locator("main").inner_text()
    assert leader.locator("strong", has_text="Bản xem trước").is_visible()
    assert leader.evaluate("document.documentElement.scrollWidth <= innerWidth")

    places = ("/", "/tin-tuc/", "/rss.xml", "/sitemap-tin-tuc-0.xml", "/tim-kiem/?q=gia+dinh+xuan+hoa")

    def seen():
        """What the address answers, and the places that lead to it; asked twice, the second from the page cache."""
        for _ in range(2):
            leading = [place for place in places if article.get_absolute_url() in leader.request.get(place).text()]
        return leader.request.get(article.get_absolute_url()).status, leading

    hour = minute(0) + timedelta(minutes=1)
    desk.goto(form)
    desk.locator("#id_published_at_0").fill(f"{hour:%d/%m/%Y}")
    desk.locator("#id_published_at_1").fill(f"{hour:%H:%M}")
    press(desk, "Đăng")
    assert "Hẹn đăng" in desk.locator(".publishing-now").inner_text()
    assert seen() == (404, [])
    minute(1)
    assert seen() == (200, list(places))

    desk.goto(form)
    write(desk, "<p>Có 210 chị em dự.</p>")
    press(desk, "Lưu nháp")
    assert "Có 200 chị em dự." in leader.request.get(article.get_absolute_url()).text()
    press(desk, "Đăng bản này")
    assert "Có 210 chị em dự." in leader.request.get(article.get_absolute_url()).text()

    desk.get_by_text("Gỡ khỏi trang…").click()
    desk.get_by_label("Lý do gỡ, người đọc sẽ thấy").fill("Số liệu đang được kiểm tra lại.")
    press(desk, "Gỡ")
    assert seen() == (410, [])
    leader.goto(article.get_absolute_url())
    assert "Số liệu đang được kiểm tra lại." in leader.locator("main").inner_text()
    assert_accessible(leader)
    # Returned, scheduled, published anew, withdrawn.
    assert Notice.objects.of(writer).count() == 4
