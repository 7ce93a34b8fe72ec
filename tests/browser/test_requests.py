"""A request for help in a real browser: written on a phone, answered on a phone, read and erased with the code."""

import pytest

from hotline.models import HelpRequest
from tests.factories import make_commune, make_hotline, make_organisation, make_request, make_user
from tests.staff import HOTLINE

pytestmark = pytest.mark.usefixtures("live_server")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_written_answered_read_and_erased(phone, open_page, sign_in, assert_accessible):
    make_organisation()
    make_hotline(is_primary=True), make_hotline(phone="113", is_emergency=True), make_commune()
    phone.goto("/ho-tro/")
    phone.get_by_role("link", name="Viết lời nhắn").click()
    phone.wait_for_url("**/ho-tro/gui/")
    assert_accessible(phone)
    urgent = phone.locator(".ask__now")
    assert urgent.is_visible() is False
    phone.get_by_label("Có", exact=True).check()
    assert (urgent.is_visible(), urgent.locator("a").first.get_attribute("href")) == (True, "tel:+84377672444")
    phone.get_by_label("Không", exact=True).check()
    assert urgent.is_visible() is False
    phone.get_by_label("Chuyện gì đang xảy ra?").fill("Tôi cần hỏi một việc.")
    phone.get_by_role("button", name="Gửi").click()
    phone.get_by_text("Chưa gửi được").wait_for()
    assert phone.get_by_label("Chuyện gì đang xảy ra?").input_value() == "Tôi cần hỏi một việc."
    assert_accessible(phone)
    phone.get_by_label("Tôi đồng ý").check()
    phone.wait_for_timeout(2100)  # nobody reads the form faster
    phone.get_by_role("button", name="Gửi").click()
    code = phone.locator(".ask__code code").inner_text()
    length = phone.evaluate("history.length")
    phone.get_by_role("link", name="Đã nhắn rồi: xem trả lời").click()
    phone.wait_for_url("**/ho-tro/tra-loi/")
    assert phone.evaluate("history.length") == length
    assert_accessible(phone)
    assert (fits(phone), phone.context.cookies()) == (True, [])
    assert phone.evaluate("[localStorage.length, document.title.includes('nhắn')]") == [0, False]

    staff = open_page(width=390, height=844)
    sign_in(staff, make_user(HOTLINE, full_name="Trần Thị Lan"))
    staff.goto("/quan-tri/hotline/helprequest/")
    assert (fits(staff), staff.locator("[data-hp-queue-sound]").is_checked()) == (True, False)
    assert_accessible(staff)
    staff.locator("#result_list th a").first.click()
    staff.get_by_text("Tôi cần hỏi một việc.").wait_for()
    assert fits(staff) is True
    assert_accessible(staff)
    staff.get_by_label("Trả lời:").fill("Chị gọi số này nhé.")
    staff.get_by_role("button", name="Lưu", exact=True).click()
    staff.get_by_text("Đã trả lời").first.wait_for()

    phone.goto("/ho-tro/tra-loi/")
    assert_accessible(phone)
    phone.get_by_label("Mã tra cứu").fill(code)
    phone.get_by_role("button", name="Xem", exact=True).click()
    phone.get_by_text("Chị gọi số này nhé.").wait_for()
    assert (phone.get_by_text("Tôi cần hỏi").count(), fits(phone)) == (0, True)
    assert_accessible(phone)
    phone.get_by_text("Xoá lời nhắn này").click()
    phone.get_by_role("button", name="Xoá hẳn ngay bây giờ").click()
    phone.get_by_text("Đã xoá hẳn lời nhắn").wait_for()
    assert HelpRequest.objects.count() == 0


@pytest.mark.parametrize("lang", ["km", "en"])
def test_form_and_answer_are_accessible_in_every_language(phone, assert_accessible, lang):
    make_organisation(is_demo=True)  # shows Khmer that nobody has read yet
    make_hotline(is_primary=True), make_commune()
    row = make_request(answer="Chị gọi số này nhé.")
    phone.goto(f"/ho-tro/{lang}/")
    phone.locator(f"a[href='/ho-tro/{lang}/gui/']").click()
    phone.wait_for_url(f"**/ho-tro/{lang}/gui/")
    assert_accessible(phone)
    phone.locator("form.ask button[type=submit]").click()
    phone.locator(".errorlist").first.wait_for()
    assert_accessible(phone)
    phone.goto(f"/ho-tro/{lang}/tra-loi/")
    phone.locator("#gui-code").fill("abcd-efgh-jkmn")
    phone.locator("form.ask button[type=submit]").click()
    phone.get_by_text(row.answer).wait_for()
    assert_accessible(phone)
    assert (fits(phone), phone.locator("html").get_attribute("lang")) == (True, lang)


def test_queue_says_when_a_new_one_has_come(desktop, sign_in):
    make_organisation()
    make_request()
    desktop.clock.install()
    sign_in(desktop, make_user(HOTLINE))
    desktop.goto("/quan-tri/hotline/helprequest/")
    news = desktop.locator("[data-hp-queue-news]")
    desktop.clock.run_for(61_000)
    assert news.is_visible() is False
    make_request(code="aaaa-aaaa-aaaa")
    desktop.clock.run_for(61_000)
    news.wait_for()
    news.get_by_role("link").click()
    desktop.locator("#result_list tbody tr").nth(1).wait_for()


def test_without_script_and_style_it_works_as_well(open_page):
    make_organisation()
    make_hotline(is_primary=True)
    page = open_page(java_script_enabled=False)
    page.goto("/ho-tro/gui/")
    page.get_by_label("Chuyện gì đang xảy ra?").fill("Tôi cần hỏi.")
    page.get_by_label("Tôi đồng ý").check()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Gửi").click()
    assert len(page.locator(".ask__code code").inner_text()) == 14
