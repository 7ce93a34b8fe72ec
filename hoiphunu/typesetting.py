"""Sets simple HTML (what an editor may write, and h1) as an A4 PDF with fonts that hold every Vietnamese letter."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align
from fpdf.fonts import FontFace
from PIL import Image

from hoiphunu.markup import Element, parse
from hoiphunu.vietnamese import nfc

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = FONTS / "BeVietnamPro-Regular.ttf", FONTS / "BeVietnamPro-SemiBold.ttf"
FAMILY = "text"
# Millimetres and points.
MARGIN, MAX_INDENT, MAX_PICTURE_HEIGHT, MM_PER_PIXEL = 22, 50, 110, 25.4 / 120
SIZES = {"h1": 20, "h2": 14.5, "h3": 12.5, "h4": 11.5}
SIZE, SMALL, LEADING = 11, 9, 1.5
INK, QUIET, LINK = (36, 20, 28), (83, 65, 75), (154, 20, 88)
ALIGNS = {"align-center": Align.C, "align-right": Align.R, "align-justify": Align.J}
# Wider tables, and cells longer than about half a page, are told row by row.
MAX_COLUMNS, MAX_CELL = 8, 1200
INLINE = {"a", "span", "strong", "em", "sup", "sub", "br"}
_SPACE = re.compile(r"[ \t\r\n\f]+")


def can_set(text: str) -> bool:
    """Whether the fonts hold every letter of `text`; other signs (emoji) are left out when it is set."""
    return all(ord(sign) in _known() for sign in set(nfc(text)) if unicodedata.category(sign)[0] == "L")


def pdf(html: str, picture: Callable[[str], bytes | None], *, title: str, author: str, source: str) -> bytes:
    """The PDF of `html`. `picture(src)` gives a JPEG or PNG, None to leave it out; `source` stands on each page."""
    sheet = Sheet(title, author, source)
    Setter(sheet, picture).blocks(parse(html).children)
    return bytes(sheet.output())


@cache
def _known() -> frozenset[int]:
    with TTFont(REGULAR, lazy=True) as regular, TTFont(BOLD, lazy=True) as bold:
        return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap())


def _shown(text: str) -> str:
    known = _known()
    return "".join(sign for sign in nfc(text) if ord(sign) in known or sign == "\n")


class Sheet(FPDF):
    """A4 with the source and the page number under each page."""

    def __init__(self, title, author, source):
        super().__init__(format="A4")
        self.add_font(FAMILY, "", REGULAR)
        self.add_font(FAMILY, "B", BOLD)
        self.source = _shown(source)
        self.set_title(title)
        self.set_author(author)
        self.set_lang("vi")
        self.set_margins(MARGIN, 18)
        self.set_auto_page_break(True, margin=22)
        self.alias_nb_pages()
        self.add_page()

    def footer(self):
        self.set_y(-16)
        self.set_font(FAMILY, "", 8)
        self.set_text_color(*QUIET)
        number = f"Trang {self.page_no()}/{self.str_alias_nb_pages}"
        self.cell(self.epw - 25, 4, self.source)
        self.cell(25, 4, number, align=Align.R)


class Setter:
    """Walks the blocks of a parsed text and puts them on the sheet."""

    def __init__(self, sheet, picture):
        self.sheet, self.picture = sheet, picture

    def blocks(self, nodes, indent=0):
        indent, line = min(indent, MAX_INDENT), []
        for node in nodes:
            if isinstance(node, str) or node.tag in INLINE:
                line.append(node)
                continue
            self.paragraph(line, indent=indent)
            line = []
            self.block(node, indent)
        self.paragraph(line, indent=indent)

    def block(self, node, indent):
        kind = node.tag
        if kind in SIZES:
            self.heading(node)
        elif kind in ("ul", "ol"):
            self.items(node, indent)
        elif kind == "table":
            self.table(node)
        elif kind == "blockquote":
            self.blocks(node.children, indent + 8)
        elif kind == "img":
            self.image(node)
        elif kind == "figcaption":
            self.paragraph(node.children, size=SMALL, colour=QUIET)
        elif kind == "p":
            small = node.attributes.get("class") in ("meta", "source")
            size, colour = (SMALL, QUIET) if small else (SIZE, INK)
            self.paragraph(node.children, indent, _align(node), size, colour)
        else:
            self.blocks(node.children, indent)

    def heading(self, node):
        size = SIZES[node.tag]
        if self.sheet.will_page_break(size * 1.6):  # in millimetres: the heading and two lines below it
            self.sheet.add_page()
        self.paragraph(node.children, 0, _align(node), size, INK, bold=True, leading=1.3, above=size * 0.12)

    def paragraph(
        self, nodes, indent=0, align=Align.L, size=SIZE, colour=INK, bold=False, leading=LEADING, above=0, bullet=""
    ):
        """Running text; pictures inside stand after it."""
        runs, pictures = _runs(nodes, bold)
        if any(text.strip() for text, *_ in runs):
            sheet = self.sheet
            sheet.set_font(FAMILY, "B" if bold else "", size)
            sheet.set_text_color(*colour)
            with sheet.text_columns(text_align=align, line_height=leading, l_margin=sheet.l_margin + indent) as column:
                below = 2.2 if not bullet else 0.8
                marks = {"bullet_string": bullet, "bullet_r_margin": 2, "indent": 6} if bullet else {}
                with column.paragraph(top_margin=above, bottom_margin=below, **marks) as text:
                    for words, strong, link, script in runs:
                        sheet.set_font(style="B" if strong else "")
                        sheet.set_text_color(*(LINK if link else colour))
                        sheet.char_vpos = script
                        text.write(words, link=link or None)
            sheet.char_vpos = "LINE"
            sheet.set_x(sheet.l_margin)
        for node in pictures:
            self.image(node)

    def items(self, node, indent):
        number = 0
        for item in node.children:
            if not isinstance(item, Element):
                continue
            number += 1
            bullet = "•" if node.tag == "ul" else f"{number}."
            inline = [child for child in item.children if isinstance(child, str) or child.tag in INLINE]
            others = [child for child in item.children if child not in inline]
            if not any(not isinstance(child, str) or child.strip() for child in inline) and others:
                first = others.pop(0) if others[0].tag == "p" else Element("p")
                inline = first.children
            self.paragraph(inline, indent, _align(item), bullet=bullet)
            self.blocks(others, indent + 7)
        self.sheet.ln(1.4)

    def image(self, node):
        content = self.picture(node.attributes.get("src", ""))
        if content is None:
            return
        sheet = self.sheet
        with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            width, height = (side * MM_PER_PIXEL for side in opened.size)
        scale = min(1, sheet.epw / width, MAX_PICTURE_HEIGHT / height)
        if sheet.will_page_break(height * scale + 10):
            sheet.add_page()
        sheet.image(
            BytesIO(content),
            x=Align.C,
            w=width * scale,
            h=height * scale,
            alt_text=_shown(node.attributes.get("alt", "")),
        )
        sheet.ln(2)

    def table(self, node):
        caption, grid = _grid(node)
        self.paragraph(caption, size=SMALL, bold=True)
        width = max((sum(cell.columns for cell in row) for row in grid), default=0)
        if not width:
            return
        if width > MAX_COLUMNS or any(len(cell.text) > MAX_CELL for row in grid for cell in row):
            for row in grid:
                self.paragraph([" – ".join(cell.text for cell in row if cell.text)], size=SMALL + 1)
            return
        sheet = self.sheet
        sheet.set_font(FAMILY, "", SMALL + 0.5)
        sheet.set_text_color(*INK)
        sheet.set_draw_color(*QUIET)
        bold = FontFace(emphasis="B")
        layout = {"first_row_as_headings": False, "padding": 1.4, "line_height": SMALL * 0.52, "text_align": Align.L}
        with sheet.table(col_widths=_widths(grid, width), **layout) as table:
            for cells in grid:
                row = table.row()
                for cell in cells:
                    row.cell(cell.text, colspan=cell.columns, align=cell.align, style=bold if cell.is_head else None)
        sheet.ln(3)


@dataclass
class Cell:
    text: str = ""
    columns: int = 1
    align: Align = Align.L
    is_head: bool = False


def _align(node):
    return ALIGNS.get(node.attributes.get("class", ""), Align.L)


def _runs(nodes, strong=False, link="", script="LINE"):
    """([(text, is bold, link, position)], [img elements]) of inline nodes."""
    runs, pictures = [], []
    for node in nodes:
        if isinstance(node, str):
            runs.append((_shown(_SPACE.sub(" ", node)), strong, link, script))
        elif node.tag == "br":
            runs.append(("\n", strong, "", "LINE"))
        elif node.tag == "img":
            pictures.append(node)
        else:
            inner = _runs(
                node.children,
                strong or node.tag in ("strong", "em"),
                node.attributes.get("href", "") if node.tag == "a" else link,
                {"sup": "SUP", "sub": "SUB"}.get(node.tag, script),
            )
            runs += inner[0]
            pictures += inner[1]
    return runs, pictures


def _text(node) -> str:
    """The words of a cell, its blocks on lines of their own."""
    parts = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(_SPACE.sub(" ", child))
        elif child.tag == "br":
            parts.append("\n")
        else:
            parts.append(_text(child) if child.tag in INLINE else f"\n{_text(child)}\n")
    return _shown(re.sub(r" *\n[\n ]*", "\n", "".join(parts)).strip())


def _grid(table):
    """(caption's nodes, rows of cells) with every row as wide as the widest; a cell over rows leaves blanks below."""
    caption, rows, blanks = [], [], {}
    for part in table.children:
        if not isinstance(part, Element):
            continue
        if part.tag == "caption":
            caption = part.children
        for line in part.children if part.tag in ("thead", "tbody") else []:
            if isinstance(line, Element) and line.tag == "tr":
                rows.append(_row(line, len(rows), blanks, part.tag == "thead"))
    width = max((sum(cell.columns for cell in row) for row in rows), default=0)
    for row in rows:
        row += [Cell() for _ in range(width - sum(cell.columns for cell in row))]
    return caption, rows


def _row(line, number, blanks, is_head):
    row, column = [], 0
    for node in [child for child in line.children if isinstance(child, Element)]:
        while blanks.pop((number, column), False):
            row.append(Cell())
            column += 1
        wide, high = (int(node.attributes.get(span, 1)) for span in ("colspan", "rowspan"))
        row.append(Cell(_text(node), wide, _align(node), is_head or node.tag == "th"))
        blanks |= {(number + n, column + m): True for n in range(1, high) for m in range(wide)}
        column += wide
    while blanks.pop((number, column), False):
        row.append(Cell())
        column += 1
    return row


def _widths(grid, width):
    """Shares of the columns: by the longest text in each, within reason."""
    longest = [6] * width
    for row in grid:
        column = 0
        for cell in row:
            if cell.columns == 1:
                longest[column] = max(longest[column], min(len(cell.text), 60))
            column += cell.columns
    return longest
