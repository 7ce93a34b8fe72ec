import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from hoiphunu import lunar

FESTIVALS = Path(__file__).parent / "lunar" / "festivals.csv"


def festivals():
    with FESTIVALS.open() as file:
        return [(int(r["day"]), int(r["month"]), int(r["year"]), r["solar"]) for r in csv.DictReader(file)]


def test_festivals_fall_where_the_sky_says():
    rows = festivals()
    assert len(rows) == 1441
    assert [row for row in rows if str(lunar.anniversary(*row[:3])) != row[3]] == []


def test_festivals_read_back():
    wrong = [row for row in festivals() if lunar.to_lunar(date.fromisoformat(row[3])) != (*row[:3], False)]
    assert wrong == []


def test_new_moon_half_a_minute_from_midnight():
    # 23:59:34 or 00:00:20, depending on the earth's rotation in fifty years: Hồ Ngọc Đức's rules say the 16th.
    assert lunar.to_solar(1, 10, 2077) == date(2077, 11, 16)


@pytest.mark.parametrize(
    ("day", "month", "year", "solar"),
    [
        (10, 3, 2023, "2023-04-29"),
        (10, 3, 2024, "2024-04-18"),
        (10, 3, 2025, "2025-04-07"),
        (10, 3, 2026, "2026-04-26"),
        (1, 1, 1985, "1985-01-21"),
        (1, 1, 2007, "2007-02-17"),
        (1, 1, 2025, "2025-01-29"),
        (1, 1, 2030, "2030-02-02"),
        (15, 8, 2025, "2025-10-06"),
    ],
)
def test_known_days(day, month, year, solar):
    assert str(lunar.to_solar(day, month, year)) == solar


@pytest.mark.parametrize("year_month", [(2020, 4), (2023, 2), (2025, 6), (2028, 5), (2031, 3), (2033, 11)])
def test_leap_months(year_month):
    year, month = year_month
    first, second = lunar.to_solar(1, month, year), lunar.to_solar(1, month, year, is_leap=True)
    assert (second - first).days in (29, 30)
    assert lunar.to_lunar(second) == (1, month, year, True)
    assert lunar.anniversary(1, month, year) == first


def test_only_these_years_have_a_leap_month():
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(366 * 14)]
    found = sorted({lunar.to_lunar(day)[2:0:-1] for day in days if lunar.to_lunar(day).is_leap})
    assert found == [(2020, 4), (2023, 2), (2025, 6), (2028, 5), (2031, 3), (2033, 11)]


@pytest.mark.parametrize(
    ("day", "month", "year", "is_leap"),
    [(30, 12, 2024, False), (1, 6, 2024, True), (1, 5, 2025, True), (1, 13, 2025, 0)],
)
def test_days_that_do_not_exist(day, month, year, is_leap):
    with pytest.raises(ValueError):
        lunar.to_solar(day, month, year, is_leap=bool(is_leap))


def test_thirtieth_of_a_short_month_is_kept_on_the_twenty_ninth():
    assert lunar.anniversary(30, 12, 2024) == lunar.to_solar(29, 12, 2024) == date(2025, 1, 28)
    assert lunar.anniversary(30, 12, 2023) == lunar.to_solar(30, 12, 2023)
    with pytest.raises(ValueError):
        lunar.anniversary(31, 12, 2024)


def test_every_day_is_one_lunar_day_and_back():
    day = date(1968, 1, 1)
    while day < date(2098, 12, 31):
        found = lunar.to_lunar(day)
        assert lunar.to_solar(found.day, found.month, found.year, is_leap=found.is_leap) == day
        day += timedelta(days=7)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 6, 17), "22/5"),
        (date(2025, 7, 24), "30/6"),
        (date(2025, 7, 25), "1/6 nhuận"),
        (date(2025, 1, 29), "1/1"),
    ],
)
def test_printed(day, text):
    assert str(lunar.to_lunar(day)) == text


@pytest.mark.parametrize(
    ("year", "name"), [(2024, "Giáp Thìn"), (2025, "Ất Tỵ"), (2026, "Bính Ngọ"), (40, "Canh Tý"), (43, "Quý Mão")]
)
def test_can_chi(year, name):
    assert lunar.can_chi(year) == name


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2101, 1, 1)])
def test_outside_its_years(day):
    with pytest.raises(ValueError):
        lunar.to_lunar(day)
