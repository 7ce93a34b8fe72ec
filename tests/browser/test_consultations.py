import pytest

from announcements.models import Opinion
from hoiphunu.models import Notice
from tests.factories import make_consultation, make_organisation, make_user
from tests.staff import CONTENT, list_url

pytestmark = pytest.mark.django_db(transaction=True)


def test_reader_sends_an_opinion_staff_post_it_and_readers_see_it(
    open_page, desktop, sign_in, assert_accessible, expected_errors
):
    make_organisation()
    moderator, draft = make_user(CONTENT), make_consultation(title="Dự thảo Kế hoạch", body="<p>Điều 1</p>")
    phone = open_page(width=390, height=844, java_script_enabled=False)
    phone.goto("/van-ban/lay-y-kien/")
    phone.get_by_role("link", name="Dự thảo Kế hoạch").click()
    phone.get_by_role("link", name="Gửi ý kiến").first.click()
    phone.get_by_label("Ý kiến của bạn").fill("Nên có nơi giữ trẻ.")
    phone.get_by_role("textbox", name="Họ tên").fill("Lê Thị Mận")
    phone.get_by_label("Tôi đồng ý").check()
    expected_errors.append("403")
    phone.get_by_role("button", name="Gửi ý kiến").click()
    # Faster than people type: refused in words, nothing lost.
    assert phone.get_by_role("alert").inner_text().startswith("Mẫu được gửi quá nhanh.")
    assert phone.get_by_label("Ý kiến của bạn").input_value() == "Nên có nơi giữ trẻ."
    phone.wait_for_timeout(2_200)
    phone.get_by_role("button", name="Gửi ý kiến").click()
    phone.get_by_text("Cảm ơn bạn.").wait_for()
    assert phone.context.cookies() == []
    phone.goto(draft.get_absolute_url())
    assert phone.get_by_text("Nên có nơi giữ trẻ.").count() == 0

    sign_in(desktop, moderator)
    assert Notice.objects.of(moderator).count() == 1
    desktop.goto(list_url(Opinion), wait_until="networkidle")
    assert_accessible(desktop)
    desktop.get_by_role("button", name="Đăng: Nên có nơi giữ trẻ.").click()
    desktop.get_by_text("Đăng: “Nên có nơi giữ trẻ.”.").wait_for()
    assert list(Opinion.objects.values_list("state", "settled_by")) == [("posted", moderator.pk)]

    phone.wait_for_timeout(1_100)
    phone.reload()
    assert phone.locator(".opinion").inner_text().split("\n")[0].startswith("Lê Thị Mận")


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_drafts_are_accessible(open_page, assert_accessible, width):
    make_organisation()
    draft = make_consultation(title="Dự thảo Kế hoạch", body="<p>Điều 1</p>", files=["Bản dự thảo"])
    Opinion(consultation=draft, text="Ý kiến", state="posted", answer="Xin tiếp thu.").save()
    page = open_page(width=width)
    for path in ("/van-ban/lay-y-kien/", draft.get_absolute_url(), draft.get_opinion_url()):
        page.goto(path, wait_until="networkidle")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
