"""The document form: its files are public only as published, and go with the document."""

from datetime import date

import pytest

from announcements.models import DocumentFile, LegalDocument
from hoiphunu import bin
from hoiphunu.models import FileUse, Revision
from hoiphunu.publishing import State
from tests import hostile
from tests.factories import ahead, make_document, make_field, make_file, make_issuer, make_kind
from tests.staff import (
    CONTENT,
    add_url,
    at_once,
    change_url,
    errors_of,
    fields_of,
    list_url,
    opened,
    pdf_file,
    send,
    signed_in,
    step,
    stored,
    values_of,
)

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def with_file(number=0, **values):
    """The fields of one more line of files."""
    line = {"upload": pdf_file(), "title": "Bản ký", "order": 10, **values}
    return {"files-TOTAL_FORMS": number + 1, **{f"files-{number}-{name}": value for name, value in line.items()}}


def shown(document):
    return [(f.title, f.order) for f in document.files.attached()]


def status(client, file):
    answer = client.get(file.get_absolute_url())
    answer.getvalue()  # to its end, so that it is closed
    return answer.status_code


def name_to_save(client, file):
    answer = client.get(file.get_absolute_url())
    answer.getvalue()
    return answer["Content-Disposition"]


def test_number_is_written_one_way_and_its_twin_is_named_but_never_a_block():
    issuer = make_issuer("Ban Thường vụ")
    first = make_document("77/KH-BTV", issuer=issuer, issued_on=date(2024, 1, 3))
    typed = {**values_of(LegalDocument), "number": "77 / kh - btv", "issuer": issuer.pk, "issued_on": "05/02/2024"}
    staff = signed_in(CONTENT)
    page = staff.get(send(staff, add_url(LegalDocument), **typed, **with_file()).headers["Location"]).content.decode()
    second = LegalDocument.objects.other_than(first).get()
    assert second.number == "77/KH-BTV"
    assert "Đã có văn bản cùng số" in page
    assert change_url(first) in page


def test_document_is_written_and_published(client):
    staff, field = signed_in(CONTENT), make_field()
    typed = {**values_of(LegalDocument), "fields": [field.pk], "effective_on": "15/02/2024"}
    answer = send(staff, add_url(LegalDocument), **typed, **with_file())
    document = LegalDocument.objects.get()
    assert answer.headers["Location"] == change_url(document)
    assert (document.issued_on, document.effective_on) == (date(2024, 1, 3), date(2024, 2, 15))
    assert (list(document.fields.all()), shown(document)) == ([field], [("Bản ký", 10)])
    file = document.files.get()
    assert (client.get(document.get_absolute_url()).status_code, status(client, file)) == (404, 404)
    assert status(staff, file) == 200
    send(staff, change_url(document), step("publish"))
    assert (client.get(document.get_absolute_url()).status_code, status(client, file)) == (200, 200)
    assert name_to_save(client, file) == 'attachment; filename="77-kh-btv-ban-ky.pdf"'


def test_expiry_before_effect_is_refused():
    typed = {**values_of(LegalDocument), "effective_on": "15/02/2024", "expired_on": "14/02/2024"}
    answer = send(signed_in(CONTENT), add_url(LegalDocument), **typed)
    assert errors_of(answer) == ["Ngày hết hiệu lực phải sau ngày có hiệu lực."]


def test_files_change_for_readers_only_when_published(client):
    staff, document = signed_in(CONTENT), make_document("77/KH-BTV", files=["Bản ký", "Phụ lục"])
    signed, annex = document.files.all()
    url = change_url(document)
    change = {"files-0-DELETE": "on", "files-1-title": "Phụ lục 1", "files-1-order": 5}
    send(staff, url, **change, **with_file(2, title="Bản dịch", order=1))
    translation = document.files.get(title="Bản dịch")
    assert shown(document) == [("Bản ký", 10), ("Phụ lục", 10)]
    assert [status(client, file) for file in (signed, annex, translation)] == [200, 200, 404]
    fields = opened(staff, url)
    assert [fields[f"files-{number}-title"] for number in range(3)] == ["Bản dịch", "Phụ lục 1", ""]
    assert fields["files-INITIAL_FORMS"] == "2"
    send(staff, url, step("publish"), _fields=fields)
    assert shown(document) == [("Bản dịch", 1), ("Phụ lục 1", 5)]
    assert [status(client, file) for file in (signed, annex, translation)] == [404, 200, 200]
    assert name_to_save(client, annex) == 'attachment; filename="77-kh-btv-phu-luc-1.pdf"'


def test_file_chosen_on_the_line_of_another_takes_its_place(client, media):
    staff, document = signed_in(CONTENT), make_document(files=["Bản ký"])
    old = document.files.get()
    new = {"files-0-upload": pdf_file(content=hostile.pdf(b"% other"))}
    send(staff, change_url(document), step("publish"), **new)
    replaced = document.files.exclude(pk=old.pk).get()
    assert (shown(document), replaced.sha256 == old.sha256) == ([("Bản ký", 10)], False)
    assert [status(client, file) for file in (old, replaced)] == [404, 200]


def test_file_without_a_title_gets_the_name_it_came_with():
    send(signed_in(CONTENT), add_url(LegalDocument), **values_of(LegalDocument), **with_file(title=""))
    assert DocumentFile.objects.get().title == "van-ban.pdf"


def test_file_of_another_document_cannot_be_taken_over(client):
    staff, document, other = signed_in(CONTENT), make_document(files=["Bản ký"]), make_document(state=State.DRAFT)
    secret = make_file(other, "Mật")
    fields = opened(staff, change_url(document))
    send(staff, change_url(document), step("publish"), _fields={**fields, "files-0-id": secret.pk})
    assert (secret in document.files.attached(), status(client, secret)) == (False, 404)


def test_withdrawn_document_takes_its_files_along(client):
    staff, document = signed_in(CONTENT), make_document(files=["Bản ký"])
    send(staff, change_url(document), step("withdraw"), _reason="Ban hành nhầm.")
    assert (client.get(document.get_absolute_url()).status_code, status(client, document.files.get())) == (410, 404)


@pytest.mark.parametrize("way", ["form", "list", "row"])
def test_deleted_document_leaves_nothing(client, media, way, django_capture_on_commit_callbacks):
    staff, document, kept = signed_in(CONTENT), make_document(files=["Bản ký"]), make_document(files=["Khác"])
    send(staff, change_url(document), **with_file(1, title="Phụ lục"))
    addresses = [file.get_absolute_url() for file in document.files.all()]
    with django_capture_on_commit_callbacks(execute=True):
        if way == "form":
            staff.post(change_url(document, "delete"), {"post": "yes"})
        elif way == "list":
            chosen = {"action": "delete_selected", "_selected_action": [document.pk], "post": "yes"}
            staff.post(list_url(LegalDocument), chosen)
        else:
            document.delete()
        bin.empty(LegalDocument, ahead(days=31))
    assert list(LegalDocument.objects.all()) == [kept]
    assert stored(media) == [kept.files.get().file.name]
    assert (Revision.objects.count(), FileUse.objects.count()) == (0, 1)
    assert [staff.get(address).status_code for address in addresses] == [404, 404]


def test_second_of_two_sees_the_conflict():
    first, second = signed_in(CONTENT, full_name="Trần Thị Lan"), signed_in(CONTENT)
    fields = [make_field(name="Gia đình"), make_field(name="Trẻ em")]
    document = make_document(state=State.DRAFT, files=["Bản ký"], issued_on=date(2022, 1, 1))
    url = change_url(document)
    forms = [opened(staff, url) for staff in (first, second)]
    typed = {"fields": [fields[0].pk], "kind": make_kind(name="Kế hoạch").pk, "needs_check": "on"}
    send(first, url, _fields=forms[0], **typed, **with_file(1, title="Phụ lục"))
    typed = {"fields": [fields[1].pk], "issued_on": "02/01/2022", "issuer": make_issuer(name="Bộ").pk}
    answer = send(second, url, _fields=forms[1], **typed, **{"files-0-title": "Bản chính"})
    assert errors_of(answer)[0].startswith("Trần Thị Lan đã lưu mục này lúc ")
    assert sorted([row[:3] for row in answer.context["conflict"]["rows"]]) == sorted(
        [
            ("Loại văn bản", "Kế hoạch", "Luật"),
            ("Cơ quan ban hành", "Quốc hội", "Bộ"),
            ("Lĩnh vực", "Gia đình", "Trẻ em"),
            ("Ngày ban hành", "01/01/2022", "02/01/2022"),
            ("Cần kiểm tra", "Có", "Không"),
            ("Tệp", "Bản ký; Phụ lục", "Bản chính"),
        ]
    )
    kept = fields_of(answer)
    assert (kept["files-0-title"], kept["issued_on"]) == ("Bản chính", "02/01/2022")
    assert send(second, url, _fields=kept).status_code == 302
    document.refresh_from_db()
    assert (list(document.fields.all()), shown(document)) == ([fields[1]], [("Bản chính", 10)])
    assert [len(revision.data["files"]) for revision in Revision.objects.of(document)] == [1, 2]


@RACE
def test_two_save_at_once():
    first, second, document = signed_in(CONTENT), signed_in(CONTENT), make_document(state=State.DRAFT)
    url = change_url(document)
    forms = [opened(staff, url) for staff in (first, second)]
    answers = at_once(
        lambda: send(first, url, _fields=forms[0], summary="Một", **with_file()),
        lambda: send(second, url, _fields=forms[1], summary="Hai", **with_file()),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    document.refresh_from_db()
    assert document.summary == ("Một" if answers[0].status_code == 302 else "Hai")
    assert (Revision.objects.count(), DocumentFile.objects.count()) == (1, 1)
