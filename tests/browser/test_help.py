"""The help pages as somebody in danger meets them: three languages, one entry in the history, away at once."""

import pytest

from hoiphunu.models import Commune
from tests.factories import make_chair, make_commune, make_hotline, make_organisation, make_page, make_team

STILL = {"reduced_motion": "reduce"}  # one page fading into the next is no matter of these stories
PHONE, DESKTOP = {"width": 390, "height": 844, **STILL}, {"width": 1440, "height": 900, **STILL}
PAGES = ("/ho-tro/", "/ho-tro/km/", "/ho-tro/en/")


@pytest.fixture
def helped(transactional_db, live_server):
    """A small site whose neutral address is a page of this server, so that nothing is asked of another one."""
    make_organisation(is_demo=True, exit_url=f"{live_server.url}/robots.txt", exit_title="Thời tiết")
    make_page(path="/truoc-do/", title="Trang trước đó")
    make_hotline(is_primary=True, hours="07:00–11:00, 13:30–17:00", days="weekdays")
    make_hotline(phone="113", is_emergency=True, name="Công an", hours="cả ngày đêm")
    for name, district in (("xã Xuân Hòa", "huyện Kế Sách"), ("xã Đại Ngãi", "huyện Long Phú"), ("xã An Lạc", "")):
        make_team(commune=make_commune(name=name, former_district=district))
    make_chair(commune=Commune.objects.first(), office="trụ sở UBND xã")


def communes(page):
    return page.locator("[data-hp-place]:visible b").all_inner_texts()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_help_pages_are_accessible_in_three_languages(helped, open_page, assert_accessible, size, scheme):
    page = open_page(**size, color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        assert_accessible(page)


def test_khmer_font_is_our_own_and_loads_for_khmer_only(helped, open_page):
    loaded = {}
    for address in PAGES:
        page, fonts = open_page(**PHONE), []
        page.on("response", lambda answer, fonts=fonts: fonts.append(answer.url.rpartition("/")[2]))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        loaded[address] = "nsk-400.woff2" in fonts
    assert loaded == {"/ho-tro/": False, "/ho-tro/km/": True, "/ho-tro/en/": False}


def test_commune_is_found_while_typing_without_accents(helped, open_page):
    page = open_page(**PHONE)
    page.goto("/ho-tro/")
    field = page.get_by_role("textbox", name="Tên xã, phường")
    for typed, found in (
        ("xuan hoa", ["xã Xuân Hòa"]),
        ("ĐẠI ngãi", ["xã Đại Ngãi"]),
        ("zzz", []),
        ("", ["xã An Lạc", "xã Đại Ngãi", "xã Xuân Hòa"]),
    ):
        field.fill(typed)
        assert communes(page) == found
        assert page.locator("[data-hp-nothing]").is_visible() == (not found)
    page.get_by_label("Huyện, thị xã cũ").select_option("huyện Long Phú")
    assert communes(page) == ["xã Đại Ngãi"]
    assert page.url.endswith("/ho-tro/")


def test_commune_is_found_without_scripts(helped, open_page):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto("/ho-tro/km/")
    page.locator("#to-q").fill("xuan hoa")
    page.locator("[data-hp-find] button").click()
    assert communes(page) == ["xã Xuân Hòa"]
    assert "/ho-tro/km/?q=xuan+hoa" in page.url


def leave_by_button(page):
    page.locator(".exit:visible").first.click()


def leave_by_keys(page):
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [leave_by_button, leave_by_keys])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_leaving_replaces_all_there_was_of_the_visit(helped, open_page, live_server, leave, size):
    page = open_page(**size)
    page.goto("/truoc-do/")
    page.goto("/ho-tro/")
    length = page.evaluate("history.length")
    # Another language, and looking up a commune, make no entries of their own.
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/ho-tro/en/")
    page.locator("#to-q").fill("xuan hoa")
    page.locator("#to-q").press("Enter")
    page.locator("h1").click()
    page.evaluate("sessionStorage.setItem('hp-text', 'large')")
    leave(page)
    page.wait_for_url("**/robots.txt")
    assert page.evaluate("[history.length, sessionStorage.length, localStorage.length]") == [length, 0, 0]
    page.go_back()
    assert page.url == f"{live_server.url}/truoc-do/"
    page.go_forward()
    assert page.url == f"{live_server.url}/robots.txt"
    assert page.context.cookies() == []


LEAVE_AND_LOOK = """() => {
  for (let press = 0; press < 3; press += 1) document.dispatchEvent(new KeyboardEvent("keyup", {key: "Shift"}));
  const seen = document.elementFromPoint(200, 300);
  const shown = getComputedStyle(document.querySelector("main")).display;
  return [document.title, seen.className, seen.innerText.trim(), shown];
}"""


def test_page_vanishes_before_the_next_one_arrives(helped, open_page):
    page = open_page(**PHONE)
    page.goto("/ho-tro/")
    assert page.evaluate(LEAVE_AND_LOOK) == ["Thời tiết", "gone", "Đang rời trang.", "none"]
    page.wait_for_url("**/robots.txt")


def test_shift_held_to_type_a_capital_does_not_leave(helped, open_page):
    page = open_page(**DESKTOP)
    page.goto("/ho-tro/")
    page.locator("#to-q").focus()
    for letter in "XHX":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    assert page.locator(".exit[data-presses='2']").count() == 2
    assert "Bấm Shift thêm 1 lần để thoát." in page.locator("[role=status].visually-hidden").all_inner_texts()
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    assert page.locator(".exit[data-presses='1']").count() == 2
    assert page.url.endswith("/ho-tro/")


def test_exit_without_scripts_clears_what_the_browser_keeps(helped, open_page):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto("/ho-tro/")
    with page.expect_response("**/thoat/") as answer:
        page.locator(".exit-bar .exit").click()
    page.wait_for_url("**/robots.txt")
    sent = answer.value.all_headers()
    assert (answer.value.status, sent["clear-site-data"]) == (303, '"cache", "cookies", "storage"')


def test_help_pages_leave_nothing_behind(helped, open_page):
    page = open_page(**PHONE)
    sent = []
    page.on(
        "request",
        lambda request: sent.append(request.headers.get("referer")) if request.is_navigation_request() else None,
    )
    for address in PAGES:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        kept = "[localStorage.length, document.cookie, document.title]"
        titles = {"/ho-tro/": "Hỗ trợ", "/ho-tro/km/": "ជំនួយ", "/ho-tro/en/": "Support"}
        assert page.evaluate(kept) == [0, "", f"{titles[address]} – Phụ nữ Thử"]
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
    page.get_by_role("link", name="Tiếng Việt").click()
    page.wait_for_url("**/ho-tro/")
    leave_by_button(page)
    page.wait_for_url("**/robots.txt")
    assert set(sent) == {None}
    assert page.context.cookies() == []
