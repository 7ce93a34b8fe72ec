"""Every filter of the document list, alone and with others, against counting 2,000 documents one by one."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from announcements import numbers, register, validity
from announcements.models import LegalDocument
from announcements.validity import Status
from hoiphunu.publishing import State
from hoiphunu.vietnamese import words
from tests.factories import at, make_field, make_issuer, make_kind

pytestmark = pytest.mark.django_db
COUNT, TODAY = 2000, date(2025, 6, 17)
SUMMARIES = ("Phòng, chống bạo lực gia đình", "Chăm lo phụ nữ khuyết tật", "Bình đẳng giới", "Báo cáo năm", "Vì trẻ em")
SIGNERS = ("", "Nguyễn Thị Hồng Hạnh", "Trần Thị Bé", "Lâm Sa Rinh")


@pytest.fixture
def documents():
    """Documents of every sort, with their issuers and fields at hand as `all_issuers` and `all_fields`."""
    chance = random.Random(7)
    kinds = [make_kind(name) for name in ("Luật", "Nghị định", "Kế hoạch", "Công văn", "Quyết định")]
    issuers = [make_issuer(name) for name in ("Quốc hội", "Chính phủ", "Ban Thường vụ", "Công an tỉnh", "Tỉnh đoàn")]
    fields = [make_field(name) for name in ("Gia đình", "Trẻ em", "Bình đẳng giới", "Khởi nghiệp")]
    made = []
    for number in range(COUNT):
        issued_on = date(2015, 1, 1) + timedelta(days=chance.randrange(4000))

        def later(share, start=issued_on):
            return start + timedelta(days=chance.randrange(1, 2500)) if chance.random() < share else None

        suspended_on = later(0.15)
        row = LegalDocument(
            number=f"{number % 400}/{chance.choice(['KH-BTV', 'NĐ-CP', 'QĐ-UBND', 'CV-BTV'])}",
            kind=chance.choice(kinds),
            issuer=chance.choice(issuers),
            summary=chance.choice(SUMMARIES),
            signer=chance.choice(SIGNERS),
            issued_on=issued_on,
            effective_on=later(0.6),
            expired_on=later(0.3, issued_on + timedelta(days=2500)),
            partly_expired_on=later(0.2),
            suspended_on=suspended_on,
            resumed_on=suspended_on and later(0.5, suspended_on),
            state=chance.choice([State.APPROVED] * 8 + [State.DRAFT, State.WITHDRAWN]),
            published_at=at("2025-06-18 08:00") if chance.random() < 0.05 else at("2025-01-02 08:00"),
        )
        row.derive()
        row.all_issuers = {row.issuer, *chance.sample(issuers, chance.choice([0, 0, 0, 1, 2]))}
        row.all_fields = set(chance.sample(fields, chance.choice([0, 1, 1, 2])))
        made.append(row)
    LegalDocument.objects.bulk_create(made)
    joint, in_field = LegalDocument.co_issuers.through, LegalDocument.fields.through
    joint.objects.bulk_create(
        joint(legaldocument=row, issuer=other) for row in made for other in row.all_issuers - {row.issuer}
    )
    in_field.objects.bulk_create(
        in_field(legaldocument=row, documentfield=each) for row in made for each in row.all_fields
    )
    return made


def holds(document, text):
    asked = numbers.asked(text)
    if numbers.is_question(text):
        return all(word in document.folded.split() for word in asked)
    return all(any(word.startswith(begun) for word in document.folded.split()) for begun in asked)


def fits(document, chosen, day):
    """What a clerk would answer, one document at a time."""
    asked = {
        "q": lambda text: holds(document, text),
        "loai": lambda slugs: document.kind.slug in slugs,
        "co_quan": lambda slug: slug in {issuer.slug for issuer in document.all_issuers},
        "linh_vuc": lambda slug: slug in {each.slug for each in document.all_fields},
        "nguoi_ky": lambda name: f" {' '.join(words(name))} " in f" {' '.join(words(document.signer))} ",
        "nam": lambda year: document.issued_on.year == year,
        "hieu_luc": lambda status: validity.status(document, day) == status,
        "ngay": lambda _: True,
    }
    is_public = document.state == State.APPROVED and document.published_at <= at("2025-06-17 09:00")
    return is_public and all(asked[name](value) for name, value in chosen.items())


def choices(seed):
    """One set of filters: each asked for now and then."""
    chance = random.Random(seed)
    possible = {
        "q": lambda: chance.choice(
            ["bao luc", "phu nu", "gia dinh", "77/kh-btv", "kh 77", "nd", "binh dang gioi", "le"]
        ),
        "loai": lambda: chance.sample(["luat", "nghi-dinh", "ke-hoach", "cong-van"], chance.choice([1, 2])),
        "co_quan": lambda: chance.choice(["quoc-hoi", "chinh-phu", "cong-an-tinh"]),
        "linh_vuc": lambda: chance.choice(["gia-dinh", "tre-em"]),
        "nguoi_ky": lambda: chance.choice(["nguyen thi", "be", "Sa Rinh"]),
        "nam": lambda: chance.choice([2016, 2020, 2024]),
        "hieu_luc": lambda: chance.choice(Status.values),
        "ngay": lambda: chance.choice([date(2019, 5, 1), date(2027, 1, 1)]),
    }
    return {name: choose() for name, choose in possible.items() if chance.random() < 0.35}


def wrong_counts(documents, chosen):
    """(filters, what, expected, found) where the page would tell another number."""
    found = register.Register(chosen, register.words(), TODAY)
    day = chosen.get("ngay", TODAY)

    def counted(without, values):
        left = {name: value for name, value in chosen.items() if name != without}
        return Counter(value for row in documents if fits(row, left, day) for value in values(row))

    expected = {
        "total": counted("", lambda row: ["all"])["all"],
        "loai": counted("loai", lambda row: [row.kind.slug]),
        "co_quan": counted("co_quan", lambda row: [issuer.slug for issuer in row.all_issuers]),
        "linh_vuc": counted("linh_vuc", lambda row: [each.slug for each in row.all_fields]),
        "nam": counted("nam", lambda row: [str(row.issued_on.year)]),
        "hieu_luc": counted("hieu_luc", lambda row: [str(validity.status(row, day))]),
    }
    told = {"total": found.total}
    for name, listed in (
        ("loai", found.kinds()),
        ("co_quan", found.issuers()),
        ("linh_vuc", found.fields()),
        ("nam", found.years()),
        ("hieu_luc", found.statuses()),
    ):
        told[name] = Counter({choice.value: choice.count for choice in listed if choice.count})
    shown = {row.pk for row in found.documents()}
    told["documents"] = shown
    expected["documents"] = {row.pk for row in documents if fits(row, chosen, day)}
    return [(chosen, name, expected[name], told[name]) for name in expected if expected[name] != told[name]]


def test_counts_equal_counting_one_by_one(documents, frozen):
    frozen("2025-06-17 09:00")
    alone = [{}, *({name: value} for seed in range(40) for name, value in choices(seed).items() if name != "ngay")]
    together = [choices(seed) for seed in range(60)]
    assert len({len(chosen) for chosen in together}) > 4
    wrong = [miss for chosen in [*alone, *together] for miss in wrong_counts(documents, chosen)]
    assert wrong == []
    assert register.Register({}, register.words(), TODAY).total > 1400
