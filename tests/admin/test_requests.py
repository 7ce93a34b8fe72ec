"""Requests for help on the staff's side: who reads them, what is written down of it, and when they must be answered."""

from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from hoiphunu.dashboard import Dashboard
from hoiphunu.models import DayOff
from hoiphunu.models.writtenonce import NeverChangedError
from hotline import deadlines, request_admin
from hotline.models import Consent, HelpReading, HelpRequest, HelpTally
from hotline.models.requests import may_read
from tests.factories import at, make_commune, make_request, make_user
from tests.staff import CONTENT, HOTLINE, change_url, client_of, errors_of, list_url, send, signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/quan-tri/hotline/helprequest/"


@pytest.fixture
def hers():
    return signed_in(HOTLINE, full_name="Trần Thị Lan")


def readings():
    return list(HelpReading.objects.order_by("pk").values_list("number", "act", "reader_name"))


def shown(client, url=QUEUE):
    return BeautifulSoup(client.get(url).content, "html.parser")


def numbers(client, query=""):
    return [
        int(link.get_text().split()[3]) for link in shown(client, f"{QUEUE}{query}").select("#result_list tbody th a")
    ]


def test_opening_one_is_written_down_and_the_list_shows_no_words(hers):
    row = make_request("Anh ấy đánh tôi.", name="Hoa", contact="0912 345 678")
    page = shown(hers).get_text(" ")
    assert [word in page for word in ("Anh ấy", "Hoa", "0912")] == [False] * 3
    assert readings() == []
    page = shown(hers, change_url(row)).get_text(" ")
    assert [word in page for word in ("Anh ấy đánh tôi.", "Hoa", "0912 345 678")] == [True] * 3
    assert readings() == [(row.pk, "read", "Trần Thị Lan")]


def test_superusers_and_others_read_nothing():
    row = make_request()
    for staff in (signed_in(is_superuser=True), signed_in(CONTENT)):
        for url in (QUEUE, change_url(row), change_url(row, "history"), f"{QUEUE}dem/", f"{QUEUE}thong-ke/"):
            assert (url, staff.get(url).status_code) == (url, 403)
        assert staff.get(f"{QUEUE}thong-ke/excel/").status_code == 403
    assert (readings(), may_read(make_user(HOTLINE, is_active=False))) == ([], False)


def test_the_right_counts_only_with_the_second_factor(hers):
    row = make_request()
    session = hers.session
    del session["otp_device_id"]
    session.save()
    assert hers.get(change_url(row)).status_code == 302
    assert readings() == []


def test_what_was_read_and_by_whom_is_never_changed():
    reading = HelpReading.objects.create(number=1, reader_name="Lan")
    for change in (
        reading.save,
        reading.delete,
        HelpReading.objects.all().delete,
        lambda: HelpReading.objects.update(number=2),
    ):
        with pytest.raises(NeverChangedError):
            change()
    assert HelpReading.objects.get().number == 1


def test_account_that_is_gone_stays_named(hers):
    shown(hers, change_url(make_request()))
    hers.user.delete()
    assert HelpReading.objects.get().reader_name == "Trần Thị Lan"


def test_queue_has_the_endangered_first_and_the_done_last(frozen):
    frozen("2025-06-17 09:00")
    hers = signed_in(HOTLINE)
    rows = [
        make_request(code=f"aaaa-aaaa-aaa{letter}", sent_at=at(f"2025-06-0{day} 08:00"), **more)
        for letter, day, more in (
            ("a", 5, {}),
            ("b", 4, {}),
            ("c", 6, {"is_urgent": True}),
            ("d", 1, {"state": "closed", "is_urgent": True}),
        )
    ]
    keys = [row.pk for row in rows]
    assert numbers(hers) == [keys[2], keys[1], keys[0], keys[3]]
    assert numbers(hers, "?can_lam=cho") == [keys[2], keys[1], keys[0]]
    HelpRequest.objects.filter(pk=keys[0]).update(assigned_to=hers.user)
    assert numbers(hers, "?can_lam=toi") == [keys[0]]


def test_answer_sets_the_state_and_the_time(hers, frozen):
    frozen("2025-06-17 09:00")
    row = make_request()
    send(hers, change_url(row), assigned_to=hers.user.pk)
    row.refresh_from_db()
    assert (row.state, row.assigned_to, row.assigned_to_name) == ("assigned", hers.user, "Trần Thị Lan")
    send(hers, change_url(row), answer="Chị gọi số này.")
    row.refresh_from_db()
    assert (row.state, row.answer, row.answered_at) == ("answered", "Chị gọi số này.", at("2025-06-17 09:00"))
    row.answer_read_at = at("2025-06-17 10:00")
    row.save()
    frozen("2025-06-17 11:00")
    send(hers, change_url(row), answer="Chị gọi số khác.", state="closed")
    row.refresh_from_db()
    assert (row.state, row.answered_at, row.answer_read_at) == ("closed", at("2025-06-17 11:00"), None)
    assert row.story == "Anh ấy đánh tôi."
    assert [act for _, act, _ in readings()] == ["read", "save"] * 3


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"state": "referred", "referred_to": "Công an xã"}, request_admin.NO_CONSENT),
        ({"state": "answered"}, request_admin.NO_ANSWER),
    ],
)
def test_steps_that_may_not_be_taken(hers, typed, error):
    row = make_request()
    assert errors_of(send(hers, change_url(row), **typed)) == [error]
    row.refresh_from_db()
    assert (row.state, row.referred_to) == ("new", "")


def test_passed_on_only_with_her_consent(hers):
    row = make_request(may_refer=True)
    assert errors_of(send(hers, change_url(row), state="referred")) == [request_admin.NO_PLACE]
    send(hers, change_url(row), state="referred", referred_to="Công an xã")
    row.refresh_from_db()
    assert (row.state, row.referred_to) == ("referred", "Công an xã")
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.update(may_refer=False)


def test_only_readers_are_given_requests(hers):
    make_user(CONTENT), make_user(is_superuser=True)
    options = shown(hers, change_url(make_request())).select("#id_assigned_to option")
    assert [option.get_text() for option in options[1:]] == ["Trần Thị Lan"]


def test_history_of_the_admin_holds_no_words(hers):
    row = make_request("Anh ấy đánh tôi.", name="Hoa")
    send(hers, change_url(row), answer="Chị gọi số này.")
    hers.post(change_url(row, "delete"), {"post": "yes"})
    said = " ".join(f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all())
    assert (LogEntry.objects.count(), [word in said for word in ("Anh ấy", "Hoa", "Chị gọi")]) == (2, [False] * 3)


@pytest.mark.parametrize("way", ["one", "chosen"])
def test_staff_erase_at_once_and_it_is_written_down(hers, way):
    row = make_request()
    if way == "one":
        hers.post(change_url(row, "delete"), {"post": "yes"})
    else:
        hers.post(QUEUE, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert (HelpRequest.objects.count(), readings()) == (0, [(row.pk, "erase", "Trần Thị Lan")])


def test_each_is_erased_when_its_time_is_over(frozen):
    frozen("2025-06-17 02:00")
    old = make_request(sent_at=at("2024-12-19 01:59"))
    kept = make_request(code="aaaa-aaaa-aaaa", sent_at=at("2024-12-19 02:01"))
    Consent.objects.create(words="Ngắn.", keep_days=30)
    brief = make_request(code="bbbb-bbbb-bbbb", sent_at=at("2025-05-18 02:00"))
    call_command("erase_help_requests", stdout=StringIO())
    assert list(HelpRequest.objects.all()) == [kept]
    assert sorted(readings()) == [(old.pk, "expire", ""), (brief.pk, "expire", "")]


def test_queue_shows_none_whose_time_is_over(hers, frozen):
    frozen("2025-06-17 02:00")
    old = make_request(sent_at=at("2024-12-19 01:59"))
    client = client_of(hers.user)
    assert (numbers(client), readings()) == ([], [(old.pk, "expire", "")])


OFF = {date(2025, 9, 2), date(2025, 9, 1)}


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2025-06-17", "2025-06-19"),  # Tuesday
        ("2025-06-20", "2025-06-24"),  # Friday
        ("2025-06-21", "2025-06-24"),  # Saturday
        ("2025-08-29", "2025-09-04"),  # Friday before two days off
        ("2025-09-02", "2025-09-04"),
    ],
)
def test_two_working_days(sent, due):
    assert deadlines.due_on(date.fromisoformat(sent), OFF) == date.fromisoformat(due)


def tasks(user):
    user.is_verified = lambda: True
    found = [task for task in Dashboard(user).tasks if task.label == "hotline.HelpRequest"]
    return [(task.title, task.count, task.is_harmful) for task in found]


def test_start_page_counts_what_waits_and_what_is_late(frozen):
    frozen("2025-06-20 09:00")
    hers = make_user(HOTLINE)
    make_request(sent_at=at("2025-06-17 23:59"))
    make_request(code="aaaa-aaaa-aaaa", sent_at=at("2025-06-18 00:01"))
    make_request(code="bbbb-bbbb-bbbb", sent_at=at("2025-06-01 08:00"), state="answered")
    assert tasks(hers) == [("Yêu cầu tư vấn quá hạn trả lời", 1, True), ("Yêu cầu tư vấn chờ trả lời", 1, False)]
    DayOff.objects.create(date=date(2025, 6, 18), name="Nghỉ")
    assert tasks(hers) == [("Yêu cầu tư vấn chờ trả lời", 2, False)]
    assert tasks(make_user(is_superuser=True)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queue_costs_the_same(hers, count, django_assert_num_queries):
    for letter in "abc"[:count]:
        make_request(code=f"aaaa-aaaa-aaa{letter}", commune=make_commune(), assigned_to=hers.user)
    with django_assert_num_queries(17):
        hers.get(QUEUE)


def test_waiting_page_learns_of_the_next_one(hers):
    row = make_request()
    assert hers.get(f"{QUEUE}dem/").json() == {"newest": row.pk}
    box = shown(hers).select_one("[data-hp-queue]")
    assert (box["data-hp-newest"], box.select_one("input").has_attr("checked")) == (str(row.pk), False)


def many(commune, count, sent, **more):
    for number in range(count):
        letters = "".join("abcdefghjk"[int(digit)] for digit in f"{number:04}")
        mark = f"{letters}-{'abcdefghjk'[commune.pk % 10]}{'abcdefghjk'[commune.pk // 10 % 10]}aa-aaaa"
        make_request(code=mark, commune=commune, sent_at=sent, **more)


def test_statistics_name_no_place_with_few(hers, frozen):
    frozen("2025-06-17 09:00")
    big, small = make_commune(name="xã Lớn"), make_commune(name="xã Nhỏ")
    many(big, 5, at("2025-05-31 23:30"), kind="physical")
    many(small, 4, at("2025-06-01 00:30"), kind="mental")
    make_request(sent_at=at("2024-12-31 23:30"))
    for row in HelpRequest.objects.filter(commune=big)[:2]:
        row.erase(HelpReading.Act.ERASE)
    page = shown(hers, f"{QUEUE}thong-ke/?nam=2025")
    rows = [[cell.get_text(strip=True) for cell in line.select("th, td")] for line in page.select(".tallies tbody tr")]
    assert [row for row in rows if row[1] != "0"] == [
        *(["05/2025", "5"], ["06/2025", "4"]),
        *(["Bạo lực thân thể", "5"], ["Bạo lực tinh thần", "4"]),
        *(["xã Lớn", "5"], ["Nơi khác và không nói", "4"]),
    ]
    assert "xã Nhỏ" not in page.get_text()
    assert HelpTally.objects.get().count == 2
    answer = hers.get(f"{QUEUE}thong-ke/excel/?nam=2025")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Theo tháng", "Theo loại việc", "Theo xã, phường"]
    assert list(book["Theo xã, phường"].values) == [
        *(("Theo xã, phường", "Số yêu cầu"), ("xã Lớn", 5), ("Nơi khác và không nói", 4)),
    ]


@pytest.mark.parametrize("asked", ["", "?nam=", "?nam=x", "?nam=99999"])
def test_statistics_are_of_this_year_where_none_is_asked_for(hers, frozen, asked):
    frozen("2025-06-17 09:00")
    assert "Năm 2025: 0 yêu cầu" in shown(hers, f"{QUEUE}thong-ke/{asked}").get_text()


def test_new_words_begin_with_those_before(hers):
    first = Consent.objects.current()
    url = reverse("admin:hotline_consent_add")
    assert shown(hers, url).select_one("#id_words").get_text(strip=True) == first.words
    assert send(hers, url, words="Lời mới.", keep_days="29").status_code == 200
    send(hers, url, words="Lời mới.", keep_days="90")
    assert (Consent.objects.current().words, Consent.objects.count()) == ("Lời mới.", 2)


def test_search_finds_no_request(hers):
    make_request("Anh ấy đánh tôi.")
    assert hers.get("/tim-kiem/?q=anh+ay+danh").context["hits"] == []
    assert client_of(make_user()).get(list_url(HelpReading)).status_code == 403
    assert isinstance(HelpRequest.objects.get().sent_at, datetime)
