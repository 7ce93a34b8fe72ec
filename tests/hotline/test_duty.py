from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from hotline import duty
from hotline.duty import Duty
from tests.conftest import HANOI

OFFICE = "07:00–11:00, 13:30–17:00"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("7:00-11:00, 13:30-17:00", OFFICE),
        ("7h-11h; 13h30 - 17h00", OFFICE),
        ("7–11,13.30 đến 17", OFFICE),
        ("0-24", "cả ngày đêm"),
        ("24/24", "cả ngày đêm"),
        ("Cả ngày đêm", "cả ngày đêm"),
        (OFFICE, OFFICE),
    ],
)
def test_hours_have_one_spelling(typed, kept):
    assert duty.normalise(typed) == kept


@pytest.mark.parametrize(
    "typed", ["giờ hành chính", "17-7", "7-7", "7:60-8", "7-25", "7-11, 10-12", "13-17, 7-11", "7", "7-11,", "-"]
)
def test_what_are_no_hours_is_refused(typed):
    with pytest.raises(ValidationError, match="Giờ trực chưa đúng"):
        duty.normalise(typed)


def on(moment):
    return datetime.fromisoformat(moment).replace(tzinfo=HANOI)


# 13/06/2025 is a Friday.
@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        ("2025-06-13 06:59", "weekdays", Duty(False, again=on("2025-06-13 07:00"))),
        ("2025-06-13 07:00", "weekdays", Duty(True, until=on("2025-06-13 11:00"))),
        ("2025-06-13 10:59", "weekdays", Duty(True, until=on("2025-06-13 11:00"))),
        ("2025-06-13 11:00", "weekdays", Duty(False, again=on("2025-06-13 13:30"))),
        ("2025-06-13 17:00", "weekdays", Duty(False, again=on("2025-06-17 07:00"))),
        ("2025-06-13 17:00", "to_saturday", Duty(False, again=on("2025-06-14 07:00"))),
        ("2025-06-14 17:00", "daily", Duty(False, again=on("2025-06-15 07:00"))),
        ("2025-06-16 09:00", "daily", Duty(False, again=on("2025-06-17 07:00"))),
    ],
)
def test_duty_of_office_hours(moment, days, expected):
    holiday = frozenset([date(2025, 6, 16)])  # a Monday
    assert duty.at(on(moment), OFFICE, days, holiday) == expected


def test_duty_of_all_hours_and_of_none():
    now = on("2025-06-14 03:00")
    assert duty.at(now, "cả ngày đêm", "daily", frozenset()) == Duty(True)
    assert duty.at(now, "cả ngày đêm", "weekdays", frozenset()) == Duty(False, again=on("2025-06-16 00:00"))
    assert (duty.at(now, "", "daily", frozenset()), duty.at(now, "sáng", "daily", frozenset())) == (None, None)


def test_nobody_answers_for_a_month():
    closed = frozenset(date(2025, 6, day) for day in range(1, 31)) | frozenset(
        date(2025, 7, day) for day in range(1, 32)
    )
    assert duty.at(on("2025-06-13 09:00"), OFFICE, "daily", closed) == Duty(False)
