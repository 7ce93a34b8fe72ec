"""Lists that staff put in order: the two buttons of each row, and where a dragged row is dropped."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from announcements.models import Banner, LinkGroup, WebLink
from tests.factories import make_banner, make_group, make_link
from tests.staff import CONTENT, HOTLINE, add_url, change_url, list_url, messages_of, opened, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    group = make_group(name="Báo")
    make_link(title="Xa", group=make_group(name="Khác", order=99))
    return [make_link(title=title, group=group) for title in ("Một", "Hai", "Ba")]


def titles():
    return [link.title for link in WebLink.objects.in_order()]


def press(client, row, where, **typed):
    return client.post(
        list_url(type(row)), {**opened(client, list_url(type(row))), **typed, "_move": f"{row.pk}:{where}"}
    )


def test_buttons_move_a_row_by_one(rows):
    staff = signed_in(CONTENT)
    one, two, three = rows
    answer = press(staff, three, "len")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{list_url(WebLink)}#thu-tu-{three.pk}")
    assert messages_of(staff, answer) == ["“Ba” nay đứng thứ 2 trên 3."]
    assert titles() == ["Một", "Ba", "Hai", "Xa"]
    press(staff, one, "xuong")
    assert titles() == ["Ba", "Một", "Hai", "Xa"]
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["Đổi thứ tự: thứ 2 trên 3."] * 2


def test_ends_are_ends(rows):
    staff = signed_in(CONTENT)
    press(staff, rows[0], "len"), press(staff, rows[2], "xuong")
    assert (titles(), LogEntry.objects.count()) == (["Một", "Hai", "Ba", "Xa"], 0)


def test_row_dropped_on_another_takes_its_place(rows):
    staff = signed_in(CONTENT)
    press(staff, rows[0], rows[2].pk)
    assert titles() == ["Hai", "Ba", "Một", "Xa"]
    press(staff, rows[0], rows[1].pk)
    assert titles() == ["Một", "Hai", "Ba", "Xa"]


def test_row_dropped_in_another_group_stays(rows):
    staff, far = signed_in(CONTENT), WebLink.objects.get(title="Xa")
    answer = press(staff, rows[0], far.pk)
    assert messages_of(staff, answer) == ["Chỉ đổi chỗ được với mục cùng nhóm."]
    assert titles() == ["Một", "Hai", "Ba", "Xa"]


def test_row_that_is_gone_is_told_of(rows):
    staff, gone = signed_in(CONTENT), make_link()
    typed = {**opened(staff, list_url(WebLink)), "_move": f"{gone.pk + 1}:len"}
    assert messages_of(staff, staff.post(list_url(WebLink), typed)) == ["Mục này vừa được xóa."]


def test_what_was_ticked_in_the_list_is_kept(rows):
    staff = signed_in(CONTENT)
    fields = opened(staff, list_url(WebLink))
    name = next(name for name, value in fields.items() if name.endswith("-id") and value == str(rows[1].pk))
    del fields[name.replace("-id", "-is_active")]
    staff.post(list_url(WebLink), {**fields, "_move": f"{rows[1].pk}:len"})
    assert titles() == ["Hai", "Một", "Ba", "Xa"]
    assert list(WebLink.objects.active().in_order().values_list("title", flat=True)) == ["Một", "Ba", "Xa"]


@pytest.mark.parametrize("asked", ["", "1", "1:x", "1:-1", "1:len; drop", "9" * 30 + ":len"])
def test_what_is_no_move_moves_nothing(rows, asked):
    answer = signed_in(CONTENT).post(list_url(WebLink), {"_move": asked.replace("1", str(rows[1].pk), 1)})
    assert (answer.status_code, titles()) == (200, ["Một", "Hai", "Ba", "Xa"])


def test_who_may_not_write_moves_nothing(rows):
    assert signed_in(HOTLINE).post(list_url(WebLink), {"_move": f"{rows[1].pk}:len"}).status_code == 403
    viewer = signed_in()
    viewer.user.user_permissions.add(Permission.objects.get(codename="view_weblink"))
    page = BeautifulSoup(viewer.get(list_url(WebLink)).content, "html.parser")
    assert page.select("[name=_move]") == []
    assert viewer.post(list_url(WebLink), {"_move": f"{rows[1].pk}:len"}).status_code == 403
    assert titles() == ["Một", "Hai", "Ba", "Xa"]


def test_new_and_moved_rows_stand_last(rows):
    staff = signed_in(CONTENT)
    send(staff, add_url(WebLink), title="Mới", address="https://moi.example.vn/", group=rows[0].group_id)
    send(staff, change_url(WebLink.objects.get(title="Xa")), group=rows[0].group_id)
    assert titles() == ["Một", "Hai", "Ba", "Mới", "Xa"]
    send(staff, change_url(rows[0]), title="Số một")
    assert titles() == ["Số một", "Hai", "Ba", "Mới", "Xa"]


def test_groups_are_listed_as_a_tree_and_moved():
    late, early = make_group(name="Muộn"), make_group(name="Sớm", order=5)
    inner = [make_group(name=name, parent=late) for name in ("A", "B")]
    staff = signed_in(CONTENT)
    press(staff, late, "len"), press(staff, inner[1], "len")
    shown = [row.indented_name for row in staff.get(list_url(LinkGroup)).context["cl"].result_list]
    assert (shown, early in LinkGroup.objects.in_tree()) == (["Muộn", "— B", "— A", "Sớm"], True)


def test_slogans_are_moved_among_all():
    one, two = make_banner("Một"), make_banner("Hai")
    press(signed_in(CONTENT), two, "len")
    assert list(Banner.objects.all()) == [two, one]
