"""The fields that the first page shows: number, type, issuers, date, summary."""

import re
from datetime import date

from announcements import numbers
from announcements.reading import kinds, names
from announcements.reading.lines import Line
from hoiphunu.vietnamese import fold

_DATE = re.compile(r"ngày\s*((?:\d\s*){1,2})\s*tháng\s*((?:\d\s*){1,2})\s*năm\s*((?:\d\s*){4})", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:luật\s+|lệnh\s+)?s[ốóô]\s*[:.]?\s*(?=\d)", re.IGNORECASE)
_MOTTO = re.compile(r"cong hoa xa hoi|doc lap|dang cong san viet nam|^quoc hoi khoa")


def read(lines: list[Line]) -> dict:
    """Fields of `Reading` by name."""
    first = [line for line in lines if line.page == 1]
    number = next((numbers.normal(_NUMBER.sub("", line.text)) for line in first if _NUMBER.match(line.text)), "")
    issued_on = next(filter(None, map(day, (line.text for line in first))), None)
    kind = next((kinds.starting(line.text)[0] for line in first if kinds.starting(line.text)[0]), "")
    left = [
        line.text for line in first if line.middle < 0.45 and line.text.isupper() and not _MOTTO.match(fold(line.text))
    ]
    return {
        "number": number,
        "kind": kind or kinds.of_number(number),
        "issuers": (names.office(" ".join(left[:2])),) if left else (),
        "issued_on": issued_on,
        "effective_on": None,
        "summary": "",
    }


def day(text: str) -> date | None:
    """The day a line names: "Cà Mau, ngày 08 tháng 3 năm 2025"; None for none, or one with a blank."""
    found = _DATE.search(text)
    try:
        return date(*(int(re.sub(r"\s", "", part)) for part in reversed(found.groups()))) if found else None
    except ValueError:
        return None
