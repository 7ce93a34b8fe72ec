"""What the band shows on a day, and why: one pure function of the day, the commemorations and the free slogans."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from announcements import wording
from announcements.occurrences import Calendar, Occurrence


@dataclass(frozen=True)
class Slogan:
    """One slogan of the band; `occurrences` is empty for a free one, whose row is `banner`."""

    text: str
    occurrences: tuple[Occurrence, ...] = ()
    banner: object = None

    @property
    def link(self):
        return self.banner.link if self.banner else ""

    @property
    def photo(self):
        return self.banner.photo if self.banner else None

    @property
    def roundness(self) -> int:
        return max((one.roundness for one in self.occurrences), default=0)

    def why(self, day: date) -> str:
        """A sentence for staff: which day it is about and when it leaves."""
        if self.banner:
            end = self.banner.leaves_on
            return f"câu tự do, hiện đến hết {end:%d/%m/%Y}" if end else "câu tự do, không hết hạn"
        one = self.occurrences[0]
        window = f"hiện từ {one.shows_from:%d/%m/%Y} đến hết {one.shows_until:%d/%m/%Y}"
        names = wording.AND.join(occurrence.event.name for occurrence in self.occurrences)
        return f"{names}: {one.first:%d/%m/%Y}, {one.distance(day)}; {window}"


def shown(day: date, calendar: Calendar, banners=()) -> list[Slogan]:
    """The slogans of `day` in their order: commemorations in their windows, then free slogans (Banner rows).

    Those of the day itself come first, then round anniversaries (×10, ×5), then by importance and nearness.
    """
    due = [one for one in calendar.due(day) if one.event.has_slogan]
    due.sort(key=lambda one: (one.first, one.event.order, one.event.pk))
    slogans = [slogan for _, group in groupby(due, key=lambda one: one.first) for slogan in _of_one_day(list(group))]
    slogans.sort(key=lambda slogan: _rank(slogan, day))
    free = [Slogan(banner.slogan, banner=banner) for banner in banners if banner.is_on_day(day)]
    return slogans + free


def _of_one_day(due):
    """The occurrences that begin on one day as slogans: own texts once, templates that begin alike two in one."""
    slogans, waiting = {}, {}
    for one in due:
        if one.slogan:
            told = slogans[one.slogan].occurrences if one.slogan in slogans else ()
            slogans[one.slogan] = Slogan(one.slogan, (*told, one))
            continue
        head = wording.head(one.event.pattern)
        partner = waiting.pop(head, None) if head and one.event.counts else None
        if partner is None:
            slogans[one.event.pk] = Slogan(one.text, (one,))
            if one.event.counts:
                waiting[head] = one
        else:
            both = wording.joined(partner.text, one.text, head)
            slogans[partner.event.pk] = Slogan(both, (partner, one))
    return list(slogans.values())


def _rank(slogan, day):
    one = min(slogan.occurrences, key=lambda one: one.event.rank)
    return one.first != day, -slogan.roundness, one.event.rank, abs(one.days_left(day)), one.event.order, one.event.pk


def accent(day: date, calendar: Calendar) -> str:
    """The ornament of the most important commemoration in its window on `day`, "" for none."""
    due = [one for one in calendar.due(day) if one.event.accent]
    return min(due, key=lambda one: (one.event.rank, one.first)).event.accent if due else ""


def highlights(day: date, calendar: Calendar, count: int) -> list[Occurrence]:
    """The next `count` days worth a place on the home page: great days, the Union's and local ones before others."""
    coming = calendar.coming(day, 365)
    # The first three kinds; where there are too few of them, whatever comes next.
    chosen = sorted(coming, key=lambda one: (one.event.rank > 2, one.first))[:count]
    return sorted(chosen, key=lambda one: (one.first, one.event.order, one.event.pk))
