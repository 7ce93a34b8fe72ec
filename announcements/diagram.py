"""How a document stands among others, as the coordinates of a small drawing; the page prints them as SVG.

The list of relations beside it says the same in words: the drawing is for the eye alone.
"""

from dataclasses import dataclass

# One unit is one CSS pixel at the drawing's natural width: it fits a phone of 390 px as it is.
WIDTH = 344
INSET = 32
SPINE = 12
LABEL, BOX, GAP, CENTRE = 26, 40, 8, 56
# More boxes on one side make no small drawing; the list names them all.
MOST = 6
LONGEST = 26


@dataclass(frozen=True)
class Box:
    top: int
    number: str
    day: str
    status: str

    @property
    def middle(self):
        return self.top + BOX // 2


@dataclass(frozen=True)
class Label:
    top: int
    text: str


@dataclass(frozen=True)
class Drawing:
    """Above the document what it acts on, below it what acts on it; `centre` is the document's own box."""

    labels: list[Label]
    above: list[Box]
    centre: Box
    below: list[Box]
    height: int

    @property
    def width(self):
        return WIDTH

    @property
    def spine(self):
        """(top, bottom) of the line that joins all."""
        middles = [box.middle for box in (*self.above, *self.below)]
        inner = self.centre.top + CENTRE // 2
        return min([*middles, inner]), max([*middles, inner])


def draw(document, groups) -> Drawing | None:
    """The drawing of `document` among `groups` (of `DocumentRelation.objects.shown_of`); None without any."""
    if not groups:
        return None
    labels, top, sides = [], 0, {}
    for is_own in (True, False):
        boxes, left = [], MOST
        for group in groups:
            shown = group["documents"][:left] if group["is_own"] == is_own else []
            if not shown:
                continue
            more = len(group["documents"]) - len(shown)
            labels.append(Label(top + 18, group["label"] + (f" (và {more} văn bản nữa)" if more else "")))
            top += LABEL
            for other in shown:
                boxes.append(_box(other, top))
                top += BOX + GAP
            left -= len(shown)
        sides[is_own] = boxes
        if is_own:
            top += GAP if boxes else 0
            centre = _box(document, top)
            top += CENTRE + GAP
    return Drawing(labels, sides[True], centre, sides[False], top)


def _box(document, top):
    number = document.number if len(document.number) <= LONGEST else f"{document.number[: LONGEST - 1]}…"
    return Box(top, number, f"{document.issued_on:%d/%m/%Y}", document.status.value)
