"""Staff put links in order: dragged, by keys, and by buttons where no script runs."""

import pytest

from announcements.models import WebLink
from tests.factories import make_group, make_link, make_organisation, make_user
from tests.staff import CONTENT

LIST = "/quan-tri/announcements/weblink/"


@pytest.fixture
def boss(transactional_db):
    make_organisation()
    group = make_group(name="Báo")
    for title in ("Một", "Hai", "Ba"):
        make_link(title=title, group=group)
    return make_user(CONTENT)


def titles():
    return [link.title for link in WebLink.objects.in_order()]


def test_links_are_put_in_order(boss, sign_in, page, assert_accessible):
    sign_in(page, boss)
    page.goto(LIST)
    assert_accessible(page)
    page.get_by_role("button", name="Đổi thứ tự: Ba").drag_to(page.locator("tr", has_text="Một"))
    page.get_by_text("“Ba” nay đứng thứ 1 trên 3.").wait_for()
    assert titles() == ["Ba", "Một", "Hai"]
    page.get_by_role("button", name="Đổi thứ tự: Ba").press("ArrowDown")
    page.get_by_text("“Ba” nay đứng thứ 2 trên 3.").wait_for()
    page.get_by_role("button", name="Lên: Hai").press("Enter")
    page.get_by_text("“Hai” nay đứng thứ 2 trên 3.").wait_for()
    assert titles() == ["Một", "Hai", "Ba"]


def test_links_are_put_in_order_without_script(boss, sign_in, open_page):
    page = open_page(java_script_enabled=False)
    sign_in(page, boss)
    page.goto(LIST)
    page.get_by_role("button", name="Xuống: Một").click()
    assert (page.locator(".messagelist li").inner_text(), titles()) == (
        "“Một” nay đứng thứ 2 trên 3.",
        ["Hai", "Một", "Ba"],
    )
