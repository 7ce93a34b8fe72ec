"""What a document is about: the lines below its heading, or below the number of a letter."""

import re

from announcements.reading import casing
from announcements.reading.lines import Line
from hoiphunu.vietnamese import fold

_RULE = re.compile(r"^[\W_]+$")
_ABOUT = re.compile(r"^v\s*[/.]\s*v\s*[:.]?\s*", re.IGNORECASE)
_BODY = re.compile(
    r"^(?:k.nh g.i\b|c.n c.\b|th.c hi.n (?:k. ho.ch|c.ng v.n|ngh.) s.|theo .. ngh.|ph.n (?:th.|[ivx])|ch..ng [ivx\d]"
    r"|.i.u \d|m.c \d|[ivx]+\s*[.)]|\d+\s*[.)]\s|[a-d]\s*[.)]\s|-\s|\(?k.m theo)",
    re.IGNORECASE,
)
# Of whom a heading of the Party's is: "CHỈ THỊ / CỦA BAN BÍ THƯ".
_OF_WHOM = re.compile(r"^CỦA\s")
MOST_LINES = 10
MOST_SIGNS = 1000


def below(head, rest: str) -> str:
    """The summary under the heading; `rest` is what the heading says after the type ("PHỐI HỢP")."""
    lines, heading = head.lines, head.heading
    after = [line for line in lines if line.at > heading.at + 0.002]
    after = [line for line in after if abs(line.middle - heading.middle) < 0.13 and line.size > 0.5 * heading.size]
    if after and _OF_WHOM.match(after[0].text):
        heading, after = after[0], after[1:]
    rest = re.sub(r"^LIÊN TỊCH\b\s*", "", rest)
    found = _block(after, heading)
    # Below some summaries stands who decides.
    offices = _letters("".join(line.text for line in head.column))
    while len(found) > 1 and found[-1].text.isupper() and _letters(found[-1].text) in offices:
        found.pop()
    # A heading that goes on in capitals before the summary itself.
    text = _text(found)
    if rest and found and not rest.startswith("("):
        rest = rest.lower() if rest.isupper() else rest
        text = text if fold(text).startswith(fold(rest)) else f"{rest} {_lowered(text)}"
    return casing.sentence(text)[:MOST_SIGNS]


def beside(head) -> str:
    """The summary of a letter: below its number, in the column of that."""
    if head.number is None:
        return ""
    column = [
        line
        for line in head.column
        if line.at > head.number.at + 0.002
        and line.size > 0.75 * head.number.size
        and (abs(line.middle - head.number.middle) < 0.09 or abs(line.x0 - head.number.x0) < 0.03)
    ]
    return casing.sentence(_ABOUT.sub("", _text(_block(column, head.number, is_letter=True))))[:MOST_SIGNS]


def _block(lines: list[Line], start: Line, is_letter: bool = False) -> list[Line]:
    """The lines that follow each other from the first, up to a gap, a rule or what is no summary."""
    found: list[Line] = []
    step = 0.0
    for line in [line for line in lines if line.x1 - line.x0 > 0.02 or line.text.isalnum()][: MOST_LINES * 2]:
        before = found[-1] if found else start
        gap = line.at - before.at
        if _RULE.match(line.text) or _BODY.match(line.text) or len(found) == MOST_LINES:
            break
        if found and (gap > 1.6 * step or line.is_bold != found[0].is_bold or _changes(found, line)):
            break
        if not found and not is_letter and not _begins(line, start):
            break
        step = min(step, gap) if step else gap
        found.append(line)
    return found


def _begins(line: Line, heading: Line) -> bool:
    """Whether a summary begins here: it is as bold as the heading, and near it."""
    return line.is_bold == heading.is_bold and line.at - heading.at < 0.12


def _changes(found: list[Line], line: Line) -> bool:
    """Whether capitals begin or end: the name of the office that decides comes below some summaries."""
    return line.text.isupper() != found[0].text.isupper() and len(line.text) > 3


def _letters(text: str) -> str:
    return re.sub(r"\W", "", fold(text))


def _text(lines: list[Line]) -> str:
    text = " ".join(" ".join(line.text for line in lines).split())
    return text.strip(" .;,:*_")


def _lowered(text: str) -> str:
    """The text as it goes on inside a sentence: names keep their capitals."""
    first = text.split(" ", 1)[0]
    return text if first.isupper() or not first[:1].isalpha() else text[:1].lower() + text[1:]
