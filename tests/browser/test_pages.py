"""Every public page as readers meet it: phone and desktop, light and dark, heavy or not, with and without scripts."""

from types import SimpleNamespace

import brotli
import pytest
from django.core.management import call_command
from django.utils import timezone

from announcements import slogans
from announcements.models import Banner, Commemoration, LegalDocument
from news.models import Article
from tests.snapshot import Snapshot

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """What the first test's seeding made, kept for the others."""
    return SimpleNamespace(snapshot=None, folder=tmp_path_factory.mktemp("seeded"))


@pytest.fixture
def demo(transactional_db, seeded, media):
    if seeded.snapshot:
        seeded.snapshot.restore(media)
    else:
        call_command("seed_demo", "--yes", verbosity=0)
        seeded.snapshot = Snapshot(media, seeded.folder)


def addresses():
    article = Article.objects.published().featured().first()
    calm = Article.objects.published().not_sensitive().newest().first()
    document = LegalDocument.objects.published().newest().first()
    return [
        *("/", "/tin-tuc/", "/tin-tuc/?trang=2", article.get_absolute_url(), calm.get_absolute_url()),
        *(article.get_print_url(), article.category.get_absolute_url(), calm.tags.first().get_absolute_url()),
        *(
            "/van-ban/",
            document.get_absolute_url(),
            "/lien-ket/",
            "/khau-hieu/",
            "/su-kien/",
            "/hinh-anh/",
            "/ho-tro/",
            "/ho-tro/km/",
            "/ho-tro/en/",
        ),
        *("/tim-kiem/?q=bao+luc", "/tim-kiem/?q=khongcogi", "/gioi-thieu/", "/lien-he/", "/khong-co-trang-nay/"),
    ]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_public_pages_are_accessible_and_fit(demo, open_page, assert_accessible, expected_errors, size):
    expected_errors.append("404")
    page = open_page(**size)
    for address in addresses():
        page.set_viewport_size(size)
        page.goto(address)
        assert (address, page.locator("h1").count()) == (address, 1)
        assert (address, sideways(page)) == (address, 0)
        assert_accessible(page)
        # Dark pages differ from light ones in nothing but their colours.
        page.emulate_media(color_scheme="dark")
        assert_accessible(page, "color-contrast")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 640})
        assert (address, sideways(page)) == (address, 0)


def sideways(page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_stay_where_they_are(demo, open_page, size):
    page = open_page(**size)
    page.add_init_script(WATCH_SHIFTS)
    moved = {}
    for address in addresses()[:5]:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(300)
        shift = page.evaluate("window.shifted")
        if shift >= 0.02:
            moved[address] = shift
    assert moved == {}


def test_home_weighs_little(demo, open_page):
    page, sizes = open_page(**PHONE), {}

    def weigh(response):
        kind = response.headers.get("content-type", "").partition(";")[0]
        if kind in ("image/jpeg", "image/webp", "image/png") or response.status != 200:
            return
        body = response.body()
        sizes[response.url] = len(body) if kind == "font/woff2" else len(brotli.compress(body, quality=5))

    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    for response in responses:
        weigh(response)
    assert sum(sizes.values()) <= 100_000, sizes


def test_everything_is_there_without_scripts(demo, open_page):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto("/")
    shown = [text.strip() for text in page.locator(".slogan p").all_inner_texts()]
    today = timezone.localdate()
    due = slogans.shown(today, Commemoration.objects.active().calendar(), Banner.objects.on(today))
    assert shown == [slogan.text for slogan in due]
    page.goto("/ho-tro/")
    leave = page.locator('a[href="/thoat/"]').first
    assert leave.is_visible()
    page.goto("/tin-tuc/")
    assert page.locator('.filters button[type="submit"]').first.is_visible()


def test_slogans_pause_and_step(demo, open_page):
    page = open_page(**DESKTOP, reduced_motion="no-preference")
    page.goto("/")
    band = page.locator("[data-hp-slogans]")
    current = band.locator(".slogan[data-on], .slogan:not([inert])").first
    first = current.inner_text()
    band.get_by_role("button", name="Khẩu hiệu sau").click()
    assert band.locator(".slogan:not([inert])").inner_text() != first
    band.get_by_role("button", name="Khẩu hiệu trước").click()
    assert band.locator(".slogan:not([inert])").inner_text() == first
    assert band.get_by_role("button", name="Cho khẩu hiệu luân phiên").is_visible()
