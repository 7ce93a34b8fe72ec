"""The way in without a second factor, once: told what comes, and shown where one is signed in."""

import pytest

from tests.factories import make_organisation, make_user
from tests.staff import EDITOR, PASSWORD

pytestmark = pytest.mark.usefixtures("live_server")


def test_first_sign_in_is_told_and_sessions_are_listed(phone, assert_accessible, settings):
    settings.EMAIL_URL = "smtp://u:p@127.0.0.1:9"
    make_organisation()
    make_user(EDITOR, username="lan", password=PASSWORD)
    phone.goto("/quan-tri/quen-mat-khau/")
    assert_accessible(phone)
    phone.goto("/quan-tri/login/")
    phone.locator("#id_username").fill("lan")
    phone.locator("#id_password").fill(PASSWORD)
    phone.get_by_role("button", name="Đăng nhập").click()
    phone.get_by_text("Lần đăng nhập sau, trang sẽ yêu cầu").wait_for()
    assert_accessible(phone)
    for path in ("/quan-tri/phien/", "/quan-tri/password_change/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
        assert_accessible(phone)
