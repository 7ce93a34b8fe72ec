"""The staff's screens as staff meet them: phone and desktop, light and dark, with the keyboard alone."""

import pytest

from news.models import Article
from tests.browser.editor import READY, wait_until
from tests.factories import make_article, make_banner, make_category, make_organisation, make_photo, make_user

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SCREENS = {
    "Biên tập viên": (
        "/quan-tri/",
        "huong-dan/dang-tin/",
        "news/article/",
        "news/article/add/",
        "hoiphunu/photo/",
        "news/tag/add/",
    ),
    "Quản trị nội dung": ("announcements/banner/", "announcements/banner/add/", "announcements/legaldocument/add/"),
    "Phụ trách đường dây nóng": ("hotline/hotline/add/", "hotline/responseteam/"),
}


@pytest.fixture
def office(transactional_db):
    make_organisation()
    make_category(name="Hoạt động Hội")
    make_article(cover=make_photo())
    make_article(state="draft")
    make_banner()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_screens_are_accessible_and_fit(office, open_page, sign_in, assert_accessible, size, scheme):
    page = open_page(**size, color_scheme=scheme)
    # Dark screens differ from light ones in nothing but their colours.
    rules = ["color-contrast"] if scheme == "dark" else []
    page.goto("/quan-tri/login/")
    assert_accessible(page, *rules)
    for group, screens in SCREENS.items():
        sign_in(page, make_user(group))
        for screen in screens:
            address = screen if screen.startswith("/") else f"/quan-tri/{screen}"
            page.goto(address)
            if page.locator("textarea[data-type=ckeditortype]").count():
                wait_until(page, "Object.values(window.CKEDITOR?.instances ?? {}).every(e => e.status === 'ready')")
            assert (address, page.evaluate("document.documentElement.scrollWidth - innerWidth")) == (address, 0)
            assert_accessible(page, *rules)


def test_draft_is_written_with_the_keyboard_alone(office, open_page, sign_in):
    page = open_page(**DESKTOP)
    author = make_user("Cộng tác viên")
    sign_in(page, author)
    page.goto("/quan-tri/news/article/add/")
    wait_until(page, READY)
    page.locator("#id_title").focus()
    page.keyboard.type("Chị em trồng hành tím")
    page.keyboard.press("Tab")
    page.keyboard.type("Một mùa hành được giá.")
    page.keyboard.press("Tab")
    wait_until(page, "CKEDITOR.instances.id_body.focusManager.hasFocus")
    page.keyboard.type("Từ sáng sớm, ruộng đã đông người.")
    page.locator("#id_category").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Lưu nháp").focus()
    page.keyboard.press("Enter")
    page.locator(".messagelist").wait_for()
    article = Article.objects.of(author).get()
    assert (article.title, article.summary) == ("Chị em trồng hành tím", "Một mùa hành được giá.")
    assert (article.body, article.state) == ("<p>Từ sáng sớm, ruộng đã đông người.</p>", "draft")
