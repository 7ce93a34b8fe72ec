from datetime import date, timedelta

import pytest

from announcements import stages
from announcements.models import Consultation
from announcements.stages import Stage
from tests.factories import make_consultation

FIRST, LAST, DIGEST = date(2025, 6, 10), date(2025, 6, 20), date(2025, 6, 25)
DAY = timedelta(days=1)


def draft(**values):
    return Consultation(**{"starts_on": FIRST, "ends_on": LAST, **values})


@pytest.mark.parametrize(
    ("day", "stage", "label"),
    [
        (FIRST - DAY, Stage.COMING, "Sắp lấy ý kiến, từ 10/06/2025"),
        (FIRST, Stage.OPEN, "Đang lấy ý kiến, còn 10 ngày"),
        (LAST - DAY, Stage.OPEN, "Đang lấy ý kiến, còn 1 ngày"),
        (LAST, Stage.OPEN, "Đang lấy ý kiến, hôm nay là ngày cuối"),
        (LAST + DAY, Stage.CLOSED, "Đã kết thúc"),
        (DIGEST - DAY, Stage.CLOSED, "Đã kết thúc"),
        (DIGEST, Stage.DIGESTED, "Đã có tổng hợp"),
    ],
)
def test_stage_and_its_words_on_each_day(day, stage, label):
    asked = draft(digest="<p>Tiếp thu.</p>", digest_on=DIGEST)
    assert (stages.stage(asked, day), stages.label(asked, day)) == (stage, label)


@pytest.mark.parametrize("half", [{"digest": "<p>Tiếp thu.</p>"}, {"digest_on": DIGEST}])
def test_half_a_digest_is_none(half):
    assert stages.stage(draft(**half), DIGEST) == Stage.CLOSED


@pytest.mark.django_db
def test_query_and_row_agree_on_every_day():
    whole = {"digest": "<p>Tiếp thu.</p>", "digest_on": DIGEST}
    for values in ({}, whole, {"digest_on": DIGEST}, {"digest": "<p>Tiếp thu.</p>"}, {"ends_on": FIRST}):
        make_consultation(**{"starts_on": FIRST, "ends_on": LAST, **values})
    rows = set(Consultation.objects.all())
    for day in (FIRST - DAY, FIRST, FIRST + DAY, LAST, LAST + DAY, DIGEST - DAY, DIGEST):
        wanted = {each: {row for row in rows if stages.stage(row, day) == each} for each in Stage}
        assert {each: set(Consultation.objects.in_stage(each, day)) for each in Stage} == wanted
        counts = {each: len(found) for each, found in wanted.items()}
        assert Consultation.objects.counts_by_stage(day) == counts


@pytest.mark.django_db
def test_order_of_the_list():
    day = date(2025, 6, 15)
    spans = {
        "closes last": (FIRST, LAST + DAY),
        "over long ago": (FIRST - 30 * DAY, FIRST - 20 * DAY),
        "comes later": (LAST + DAY, LAST + 9 * DAY),
        "closes first": (FIRST, LAST),
        "just over": (FIRST - 30 * DAY, day - DAY),
        "comes next": (LAST, LAST + 30 * DAY),
    }
    for title, (first, last) in spans.items():
        make_consultation(title=title, starts_on=first, ends_on=last)
    assert [row.title for row in Consultation.objects.in_order(day)] == [
        *("closes first", "closes last", "comes next", "comes later", "just over", "over long ago"),
    ]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"starts_on": FIRST, "ends_on": LAST}, []),
        ({"starts_on": FIRST, "ends_on": FIRST}, []),
        ({"starts_on": LAST, "ends_on": FIRST}, ["ends_on"]),
        ({"starts_on": None, "ends_on": None, "digest": "", "digest_on": None}, []),
        ({"ends_on": LAST, "digest": "<p>a</p>", "digest_on": LAST + DAY}, []),
        ({"ends_on": LAST, "digest": "<p>a</p>", "digest_on": LAST}, ["digest_on"]),
        ({"ends_on": LAST, "digest": "", "digest_on": DIGEST}, ["digest"]),
    ],
)
def test_dates_that_contradict_each_other(values, fields):
    assert list(stages.trouble(values)) == fields
