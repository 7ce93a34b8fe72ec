"""Which day a slogan speaks of, so that staff are told when it is over."""

import re
from datetime import date

FULL_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
# "năm 2025", "Xuân Ất Tỵ 2025", "Tết 2026": a year, not a count of years ("1985 năm").
YEAR = re.compile(r"\b(?:năm|[Xx]uân(?:\s+\w+){0,2}|[Tt]ết(?:\s+\w+){0,2})\s+((?:19|20)\d\d)\b(?!\s+năm)")


def last_day(text: str) -> date | None:
    """The latest full date (dd/mm/yyyy) in `text`, else 31 December of the latest year it names, else None."""
    days = []
    for day, month, year in FULL_DATE.findall(text):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    years = [date(int(year), 12, 31) for year in YEAR.findall(text)]
    return max(days or years, default=None)
