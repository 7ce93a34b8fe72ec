"""“Kiểm tra trước khi đăng”: a contributor is led to what is wrong, an editor cannot publish it until it is mended."""

from hoiphunu.publishing import State
from news.models import Article
from tests.browser.editor import READY, wait_until
from tests.factories import make_category, make_organisation, make_photo, make_user
from tests.staff import client_of

SET = "html => CKEDITOR.instances.id_body.setData(html)"
GET = "CKEDITOR.instances.id_body.getData()"
CHOSEN = "CKEDITOR.instances.id_body.getSelection().getSelectedText()"


def test_contributor_is_led_to_it_and_editor_is_kept_back(
    transactional_db, open_page, live_server, settings, assert_accessible
):
    make_organisation()
    make_category(name="Hoạt động Hội")
    photos = [make_photo(alt=f"Chị em, ảnh {number}") for number in (1, 2)]
    writer, editor = make_user("Cộng tác viên"), make_user("Biên tập viên")
    hers, desk = open_page(), open_page()
    for page, user in ((hers, writer), (desk, editor)):
        session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    hers.goto("/quan-tri/news/article/add/")
    wait_until(hers, READY)
    hers.locator("#id_title").fill("Hội thảo ở xã Xuân Hòa")
    hers.locator("#id_category").select_option(index=1)
    hers.evaluate(SET, '<p>Chị em dự đông.</p><p><a href="/tin-tuc/">…</a></p><p><a href="/khong-co/">Trang cũ</a></p>')
    # The list follows what is typed, and leads to the very link.
    hers.locator(".proofing__item", has_text="/khong-co/").get_by_role("link").click()
    assert hers.evaluate(CHOSEN) == "Trang cũ"
    hers.locator(".proofing__item", has_text="Chưa có tóm tắt").get_by_role("link").click()
    assert hers.evaluate("document.activeElement.id") == "id_summary"
    assert hers.locator("[data-hp-proofing-count]").inner_text() == "Còn 1 chỗ chưa đăng được"
    assert_accessible(hers)
    # A set of photos from the library, in the order of choosing.
    hers.get_by_text("Chèn ảnh, bộ ảnh từ thư viện").click()
    hers.get_by_label("ảnh 2").check()
    hers.get_by_label("ảnh 1").check()
    assert_accessible(hers)
    hers.get_by_role("button", name="Chèn 2 ảnh vào bài").click()
    body = hers.evaluate(GET)
    assert [body.count(f'data-photo="{photo.pk}"') for photo in photos] == [1, 1]
    assert body.index("ảnh 2") < body.index("ảnh 1")
    hers.get_by_role("button", name="Gửi duyệt").click()
    hers.locator(".messagelist").wait_for()
    article = Article.objects.get()

    desk.goto(f"/quan-tri/news/article/{article.pk}/change/")
    wait_until(desk, READY)
    desk.get_by_role("button", name="Đăng", exact=True).click()
    desk.locator(".errorlist", has_text="không có chữ nào để bấm").wait_for()
    assert Article.objects.get().state == State.IN_REVIEW
    wait_until(desk, READY)
    desk.evaluate(f"({SET})({GET}.replace('…', 'Tin tức của Hội'))")
    desk.locator("[data-hp-proofing-count]").wait_for(state="hidden")
    desk.keyboard.press("Control+s")
    desk.locator(".messagelist").wait_for()
    desk.get_by_role("button", name="Đăng", exact=True).click()
    desk.locator(".messagelist", has_text="Đã đăng.").wait_for()

    desk.goto(article.get_absolute_url())
    links = desk.locator(".gallery a")
    assert links.evaluate_all("all => all.map(link => link.querySelector('img').alt)") == [
        photo.alt for photo in photos[::-1]
    ]
    assert_accessible(desk)
