"""Lines of pages put together to paragraphs, without what repeats on each page."""

import re
from collections import Counter
from dataclasses import dataclass

from announcements.reading.lines import Line
from hoiphunu.vietnamese import fold

_FOLIO = re.compile(r"^\W{0,3}(?:trang\s*)?(\d{1,4})(?:\s*/\s*\d{1,4})?\W{0,3}$", re.IGNORECASE)
_ITEM = re.compile(
    r"^(?:[-+•*–—]\s|\d{1,3}(?:\.\d{1,3})*[.)]\s|[a-zđ][.)]\s|[IVX]{1,5}[.)]\s|(?:Điều|Chương|Mục|Phần|Khoản)\s+[\dIVX]"
    r"|(?:Căn cứ|Theo đề nghị|Nơi nhận|Kính gửi)\b|V/v\b)"
)
_ENDED = re.compile(r"[.:;!?…”\"/]$")
# Parts of the page's width: what two lines that begin alike may differ by, and how far a first line is set in.
_ALIKE, _INDENT = 0.012, 0.08


@dataclass(frozen=True)
class Piece:
    """A line of a page; where it begins and ends as parts of the page's width."""

    text: str
    x0: float
    x1: float

    @classmethod
    def of(cls, line: Line) -> "Piece":
        return cls(line.text, line.x0, line.x1)


def joined(pages: list[list[Piece]]) -> str:
    """The text of the pages: one line for each paragraph, without page numbers and running heads."""
    pages = [_unnumbered(page, number, len(pages)) for number, page in enumerate(pages, 1)]
    pages = _headless(pages)
    made: list[str] = []
    before = None
    for page in pages:
        right = max((piece.x1 for piece in page), default=0)
        for piece in page:
            if before and _goes_on(before, piece, right):
                made[-1] += " " + piece.text
            else:
                made.append(piece.text)
            before = piece
    return "\n".join(made)


def _unnumbered(page: list[Piece], number: int, count: int) -> list[Piece]:
    """Without the page's own number, which stands in its first or last line."""
    kept = list(page)
    for place in (0, -1):
        found = _FOLIO.match(kept[place].text) if len(kept) > 1 else None
        is_said = found and (count > 1 or not found[0].strip().isdigit())
        if is_said and int(found[1]) in (number, number - 1):
            kept.pop(place)
    return kept


def _headless(pages: list[list[Piece]]) -> list[list[Piece]]:
    """Without first and last lines that are the same, numbers aside, on most pages."""
    if len(pages) < 3:
        return pages
    ends = Counter(key for page in pages for key in {(place, _key(page[place])) for place in (0, -1) if page})
    running = {key for key, count in ends.items() if count >= max(3, 0.6 * len(pages))}
    return [
        [piece for n, piece in enumerate(page) if not ({(n, _key(piece)), (n - len(page), _key(piece))} & running)]
        for page in pages
    ]


def _key(piece: Piece) -> str:
    return re.sub(r"[\W\d]+", " ", fold(piece.text))


def _goes_on(before: Piece, piece: Piece, right: float) -> bool:
    """Whether the layout, not the writer, ended the line before."""
    if _ITEM.match(piece.text) or before.text.isupper() != piece.text.isupper():
        return False
    if piece.text[0].islower() and not _ENDED.search(before.text):
        if abs(before.x0 + before.x1 - piece.x0 - piece.x1) < 2 * _ALIKE:
            return True
    starts = _ITEM.match(before.text)
    if piece.x0 > before.x0 + (_INDENT if starts else _ALIKE) or piece.x0 < before.x0 - _INDENT:
        return False
    if piece.text[0].islower() and not _ENDED.search(before.text) and before.x1 > right - 0.2:
        return True
    # The next word had no room.
    letter = (before.x1 - before.x0) / max(1, len(before.text))
    word = len(piece.text.split(" ", 1)[0]) + 1
    return before.x1 + 1.2 * letter * word > right


def plain(pages: list[list[Piece]]) -> list[str]:
    """The lines of each page, as they stand."""
    return ["\n".join(piece.text for piece in page) for page in pages]
