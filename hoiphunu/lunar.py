"""The Vietnamese lunar calendar (UTC+7), 1900 to 2100: pure functions over lunar-vn (Hồ Ngọc Đức's rules)."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from lunar_vn import can_chi as names
from lunar_vn.core import LunarDate, convert_lunar_to_solar, convert_solar_to_lunar


class LunarDay(NamedTuple):
    """A day of the lunar calendar; `is_leap` when its month is the second of that number in the year."""

    day: int
    month: int
    year: int
    is_leap: bool = False

    def __str__(self):
        """As people write it: "22/5", in a leap month "1/6 nhuận"."""
        return f"{self.day}/{self.month}{' nhuận' if self.is_leap else ''}"


@lru_cache(maxsize=4096)
def to_solar(day: int, month: int, year: int, *, is_leap: bool = False) -> date:
    """The solar date of a lunar one. In a year with a leap month, the month of that number means the first of the two;
    `is_leap` asks for the second. ValueError for a day that does not exist: the 30th of a short month, no such leap.
    """
    found = convert_lunar_to_solar(day, month, year, int(is_leap))
    # The package counts on past the end of a short month, and ignores the leap wish in years without one.
    if to_lunar(found) != (day, month, year, is_leap):
        raise ValueError(f"no lunar day {day}/{month}/{year}{' leap' if is_leap else ''}")
    return found


@lru_cache(maxsize=4096)
def to_lunar(day: date) -> LunarDay:
    """The lunar date of a solar one; ValueError outside 1900 to 2100."""
    found: LunarDate = convert_solar_to_lunar(day.day, day.month, day.year)
    return LunarDay(found.day, found.month, found.year, found.leap)


def anniversary(day: int, month: int, year: int) -> date:
    """When a yearly lunar day falls in lunar `year`: always in the first of two months of one number, never in the
    leap one; the 30th of a month of 29 days is kept on the 29th, as families do.
    """
    try:
        return to_solar(day, month, year)
    except ValueError:
        if day != 30:
            raise
        return to_solar(29, month, year)


def can_chi(year: int) -> str:
    """The name of a lunar year in the cycle of sixty: 2025 is "Ất Tỵ"."""
    return names.get_year_can_chi(year)
