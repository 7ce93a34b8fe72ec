"""“Tiếp nhận văn bản”: files handed in, looked over in a table or in the full form, saved or thrown away."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from announcements import document_intake, document_intake_admin
from announcements.models import DocumentFile, IntakeItem, Issuer, LegalDocument
from hoiphunu.publishing import State
from tests.announcements.readings import setting
from tests.announcements.readings.papers_union import UNION
from tests.announcements.test_document_intake import PAPER, paper_file
from tests.factories import make_document, make_issuer, make_kind
from tests.staff import CONTENT, EDITOR, add_url, messages_of, pdf_file, send, signed_in, step, stored
from tests.working import work

pytestmark = pytest.mark.django_db
ADDRESS = "/quan-tri/announcements/legaldocument/tiep-nhan/"
OFFICE = "Ban Thường vụ Hội LHPN tỉnh Sóc Trăng"


@pytest.fixture
def staff():
    return signed_in(CONTENT)


def hand_in(staff, *uploads):
    return staff.post(ADDRESS, {"_hand_in": "1", "upload": uploads or [paper_file()]})


def waiting(staff, *uploads):
    """The items of these uploads, read."""
    hand_in(staff, *uploads)
    work()
    return list(IntakeItem.objects.all())


def page_of(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def line(item, **typed):
    """The fields of the item's line as the page has them, with `typed` in their place."""
    values = {"kind": "", "number": "", "issued_on": "", "signer": "", "issuer": "", "summary": "", **typed}
    return {f"{item.pk}-{name}": value for name, value in values.items()}


def sent_line(staff, item, **typed):
    page, values = page_of(staff.get(ADDRESS)), {}
    for control in page.select(f"[name^='{item.pk}-']"):
        if control.name == "select":
            chosen = control.select_one("[selected]")
            values[control["name"]] = chosen["value"] if chosen else ""
        elif control.get("type") == "checkbox":
            values |= {control["name"]: "on"} if control.has_attr("checked") else {}
        else:
            values[control["name"]] = control.get("value", control.get_text().strip())
    return values | {f"{item.pk}-{name}": value for name, value in typed.items()}


def test_files_are_handed_in_and_shown_as_they_are_read(staff):
    answer = hand_in(staff)
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    page, item = page_of(staff.get(ADDRESS)), IntakeItem.objects.get()
    row = page.select_one("tr.handed-in")
    assert row["data-hp-reading"] == f"{ADDRESS}{item.pk}/?trang=0"
    assert "Đang chờ xử lý" in row.get_text()
    assert row.select("input, select, textarea") == []
    assert staff.get(row["data-hp-reading"]).status_code == 204
    work()
    fresh = page_of(staff.get(row["data-hp-reading"])).select_one("tr.handed-in")
    assert (fresh.get("data-hp-reading"), "Đã đọc, 2 trang" in " ".join(fresh.get_text().split())) == (None, True)
    assert fresh.select_one(f"[name='{item.pk}-number']")["value"] == "77/KH-BTV"
    assert fresh.select_one(f"[name='{item.pk}-issued_on']")["value"] == "15/11/2023"


def test_refusals_are_told_and_the_rest_is_kept(staff):
    answer = hand_in(staff, paper_file(), pdf_file("anh.pdf", b"GIF89a"))
    said = messages_of(staff, answer)
    assert said[0].startswith("“anh.pdf”: Tệp này là ảnh.")
    assert (said[1:], IntakeItem.objects.count()) == (["Đã nhận 1 tệp, máy đang đọc."], 1)
    assert messages_of(staff, staff.post(ADDRESS, {"_hand_in": "1"})) == [document_intake_admin.NOTHING_SENT]


def test_script_is_answered_for_each_file(staff):
    def answer(*uploads):
        return staff.post(ADDRESS, {"_hand_in": "1", "upload": uploads}, headers={"accept": "application/json"})

    content = paper_file().read()
    told = answer(pdf_file("a.pdf", content)).json()
    assert (told["name"], told["state"], told["message"]) == ("a.pdf", "stored", "Đã nhận.")
    assert answer(pdf_file("a.pdf", content)).json()["message"] == document_intake.WAITS_ALREADY
    assert (answer().status_code, answer().json()) == (400, {"message": document_intake_admin.NOTHING_SENT})


def test_ticked_lines_become_drafts_to_be_checked(staff, media):
    kind, issuer = make_kind("Kế hoạch"), make_issuer(OFFICE)
    first, second = waiting(staff, paper_file(), paper_file(UNION[1]))
    values = sent_line(staff, first, number="78 / kh - btv") | sent_line(staff, second)
    del values[f"{second.pk}-take"]
    answer = staff.post(ADDRESS, {**values, "_save": "1"})
    assert messages_of(staff, answer) == [document_intake_admin.SAVED.format(1)]
    document = LegalDocument.objects.get()
    assert (document.number, document.kind, document.issuer) == ("78/KH-BTV", kind, issuer)
    assert (document.state, document.needs_check, document.issued_on) == (State.DRAFT, True, date(2023, 11, 15))
    assert document.summary == PAPER.gives.summary
    assert list(IntakeItem.objects.all()) == [second]
    assert stored(media) == sorted([document.files.get().file.name, second.file.name])


def test_unknown_issuer_is_offered_and_added_only_when_chosen(staff):
    make_kind("Kế hoạch")
    (item,) = waiting(staff)
    values = sent_line(staff, item)
    assert values[f"{item.pk}-issuer"] == ""
    page = page_of(staff.get(ADDRESS))
    assert page.select_one(f"[name='{item.pk}-issuer'] [value=new]").get_text() == f"Thêm vào danh mục: {OFFICE}"
    refused = staff.post(ADDRESS, {**values, "_save": "1"})
    assert (refused.status_code, LegalDocument.objects.count(), Issuer.objects.count()) == (400, 0, 0)
    assert page_of(refused).select_one(".handed-in__issuer .errorlist") is not None
    staff.post(ADDRESS, {**values, f"{item.pk}-issuer": "new", "_save": "1"})
    assert (LegalDocument.objects.get().issuer.name, Issuer.objects.get().name) == (OFFICE, OFFICE)


def test_wrong_line_keeps_all_that_was_typed(staff):
    kind, issuer = make_kind("Kế hoạch"), make_issuer(OFFICE)
    first, second = waiting(staff, paper_file(), paper_file(UNION[1]))
    good = line(first, take="on", kind=kind.pk, number="1/KH", issuer=issuer.pk, issued_on="1/2/2023", summary="A")
    bad = line(second, take="on", kind=kind.pk, number="2/KH", issuer=issuer.pk, issued_on="31/2/2023", summary="Bê")
    page = page_of(staff.post(ADDRESS, {**good, **bad, "_save": "1"}))
    assert LegalDocument.objects.count() == 0
    assert page.select_one(f"[name='{second.pk}-issued_on']")["value"] == "31/2/2023"
    assert page.select_one(f"[name='{second.pk}-summary']").get_text().strip() == "Bê"
    assert len(page.select(".handed-in .errorlist")) == 1


def test_nothing_ticked_is_told(staff):
    (item,) = waiting(staff)
    values = sent_line(staff, item)
    values.pop(f"{item.pk}-take", None)
    answer = staff.post(ADDRESS, {**values, "_save": "1"})
    assert (answer.status_code, page_of(answer).select_one(".errornote").get_text()) == (
        400,
        document_intake_admin.NOTHING_TICKED,
    )


def test_file_is_thrown_away_with_one_press(staff, media, django_capture_on_commit_callbacks):
    (item,) = waiting(staff)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(ADDRESS, {"_discard": item.pk})
    assert (IntakeItem.objects.count(), stored(media)) == (0, [])
    assert staff.post(ADDRESS, {"_discard": "x"}).status_code == 302


def test_file_is_read_again_with_one_press(staff):
    (item,) = waiting(staff)
    IntakeItem.objects.update(status="unreadable", found={})
    staff.post(ADDRESS, {"_again": item.pk})
    assert IntakeItem.objects.get().status == "waiting"
    work()
    assert IntakeItem.objects.get().found["number"] == "77/KH-BTV"


def test_twins_are_named(staff):
    kind, issuer = make_kind("Kế hoạch"), make_issuer(OFFICE)
    twin = make_document("77/KH-BTV", kind=kind, issuer=issuer, issued_on=date(2023, 11, 15))
    waiting(staff)
    link = page_of(staff.get(ADDRESS)).select_one(".twin a")
    assert link["href"] == reverse("admin:announcements_legaldocument_change", args=[twin.pk])


def test_full_form_is_filled_and_marked_and_takes_the_file_along(staff, media):
    kind, issuer = make_kind("Kế hoạch"), make_issuer(OFFICE)
    (item,) = waiting(staff)
    address = f"{add_url(LegalDocument)}?tiep_nhan={item.pk}"
    page = page_of(staff.get(address))
    assert page.select_one("#id_number")["value"] == "77/KH-BTV"
    assert page.select_one("#id_kind [selected]")["value"] == str(kind.pk)
    assert page.select_one("#id_issuer [selected]")["value"] == str(issuer.pk)
    marked = {mark.find_parent(class_="help")["id"] for mark in page.select(".help .read-mark")}
    named = ("number", "kind", "issuer", "issued_on", "summary", "signer", "signer_position")
    assert marked == {f"id_{name}_helptext" for name in named}
    send(staff, address, step("publish"))
    document = LegalDocument.objects.get()
    assert (document.state, document.number, document.needs_check) == (State.APPROVED, "77/KH-BTV", False)
    file = DocumentFile.objects.get()
    assert (file.file.name, file.is_attached, file.pages) == (item.file.name, True, 2)
    assert (IntakeItem.objects.count(), stored(media)) == (0, [file.file.name])


def test_form_that_is_refused_keeps_the_file_waiting(staff):
    make_kind("Kế hoạch"), make_issuer(OFFICE)
    (item,) = waiting(staff)
    address = f"{add_url(LegalDocument)}?tiep_nhan={item.pk}"
    answer = send(staff, address, step("publish"), issued_on="31/2/2023")
    assert (answer.status_code, IntakeItem.objects.count(), DocumentFile.objects.count()) == (200, 1, 0)


def test_form_without_a_file_is_not_marked(staff):
    for asked in ("", "?tiep_nhan=9", "?tiep_nhan=x"):
        page = page_of(staff.get(add_url(LegalDocument) + asked))
        assert page.select(".read-mark") == []
        assert page.select_one(f".object-tools [href='{ADDRESS}']").get_text() == "Máy điền từ tệp"


def test_attached_files_are_read_after_saving(staff):
    typed = {"files-TOTAL_FORMS": 1, "files-0-upload": pdf_file("a.pdf", setting.pdf(PAPER)), "files-0-title": "Bản ký"}
    kind, issuer = make_kind("Kế hoạch"), make_issuer(OFFICE)
    values = {"number": "1/KH", "kind": kind.pk, "issuer": issuer.pk, "issued_on": "01/02/2023", "summary": "A"}
    send(staff, add_url(LegalDocument), **values, **typed, **{"files-0-order": 10, "files-0-part": "signed"})
    assert DocumentFile.objects.get().pages is None
    work()
    assert DocumentFile.objects.get().pages == 2


def test_only_who_may_add_documents_takes_files_in(staff):
    (item,) = waiting(staff)
    for client in (signed_in(EDITOR), signed_in("Cộng tác viên")):
        assert [client.get(url).status_code for url in (ADDRESS, f"{ADDRESS}{item.pk}/")] == [403, 403]
        assert client.post(ADDRESS, {"_discard": item.pk}).status_code == 403
        assert client.get(item.file.url).status_code == 404
    assert IntakeItem.objects.count() == 1
    assert staff.get(f"{ADDRESS}999/").status_code == 404
