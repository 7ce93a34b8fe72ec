"""A real Chromium against the live server; a page that calls another host or complains in its console fails."""

import os
import threading
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

from tests import chromium

# Playwright's loop runs in this thread, which Django would take for asynchronous code using the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
REPORT_CSP = "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=chromium.OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def expected_errors() -> list[str]:
    """Parts of console messages that a test provokes on purpose, such as "404"."""
    return []


@pytest.fixture
def open_page(browser, live_server, expected_errors):
    """`open_page(width=390, height=844, color_scheme="dark", java_script_enabled=False, …)` gives a new page.

    Its addresses start at the live server: `page.goto("/tin-tuc/")`. All other keywords are Playwright's.
    """
    contexts, complaints = [], []

    def watch(page):
        def on_request(request):
            parts = urlsplit(request.url)
            if parts.scheme not in ("data", "blob", "about") and f"{parts.scheme}://{parts.netloc}" != live_server.url:
                complaints.append(f"request to another host: {request.url}")

        def on_console(message):
            if message.type == "error" and not any(part in message.text for part in expected_errors):
                complaints.append(f"console: {message.text} ({message.location.get('url')})")

        page.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))

    def new_page(width=DESKTOP["width"], height=DESKTOP["height"], **options):
        options = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", **options}
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(10_000)
        context.add_init_script(REPORT_CSP)
        context.on("page", watch)
        contexts.append(context)
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()
    answered()
    assert complaints == []


def answered():
    """Wait for what the live server is still answering: it would hold locks while the next test empties the tables."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


@pytest.fixture
def desktop(open_page):
    return open_page(**DESKTOP)


@pytest.fixture
def page(desktop):
    return desktop


@pytest.fixture
def phone(open_page):
    return open_page(**PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def sign_in(client, live_server, settings):
    """`sign_in(page, user)`: the page's context goes on as this staff member, without the login form."""
    from tests import staff  # has models: only now is Django ready

    def enter(page, user):
        staff.enter(client, user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return enter


@pytest.fixture
def assert_accessible():
    """`assert_accessible(page)`: axe finds nothing at all on the page as it stands now, or nothing by these rules."""

    def check(page, *rules):
        page.evaluate(AXE_SCRIPT)
        # Its preloading copies style sheets into <style>, which our policy reports; no rule in use needs it.
        options = {"resultTypes": ["violations"], "preload": False, **({"runOnly": rules} if rules else {})}
        found = page.evaluate("options => axe.run(document, options)", options)["violations"]
        report = [
            f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]
        ]
        assert report == []

    return check
