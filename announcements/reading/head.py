"""The fields that the first page shows: number, type, issuers, date; and where what is on its way."""

import re
from dataclasses import dataclass
from datetime import date

from announcements import numbers
from announcements.reading import kinds, offices, summaries
from announcements.reading.lines import Line
from hoiphunu.vietnamese import fold, nfc

# Recognised letters may be others of the same shape: "thóng", "1Í".
_DIGIT = r"(?:[\dIlÍO|]\s*)"
DATE = re.compile(
    rf"ng\wy\s*({_DIGIT}{{1,2}})\s*th\w{{1,3}}ng\s*({_DIGIT}{{1,2}})\s*n\wm\s*({_DIGIT}{{4}})(?!\d)", re.IGNORECASE
)
_DIGITS = str.maketrans("IlÍiíLO|", "11111101")
_DAY = re.compile(r"ng.y\b.*\bth.{1,3}ng\b.*\bn.m\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"^(?:bộ luật|luật|lệnh|pháp lệnh|nghị quyết|hiến pháp)?\s*s[ốóôõồổo]\s*[:.;]?\s*(?=[\d/]|không\b|$)", re.IGNORECASE
)
_RIGHT = re.compile(r"c.ng h.a xa h.i|d.c l.p\b|d.ng c.ng s.n vi.t|doan tncs|doan thanh nien cong san")
_TO = re.compile(r"k.nh g.i\b", re.IGNORECASE)
_PASSED = re.compile(r"thông\s+qua\s+" + DATE.pattern, re.IGNORECASE)
_EFFECTIVE = re.compile(
    r"(?:luật|lệnh|nghị\s+định|nghị\s+quyết|thông\s+tư|quyết\s+định|chỉ\s+thị|quy\s+chế|quy\s+định|văn\s+bản|hướng\s+dẫn)"
    r"(?:\s+liên\s+tịch)?\s+này\s+có\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:kể\s+)?từ\s+(?:(ngày\s+k[ýí])|"
    + DATE.pattern
    + ")",
    re.IGNORECASE,
)
# How far down the first page a head may reach.
_LOWEST = 0.5


@dataclass(frozen=True)
class Head:
    """The parts of the first page: the left column above and below the number, the middle."""

    lines: list[Line]
    border: float
    heading: Line | None
    number: Line | None
    place: Line | None
    end: float

    @property
    def column(self) -> list[Line]:
        return [line for line in self.lines if line.at < self.end and line.middle < self.border]


def read(lines: list[Line], text: str) -> dict:
    """Fields of `Reading` by name."""
    head = _parts([line for line in lines if line.page == 1])
    number = _number(head.number)
    kind, rest = kinds.starting(head.heading.text) if head.heading else ("", "")
    issued_on = day(head.place.text) if head.place else _passed(text) if kind in kinds.OF_THE_ASSEMBLY else None
    above = [line for line in head.column if line.at < _top(head)]
    return {
        "number": number,
        "kind": kind or kinds.of_number(number),
        "issuers": offices.issuers(above, kinds.is_joint(head.heading.text if head.heading else "")),
        "issued_on": issued_on,
        "effective_on": _effective(text, issued_on),
        "summary": summaries.below(head, rest) if head.heading else summaries.beside(head),
    }


def _parts(lines: list[Line]) -> Head:
    high = [line for line in lines if line.top < _LOWEST]
    right = [line for line in high if line.middle > 0.5 and _RIGHT.match(fold(line.text))]
    right = [line for line in right if line.at < right[0].at + 0.05]
    border = min((line.x0 for line in right), default=0.5)
    motto = max((line.at for line in right), default=0)
    to = next((line.at for line in high if _TO.match(line.text)), 1 + _LOWEST)
    heading = next((line for line in high if motto < line.at < to + 0.2 and _is_heading(line)), None)
    across = [line.at for line in high if line.at > motto and line.x0 < border - 0.1 and line.x1 > border + 0.1]
    end = min([heading.at if heading else to, to, *across])
    left = [line for line in high if line.at < end and line.x0 < border - 0.02 and _NUMBER.match(line.text)]
    size = max((line.size for line in left), default=0)
    # A stamp has a number of its own, in smaller letters and without a type.
    number = next((line for line in left if _number(line) or line.size > 0.8 * size), None)
    number = next((line for line in left if _number(line)), number)
    place = next(
        (line for line in high if line.at < end and line.middle > border - 0.1 and _DAY.search(line.text)), None
    )
    return Head(high, border, heading, number, place, end)


def _is_heading(line: Line) -> bool:
    return 0.36 < line.middle < 0.66 and bool(kinds.starting(line.text)[0])


def _top(head: Head) -> float:
    """How far down the names of the issuers reach."""
    if head.number:
        return head.number.at - 0.002
    return head.place.at - 0.002 if head.place else head.end


def _number(line: Line | None) -> str:
    """The number of its line, as it is stored; "" for one not given yet."""
    if line is None:
        return ""
    text = re.sub(r"(?<=\d)\s+(?=\d)", "", _NUMBER.sub("", nfc(line.text)))
    # "1i/GNP-HPN", recognised so.
    text = re.sub(r"^(?=\D?\d|\d)[\dIilÍíO|]{1,5}(?=\s*[/-])", lambda part: part[0].translate(_DIGITS), text)
    found = numbers.normal(text)
    return found if found == numbers.NO_NUMBER and text or numbers.parse(found) else ""


def day(text: str) -> date | None:
    """The day a line names: "Cà Mau, ngày 08 tháng 3 năm 2025"; None for none, or one with a blank."""
    found = DATE.search(text)
    return _date(found.groups()) if found else None


def _date(parts) -> date | None:
    try:
        return date(*(int(re.sub(r"\s", "", part.translate(_DIGITS))) for part in reversed(parts)))
    except ValueError:
        return None


def _passed(text: str) -> date | None:
    """The day the National Assembly passed it, which its last sentence tells."""
    found = list(_PASSED.finditer(text))
    return _date(found[-1].groups()) if found else None


def _effective(text: str, issued_on: date | None) -> date | None:
    found = _EFFECTIVE.search(text)
    if not found:
        return None
    return issued_on if found[1] else _date(found.groups()[1:])
