"""Signing in with the second factor, as a superuser meets it the first time, on a phone."""

from base64 import b32decode

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_organisation, make_user
from tests.staff import PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("live_server")


def sign_in(page):
    page.goto("/quan-tri/")
    page.locator("#id_username").fill("quantri")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def test_set_up_then_sign_in_with_a_recovery_code(phone, open_page, assert_accessible, expected_errors):
    make_organisation()
    make_user(username="quantri", password=PASSWORD, is_superuser=True)
    sign_in(phone)
    assert phone.get_by_role("heading", level=1).inner_text() == "Bật xác thực hai bước"
    phone.get_by_text("Không quét được?").click()
    secret = phone.locator(".factor__secret").inner_text().replace(" ", "")
    box = phone.locator(".factor__picture").bounding_box()
    assert (box["width"] >= 200, round(box["width"] - box["height"])) == (True, 0)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    assert_accessible(phone)
    phone.get_by_label("Mã sáu chữ số").fill(code_of(TOTPDevice(key=b32decode(secret).hex())))
    phone.get_by_role("button", name="Bật", exact=True).click()
    codes = phone.locator(".factor__codes code").all_inner_texts()
    assert len(codes) == 10
    assert_accessible(phone)
    phone.get_by_role("link", name="Tôi đã cất các mã này").click()
    phone.get_by_role("heading", name="Việc cần làm").first.wait_for()
    phone.goto("/quan-tri/xac-thuc/")
    assert_accessible(phone)

    other = open_page()
    sign_in(other)
    assert_accessible(other)
    other.get_by_label("Mã sáu chữ số").fill("000000")
    other.get_by_role("button", name="Vào trang quản trị").click()
    other.get_by_text("Mã không đúng").wait_for()
    other.get_by_role("link", name="Dùng mã dự phòng").click()
    other.get_by_label("Mã dự phòng").fill(codes[0])
    other.get_by_role("button", name="Vào trang quản trị").click()
    other.get_by_role("heading", name="Việc cần làm").first.wait_for()
