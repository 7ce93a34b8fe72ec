"""How documents act on each other: both ways, what cannot be, what follows."""

from datetime import date

import pytest

from announcements import relations
from announcements.models import DocumentRelation, LegalDocument
from announcements.relations import EFFECTS, REVERSE, Kind
from hoiphunu import publishing
from hoiphunu.models import Revision
from hoiphunu.publishing import State
from tests.factories import ahead, make_document, relate

pytestmark = pytest.mark.django_db

OLD, NEW = date(2007, 11, 21), date(2022, 11, 14)


def pair(**new):
    old = make_document("02/2007/QH12", issued_on=OLD)
    return old, make_document("13/2022/QH15", issued_on=NEW, **new)


def shown(document):
    return [
        (group["label"], [other.number for other in group["documents"]])
        for group in DocumentRelation.objects.shown_of(document)
    ]


@pytest.mark.parametrize("kind", Kind)
def test_relation_is_shown_at_both_ends(kind):
    old, new = pair()
    relate(new, kind, old)
    assert shown(new) == [(kind.label, ["02/2007/QH12"])]
    assert shown(old) == [(REVERSE[kind], ["13/2022/QH15"])]


def test_own_relations_come_first_in_their_order_and_the_newest_document_first():
    first, second, third = (make_document(f"{n}/QH", issued_on=date(2000 + n, 1, 1)) for n in (1, 2, 3))
    middle = make_document("9/QH", issued_on=date(2009, 1, 1))
    later = make_document("10/QH", issued_on=date(2010, 1, 1))
    for source, kind, target in (
        (later, Kind.AMENDS, middle),
        (middle, Kind.BASED_ON, third),
        (middle, Kind.BASED_ON, first),
        (middle, Kind.AMENDS, second),
    ):
        relate(source, kind, target)
    assert shown(middle) == [
        ("Sửa đổi, bổ sung", ["2/QH"]),
        ("Căn cứ", ["3/QH", "1/QH"]),
        ("Được sửa đổi, bổ sung bởi", ["10/QH"]),
    ]


def test_related_documents_of_both_ways_stand_under_one_word():
    old, new = pair()
    third = make_document("3/QH", issued_on=NEW)
    relate(new, Kind.RELATED, old)
    relate(third, Kind.RELATED, new)
    assert shown(new) == [("Liên quan", ["02/2007/QH12", "3/QH"])]


@pytest.mark.parametrize("hidden", [{"state": State.DRAFT}, {"published_at": ahead(days=1)}, {"state": "withdrawn"}])
def test_hidden_end_is_never_named(client, hidden):
    old = make_document("02/2007/QH12", issued_on=OLD)
    secret = make_document("999/2022/MAT", issued_on=NEW, **hidden)
    relate(secret, Kind.REPLACES, old)
    relate(old, Kind.RELATED, secret)
    assert shown(old) == []
    assert b"999/2022/MAT" not in client.get(old.get_absolute_url()).content


@pytest.mark.parametrize(
    ("kind", "source", "target", "beginning"),
    [
        (Kind.AMENDS, {"issued_on": OLD}, {"issued_on": NEW}, "Văn bản ban hành ngày 21/11/2007 không thể sửa đổi"),
        (Kind.BASED_ON, {"issued_on": OLD}, {"issued_on": NEW}, "Văn bản ban hành ngày 21/11/2007 không thể căn cứ"),
        (Kind.RELATED, {"issued_on": OLD}, {"issued_on": NEW}, ""),
        (Kind.CITES, {"issued_on": OLD}, {"issued_on": NEW}, ""),
        (Kind.AMENDS, {"issued_on": NEW}, {"issued_on": NEW}, ""),
        (Kind.AMENDS, {"issued_on": NEW}, {"issued_on": OLD, "expired_on": date(2020, 1, 1)}, "1/QH đã hết hiệu lực"),
        (Kind.REPLACES, {"issued_on": NEW}, {"issued_on": OLD, "expired_on": NEW}, ""),
        (Kind.BASED_ON, {"issued_on": NEW}, {"issued_on": OLD, "expired_on": date(2020, 1, 1)}, ""),
    ],
)
def test_what_cannot_be_is_said(kind, source, target, beginning):
    sentence = relations.trouble(LegalDocument(number="2/QH", **source), kind, LegalDocument(number="1/QH", **target))
    assert sentence.startswith(beginning)
    assert bool(sentence) == bool(beginning)


def test_document_has_no_relation_with_itself():
    document = make_document()
    assert relations.trouble(document, Kind.RELATED, document) == "Văn bản không thể có quan hệ với chính nó."


def test_circle_is_found_through_others_but_not_through_mere_mentions():
    a, b, c = (make_document(issued_on=NEW) for _ in range(3))
    relate(a, Kind.AMENDS, b)
    relate(b, Kind.BASED_ON, c)
    circle = DocumentRelation.objects.circle
    assert [circle(c.pk, [a.pk]), circle(b.pk, [a.pk]), circle(a.pk, [c.pk])] == [True, True, False]
    DocumentRelation.objects.all().delete()
    relate(a, Kind.CITES, c)
    assert circle(c.pk, [a.pk]) is False


def test_proposal_is_made_once_both_are_public_and_no_date_is_there():
    old, new = pair(effective_on=date(2023, 7, 1))
    row = relate(new, Kind.REPLACES, old)
    assert list(DocumentRelation.objects.proposing()) == [row]
    question = relations.proposal(row.source, Kind.REPLACES, row.target)
    assert question == "13/2022/QH15 thay thế 02/2007/QH12: đóng hiệu lực từ ngày 01/07/2023?"
    assert row.take_effect(None) == []
    old.refresh_from_db()
    assert (old.expired_on, list(DocumentRelation.objects.proposing())) == (date(2023, 7, 1), [])


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_closes_its_own_date(kind):
    old, new = pair()
    row = relate(new, kind, old)
    if kind not in EFFECTS:
        assert list(DocumentRelation.objects.proposing()) == []
        return
    row.take_effect(None)
    old.refresh_from_db()
    dates = {name: getattr(old, name) for name in ("expired_on", "partly_expired_on", "suspended_on")}
    assert dates == {**dict.fromkeys(dates), EFFECTS[kind]: NEW}


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"state": State.DRAFT}, 0),
        ({"published_at": ahead(days=1)}, 0),
        ({}, 1),
    ],
)
def test_unpublished_document_proposes_nothing(change, count):
    old = make_document(issued_on=OLD)
    relate(make_document(issued_on=NEW, **change), Kind.REPEALS, old)
    assert DocumentRelation.objects.proposing().count() == count


def test_contradicting_date_is_not_written():
    old, new = pair()
    old.effective_on = date(2025, 1, 1)
    old.save()
    sentences = relate(new, Kind.REPLACES, old).take_effect(None)
    old.refresh_from_db()
    assert (sentences, old.expired_on) == (["Ngày hết hiệu lực phải sau ngày có hiệu lực."], None)


def test_unfinished_text_stays_unfinished_when_the_date_is_written():
    old, new = pair()
    old.summary = "Đang sửa dở"
    publishing.write(old, old.related_data(), None)
    relate(new, Kind.REPLACES, old).take_effect(None)
    old.refresh_from_db()
    newest = Revision.objects.of(old).first()
    assert (old.summary, old.expired_on) == ("Phòng, chống bạo lực gia đình", NEW)
    assert (newest.data["summary"], newest.data["expired_on"], newest.note) == ("Đang sửa dở", "2022-11-14", "")


def test_relations_follow_the_revision_and_keep_what_was_settled():
    old, new = pair()
    third = make_document("3/QH", issued_on=OLD)
    row = relate(new, Kind.REPLACES, old)
    row.is_settled = True
    row.save()
    listed = [{"kind": "amends", "target": third.pk}, {"kind": "replaces", "target": old.pk}]
    publishing.write(new, {**new.related_data(), "relations": listed}, None)
    assert shown(new) == [("Thay thế", ["02/2007/QH12"])]
    publishing.step(new, "publish", None)
    assert shown(new) == [("Sửa đổi, bổ sung", ["3/QH"]), ("Thay thế", ["02/2007/QH12"])]
    assert DocumentRelation.objects.get(kind="replaces").is_settled is True
    publishing.write(new, {**new.related_data(), "relations": []}, None, "publish")
    assert DocumentRelation.objects.count() == 0


def test_deleted_document_leaves_no_relation_behind():
    old, new = pair()
    relate(new, Kind.REPLACES, old)
    publishing.write(new, new.related_data(), None)
    number = Revision.objects.of(new).first().number
    old.delete()
    assert shown(new) == []
    publishing.bring_back(new, number, None)
    assert Revision.objects.of(new).first().data["relations"] == []
