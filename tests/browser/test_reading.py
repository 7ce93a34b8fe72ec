"""Reading an article: jump in it, copy its address, share it, hear it by a voice of this device alone."""

import pytest

from tests.browser.conftest import PHONE
from tests.factories import make_article, make_organisation

BODY = "".join(f"<h2>Mục {number}</h2><p>Đoạn {number}.</p>" for number in range(1, 4))
# Stands in for the device's voices: `voices` is replaced by each test; an utterance ends when the test says so.
STUB = """
window.voices = %s;
window.said = [];
const listeners = [];
const voice = {
  getVoices: () => window.voices,
  speak: saying => { window.said.push(saying.text); window.saying = saying; },
  cancel: () => { const last = window.saying; window.saying = null; if (last) last.onend(); },
  addEventListener: (name, act) => listeners.push(act),
};
window.voicesChanged = () => listeners.forEach(act => act());
window.endOne = () => { const last = window.saying; window.saying = null; last.onend(); };
Object.defineProperty(window, "speechSynthesis", { value: voice });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(navigator, "share", { value: async given => { window.shared = given; } });
Object.defineProperty(navigator, "clipboard", { value: { writeText: async text => { window.copied = text; } } });
"""
REMOTE = [
    {"name": "xa", "lang": "vi-VN", "localService": False},
    {"name": "khác", "lang": "en-US", "localService": True},
]
LOCAL = {"name": "gần", "lang": "vi_VN", "localService": True}


@pytest.fixture
def article(transactional_db):
    make_organisation()
    make_article(title="Bài trước đó")
    return make_article(title="Bài dài", body=BODY)


def test_reading_a_long_article(article, open_page, assert_accessible, live_server):
    page = open_page(**PHONE)
    page.add_init_script(STUB % [{**voice, "localService": int(voice["localService"])} for voice in REMOTE])
    page.goto(article.get_absolute_url())
    listen = page.locator("[data-hp-listen]")
    # A voice that is not of this device, or of another language, is no voice.
    assert listen.is_hidden()
    page.evaluate("voice => { window.voices.push(voice); window.voicesChanged(); }", LOCAL)
    assert listen.is_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0

    page.get_by_role("link", name="Mục 3").click()
    assert page.evaluate("location.hash") == "#muc-muc-3"
    page.locator("[data-hp-copy]").click()
    assert page.locator("[data-hp-copy]").inner_text() == "Đã chép"
    page.get_by_role("button", name="Chia sẻ").click()
    address = f"{live_server.url}{article.get_absolute_url()}"
    assert page.evaluate("window.copied").partition("#")[0] == address
    assert page.evaluate("window.shared.url").endswith(article.get_absolute_url())

    marked = page.locator(".is-read-aloud")
    page.get_by_role("button", name="Nghe bài").click()
    assert marked.all_inner_texts() == ["Mục 1"]
    page.evaluate("endOne()")
    assert marked.all_inner_texts() == ["Đoạn 1."]
    page.get_by_role("button", name="Tạm dừng").click()
    page.get_by_role("button", name="Nghe tiếp").click()
    assert page.evaluate("window.said") == ["Mục 1", "Đoạn 1.", "Đoạn 1."]
    assert_accessible(page)
    page.get_by_role("button", name="Dừng", exact=True).click()
    assert (marked.count(), page.get_by_role("button", name="Dừng", exact=True).count()) == (0, 0)
    page.get_by_role("button", name="Nghe bài").click()
    for _ in range(7):  # the byline is the last
        page.evaluate("endOne()")
    assert (marked.count(), page.get_by_role("button", name="Nghe bài").count()) == (0, 1)


def test_a_saved_file_opens_without_a_network(article, open_page, tmp_path):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto(article.get_absolute_url())
    page.get_by_text("Lưu về máy").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="HTML").click()
    assert download.value.suggested_filename == "bai-dai.html"
    download.value.save_as(tmp_path / "bai-dai.html")
    page, asked = open_page(**PHONE), []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content((tmp_path / "bai-dai.html").read_text())
    assert page.locator("h1").inner_text() == "Bài dài"
    assert (asked, page.evaluate("document.documentElement.scrollWidth - innerWidth")) == ([], 0)
