"""A film: nothing is asked of YouTube before a tap on the button that names it."""

from tests.factories import make_article, make_organisation

KEY = "dQw4w9WgXcQ"
PLAYER = "https://www.youtube-nocookie.com/"


def test_player_comes_by_a_tap_only(transactional_db, browser, live_server):
    make_organisation()
    body = f'<p><a href="https://youtu.be/{KEY}">Lễ ra quân</a></p>'
    article, sensitive = make_article(body=body), make_article(body=body, sensitivity="yes")
    # A context of its own: the usual one fails when any other host is asked.
    context, asked, complaints = browser.new_context(base_url=live_server.url), [], []
    context.route(f"{PLAYER}**", lambda route: route.fulfill(content_type="text/html", body="<p>Phim</p>"))
    page = context.new_page()
    page.on("request", lambda request: None if request.url.startswith(live_server.url) else asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(sensitive.get_absolute_url(), wait_until="networkidle")
    assert page.get_by_role("link", name="Xem trên YouTube").count() == 1
    assert page.get_by_role("button", name="YouTube").count() == 0
    page.goto(article.get_absolute_url(), wait_until="networkidle")
    assert asked == []
    page.get_by_role("button", name="YouTube").click()
    page.frame_locator("iframe").get_by_text("Phim").wait_for()
    assert asked == [f"{PLAYER}embed/{KEY}?autoplay=1"]
    assert complaints == []
    context.close()
