"""The demo's text files: lines "name: value", an empty line, then the body as HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from hoiphunu.vietnamese import HERE, nfc

_PHOTO_LINE = re.compile(r"^\[photo: ([a-z-]+)\]$", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    fields: dict[str, str]
    body: str

    @property
    def photo_names(self) -> list[str]:
        """The photos of the body, in order."""
        return _PHOTO_LINE.findall(self.body)

    def body_with(self, figure: Callable[[str], str]) -> str:
        """The body with each "[photo: name]" line replaced by `figure(name)`."""
        return _PHOTO_LINE.sub(lambda match: figure(match[1]), self.body)


def read(path: Path) -> Text:
    """Take one file apart; ValueError for a head line without ": "."""
    head, _, body = nfc(path.read_text(encoding="utf-8")).partition("\n\n")
    return Text(dict(line.split(": ", 1) for line in head.splitlines()), body.strip())


def posted_at(posted: str, now: datetime) -> datetime | None:
    """When a text was posted, aware, in Vietnam's time; None for "draft".

    "3 14:00" is three days before `now`, "-1 08:00" tomorrow; "16/06 16:20" the newest 16 June that is over.
    """
    if posted == "draft":
        return None
    day, clock = posted.split()
    today = now.astimezone(HERE).date()
    if "/" in day:
        day_of_month, month = map(int, day.split("/"))
        on = date(today.year, month, day_of_month)
        on = on if on < today else on.replace(year=today.year - 1)
    else:
        on = today - timedelta(days=int(day))
    return datetime.combine(on, time.fromisoformat(clock), HERE)
