"""The next page is there when it is asked for, and the last one when the reader goes back."""

import pytest

from tests import chromium
from tests.factories import make_article, make_hotline, make_organisation

HOW_IT_CAME = "performance.getEntriesByType('navigation')[0].deliveryType"


@pytest.fixture
def news(transactional_db):
    make_organisation()
    make_hotline(is_primary=True)
    return make_article(title="Bài thường"), make_article(title="Bài về bạo lực", sensitivity="yes")


def test_a_page_pointed_at_is_fetched_ahead_but_no_sensitive_one(news, page):
    came = {}
    for article in news:
        page.goto("/tin-tuc/")
        link = page.locator(".story, article, li").get_by_role("link", name=article.title).first
        link.hover()
        page.wait_for_timeout(900)  # a pointer must rest on the link, and the answer come
        link.click()
        page.wait_for_url(f"**{article.get_absolute_url()}")
        came[article.title] = page.evaluate(HOW_IT_CAME)
    assert came == {"Bài thường": "navigational-prefetch", "Bài về bạo lực": ""}


def test_going_back_needs_no_loading(news, browser, live_server):
    """In a browser of its own: Playwright switches off the memory of left pages."""
    left_off = ["--disable-back-forward-cache"]
    own = browser.browser_type.launch(
        executable_path=chromium.program(), args=chromium.OPTIONS, ignore_default_args=left_off
    )
    try:
        page = own.new_page(base_url=live_server.url)
        page.goto("/tin-tuc/")
        page.evaluate("window.stayed = true; addEventListener('pageshow', event => { window.back = event.persisted })")
        page.get_by_role("link", name=news[0].title).first.click()
        page.wait_for_url("**-*/")
        page.go_back(wait_until="commit")  # nothing loads
        assert page.evaluate("[window.stayed, window.back]") == [True, True]
    finally:
        own.close()
