"""Words on pages put together to lines: what the reader of PDF, Word and scanned files have in common."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from hoiphunu.vietnamese import nfc

# The right half of a head begins with one of these, however close the left half comes to it.
_RIGHT_HALF = re.compile(r"CỘNG H[ÒO][AÀ]|ĐẢNG CỘNG SẢN|(?:Độc lập|ĐỘC LẬP)\b")


@dataclass(frozen=True)
class Line:
    """A piece of a line that stands apart from its neighbours. Coordinates are parts of the page, 0 at left and top."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    size: float
    is_bold: bool

    @property
    def at(self) -> float:
        """How far down the document it stands, in pages."""
        return self.page + self.top

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Word:
    """A word as the page shows it. Coordinates and size in one unit, whichever."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    is_bold: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines_of(words: Iterable[Word], page: int, width: float, height: float) -> list[Line]:
    """The lines of a page `width` by `height`, from the top, each row from the left."""
    found = []
    for row in _rows(list(words)):
        for piece in _pieces(row):
            text = " ".join(nfc(spaced(piece)).split())
            if text:
                bold = sum(len(word.text) for word in piece if word.is_bold) * 2 > sum(len(w.text) for w in piece)
                top, size = median(word.top for word in piece), median(word.size for word in piece)
                place = (piece[0].x0 / width, piece[-1].x1 / width, top / height)
                found.append(Line(text, page, *place, size, bold))
    return found


def _rows(words: list[Word]) -> list[list[Word]]:
    """Words of about one height on the page, each row from the left, rows from the top."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if rows:
            middle = median(other.middle for other in rows[-1])
            if word.middle - middle < 0.5 * min(word.size, median(other.size for other in rows[-1])):
                rows[-1].append(word)
                continue
        rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _pieces(row: list[Word]) -> list[list[Word]]:
    """The row cut where a gap is wider than any between the words of one text, and where the right half begins."""
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(row))
    usual = median(gaps) if gaps else 0
    pieces = [[row[0]]]
    for place, (before, word) in enumerate(pairwise(row), 1):
        # Lines set flush on both sides have wide gaps, but all alike; letters set apart have many.
        wide = word.x0 - before.x1 > max(1.7 * word.size, 2.5 * usual if len(row) > 4 else 0)
        if wide or _RIGHT_HALF.match(" ".join(other.text for other in row[place : place + 3])):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def spaced(words: list[Word]) -> str:
    """The words with blanks between; letters set apart ("K Ế  H O Ạ C H") are joined to words again."""
    texts = [word.text for word in words]
    single = sum(len(text) == 1 for text in texts)
    if len(texts) < 4 or single < 0.7 * len(texts):
        return " ".join(texts)
    gaps = [b.x0 - a.x1 for a, b in pairwise(words)]
    limit = 1.5 * median(gaps) + 0.05 * words[0].size
    return texts[0] + "".join((" " if gap > limit else "") + text for gap, text in zip(gaps, texts[1:], strict=True))
