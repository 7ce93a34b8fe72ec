"""Drafts on which readers are asked, as staff write them: dates, digest, files and the document that came of it."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from announcements.models import Consultation
from tests.factories import make_consultation, make_document, make_field, make_opinion
from tests.staff import (
    CONTENT,
    add_url,
    change_url,
    errors_of,
    list_url,
    pdf_file,
    send,
    signed_in,
    step,
    values_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(frozen):
    frozen("2025-06-17 05:07:00")


def files(**values):
    line = {"upload": pdf_file(), "part": "draft", "title": "Bản dự thảo", "order": 10, **values}
    return {"files-TOTAL_FORMS": 1, **{f"files-0-{name}": value for name, value in line.items()}}


def test_draft_is_written_and_published_with_its_files_and_fields(client):
    staff, field = signed_in(CONTENT), make_field()
    typed = {**values_of(Consultation), "fields": [field.pk], "body": "<p>Điều 1</p>", **files(part="explain")}
    send(staff, add_url(Consultation), **typed)
    draft = Consultation.objects.get()
    assert (draft.starts_on, draft.ends_on) == (date(2025, 7, 1), date(2025, 7, 31))
    assert client.get(draft.get_absolute_url()).status_code == 404
    send(staff, change_url(draft), step("publish"))
    page = BeautifulSoup(client.get(draft.get_absolute_url()).content, "html.parser")
    assert [file.get_text() for file in page.select(".file b")] == ["Bản dự thảo"]
    assert (list(draft.fields.all()), draft.files.get().part) == ([field], "explain")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"ends_on": "30/06/2025"}, "Ngày cuối không thể trước ngày bắt đầu."),
        ({"digest_on": "01/08/2025"}, "Viết bản tổng hợp trước, rồi mới ghi ngày công bố."),
        (
            {"digest": "<p>Tiếp thu.</p>", "digest_on": "31/07/2025"},
            "Công bố tổng hợp sau ngày cuối: đến hết ngày ấy trang còn nhận ý kiến.",
        ),
    ],
)
def test_dates_that_contradict_each_other_are_refused_in_words(typed, error):
    answer = send(signed_in(CONTENT), add_url(Consultation), **{**values_of(Consultation), **typed})
    assert (errors_of(answer), Consultation.objects.count()) == ([error], 0)


@pytest.mark.parametrize(("last", "shown_from"), [("2025-06-10", date(2025, 6, 17)), ("2025-06-20", date(2025, 6, 21))])
def test_digest_without_a_day_is_shown_as_soon_as_nothing_more_is_taken(last, shown_from):
    draft, document = make_consultation(ends_on=date.fromisoformat(last)), make_document()
    typed = {"digest": "<p>Tiếp thu.</p>", "result": document.pk}
    send(signed_in(CONTENT), change_url(draft), step("publish"), **typed)
    draft.refresh_from_db()
    assert (draft.digest_on, draft.digest, draft.result) == (shown_from, "<p>Tiếp thu.</p>", document)


def test_form_opens_though_the_document_named_in_it_was_deleted(client):
    staff, draft, document = signed_in(CONTENT), make_consultation(), make_document()
    send(staff, change_url(draft), result=document.pk)
    document.delete()
    assert staff.get(change_url(draft)).status_code == 200
    assert staff.get(change_url(draft, "preview")).status_code == 200


def test_list_tells_the_stage_and_leads_to_the_opinions():
    staff = signed_in(CONTENT)
    opened = make_consultation(title="Mở", starts_on=date(2025, 6, 1), ends_on=date(2025, 6, 20))
    make_consultation(title="Đóng", starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 20))
    make_opinion(opened), make_opinion(opened, state="posted")

    def rows(query=""):
        page = BeautifulSoup(staff.get(f"{list_url(Consultation)}{query}").content, "html.parser")
        names = ("title", "stage_now", "opinions_shown")
        return [[row.select_one(f".field-{name}").get_text() for name in names] for row in page.select("tbody tr")]

    first = ["Mở", "Đang lấy ý kiến, còn 3 ngày", "2 (1 chờ duyệt)"]
    assert rows() == [first, ["Đóng", "Đã kết thúc", "0"]]
    assert rows("?thoi_han=open") == [first]
    page = BeautifulSoup(staff.get(list_url(Consultation)).content, "html.parser")
    (link,) = page.select(".field-opinions_shown a")
    answer = staff.get(link["href"])
    assert answer.context["cl"].result_count == 2
