from datetime import date

import pytest
from django.core.exceptions import ValidationError

from announcements.models import DocumentField, DocumentType, LegalDocument
from announcements.validity import Status
from hoiphunu import search
from hoiphunu.publishing import State
from tests.factories import make_document, make_field, make_file, make_issuer, make_kind

pytestmark = pytest.mark.django_db

DAY = date(2025, 6, 17)
LEGAL = [
    ({}, Status.IN_FORCE),
    ({"effective_on": DAY}, Status.IN_FORCE),
    ({"effective_on": date(2025, 6, 18)}, Status.PENDING),
    ({"expired_on": DAY}, Status.EXPIRED),
    ({"expired_on": date(2025, 6, 18)}, Status.IN_FORCE),
    ({"effective_on": date(2023, 7, 1), "expired_on": date(2025, 6, 16)}, Status.EXPIRED),
    ({"partly_expired_on": DAY}, Status.PARTIAL),
    ({"partly_expired_on": date(2025, 6, 18)}, Status.IN_FORCE),
    ({"suspended_on": DAY}, Status.SUSPENDED),
    ({"suspended_on": date(2025, 1, 1), "resumed_on": DAY}, Status.IN_FORCE),
    ({"suspended_on": date(2025, 1, 1), "resumed_on": date(2025, 6, 18)}, Status.SUSPENDED),
    ({"suspended_on": DAY, "partly_expired_on": date(2024, 1, 1)}, Status.SUSPENDED),
    ({"suspended_on": date(2025, 1, 1), "expired_on": DAY}, Status.EXPIRED),
]


@pytest.mark.parametrize(("dates", "status"), LEGAL)
def test_legal_status_is_another_matter_than_publication(frozen, dates, status):
    frozen("2025-06-17 00:00")
    document = make_document(**dates)
    assert (document.status, document.get_status_display(), document.is_published) == (status, status.label, True)
    found = {each: list(LegalDocument.objects.with_status(each, DAY)) for each in Status}
    assert found == {each: [document] if each == status else [] for each in Status}


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        ("Phòng, chống bạo lực", "Luật phòng, chống bạo lực"),
        ("HĐND tỉnh", "Luật HĐND tỉnh"),
        ("X", "Luật X"),
        ("", "Luật "),
    ],
)
def test_title_joins_kind_and_summary(summary, title):
    assert make_document(summary=summary).title == title


def test_slug_comes_from_kind_and_number():
    document = make_document(" 13/2022/QH15  ", kind=make_kind("Nghị định"))
    assert (document.number, document.slug) == ("13/2022/QH15", "nghi-dinh-13-2022-qh15")


def test_renamed_kind_and_issuer_are_followed():
    kind, issuer = make_kind("Luật"), make_issuer("Quốc hội")
    document = make_document("1/2022", kind=kind, issuer=issuer)
    updated_at = LegalDocument.objects.get().updated_at
    kind.name, issuer.name = "Bộ luật", "Chính phủ"
    kind.save(), issuer.save()
    document.refresh_from_db()
    assert (document.slug, document.updated_at) == ("bo-luat-1-2022", updated_at)
    found = [LegalDocument.objects.matching(asked).count() for asked in ("bo luat", "chinh phu", "quoc hoi")]
    assert found == [1, 1, 0]


def test_kind_with_a_proper_name_keeps_the_capital():
    assert make_document(kind=make_kind(has_proper_name=True)).title == "Luật Phòng, chống bạo lực gia đình"


@pytest.mark.parametrize(
    ("asked", "count"),
    [("13/2022", 1), ("PHÒNG CHỐNG", 1), ("phong, chong", 1), ("quoc hoi luat", 1), ("nguyen", 1), ("%", 0), ("", 1)],
)
def test_matching_ignores_accents(asked, count):
    make_document("13/2022/QH15", signer="Nguyễn Văn A")
    assert LegalDocument.objects.matching(asked).count() == count


ARCHIVE = ("77/KH-BTV", "778/KH-BTV", "36-HD/VPTW", "13/2022/QH15", "76/2023/NĐ-CP", "Không số")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kh 77", ["77/KH-BTV"]),
        ("77/kh-btv", ["77/KH-BTV"]),
        ("36 hd vptw", ["36-HD/VPTW"]),
        ("13/2022/qh15", ["13/2022/QH15"]),
        ("luật 13/2022/QH 15", ["13/2022/QH15"]),
        ("nd 76 2023", ["76/2023/NĐ-CP"]),
        ("076/2023/nđ-cp", ["76/2023/NĐ-CP"]),
        ("7", []),
        ("không số", ["Không số"]),
    ],
)
def test_numbers_are_found_however_they_are_typed(asked, found):
    for number in ARCHIVE:
        make_document(number)
    assert [document.number for document in LegalDocument.objects.matching(asked)] == found


def test_equal_days_go_by_number():
    for number in ("9/KH-BTV", "77/KH-BTV", "10/KH-BTV"):
        make_document(number)
    newest = [document.number for document in LegalDocument.objects.newest()]
    assert newest == ["77/KH-BTV", "10/KH-BTV", "9/KH-BTV"]


@pytest.mark.parametrize(
    ("number", "issued_on", "twins"),
    [
        ("77/KH-BTV", date(2024, 12, 31), 1),
        ("77 / kh-btv", date(2024, 1, 1), 1),
        ("77/KH-BTV", date(2025, 1, 1), 0),
        ("36-HD/VPTW", date(2021, 1, 1), 1),
        ("36-HD/VPTW", date(2026, 1, 1), 0),
        ("Không số", date(2024, 6, 1), 0),
    ],
)
def test_number_is_given_once_a_year_or_a_term(number, issued_on, twins):
    issuer = make_issuer("Ban Thường vụ")
    for first in ("77/KH-BTV", "36-HD/VPTW", "Không số"):
        make_document(first, issuer=issuer, issued_on=date(2024, 5, 1))
    other = make_document(number, issuer=issuer, issued_on=issued_on)
    assert LegalDocument.objects.same_number(other).count() == twins
    elsewhere = make_document(number, issuer=make_issuer("Đoàn Chủ tịch"), issued_on=issued_on)
    assert LegalDocument.objects.same_number(elsewhere).count() == 0


def test_filters():
    luat, nghi_dinh = make_kind("Luật"), make_kind("Nghị định")
    family, work = make_field("Gia đình"), make_field("Việc làm")
    first = make_document(kind=luat, fields=[family], issued_on=date(2022, 11, 14))
    second = make_document(kind=nghi_dinh, fields=[work, family], issuer=make_issuer("Chính phủ"), issued_on=DAY)
    documents = LegalDocument.objects
    assert list(documents.newest()) == [second, first]
    assert list(documents.of_kinds(["luat"])) == [first]
    assert list(documents.of_kinds(["luat", "nghi-dinh"])) == [second, first]
    assert list(documents.by_issuer("chinh-phu")) == [second]
    assert list(documents.in_field("viec-lam")) == [second]
    assert list(documents.in_year(2022)) == [first]
    assert list(documents.near(first)) == [second]
    assert [(f.slug, f.count) for f in DocumentField.objects.with_documents()] == [("gia-dinh", 2), ("viec-lam", 1)]


def test_joint_document_belongs_to_each_of_its_issuers(django_assert_num_queries):
    ministry, union = make_issuer("Bộ Công an"), make_issuer("Hội Phụ nữ")
    joint = make_document(
        "1/KHLT-BCA-HPN",
        issuer=ministry,
        co_issuers=[union, ministry],
        signer="Lê Văn An",
        signer_position="Thứ trưởng",
        co_signers="Trần Thị Bình, Phó Chủ tịch\n\nĐỗ Chí",
    )
    alone = make_document("2/KH-HPN", issuer=union)
    assert joint.issuers == [ministry, union]
    assert joint.signers == [("Lê Văn An", "Thứ trưởng"), ("Trần Thị Bình", "Phó Chủ tịch"), ("Đỗ Chí", "")]
    documents = LegalDocument.objects
    assert list(documents.by_issuer("hoi-phu-nu").newest()) == [alone, joint]
    assert list(documents.by_issuer("bo-cong-an")) == [joint]
    assert list(documents.signed_by("tran thi binh")) == list(documents.matching("hoi phu nu 1")) == [joint]
    with django_assert_num_queries(1):
        assert documents.counts_by_issuer() == {ministry.pk: 1, union.pk: 2}
    assert list(
        documents.same_number(
            LegalDocument(number="1/KHLT-BCA-HPN", number_key=joint.number_key, issuer=union, issued_on=joint.issued_on)
        )
    ) == [joint]
    union.name = "Hội Liên hiệp Phụ nữ"
    union.save()
    assert documents.matching("lien hiep").count() == 2


def test_whole_text_of_a_document_and_of_its_files_is_searched():
    document = make_document(files=["Bản ký"], body="<p>Điều 1. Giải trình công khai.</p>")
    assert search.Found("giai trinh").entries.count() == 1
    document.files.update(text="Nơi nhận: lưu văn thư")
    assert search.Found("luu van thu").entries.count() == 1
    document.apply_related({"files": []})
    assert search.Found("luu van thu").entries.count() == 0


def test_words_only_drafts_use_are_not_offered():
    make_document(kind=make_kind("Luật"), state=State.DRAFT)
    assert list(DocumentType.objects.with_documents()) == []


def test_dates_in_the_wrong_order_are_refused_in_words():
    document = make_document()
    document.effective_on, document.expired_on = DAY, date(2025, 6, 16)
    with pytest.raises(ValidationError, match="Ngày hết hiệu lực phải sau ngày có hiệu lực"):
        document.full_clean()


def test_files_are_public_in_their_order_once_listed():
    document = make_document()
    first, second, third = (make_file(document, title) for title in ("Một", "Hai", "Ba"))
    document.apply_related(
        {"files": [{"id": third.pk, "title": "Ba", "order": 1}, {"id": first.pk, "title": "Một", "order": 2}]}
    )
    assert [stored.title for stored in document.public_files] == ["Ba", "Một"]
    second.refresh_from_db()
    assert second.is_attached is False


def test_files_of_another_document_cannot_be_attached():
    document, other = make_document(), make_document()
    stored = make_file(other)
    document.apply_related({"files": [{"id": stored.pk, "title": "x", "order": 1}]})
    stored.refresh_from_db()
    assert (document.public_files, stored.is_attached, stored.document) == ([], False, other)
