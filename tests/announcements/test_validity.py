"""What a document is worth on any day: in memory and in a query alike."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest

from announcements import validity
from announcements.models import LegalDocument
from announcements.validity import Status
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


@pytest.mark.django_db
def test_filters_count_as_one_by_one_over_two_thousand(client):
    kinds, issuers = [make_kind(f"Loại {n}") for n in range(4)], [make_issuer(f"Cơ quan {n}") for n in range(3)]
    published = make_document().published_at
    rows = [
        LegalDocument(
            number=f"{n}/{2015 + n % 10}/NĐ-CP",
            kind=kinds[n % 4],
            issuer=issuers[n % 3],
            signer=("Nguyễn Thị Hoa", "Trần Thị Hòa")[n // 7 % 2],
            issued_on=date(2015 + n % 10, 1 + n % 12, 1),
            effective_on=date(2015 + n % 10, 1 + n % 12, 15) if n % 5 else None,
            expired_on=date(2025, 1, 1) if n % 7 == 0 else None,
            state="approved",
            published_at=published,
        )
        for n in range(1, 2000)
    ]
    LegalDocument.objects.bulk_create(derived(rows))
    asked = "?loai=loai-1&loai=loai-2&co_quan=co-quan-0&nguoi_ky=tran+thi&nam=2019&hieu_luc=in_force&ngay=01/06/2020"
    wanted = [
        row
        for row in rows
        if row.kind in kinds[1:3]
        and row.issuer == issuers[0]
        and row.signer == "Trần Thị Hòa"
        and row.issued_on.year == 2019
        and validity.status(row, date(2020, 6, 1)) == Status.IN_FORCE
    ]
    assert wanted
    assert client.get(f"/van-ban/{asked}").context["total"] == len(wanted)


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
