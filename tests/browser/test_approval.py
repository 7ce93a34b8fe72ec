"""From a contributor to the reader: returned with a reason, submitted again, seen by the leader, published."""

from hoiphunu.models import Notice
from news.models import Article
from tests.browser.editor import READY, wait_until
from tests.factories import make_article, make_organisation, make_user
from tests.staff import client_of


def test_contributor_editor_and_leader(transactional_db, open_page, live_server, settings, assert_accessible):
    make_organisation()
    make_article(title="Tin cũ")
    writer, editor = make_user("Cộng tác viên"), make_user("Biên tập viên", full_name="Trần Thị Mai")
    hers, desk = open_page(), open_page()
    leader = open_page(width=390, height=844)
    for page, user in ((hers, writer), (desk, editor)):  # each with a session of her own
        session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    hers.goto("/quan-tri/news/article/add/")
    hers.locator("#id_title").fill("Hội thảo ở xã Xuân Hòa")
    wait_until(hers, READY)
    hers.evaluate("CKEDITOR.instances.id_body.setData('<p>Chị em dự đông.</p>')")
    hers.locator("#id_category").select_option(index=1)
    hers.get_by_role("button", name="Gửi duyệt").click()
    hers.locator(".messagelist").wait_for()
    article = Article.objects.get(title="Hội thảo ở xã Xuân Hòa")
    form = f"/quan-tri/news/article/{article.pk}/change/"

    desk.goto(form)
    desk.get_by_text("Trả lại để sửa…").click()
    desk.get_by_label("Cần sửa gì").fill("Thiếu số đại biểu.")
    desk.get_by_role("button", name="Trả lại", exact=True).click()
    desk.locator(".messagelist").wait_for()

    hers.goto("/quan-tri/")
    hers.get_by_role("link", name="Hộp thư (1 mới)").click()
    assert_accessible(hers)
    hers.get_by_role("link", name="trả lại “Hội thảo ở xã Xuân Hòa” để sửa: Thiếu số đại biểu.").click()
    assert "Thiếu số đại biểu." in hers.locator(".returned").inner_text()
    wait_until(hers, READY)
    hers.evaluate("CKEDITOR.instances.id_body.setData('<p>Có 200 chị em dự.</p>')")
    hers.get_by_role("button", name="Gửi duyệt").click()
    hers.locator(".messagelist").wait_for()

    desk.goto(form)
    desk.get_by_role("link", name="Xem trước", exact=True).click()
    for frame in desk.locator("iframe").all():
        frame.scroll_into_view_if_needed()
        assert frame.content_frame.locator("h1").inner_text() == "Hội thảo ở xã Xuân Hòa"
    leader.goto(desk.locator("#preview-link").input_value().replace("http://localhost", "", 1))
    assert "Có 200 chị em dự." in leader.locator("main").inner_text()
    assert leader.locator("strong", has_text="Bản xem trước").is_visible()
    assert leader.evaluate("document.documentElement.scrollWidth <= innerWidth")

    desk.goto(form)
    desk.get_by_role("button", name="Đăng", exact=True).click()
    desk.locator(".messagelist").wait_for()
    assert leader.goto(article.get_absolute_url()).status == 200
    assert Notice.objects.of(writer).unread().count() == 2
