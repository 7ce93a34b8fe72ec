from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from announcements.models import Banner
from hoiphunu import search
from tests.factories import make_banner, make_organisation

pytestmark = pytest.mark.django_db

DAY = date(2025, 6, 17)
TABLE = [
    ({}, True),
    ({"starts_on": DAY}, True),
    ({"starts_on": date(2025, 6, 18)}, False),
    ({"ends_on": DAY}, True),
    ({"ends_on": date(2025, 6, 16)}, False),
    ({"starts_on": date(2025, 6, 1), "ends_on": date(2025, 6, 30)}, True),
    ({"is_active": False}, False),
]


@pytest.mark.parametrize(("values", "shown"), TABLE)
@pytest.mark.parametrize("moment", ["2025-06-17 00:00:00", "2025-06-17 23:59:59"])
def test_shown_on_whole_days_in_vietnam(client, frozen, moment, values, shown):
    frozen(moment)
    make_organisation()
    banner = make_banner("Bình đẳng giới", **values)
    assert list(Banner.objects.on(DAY)) == ([banner] if shown else [])
    assert banner.is_on is shown
    assert [path for path in ("/", "/khau-hieu/") if "Bình đẳng giới" in client.get(path).content.decode()] == (
        ["/", "/khau-hieu/"] if shown else []
    )
    assert len(search.Found("binh dang gioi").entries) == shown


def test_turns_at_midnight_while_the_page_is_kept(client, frozen):
    make_banner("Hôm nay", ends_on=date(2025, 6, 17))
    make_banner("Ngày mai", starts_on=date(2025, 6, 18))
    found = []
    for moment in ("2025-06-17 23:59:59", "2025-06-18 00:00:00"):
        frozen(moment)
        found.append([slogan.text for slogan in client.get("/khau-hieu/").context["slogans"]])
    assert found == [["Hôm nay"], ["Ngày mai"]]


def test_order():
    last, first, second = make_banner(order=20), make_banner(order=5), make_banner(order=5)
    assert list(Banner.objects.on(DAY)) == [first, second, last]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"is_endless": False, "ends_on": None}, "Hãy ghi ngày cuối, hoặc chọn"),
        ({"is_endless": True, "ends_on": DAY}, "Hãy ghi ngày cuối, hoặc chọn"),
        ({"starts_on": DAY, "ends_on": date(2025, 6, 16), "is_endless": False}, "Ngày cuối phải từ ngày đầu trở đi"),
        ({"link": "javascript:alert(1)"}, "Địa chỉ phải bắt đầu bằng"),
    ],
)
def test_refused_in_words(values, sentence):
    banner = Banner(**{"slogan": "Khẩu hiệu", "is_endless": True, **values})
    with pytest.raises(ValidationError, match=sentence):
        banner.full_clean()
    if "link" not in values:
        with pytest.raises(IntegrityError), transaction.atomic():
            banner.save()


def test_one_day_is_enough():
    Banner(slogan="Khẩu hiệu", starts_on=DAY, ends_on=DAY).full_clean()


def test_ending_soon():
    soon = make_banner(ends_on=date(2025, 6, 24))
    make_banner(ends_on=date(2025, 6, 25)), make_banner(ends_on=date(2025, 6, 16)), make_banner()
    make_banner(ends_on=DAY, is_active=False)
    assert list(Banner.objects.ending_between(DAY, date(2025, 6, 24))) == [soon]


def test_says_when_its_own_words_are_past(frozen):
    frozen("2025-02-03 23:59")
    banner = make_banner("Kỷ niệm 95 năm (03/02/1930 - 03/02/2025)")
    assert (banner.last_day_named, banner.is_past, make_banner("Bình đẳng").is_past) == (date(2025, 2, 3), False, False)
    frozen("2025-02-04 00:00")
    assert banner.is_past is True


@pytest.mark.parametrize(("moment", "shown"), [("2025-02-03 23:59:59", 1), ("2025-02-04 00:00:00", 0)])
def test_leaves_with_the_day_its_words_speak_of(client, frozen, moment, shown):
    frozen(moment)
    banner = make_banner("Kỷ niệm 95 năm (03/02/1930 - 03/02/2025)")
    assert (banner.is_on, len(search.Found("ky niem").entries)) == (bool(shown), shown)
    assert len(client.get("/khau-hieu/").context["slogans"]) == shown
    assert list(Banner.objects.past_on(date.fromisoformat(moment[:10]))) == ([] if shown else [banner])


def test_quoted_day_ends_nothing(frozen):
    frozen("2025-06-17 08:00")
    banner = make_banner("Làm theo Chỉ thị ngày 15/5/2016", is_quoting=True)
    assert (list(Banner.objects.on(DAY)), banner.is_past, banner.leaves_on) == ([banner], False, None)


def test_new_slogan_about_a_past_day_is_refused_with_the_count(frozen):
    frozen("2025-06-17 08:00")
    banner = Banner(slogan="Kỷ niệm 95 năm (03/02/1930 - 03/02/2025)", is_endless=True)
    with pytest.raises(ValidationError, match="Câu này nói về ngày 03/02/2025, đã qua 134 ngày, nên sẽ không hiện"):
        banner.full_clean()
    banner.is_quoting = True
    banner.full_clean()
    stored = make_banner("Kỷ niệm 95 năm (03/02/1930 - 03/02/2025)")
    stored.full_clean()
