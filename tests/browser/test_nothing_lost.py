"""Two editors in one text, a session that ends, a server that is killed: what was typed is still there."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.db import connection

from hoiphunu import publishing
from hoiphunu.models import OpenForm, StaffSession, User
from news.models import Article
from tests.browser.editor import READY, wait_until
from tests.conftest import ROOT
from tests.factories import make_article, make_category, make_organisation, make_user
from tests.staff import EDITOR, PASSWORD, change_url, client_of

WRITE = "text => CKEDITOR.instances.id_body.setData(text)"
KEPT = ".typing__bar--kept"


@pytest.fixture
def office(transactional_db):
    make_organisation()
    make_category(name="Hoạt động Hội")


def session_of(user, settings, url):
    value = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


def test_two_editors_in_one_article(office, open_page, live_server, settings, assert_accessible):
    article = make_article(state="draft", title="Cũ", summary="Cũ")
    publishing.write(article, {}, None)
    first, second = open_page(), open_page(width=768, height=1024)
    for page, name in ((first, "Trần Thị Mai"), (second, "Lý Thị Sa")):
        page.context.add_cookies([session_of(make_user(EDITOR, full_name=name), settings, live_server.url)])
        page.goto(change_url(article))
        wait_until(page, READY)
    there = second.locator(".typing__bar--there")
    there.wait_for()
    assert "Trần Thị Mai" in there.inner_text()
    assert_accessible(second)
    there.get_by_role("button", name="Tôi sửa tiếp").click()
    first.locator("#id_title").fill("Của Mai")
    first.get_by_text("Lý Thị Sa sửa tiếp mục này").wait_for()
    first.locator("#id_summary").fill("Tóm tắt của Mai")
    first.get_by_role("button", name="Lưu nháp").click()
    first.locator(".messagelist").wait_for()
    second.locator("#id_title").fill("Của Sa")
    second.get_by_role("button", name="Lưu nháp").click()
    second.locator(".conflict").wait_for()
    assert_accessible(second)
    assert second.locator("[name=_take_summary][value=theirs]").is_checked()
    wait_until(second, READY)
    second.get_by_role("button", name="Lưu nháp").click()
    second.locator(".messagelist").wait_for()
    article.refresh_from_db()
    assert (article.title, article.summary) == ("Của Sa", "Tóm tắt của Mai")


def test_session_that_ends_while_one_writes(office, open_page, live_server, settings, expected_errors):
    expected_errors += ["401", "403"]
    article = make_article(state="draft")
    user = make_user(EDITOR, password=PASSWORD)
    page = open_page()
    page.context.add_cookies([session_of(user, settings, live_server.url)])
    page.goto(change_url(article))
    wait_until(page, READY)
    StaffSession.objects.all().delete()
    User.objects.update(last_login=None)  # or she would have to set up her second factor in between
    page.locator("#id_title").fill("Viết khi phiên đã hết")
    page.evaluate(WRITE, "<p>Chị em dự đông.</p>")
    page.get_by_role("button", name="Lưu nháp").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    login = opened.value
    login.locator("#id_username").fill(user.username)
    login.locator("#id_password").fill(PASSWORD)
    login.locator("[type=submit]").click()
    login.get_by_role("heading", name="Việc cần làm").first.wait_for()
    login.close()
    page.get_by_role("button", name="Lưu nháp").click()
    page.locator(".messagelist").wait_for()
    article.refresh_from_db()
    assert (article.title, article.body) == ("Viết khi phiên đã hết", "<p>Chị em dự đông.</p>")


@pytest.fixture
def serve():
    """`serve(port)` starts a server of its own on the test's database; `.kill()` is SIGKILL."""
    running = []

    def start(port):
        name = str(connection.settings_dict["NAME"]).rpartition("/")[2]
        database = re.sub(r"[^/]+$", name, os.environ["DATABASE_URL"])
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}"]
        environment = {**os.environ, "DATABASE_URL": database, "DEBUG": "1"}
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        running.append(server)
        for _ in range(150):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return server
            time.sleep(0.1)
        raise AssertionError("the server never answered")

    yield start
    for server in running:
        server.kill()
        server.wait(10)


def test_server_killed_while_one_types(office, browser, settings, serve):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    server = serve(port)
    context = browser.new_context(base_url=root, locale="vi-VN")
    context.set_default_timeout(20_000)
    context.add_cookies([session_of(make_user(EDITOR), settings, root)])
    page = context.new_page()
    page.goto("/quan-tri/news/article/add/")
    wait_until(page, READY)
    page.locator("#id_title").fill("Hội thảo")
    page.evaluate(WRITE, "<p>Có 200 chị em dự.</p>")
    page.locator(KEPT).wait_for()
    server.send_signal(signal.SIGKILL)
    server.wait(10)
    page.locator("#id_summary").fill("Gõ khi máy chủ đã tắt")
    page.locator(".typing__bar--net").wait_for()
    assert (Article.objects.count(), OpenForm.objects.get().typed["title"]) == (0, ["Hội thảo"])
    serve(port)
    page.locator(".typing__bar--net").wait_for(state="detached")
    page.close()
    page = context.new_page()
    page.goto("/quan-tri/news/article/add/")
    page.get_by_role("link", name="Lấy lại").click()
    page.get_by_text("Đây là bản bạn gõ dở").first.wait_for()
    wait_until(page, READY)
    page.locator("#id_category").select_option(index=1)
    page.get_by_role("button", name="Lưu nháp").click()
    page.locator(".messagelist").wait_for()
    context.close()
    article = Article.objects.get()
    assert (article.title, article.summary, article.body) == (
        *("Hội thảo", "Gõ khi máy chủ đã tắt", "<p>Có 200 chị em dự.</p>"),
    )
