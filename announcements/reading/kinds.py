"""The types of documents by their headings and by the abbreviations in their numbers."""

import re

from announcements import numbers
from announcements.document_types import shipped
from hoiphunu.vietnamese import fold

# {name: abbreviation in numbers}
KINDS = {kind.name: kind.short for kind in shipped()}
LETTER = "Công văn"
# Those of the National Assembly carry no day at their head but tell in the end when they were passed.
OF_THE_ASSEMBLY = ("Hiến pháp", "Bộ luật", "Luật", "Nghị quyết")
_JOINED = {re.sub(r"\W", "", fold(name)): name for name in KINDS}


def starting(text: str) -> tuple[str, str]:
    """(type, the rest) of a heading in capitals: "KẾ HOẠCH PHỐI HỢP" → "Kế hoạch", "PHỐI HỢP"; ("", text) for none."""
    words = text.lstrip(" _-–.,'|").split()
    if words and words[0] == "THƯ" and words[1:2] != ["KÝ"]:
        return "Thư công", ""
    for count in range(min(len(words), 12), 0, -1):
        joined = re.sub(r"\W", "", fold("".join(words[:count])))
        if joined in _JOINED and "".join(words[:count]).isupper():
            return _JOINED[joined], " ".join(words[count:])
    return "", text


def is_joint(heading: str) -> bool:
    """Whether the heading says that several offices issue the document."""
    folded = re.sub(r"\W", "", fold(heading))
    return "lientich" in folded or "phoihop" in folded or starting(heading)[0] in ("Bản ghi nhớ", "Bản thỏa thuận")


def of_number(number: str) -> str:
    """The type a number's abbreviation names; a number without one is a letter's; "" for no number."""
    found = numbers.parse(number)
    if found is None:
        return ""
    if not found.kind:
        return "" if found.year else LETTER
    return next((name for name, short in KINDS.items() if short and short.upper() == found.kind.upper()), "")
