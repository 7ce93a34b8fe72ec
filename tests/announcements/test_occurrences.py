from datetime import date

import pytest

from announcements.models import Commemoration, CommemorationDay
from announcements.occurrences import Calendar, occurrence, ruled


def event(day, month, **overrides):
    return Commemoration(pk=1, key="a", name="Ngày A", day=day, month=month, **overrides)


def lunar(day, month, **overrides):
    return event(day, month, calendar="lunar", **overrides)


@pytest.mark.parametrize(
    ("row", "year", "days"),
    [
        (event(28, 6), 2025, "2025-06-28 2025-06-28"),
        (event(29, 2), 2024, "2024-02-29 2024-02-29"),
        (event(29, 2), 2025, "2025-02-28 2025-02-28"),
        (event(29, 2), 2100, None),
        (event(1, 6, end_day=30, end_month=6), 2025, "2025-06-01 2025-06-30"),
        (event(25, 12, end_day=3, end_month=1), 2025, "2025-12-25 2026-01-03"),
        (event(8, 3, founding_year=1910), 1910, None),
        (event(8, 3, founding_year=1910), 1911, "1911-03-08 1911-03-08"),
        (lunar(10, 3), 2025, "2025-04-07 2025-04-07"),
        # The sixth month of 2025 comes twice: the first counts.
        (lunar(15, 6), 2025, "2025-07-09 2025-07-09"),
        (lunar(30, 12), 2024, "2025-01-28 2025-01-28"),
        (lunar(23, 12), 2025, "2026-02-10 2026-02-10"),
        (lunar(29, 8, end_day=1, end_month=9), 2022, "2022-09-24 2022-09-26"),
    ],
)
def test_ruled(row, year, days):
    found = ruled(row, year)
    assert (f"{found[0]} {found[1]}" if found else None) == days


@pytest.mark.parametrize(
    ("founded", "year", "count", "roundness"),
    [(40, 2025, 1985, 5), (1910, 2025, 115, 5), (1975, 2025, 50, 10), (1959, 2025, 66, 0), (None, 2025, 0, 0)],
)
def test_counts(founded, year, count, roundness):
    one = occurrence(event(8, 3, founding_year=founded), year)
    assert (one.count, one.roundness) == (count, roundness)


@pytest.mark.parametrize(
    ("values", "window"),
    [
        ({"importance": "major"}, "2025-06-13 2025-07-01"),
        ({"importance": "union"}, "2025-06-13 2025-07-01"),
        ({"importance": "local"}, "2025-06-18 2025-06-30"),
        ({"importance": "international"}, "2025-06-21 2025-06-29"),
        ({"importance": "tradition"}, "2025-06-21 2025-06-29"),
        ({"importance": "major", "lead_days": 0, "linger_days": 0}, "2025-06-28 2025-06-28"),
        ({"importance": "major", "lead_days": 30}, "2025-05-29 2025-07-01"),
    ],
)
def test_windows(values, window):
    one = occurrence(event(28, 6, **values), 2025)
    assert f"{one.shows_from} {one.shows_until}" == window


def day(**values):
    return CommemorationDay(commemoration_id=1, year=2025, **values)


@pytest.mark.parametrize(
    ("override", "days", "confirmed"),
    [
        (None, "2025-12-04 2025-12-04", False),
        (day(slogan="Riêng"), "2025-12-04 2025-12-04", False),
        (day(starts_on=date(2025, 11, 5)), "2025-11-05 2025-11-05", True),
        (day(starts_on=date(2025, 11, 3), ends_on=date(2025, 11, 5)), "2025-11-03 2025-11-05", True),
    ],
)
def test_a_rule_only_proposes_days_of_the_khmer_calendar(override, days, confirmed):
    one = occurrence(lunar(15, 10, moves_yearly=True), 2025, override)
    assert (f"{one.first} {one.last}", one.is_confirmed) == (days, confirmed)


def test_own_day_keeps_the_length_of_the_rule():
    row = lunar(29, 8, end_day=1, end_month=9, moves_yearly=True)
    one = occurrence(row, 2025, day(starts_on=date(2025, 9, 21)))
    # By the rule of 2025: 19 and 20 October, the eighth month having 29 days.
    assert (str(one.first), str(one.last)) == ("2025-09-21", "2025-09-22")


@pytest.mark.parametrize(
    ("today", "text"),
    [
        ("06-17", "còn 11 ngày"),
        ("06-28", "hôm nay"),
        ("06-29", "đang diễn ra"),
        ("06-30", "đang diễn ra"),
        ("07-02", "đã qua 2 ngày"),
    ],
)
def test_distance(today, text):
    one = occurrence(event(28, 6, end_day=30, end_month=6), 2025)
    assert one.distance(date.fromisoformat(f"2025-{today}")) == text


def test_coming_leaves_out_what_nobody_has_confirmed_or_somebody_has_hidden():
    rows = [event(28, 6), event(29, 6, moves_yearly=True), event(30, 6)]
    for number, row in enumerate(rows, 1):
        row.pk, row.key = number, f"k{number}"
    calendar = Calendar(rows, [CommemorationDay(commemoration_id=3, year=2025, is_shown=False)])
    assert [one.event.pk for one in calendar.coming(date(2025, 6, 28), 364)] == [1]
    assert [one.event.pk for one in calendar.coming(date(2025, 6, 28), 367)] == [1, 1, 3]


def test_window_reaches_over_new_year():
    calendar = Calendar([event(1, 1, importance="major")])
    assert [one.year for one in calendar.due(date(2025, 12, 20))] == [2026]
    assert [one.year for one in calendar.due(date(2026, 1, 4))] == [2026]
    assert calendar.due(date(2026, 1, 5)) == []
