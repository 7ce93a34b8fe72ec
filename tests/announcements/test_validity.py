"""What a document is worth on any day: in memory and in a query alike."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest

from announcements import validity
from announcements.models import LegalDocument
from announcements.validity import Status
from hoiphunu.vietnamese import fold
from tests.factories import make_document, make_field, make_issuer, make_kind

FIRST = date(2023, 7, 1)
DAYS = [FIRST + timedelta(days=day) for day in (-1, 0, 1, 30, 31)]


def derived(rows):
    rows = list(rows)
    for row in rows:
        row.derive()
    return rows


def generated():
    """Unsaved documents of every combination of the legal dates over five days."""
    names = ("effective_on", "partly_expired_on", "suspended_on", "resumed_on", "expired_on")
    kind, issuer = make_kind("Luật"), make_issuer("Quốc hội")
    base = make_document(kind=kind, issuer=issuer)
    for number, days in enumerate(product([None, FIRST, FIRST + timedelta(days=30)], repeat=5)):
        dates = dict(zip(names, days, strict=True))
        if dates["expired_on"] and dates["effective_on"] and dates["expired_on"] < dates["effective_on"]:
            continue  # the database refuses these
        yield LegalDocument(
            number=f"{number}/KH-BTV", kind=kind, issuer=issuer, issued_on=base.issued_on, state="draft", **dates
        )


@pytest.mark.django_db
def test_query_and_memory_agree_on_every_combination_of_dates():
    rows = LegalDocument.objects.bulk_create(derived(generated()))
    assert len(rows) > 200
    for day in DAYS:
        wanted = Counter(validity.status(row, day) for row in LegalDocument.objects.all())
        found = {each: LegalDocument.objects.with_status(each, day).count() for each in Status}
        assert found == {each: wanted[each] for each in Status}


def archive():
    """2,000 published documents, every third a joint one and with two fields."""
    kinds, issuers = [make_kind(f"Loại {n}") for n in range(4)], [make_issuer(f"Cơ quan {n}") for n in range(3)]
    fields, published = [make_field(f"Lĩnh vực {n}") for n in range(5)], make_document(kind=kinds[0]).published_at
    LegalDocument.objects.all().delete()
    rows = [
        LegalDocument(
            number=f"{n}/{2015 + n % 10}/NĐ-CP",
            kind=kinds[n % 4],
            issuer=issuers[n % 3],
            summary=("Chăm lo trẻ em", "Bình đẳng giới")[n // 11 % 2],
            signer=("Nguyễn Thị Hoa", "Trần Thị Hòa")[n // 7 % 2],
            issued_on=date(2015 + n % 10, 1 + n % 12, 1),
            effective_on=date(2015 + n % 10, 1 + n % 12, 15) if n % 5 else None,
            expired_on=date(2025, 1, 1) if n % 7 == 0 else None,
            suspended_on=date(2024, 12, 1) if n % 13 == 0 else None,
            state="approved" if n % 50 else "draft",
            published_at=published,
        )
        for n in range(1, 2001)
    ]
    LegalDocument.objects.bulk_create(derived(rows))
    for n, row in enumerate(rows, 1):
        row.named = {issuers[n % 3], *([issuers[(n + 1) % 3]] if n % 3 == 0 else [])}
        row.sorted_into = {fields[n % 5], *([fields[(n + 2) % 5]] if n % 3 == 0 else [])}
    for model, name, attribute in (
        (LegalDocument.co_issuers.through, "issuer", "named"),
        (LegalDocument.fields.through, "documentfield", "sorted_into"),
    ):
        pairs = [(row, other) for row in rows for other in getattr(row, attribute) if other != row.issuer]
        model.objects.bulk_create([model(legaldocument=row, **{name: other}) for row, other in pairs])
    return [row for row in rows if row.state == "approved"]


def holds(row, name, value, day):
    return {
        "q": lambda: value in fold(row.summary),
        "loai": lambda: row.kind.slug in value,
        "co_quan": lambda: value in {issuer.slug for issuer in row.named},
        "linh_vuc": lambda: value in {field.slug for field in row.sorted_into},
        "nguoi_ky": lambda: value in fold(row.signer),
        "nam": lambda: row.issued_on.year == value,
        "hieu_luc": lambda: validity.status(row, day) == value,
        "ngay": lambda: True,
    }[name]()


ASKED = [
    {},
    {"loai": ["loai-1"]},
    {"loai": ["loai-1", "loai-2"], "nam": 2019},
    {"co_quan": "co-quan-0", "hieu_luc": "in_force"},
    {"linh_vuc": "linh-vuc-3", "ngay": date(2024, 12, 15)},
    {"q": "tre em", "loai": ["loai-3"], "linh_vuc": "linh-vuc-0"},
    {"nguoi_ky": "tran thi", "hieu_luc": "suspended", "ngay": date(2024, 12, 15)},
    {
        **{"q": "gioi", "loai": ["loai-0", "loai-1"], "co_quan": "co-quan-2", "linh_vuc": "linh-vuc-1", "nam": 2020},
        **{"nguoi_ky": "hoa", "hieu_luc": "pending", "ngay": date(2020, 1, 3)},
    },
]


@pytest.mark.django_db
def test_every_filter_counts_as_one_by_one_over_two_thousand(client, frozen):
    frozen("2025-06-17 05:07")
    rows = archive()
    for asked in ASKED:
        day = asked.get("ngay", date(2025, 6, 17))
        query = {name: f"{one:%d/%m/%Y}" if isinstance(one, date) else one for name, one in asked.items()}
        context = client.get("/van-ban/", query).context

        def left(*but, asked=asked, day=day):
            rest = {name: value for name, value in asked.items() if name not in but}
            return [row for row in rows if all(holds(row, name, value, day) for name, value in rest.items())]

        def shown(name, context=context):
            return {choice.value: choice.count for choice in context[name] if choice.count}

        assert context["total"] == len(left()) == context["page_obj"].paginator.object_list.count()
        assert shown("kinds") == Counter(row.kind.slug for row in left("loai"))
        assert shown("issuers") == Counter(issuer.slug for row in left("co_quan") for issuer in row.named)
        assert shown("fields") == Counter(field.slug for row in left("linh_vuc") for field in row.sorted_into)
        assert shown("years") == Counter(str(row.issued_on.year) for row in left("nam"))
        assert shown("statuses") == Counter(validity.status(row, day).value for row in left("hieu_luc"))


@pytest.mark.django_db
def test_document_of_three_fields_is_counted_once(client):
    make_document(fields=[make_field(name) for name in ("Gia đình", "Trẻ em", "Việc làm")])
    assert client.get("/van-ban/?linh_vuc=tre-em").context["total"] == 1
    assert client.get("/van-ban/").context["total"] == 1


def test_timeline_goes_by_date_and_leaves_out_what_has_none():
    document = LegalDocument(
        issued_on=date(2022, 11, 14), effective_on=FIRST, suspended_on=date(2024, 1, 1), expired_on=date(2025, 1, 1)
    )
    steps = [(step["label"], step["is_done"]) for step in validity.timeline(document, date(2024, 6, 1))]
    assert steps == [("Ban hành", True), ("Có hiệu lực", True), ("Ngưng hiệu lực", True), ("Hết hiệu lực", False)]


@pytest.mark.parametrize(
    ("dates", "fields"),
    [
        ({"issued_on": FIRST, "effective_on": FIRST - timedelta(days=1)}, ["effective_on"]),
        ({"issued_on": FIRST, "partly_expired_on": FIRST - timedelta(days=1)}, ["partly_expired_on"]),
        ({"issued_on": FIRST, "suspended_on": FIRST - timedelta(days=1)}, ["suspended_on"]),
        ({"issued_on": FIRST, "resumed_on": FIRST}, ["resumed_on"]),
        ({"issued_on": FIRST, "suspended_on": FIRST, "resumed_on": FIRST}, ["resumed_on"]),
        ({"issued_on": FIRST, "effective_on": FIRST, "suspended_on": FIRST}, []),
        ({}, []),
    ],
)
def test_dates_that_contradict_each_other_are_named(dates, fields):
    assert list(validity.trouble(dates)) == fields
