"""When somebody answers a line: hours as staff type them, and whether it is on duty at a moment."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError

ALL_DAY = "cả ngày đêm"
ALL_DAY_SPELLINGS = re.compile(r"(?:cả ngày|cả ngày đêm|24/24|24/7|24/24h)", re.IGNORECASE)
SPAN = re.compile(r"(\d{1,2})(?:[:h.](\d{2})?)?\s*(?:-|–|—|đến)\s*(\d{1,2})(?:[:h.](\d{2})?)?", re.IGNORECASE)
WRONG = "Giờ trực chưa đúng. Ví dụ: 7:00-11:00, 13:30-17:00, hoặc: cả ngày đêm."
# Days of the week (Monday is 0) of each choice of `Hotline.days`.
DAYS = {"daily": range(7), "weekdays": range(5), "to_saturday": range(6)}
# Holidays are never longer than this in a row.
LOOK_AHEAD = 30


@dataclass(frozen=True)
class Duty:
    """Whether a line is answered at a moment, until when, or else from when on (aware; None: always, unknown)."""

    is_on: bool
    until: datetime | None = None
    again: datetime | None = None


def spans(text: str) -> list[tuple[int, int]]:
    """[(from, to)] in minutes of the day, in order; [] for no hours. Raises ValidationError."""
    text = text.strip()
    if not text:
        return []
    if ALL_DAY_SPELLINGS.fullmatch(text):
        return [(0, 24 * 60)]
    found = []
    for part in re.split(r"\s*[,;]\s*", text):
        if not (match := SPAN.fullmatch(part)):
            raise ValidationError(WRONG)
        hour, minute, last_hour, last_minute = (int(number or 0) for number in match.groups())
        begin, end = hour * 60 + minute, last_hour * 60 + last_minute
        if minute > 59 or last_minute > 59 or begin >= end or end > 24 * 60 or (found and found[-1][1] > begin):
            raise ValidationError(WRONG)
        found.append((begin, end))
    return found


def normalise(text: str) -> str:
    """One spelling: "7h-11h; 13.30 - 17h" → "07:00–11:00, 13:30–17:00"; "24/24" → "cả ngày đêm"."""
    found = spans(text)
    if found == [(0, 24 * 60)]:
        return ALL_DAY
    return ", ".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in found)


def at(now: datetime, hours: str, days: str, closed_on: frozenset[date]) -> Duty | None:
    """Duty at `now` (aware, Vietnamese time) of a line with these hours; None when its hours are not known.

    `days` is a key of DAYS; on the dates of `closed_on` nobody answers.
    """
    try:
        found = spans(hours)
    except ValidationError:
        found = []
    if not found:
        return None
    if found == [(0, 24 * 60)] and days == "daily" and not closed_on:
        return Duty(True)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(LOOK_AHEAD):
        day = midnight + timedelta(days=ahead)
        if day.weekday() not in DAYS[days] or day.date() in closed_on:
            continue
        for begin, end in found:
            if now < day + timedelta(minutes=begin):
                return Duty(False, again=day + timedelta(minutes=begin))
            if now < day + timedelta(minutes=end):
                return Duty(True, until=day + timedelta(minutes=end))
    return Duty(False)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
