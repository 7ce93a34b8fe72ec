"""When a commemoration falls: its days in a year, and the days around them on which readers see its slogan."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from announcements import wording
from hoiphunu import lunar

# Around years outside these the lunar calendar is not reckoned.
FIRST_YEAR, LAST_YEAR = 1900, 2098


@dataclass(frozen=True)
class Occurrence:
    """`event` in `year` (of its own calendar: a lunar year for lunar days), from `first` to `last`, solar.

    `is_confirmed` is False while only a rule proposes the day. `slogan` is this year's own text, "" for the template.
    """

    event: object
    year: int
    first: date
    last: date
    is_confirmed: bool = True
    is_shown: bool = True
    slogan: str = ""

    @property
    def count(self) -> int:
        """How many years it is: 2025 is the 1985th of the rising of 40. 0 without a founding year."""
        return self.year - self.event.founding_year if self.event.founding_year else 0

    @property
    def roundness(self) -> int:
        """10 for every tenth year, 5 for every fifth, else 0."""
        return next((step for step in (10, 5) if self.count and self.count % step == 0), 0)

    @property
    def title(self) -> str:
        """80 năm Quốc khánh; the name alone where years are not counted."""
        return f"{self.count} năm {self.event.name}" if self.count and self.event.counts else self.event.name

    @property
    def shows_from(self) -> date:
        return self.first - timedelta(days=self.event.lead)

    @property
    def shows_until(self) -> date:
        """The last day of its window."""
        return self.last + timedelta(days=self.event.linger)

    @cached_property
    def text(self) -> str:
        return self.slogan or self.usual_text

    @property
    def usual_text(self) -> str:
        """By the template, whatever staff wrote for this year."""
        return wording.fill(self.event.pattern, self.event, self.year, self.first, self.last)

    @property
    def is_on_band(self) -> bool:
        """Whether its window shows anything: confirmed, not hidden this year, with a slogan at all."""
        return self.is_shown and self.is_confirmed and self.event.has_slogan

    def days_left(self, day: date) -> int:
        """Days from `day` until it begins; 0 or less once it has."""
        return (self.first - day).days

    def distance(self, day: date) -> str:
        """còn 4 ngày, hôm nay, đang diễn ra, đã qua 2 ngày."""
        left, past = self.days_left(day), (day - self.last).days
        if left > 0:
            return f"còn {left} ngày"
        if left == 0:
            return "hôm nay"
        return f"đã qua {past} ngày" if past > 0 else "đang diễn ra"


def ruled(event, year: int) -> tuple[date, date] | None:
    """The solar days that the rule of `event` gives for `year`; None before its first anniversary.

    29 February is kept on the 28th in common years. An end before the beginning is in the next year.
    """
    if event.founding_year and year <= event.founding_year:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first = _on(event, event.day, event.month, year)
    if not event.end_month:
        return first, first
    wraps = (event.end_month, event.end_day) < (event.month, event.day)
    return first, _on(event, event.end_day, event.end_month, year + wraps)


def _on(event, day, month, year):
    if event.is_lunar:
        return lunar.anniversary(day, month, year)
    if (day, month) == (29, 2) and not _is_leap(year):
        day = 28
    return date(year, month, day)


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def occurrence(event, year: int, override=None) -> Occurrence | None:
    """`event` in `year`; `override` is what staff wrote for that year (a CommemorationDay) or None."""
    days = ruled(event, year)
    if days is None:
        return None
    if override is None:
        return Occurrence(event, year, *days, is_confirmed=not event.moves_yearly)
    if override.starts_on:
        # The rule's length, unless they say otherwise.
        last = override.ends_on or override.starts_on + (days[1] - days[0])
        days = (override.starts_on, last)
    confirmed = not event.moves_yearly or override.starts_on is not None
    return Occurrence(event, year, *days, confirmed, override.is_shown, override.slogan)


class Calendar:
    """The occurrences of `events` (Commemoration rows) with the `overrides` of single years; reckoned once a year."""

    def __init__(self, events, overrides=()):
        self.events = list(events)
        self.overrides = {(row.commemoration_id, row.year): row for row in overrides}
        self._years, self._windows = {}, {}

    def of_year(self, year: int) -> list[Occurrence]:
        if year not in self._years:
            found = [occurrence(event, year, self.overrides.get((event.pk, year))) for event in self.events]
            self._years[year] = [one for one in found if one]
        return self._years[year]

    def between(self, first: date, last: date) -> list[Occurrence]:
        """Those that touch the solar days `first` to `last`, by their beginning."""
        years = range(first.year - 1, last.year + 1)
        found = [one for year in years for one in self.of_year(year) if one.first <= last and one.last >= first]
        return sorted(found, key=lambda one: (one.first, one.event.order, one.event.pk))

    def coming(self, day: date, days: int) -> list[Occurrence]:
        """What readers may know of: confirmed ones from `day` over so many days, those under way included."""
        found = self.between(day, day + timedelta(days=days))
        return [one for one in found if one.is_shown and one.is_confirmed]

    def due(self, day: date) -> list[Occurrence]:
        """Those whose window holds `day`."""
        return [one for first, last, one in self._windows_in(day.year) if first <= day <= last]

    def _windows_in(self, year):
        """[(first day, last day, occurrence)] of the windows that touch the solar `year`."""
        if year not in self._windows:
            opening, closing = date(year, 1, 1), date(year, 12, 31)
            # A window may reach over New Year, and a lunar year begins in February.
            near = [one for number in (year - 1, year, year + 1) for one in self.of_year(number)]
            windows = [(one.shows_from, one.shows_until, one) for one in near if one.is_shown and one.is_confirmed]
            self._windows[year] = [window for window in windows if window[0] <= closing and window[1] >= opening]
        return self._windows[year]
