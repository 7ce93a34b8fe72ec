"""Who signed: names below their positions at the end of the document."""

import re

from announcements.reading import names
from announcements.reading.lines import Line

_AUTHORITY = re.compile(r"^(?:TM|KT|TL|TUQ|Q|T/M|K/T)[./]", re.IGNORECASE)
_NAME = re.compile(r"^(?:[A-ZÀ-Ỹ][a-zà-ỹ]+ ){1,5}[A-ZÀ-Ỹ][a-zà-ỹ]+$")


def read(lines: list[Line]) -> tuple[tuple[str, str], ...]:
    """((name, position), …) from left to right."""
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].text.isupper() and lines[place].middle > 0.5 and not _AUTHORITY.match(lines[place].text):
            below = [line for line in lines[place + 1 :] if abs(line.middle - lines[place].middle) < 0.15]
            found = next((line.text for line in below if _NAME.match(line.text)), "")
            if found:
                return ((names.person(found), names.position(lines[place].text)),)
    return ()
