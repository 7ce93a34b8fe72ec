"""The help pages as somebody in danger meets them: three languages, one entry in the history, away at once."""

import time

import brotli
import pytest
from django.core.management import call_command

from hoiphunu.models import Commune
from hotline.models import Hotline
from tests.factories import (
    make_article,
    make_chair,
    make_commune,
    make_hotline,
    make_organisation,
    make_page,
    make_team,
)

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


@pytest.fixture
def demo(transactional_db, media):
    call_command("seed_demo", "--yes", verbosity=0)


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


@pytest.mark.parametrize(("address", "copied"), [(PAGES[0], "Đã chép"), (PAGES[1], "បានចម្លង"), (PAGES[2], "Copied")])
def test_number_is_copied_and_says_so_in_her_language(helped, open_page, address, copied):
    page = open_page(**PHONE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.locator("[data-hp-copy]").click()
    page.locator("[data-hp-copy]", has_text=copied).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "0377672444"


def test_leaving_asks_for_the_neutral_page_once(helped, open_page):
    page, asked = open_page(**PHONE), []
    page.goto("/ho-tro/")
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/robots.txt") else None)
    # Slower than the script's patience with what the device kept.
    page.route("**/robots.txt", lambda route: (time.sleep(0.6), route.continue_()))
    page.evaluate(LEAVE_AND_LOOK)
    page.wait_for_url("**/robots.txt")
    assert len(asked) == 1


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
    page.wait_for_load_state("networkidle")
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


def weight(open_page, address):
    """(bytes before fonts, bytes in all) of a first visit, as deployed."""
    page, answers = open_page(**PHONE), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    fonts = sum(len(answer.body()) for answer in answers if answer.url.endswith(".woff2"))
    others = {answer.url: answer.body() for answer in answers if not answer.url.endswith(".woff2")}
    # The sheets are one file then, and what is static is compressed beforehand, with time to spare.
    others["/static/css"] = b"".join(others.pop(url) for url in list(others) if url.endswith(".css"))
    before = sum(len(brotli.compress(body, quality=11 if "/static/" in url else 5)) for url, body in others.items())
    return before, before + fonts


def test_help_pages_weigh_little(demo, open_page):
    weights = {address: weight(open_page, address) for address in PAGES}
    assert {address: (before <= 30_000, total <= 90_000) for address, (before, total) in weights.items()} == (
        dict.fromkeys(PAGES, (True, True))
    ), weights
    assert weight(open_page, "/ho-tro/so-may/")[1] <= 10_000


@pytest.mark.parametrize("address", PAGES)
def test_numbers_stand_first_without_scripts_and_styles(helped, open_page, address):
    page = open_page(**PHONE, java_script_enabled=False)
    page.route("**/static/**", lambda route: route.fulfill(status=200, body=""))
    page.goto(address)
    seen = page.locator("main").inner_text()
    assert seen.index("0377 672 444") < seen.index("Công an") < seen.index("xã Xuân Hòa")
    assert page.locator("main a[href='tel:+84377672444']").first.is_visible()
    assert page.locator("a[href='/thoat/']").first.is_visible()


KEPT = """async () => {
  const found = await navigator.serviceWorker.getRegistrations();
  const held = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) held.push(new URL(request.url).pathname);
  }
  return [found.map(one => new URL(one.scope).pathname), held.sort()];
}"""
LIGHT = ["/ho-tro/en/so-may/", "/ho-tro/km/so-may/", "/ho-tro/so-may/"]
FILES = [
    "css/numbers.css",
    "fonts/nsk-400.woff2",
    "fonts/nsk-word.woff2",
    "img/mark.svg",
    "js/exit.js",
    "js/forget.js",
    "js/numbers.js",
]


def keep(page):
    page.goto("/ho-tro/")
    page.get_by_role("button", name="Giữ số máy khi mất mạng").click()
    page.get_by_text("Máy này đang giữ các số máy.").wait_for()


def calls(page):
    return [link.get_attribute("href") for link in page.locator("main a[href^='tel:']").all()]


@pytest.fixture
def kept_page(helped, open_page, expected_errors):
    """A page of a phone that keeps the numbers; `.lose()` takes the network away from it and from its worker."""
    expected_errors += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource", "ERR_FAILED"]
    page = open_page(**PHONE)
    keep(page)
    return page


def test_nobody_keeps_numbers_who_did_not_ask(helped, open_page):
    page = open_page(**PHONE)
    for address in (*PAGES, "/ho-tro/so-may/", "/truoc-do/", "/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(KEPT) == [[], []]


def test_numbers_alone_are_kept_and_shown_without_a_network(kept_page):
    page = kept_page
    assert page.evaluate(KEPT) == [["/ho-tro/"], LIGHT + [f"/static/hoiphunu/{name}" for name in FILES]]
    page.context.set_offline(True)
    for address, heading in (
        ("/ho-tro/", "Bạn cần giúp đỡ? Hãy gọi."),
        ("/ho-tro/?q=xa", "Bạn cần giúp đỡ? Hãy gọi."),
        ("/ho-tro/en/", "Do you need help? Call us."),
        ("/ho-tro/km/so-may/", "អ្នកត្រូវការជំនួយឬទេ? សូមទូរស័ព្ទមក។"),
    ):
        page.goto(address)
        assert (page.locator("h1").inner_text(), calls(page)) == (heading, ["tel:+84377672444", "tel:113"])
        page.wait_for_load_state("networkidle")
    assert page.evaluate("document.fonts.check('20px \"Noto Sans Khmer\"', 'ជំនួយ')")
    # It has its style, and its way out.
    assert page.evaluate("getComputedStyle(document.querySelector('.exit')).borderRadius") != "0px"


def test_kept_number_follows_the_change(kept_page):
    line = Hotline.objects.primary()
    line.phone = "0299382299"
    line.save()
    kept_page.goto("/ho-tro/en/")
    kept_page.wait_for_load_state("networkidle")
    kept_page.context.set_offline(True)
    kept_page.goto("/ho-tro/")
    assert calls(kept_page)[0] == "tel:+84299382299"


def test_erasing_leaves_nothing(kept_page):
    kept_page.evaluate("sessionStorage.setItem('hp-text', 'large')")
    kept_page.get_by_role("button", name="Xoá dấu vết").click()
    kept_page.get_by_text("Đã xoá những gì trang này giữ trên máy.").wait_for()
    assert kept_page.evaluate(KEPT) == [[], []]
    assert kept_page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    assert kept_page.get_by_role("button", name="Giữ số máy khi mất mạng").is_visible()
    # And can be asked for again.
    keep(kept_page)
    assert kept_page.evaluate(KEPT)[0] == ["/ho-tro/"]


@pytest.mark.parametrize("address", ["/ho-tro/", "/ho-tro/km/", "/ho-tro/so-may/", "article"])
def test_leaving_erases_what_was_kept(kept_page, address):
    if address == "article":
        address = make_article(sensitivity="yes").get_absolute_url()
    kept_page.goto(address)
    kept_page.wait_for_load_state("networkidle")
    leave_by_keys(kept_page)
    kept_page.wait_for_url("**/robots.txt")
    assert kept_page.evaluate(KEPT) == [[], []]


def test_leaving_without_scripts_erases_what_was_kept(kept_page):
    kept_page.goto("/thoat/")
    kept_page.wait_for_url("**/robots.txt")
    assert kept_page.evaluate(KEPT) == [[], []]


def test_leaving_works_without_a_network(kept_page, live_server):
    kept_page.context.set_offline(True)
    kept_page.goto("/ho-tro/")
    kept_page.wait_for_load_state("networkidle")
    kept_page.evaluate(LEAVE_AND_LOOK)
    kept_page.wait_for_timeout(1_000)
    kept_page.context.set_offline(False)
    kept_page.goto("/truoc-do/")
    assert kept_page.evaluate(KEPT) == [[], []]


def test_without_a_network_nothing_can_be_kept(helped, open_page, expected_errors):
    expected_errors += [
        "ERR_INTERNET_DISCONNECTED",
        "Failed to load resource",
        "ERR_FAILED",
        "error occurred when fetching the script",
    ]
    page = open_page(**PHONE)
    page.goto("/ho-tro/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="Giữ số máy khi mất mạng").click()
    page.get_by_text("Chưa giữ được.").wait_for()
    page.context.set_offline(False)
    assert page.evaluate(KEPT) == [[], []]
