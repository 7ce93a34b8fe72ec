"""Readers' opinions as staff see them: posted or refused by one press, answered, and written into a table."""

import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from openpyxl import load_workbook

from announcements.models import Opinion
from hoiphunu import bin
from tests.factories import ago, make_consultation, make_opinion
from tests.staff import CONTENT, EDITOR, change_url, errors_of, list_url, messages_of, send, signed_in

pytestmark = pytest.mark.django_db
EXCEL = "admin:announcements_opinion_excel"


@pytest.fixture(autouse=True)
def _now(frozen, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    frozen("2025-06-17 05:07:00")


def press(staff, value, query=""):
    return staff.post(f"{list_url(Opinion)}{query}", {"_settle": value})


def state(row):
    row.refresh_from_db()
    return row.state, row.reason, row.settled_by_name


def shown(client, row):
    return row.text in client.get(row.consultation.get_absolute_url()).content.decode()


def test_one_press_posts_and_one_refuses_for_a_reason(client):
    staff, row = signed_in(CONTENT), make_opinion()
    name, query = staff.user.full_name, "?state__exact=new"
    answer = press(staff, f"{row.pk}:posted", query)
    assert (answer["Location"], state(row), shown(client, row)) == (
        *(f"{list_url(Opinion)}{query}", ("posted", "", name), True),
    )
    assert messages_of(staff, answer) == [f"Đăng: “{row}”."]
    press(staff, f"{row.pk}:abuse")
    assert (state(row), shown(client, row)) == (("refused", "abuse", name), False)
    press(staff, f"{row.pk}:posted")
    assert (state(row), shown(client, row)) == (("posted", "", name), True)
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == ["Đăng", "Không đăng", "Đăng"]


@pytest.mark.parametrize("value", ["{}:new", "{}:refused", "{}:", "x:posted", "{}:posted:x", "9" * 18 + ":posted"])
def test_what_no_button_says_changes_nothing(value):
    staff, row = signed_in(CONTENT), make_opinion()
    assert press(staff, value.format(row.pk)).status_code == 200
    assert state(row) == ("new", "", "")


def test_button_of_a_deleted_opinion_says_so():
    staff, row = signed_in(CONTENT), make_opinion()
    key, _ = row.pk, row.delete()
    assert messages_of(staff, press(staff, f"{key}:posted")) == ["Ý kiến này vừa được xóa."]


def test_list_offers_each_row_what_can_still_be_done():
    staff = signed_in(CONTENT)
    rows = [
        make_opinion(contact="0299", sent_at=ago(hours=1)),
        make_opinion(state="posted", sent_at=ago(hours=2)),
        make_opinion(state="refused", reason="abuse", sent_at=ago(hours=3)),
    ]
    page = BeautifulSoup(staff.get(list_url(Opinion)).content, "html.parser")
    said = [[button["value"] for button in line.select("[name=_settle]")] for line in page.select("tbody tr")]
    reasons = Opinion.Reason.values
    assert said == [
        [f"{rows[0].pk}:{what}" for what in ("posted", *reasons, "answered")],
        [f"{rows[1].pk}:{what}" for what in reasons],
        [f"{rows[2].pk}:posted"],
    ]


def test_many_are_posted_refused_or_marked_at_once():
    staff, rows = signed_in(CONTENT), [make_opinion(), make_opinion()]
    name = staff.user.full_name

    def asked(action, **typed):
        return staff.post(list_url(Opinion), {"action": action, "_selected_action": [r.pk for r in rows], **typed})

    assert messages_of(staff, asked("post_selected")) == ["Đăng: 2 ý kiến."]
    assert [state(row) for row in rows] == [("posted", "", name)] * 2
    assert errors_of(asked("refuse_selected", _answered="1")) == ["Ô này cần được điền."]
    page = asked("refuse_selected").content.decode()
    assert ([row.text in page for row in rows], [state(row)[0] for row in rows]) == ([True] * 2, ["posted"] * 2)
    assert messages_of(staff, asked("refuse_selected", _answered="1", reason="twice")) == ["Không đăng: 2 ý kiến."]
    assert [state(row) for row in rows] == [("refused", "twice", name)] * 2
    asked("mark_answered")
    assert [row.answered_at is None for row in Opinion.objects.all()] == [False] * 2


def test_form_posts_with_an_answer_and_refuses_only_for_a_reason(client):
    staff, row = signed_in(CONTENT), make_opinion(name="Lê Thị Mận", contact="0299 000 001")
    page = staff.get(change_url(row)).content.decode()
    assert ("Lê Thị Mận" in page, "0299 000 001" in page) == (True, True)
    answer = send(staff, change_url(row), state="refused")
    assert errors_of(answer) == ["Chọn lý do khi không đăng ý kiến."]
    send(staff, change_url(row), state="posted", reason="abuse", answer="Xin tiếp thu.")
    assert (state(row), row.answered_at is None) == (("posted", "", staff.user.full_name), False)
    assert "Xin tiếp thu." in client.get(row.consultation.get_absolute_url()).content.decode()


def test_saving_without_deciding_names_nobody():
    staff, row = signed_in(CONTENT), make_opinion()
    send(staff, change_url(row))
    assert (state(row), row.answered_at) == (("new", "", ""), None)


def test_opening_the_list_forgets_old_contacts_and_shows_none_of_binned_drafts():
    staff = signed_in(CONTENT)
    old, other = make_opinion(contact="0299", sent_at=ago(days=180)), make_opinion()
    bin.put(other.consultation, None)
    assert [row.pk for row in staff.get(list_url(Opinion)).context["cl"].queryset] == [old.pk]
    old.refresh_from_db()
    assert old.contact == ""


def table(answer):
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


def test_table_holds_the_rows_of_the_list_and_no_contacts():
    staff, draft = signed_in(CONTENT), make_consultation(title="Dự thảo Kế hoạch")
    make_opinion(draft, text="Ý sau", state="refused", reason="abuse", contact="0299 xulu")
    make_opinion(draft, text="=1+1", name="Mận", state="posted", answer="Tiếp thu", sent_at=ago(hours=1))
    make_opinion(text="Của dự thảo khác", sent_at=ago(hours=2))
    only = {"consultation__id__exact": draft.pk}
    answer = staff.get(reverse(EXCEL), only)
    assert 'filename="y-kien-2025-06-17.xlsx"' in answer["Content-Disposition"]
    assert table(answer)[1:] == [
        [1, draft.title, "17/06/2025 04:07", "Mận", None, "=1+1", "Đã đăng", None, "Tiếp thu", None],
        [2, draft.title, "17/06/2025 05:07", "Bạn đọc", None, "Ý sau", "Không đăng", "Lời lẽ xúc phạm", None, None],
    ]
    assert [row[5] for row in table(staff.get(reverse(EXCEL), {**only, "state__exact": "posted"}))[1:]] == ["=1+1"]
    assert [row[5] for row in table(staff.get(reverse(EXCEL), {"q": "khác"}))[1:]] == ["Của dự thảo khác"]
    link = BeautifulSoup(staff.get(list_url(Opinion), only).content, "html.parser").select_one(".object-tools a")
    assert link["href"] == f"{reverse(EXCEL)}?consultation__id__exact={draft.pk}"
    assert staff.get(reverse(EXCEL), {"state__exact": "x" * 9, "nonsense": "1"})["Location"] == list_url(Opinion)


def test_only_who_moderates_gets_the_table_and_presses_buttons():
    editor, row = signed_in(EDITOR), make_opinion()
    assert (editor.get(reverse(EXCEL)).status_code, press(editor, f"{row.pk}:posted").status_code) == (403, 403)
    assert state(row) == ("new", "", "")
