"""A new colleague: invited by an administrator whose screen stood open, let in by her own password, handed over by."""

import pytest

from hoiphunu import proof
from hoiphunu.models import User
from tests.factories import make_article, make_organisation, make_user
from tests.staff import PASSWORD, code_of, give_device

pytestmark = pytest.mark.usefixtures("live_server")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_colleague_is_invited_comes_in_and_leaves(
    phone, open_page, client, sign_in, assert_accessible, expected_errors, transactional_db
):
    expected_errors.append("403")  # the page that asks for proof
    make_organisation()
    root = make_user(username="quantri", full_name="Lý Thị Sa", password=PASSWORD, is_superuser=True)
    sign_in(phone, root)
    session = client.session
    session[proof.PROVED_AT] = 0
    session.save()

    phone.goto("/quan-tri/hoiphunu/user/add/")
    phone.get_by_label("Họ và tên").fill("Nguyễn Thị Hoa")
    phone.get_by_label("Thư điện tử").fill("hoa@example.vn")
    phone.get_by_role("button", name="Lưu", exact=True).click()
    phone.get_by_role("heading", name="Xác nhận là bạn").wait_for()
    assert_accessible(phone)
    phone.get_by_label("Mật khẩu của bạn").fill(PASSWORD)
    phone.get_by_label("Mã sáu chữ số").fill(code_of(give_device(root)))
    phone.get_by_role("button", name="Xác nhận và làm tiếp").click()
    phone.get_by_role("button", name="Tạo liên kết").click()
    link = phone.locator(".one-link code").inner_text()
    assert (fits(phone), User.objects.get(username="hoa").has_usable_password()) == (True, False)
    assert_accessible(phone)

    hers = open_page()
    hers.goto("/" + link.partition("//")[2].partition("/")[2])
    assert_accessible(hers)
    for label in ("Mật khẩu mới:", "Nhập lại mật khẩu mới:"):
        hers.get_by_label(label, exact=True).fill(PASSWORD)
    hers.get_by_role("button", name="Đặt mật khẩu").click()
    hers.get_by_role("link", name="Đăng nhập").click()
    hers.locator("#id_username").fill("hoa")
    hers.locator("#id_password").fill(PASSWORD)
    hers.get_by_role("button", name="Đăng nhập").click()
    hers.get_by_role("heading", level=1).wait_for()

    hoa = User.objects.get(username="hoa")
    make_article(state="draft", published_at=None, created_by=hoa)
    phone.goto(f"/quan-tri/hoiphunu/user/{hoa.pk}/change/")
    phone.get_by_role("link", name="Bàn giao và khoá tài khoản").click()
    phone.get_by_label("Giao cho").select_option(label="Lý Thị Sa")
    assert (fits(phone), phone.get_by_text("1 tin bài chưa đăng").count()) == (True, 1)
    assert_accessible(phone)
    phone.get_by_role("button", name="Bàn giao và khoá tài khoản").click()
    phone.get_by_text("Đã bàn giao và khoá tài khoản Nguyễn Thị Hoa.").wait_for()
    hers.goto("/quan-tri/")
    assert hers.locator("#id_username").count() == 1

    for width in (390, 1440):
        phone.set_viewport_size({"width": width, "height": 900})
        phone.goto(f"/quan-tri/hoiphunu/auditentry/?tai_khoan={hoa.pk}")
        shown = phone.locator("#result_list tbody tr .field-what").all_inner_texts()
        assert [text.removeprefix("Việc:").strip() for text in shown[:2]] == ["Đổi quyền", "Bàn giao và khoá tài khoản"]
        assert fits(phone) is True
        assert_accessible(phone)
