"""Takes a marquee line apart ("… * … * …"): which commemoration each piece speaks of, for which year, what is wrong."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from announcements.occurrences import Occurrence, occurrence
from announcements.slogan_dates import FULL_DATE, YEAR, last_day
from hoiphunu.lunar import can_chi
from hoiphunu.vietnamese import nfc, words

MOST_PIECES = 60
SEPARATOR = re.compile(r"\s*[*•\n]+\s*")
# How offices shorten the names that commemorations spell out.
SHORT = {
    "lhpn": "lien hiep phu nu",
    "qdnd": "quan doi nhan dan",
    "cand": "cong an nhan dan",
    "mttq": "mat tran to quoc",
    "csvn": "cong san viet nam",
    "vn": "viet nam",
    "tntp": "thieu nien tien phong",
}


@dataclass(frozen=True)
class Piece:
    """One piece of the line. `occurrences` are the commemorations it speaks of; none for a free slogan."""

    text: str
    occurrences: tuple[Occurrence, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        return not self.occurrences

    def days_past(self, today: date) -> int:
        """How many days ago its day was; 0 while it is not over."""
        if self.is_free:
            day = last_day(self.text)
            return max(0, (today - day).days) if day else 0
        over = [one for one in self.occurrences if one.last < today]
        return (today - min(one.first for one in over)).days if len(over) == len(self.occurrences) else 0

    def report(self, today: date) -> list[str]:
        """What is wrong with showing it on `today`, in sentences."""
        past = self.days_past(today)
        return [*([f"đã qua {past} ngày"] if past else []), *self.faults]


def split(text: str) -> list[str]:
    """The pieces between stars, bullets and line ends, blanks put in order."""
    pieces = [" ".join(piece.split()) for piece in SEPARATOR.split(nfc(text))]
    return [piece for piece in pieces if piece][:MOST_PIECES]


def pieces(text: str, events, today: date) -> list[Piece]:
    """Each piece of `text` with the commemorations (of `events`) it speaks of; a piece without a year of its own is
    taken to speak of the year most others do, or of this one.
    """
    listed = [(piece, _spoken_of(piece, events)) for piece in split(text)]
    years = [_year(piece, found) for piece, found in listed]
    usual = Counter(filter(None, years)).most_common(1)
    fallback = usual[0][0] if usual else today.year
    return [_piece(piece, found, year or fallback) for (piece, found), year in zip(listed, years, strict=True)]


def _piece(text, found, year):
    occurrences = [occurrence(event, year) for event in found]
    occurrences = tuple(one for one in occurrences if one)
    return Piece(text, occurrences, tuple(fault for one in occurrences for fault in _faults(text, one)))


def _spread(text):
    """The folded words with short names spelled out, between blanks."""
    return f" {' '.join(SHORT.get(word, word) for word in words(text))} "


def _spoken_of(text, events):
    """The events named in `text`, in its order; a name inside a longer one does not count."""
    spread, spans = _spread(text), []
    for event in events:
        start = spread.find(_spread(event.name))
        if start < 0 and event.is_lunar and (event.day, event.month) == (1, 1):
            start = _spring(spread)
        if start >= 0:
            spans.append((start, start + len(_spread(event.name)) - 2, event))
    spans.sort(key=lambda span: (span[0], -span[1]))
    named = [
        span
        for span in spans
        if not any(
            o is not span and o[0] <= span[0] and span[1] <= o[1] and o[1] - o[0] > span[1] - span[0] for o in spans
        )
    ]
    return [event for _, _, event in named]


def _spring(spread):
    """Where the text greets the spring of a year by its name (Xuân Ất Tỵ), -1 when it does not."""
    return next((at for year in range(60) if (at := spread.find(f" xuan {' '.join(words(can_chi(year)))} ")) >= 0), -1)


def _year(text, found):
    """The year a piece speaks of: its latest full date, a year it names, or its count of years; None for none."""
    full = [int(year) for _, _, year in FULL_DATE.findall(text)]
    named = full or [int(year) for year in YEAR.findall(text)]
    if named:
        return max(named)
    counted = [(event, _count(text, event)) for event in found if event.founding_year]
    return next((event.founding_year + count for event, count in counted if count), None)


def _count(text, event):
    """The number of years the text gives `event`, 0 for none."""
    stated = re.search(rf" (\d+) nam(?: ky niem)?(?={re.escape(_spread(event.name))})", _spread(text))
    return int(stated[1]) if stated else 0


def _faults(text, one):
    stated = _count(text, one.event)
    if stated and one.count and stated != one.count:
        yield f"ghi {stated} năm, đúng là {one.count} năm ({one.event.name})"
    if one.event.is_lunar:
        return
    right = {(one.event.day, one.event.month), (one.first.day, one.first.month)}
    for day, month, year in FULL_DATE.findall(text):
        # Of two events in one sentence, each has its own founding year.
        if one.event.founding_year == int(year) and (int(day), int(month)) not in right:
            yield f"ghi ngày {day}/{month}/{year}, đúng là {one.event.day}/{one.event.month} ({one.event.name})"
