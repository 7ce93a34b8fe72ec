"""Relations written in the document's form, and the screen that asks for what follows from them."""

from datetime import date

import pytest
from django.urls import reverse

from announcements.models import DocumentRelation, LegalDocument
from announcements.relations import Kind
from hoiphunu.publishing import State
from tests.factories import make_document, relate
from tests.staff import (
    CONTENT,
    EDITOR,
    change_url,
    errors_of,
    fields_of,
    list_url,
    messages_of,
    opened,
    send,
    signed_in,
    step,
)

pytestmark = pytest.mark.django_db

OLD, NEW = date(2007, 11, 21), date(2022, 11, 14)
EFFECTS = "/quan-tri/announcements/legaldocument/hieu-luc/"


def line(number, kind, target):
    return {
        "relations-TOTAL_FORMS": number + 1,
        f"relations-{number}-kind": kind.value,
        f"relations-{number}-target": target.pk,
    }


def pair():
    return make_document("02/2007/QH12", issued_on=OLD), make_document("13/2022/QH15", issued_on=NEW)


def wrong(answer):
    """The sentences at the lines of relations."""
    formset = next(f.formset for f in answer.context["inline_admin_formsets"] if f.formset.prefix == "relations")
    return [sentence for errors in formset.errors for sentences in errors.values() for sentence in sentences]


def test_relation_is_written_published_and_its_effect_asked_for():
    staff, (old, new) = signed_in(CONTENT), pair()
    url = change_url(new)
    send(staff, url, **line(0, Kind.REPLACES, old))
    assert DocumentRelation.objects.count() == 0  # readers see it once published
    fields = opened(staff, url)
    assert (fields["relations-0-kind"], fields["relations-0-target"]) == ("replaces", str(old.pk))
    answer = send(staff, url, step("publish"), _fields=fields)
    page = staff.get(answer.headers["Location"]).content.decode()
    assert "13/2022/QH15 thay thế 02/2007/QH12: đóng hiệu lực từ ngày 14/11/2022?" in page
    assert [(row.kind, row.target) for row in new.relations.all()] == [("replaces", old)]
    assert "13/2022/QH15 thay thế 02/2007/QH12" in staff.get("/quan-tri/").content.decode()
    staff.post(EFFECTS, {"relation": new.relations.get().pk, "answer": "write"})
    old.refresh_from_db()
    assert old.expired_on == NEW
    assert "Không còn đề nghị nào" in staff.get(EFFECTS).content.decode()


def test_refused_effect_is_not_asked_for_again():
    staff, (old, new) = signed_in(CONTENT), pair()
    row = relate(new, Kind.AMENDS, old)
    staff.post(EFFECTS, {"relation": row.pk, "answer": "leave"})
    again = staff.post(EFFECTS, {"relation": row.pk, "answer": "write"}, follow=True)
    old.refresh_from_db()
    assert (old.partly_expired_on, "Đề nghị này đã được trả lời rồi" in again.content.decode()) == (None, True)


@pytest.mark.parametrize("sent", [{}, {"relation": "x", "answer": "write"}, {"relation": 1, "answer": "drop"}])
def test_nonsense_changes_nothing(sent):
    old, new = pair()
    relate(new, Kind.AMENDS, old)
    assert signed_in(CONTENT).post(EFFECTS, sent).status_code == 302
    assert list(LegalDocument.objects.exclude(partly_expired_on=None)) == []


def test_effects_are_for_who_may_publish_documents():
    old, new = pair()
    row = relate(new, Kind.AMENDS, old)
    assert signed_in(EDITOR).post(EFFECTS, {"relation": row.pk, "answer": "write"}).status_code == 403


def test_contradiction_is_shown_at_its_line_and_nothing_is_lost():
    staff, (old, new) = signed_in(CONTENT), pair()
    answer = send(staff, change_url(old), summary="Viết lại", **line(0, Kind.REPLACES, new))
    assert [sentence[:48] for sentence in wrong(answer)] == ["Văn bản ban hành ngày 21/11/2007 không thể thay "]
    fields = fields_of(answer)
    assert (fields["summary"], fields["relations-0-target"]) == ("Viết lại", str(new.pk))


def test_circle_itself_and_double_line_are_refused():
    staff, document = signed_in(CONTENT), make_document("1/QH", issued_on=NEW)
    other = make_document("2/QH", issued_on=NEW)
    relate(other, Kind.AMENDS, document)
    url = change_url(document)
    assert wrong(send(staff, url, **line(0, Kind.GUIDES, other)))[0].startswith("Các quan hệ này nối thành vòng: 2/QH")
    assert wrong(send(staff, url, **line(0, Kind.RELATED, document))) == ["Văn bản không thể có quan hệ với chính nó."]
    twice = {**line(0, Kind.CITES, other), **line(1, Kind.CITES, other)}
    assert wrong(send(staff, url, **twice)) == ["Quan hệ này đã ghi ở dòng trên."]


def test_date_of_the_older_one_may_not_pass_the_newer_one():
    staff, (old, new) = signed_in(CONTENT), pair()
    relate(new, Kind.AMENDS, old)
    answer = send(staff, change_url(old), issued_on="15/11/2022")
    assert errors_of(answer)[0].startswith("Quan hệ ghi ở 13/2022/QH15: Văn bản ban hành ngày 14/11/2022 không thể sửa")


def test_documents_are_chosen_by_number_however_typed():
    old, _ = pair()
    make_document("77/KH-BTV", state=State.DRAFT)
    query = {"app_label": "announcements", "model_name": "documentrelation", "field_name": "target"}
    found = signed_in(CONTENT).get(reverse("admin:autocomplete"), {**query, "term": "2 2007 qh 12"}).json()["results"]
    assert found == [{"id": str(old.pk), "text": "02/2007/QH12 (21/11/2007): Luật phòng, chống bạo lực gia đình"}]


def test_second_of_two_sees_other_relations():
    first, second, (old, new) = signed_in(CONTENT), signed_in(CONTENT), pair()
    url = change_url(new)
    forms = [opened(staff, url) for staff in (first, second)]
    send(first, url, _fields=forms[0], **line(0, Kind.REPLACES, old))
    answer = send(second, url, _fields=forms[1], **line(0, Kind.AMENDS, old))
    differing = [row[:3] for row in answer.context["conflict"]["rows"]]
    assert differing == [
        ("Quan hệ", "Thay thế 02/2007/QH12 (21/11/2007)", "Sửa đổi, bổ sung 02/2007/QH12 (21/11/2007)")
    ]


def test_list_refuses_to_publish_what_the_form_would_refuse():
    staff, (old, new) = signed_in(CONTENT), pair()
    send(staff, change_url(new), **line(0, Kind.AMENDS, old))
    relate(old, Kind.CITES, new)
    LegalDocument.objects.filter(pk=old.pk).update(issued_on=date(2024, 1, 2), effective_on=None)
    sent = {"action": "publish_selected", "_selected_action": [new.pk]}
    said = messages_of(staff, staff.post(list_url(LegalDocument), sent))[-1]
    assert said == (
        "Không làm được với: 13/2022/QH15 (14/11/2022) (Văn bản ban hành ngày 14/11/2022 không thể sửa đổi, bổ sung "
        "02/2007/QH12, ban hành sau đó (ngày 02/01/2024). Xem lại chiều của quan hệ hoặc ngày ban hành)."
    )
    assert list(new.relations.all()) == []
    LegalDocument.objects.filter(pk=old.pk).update(issued_on=OLD)
    assert messages_of(staff, staff.post(list_url(LegalDocument), sent)) == ["Đăng: 1 mục."]
    assert [(row.kind, row.target) for row in new.relations.all()] == [("amends", old)]


def test_list_refuses_to_publish_a_circle():
    staff, new = signed_in(CONTENT), make_document("13/2022/QH15", issued_on=NEW)
    same = make_document("3/2022/QH15", issued_on=NEW)
    send(staff, change_url(new), **line(0, Kind.AMENDS, same))
    relate(same, Kind.AMENDS, new)
    sent = {"action": "publish_selected", "_selected_action": [new.pk]}
    said = messages_of(staff, staff.post(list_url(LegalDocument), sent))[-1]
    assert "nối thành vòng" in said
    assert list(new.relations.all()) == []
