"""The lines of a Word file, laid out as Word would: the halves of a head side by side, centred text in the middle."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element  # only the type; parsing is wordxml's

from announcements.reading.lines import Line
from announcements.reading.pages import Pages
from announcements.reading.result import BROKEN, TOO_HARD, Unreadable
from hoiphunu import files, wordxml
from hoiphunu.vietnamese import nfc
from hoiphunu.wordstyles import W, flag, value

LINES_A_PAGE, SIZE = 50, 13
# The width of a letter as a part of the page.
_LETTER = 0.0115
_GAP = re.compile(r"\t+|\s{4,}")
_PAGES = re.compile(rb"<Pages>(\d{1,5})</Pages>")
_TXBX = f"{W}txbxContent"


def read(content: bytes) -> Pages:
    """The paragraphs of the DOCX as lines; their places on the page are only as good as a guess."""
    try:
        files.inspected(BytesIO(content))
        prepared = wordxml.prepare(BytesIO(content)).docx
        with zipfile.ZipFile(prepared) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314  prepare() refused entities
        with zipfile.ZipFile(BytesIO(content)) as archive:
            pages = _page_count(archive)
    except files.FileRefused as error:
        raise Unreadable(error.message) from error
    except wordxml.TooMuchError as error:
        raise Unreadable(TOO_HARD) from error
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001  zipfile and expat raise whatever a broken file makes them stumble over
        raise Unreadable(BROKEN) from error
    body = root.find(f"{W}body")
    sheet = _Sheet()
    if body is not None:
        sheet.blocks(body, 0.1, 0.95)
    lines = sorted(sheet.lines, key=lambda line: (line.page, line.top, line.x0))
    return Pages(lines, "\n".join(line.text for line in lines), max(1, pages, sheet.breaks + 1))


def _page_count(archive: zipfile.ZipFile) -> int:
    if "docProps/app.xml" not in archive.namelist():
        return 0
    found = _PAGES.search(archive.read("docProps/app.xml"))
    return int(found[1]) if found else 0


@dataclass
class _Sheet:
    """Endless paper; `row` is where the next line goes."""

    lines: list[Line] = field(default_factory=list)
    row: int = 0
    breaks: int = 0

    def blocks(self, parent: Element, left: float, right: float) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self.paragraph(element, left, right)
            elif element.tag == f"{W}tbl":
                for row in element.findall(f"{W}tr"):
                    self.cells(row.findall(f"{W}tc"), left, right)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
                self.blocks(element, left, right)

    def cells(self, cells: list[Element], left: float, right: float) -> None:
        spans = [int(value(cell, "w:tcPr/w:gridSpan", "1") or 1) for cell in cells]
        top, bottom, at = self.row, self.row, left
        for cell, span in zip(cells, spans, strict=True):
            width = (right - left) * span / sum(spans)
            self.row = top
            self.blocks(cell, at, at + width)
            bottom, at = max(bottom, self.row), at + width
        self.row = bottom

    def paragraph(self, paragraph: Element, left: float, right: float) -> None:
        for box in paragraph.iter(_TXBX):
            self.blocks(box, left, right)
        align = value(paragraph, "w:pPr/w:jc")
        for row in self._rows(paragraph):
            pieces = list(_pieces(*row))
            for place, (piece, bold) in enumerate(pieces):
                width = (right - left) / len(pieces)
                start = left + place * width
                self._put(piece, bold, "center" if len(pieces) > 1 else align, start, start + width)
            self.row += 1

    def _put(self, text: str, bold: bool, align: str, left: float, right: float) -> None:
        text = " ".join(nfc(text).split())
        width = min(right - left, len(text) * _LETTER)
        start = {"center": (left + right - width) / 2, "right": right - width, "end": right - width}.get(align, left)
        page, row = divmod(self.row, LINES_A_PAGE)
        if text:
            self.lines.append(Line(text, page + 1, start, start + width, row / LINES_A_PAGE, SIZE, bold))

    def _rows(self, paragraph: Element) -> list[tuple[str, list[bool]]]:
        """(text, whether each sign is bold) of the paragraph, cut at line breaks."""
        rows, bold = [""], [[]]
        for run in _runs(paragraph):
            is_bold = bool(flag(run, "w:rPr/w:b"))
            for part in run:
                if part.tag == f"{W}t":
                    rows[-1] += part.text or ""
                elif part.tag in (f"{W}tab", f"{W}ptab"):
                    rows[-1] += "\t"
                elif part.tag == f"{W}noBreakHyphen":
                    rows[-1] += "-"
                elif part.tag in (f"{W}br", f"{W}cr"):
                    self.breaks += part.get(f"{W}type") == "page"
                    rows.append("")
                    bold.append([])
                bold[-1] += [is_bold] * (len(rows[-1]) - len(bold[-1]))
        return list(zip(rows, bold, strict=True))


def _pieces(text: str, bold: list[bool]) -> Iterator[tuple[str, bool]]:
    """(text, is bold) of what tabs and long blanks set apart."""
    ends = [(found.start(), found.end()) for found in _GAP.finditer(text)]
    for start, end in zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)], strict=True):
        if text[start:end].strip():
            yield text[start:end], 2 * sum(bold[start:end]) > end - start


def _runs(element: Element) -> list[Element]:
    """The runs of a paragraph in order, without those in its text boxes and those deleted."""
    found = []
    for child in element:
        if child.tag == f"{W}r":
            found.append(child)
        elif child.tag not in (f"{W}del", f"{W}moveFrom", f"{W}pPr", _TXBX):
            found += _runs(child)
    return found
