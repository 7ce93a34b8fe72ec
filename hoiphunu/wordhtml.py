"""Writes what mammoth read of a Word file as HTML blocks; what they mean, wordlayout tells."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from mammoth import documents

from hoiphunu.wordstyles import Number, Style
from hoiphunu.wordxml import note

ALIGNS = {"center": "center", "right": "right", "end": "right", "both": "justify", "distribute": "justify"}

_TAG = re.compile(r"<[^>]*>")
_BETWEEN = re.compile(r"<br>|</(?:p|li|t[dh])>")
_BOLD = re.compile(r"<strong>.*?</strong>", re.DOTALL)
_ITALIC = re.compile(r"<em>.*?</em>", re.DOTALL)

Picture = Callable[[documents.Image], str]


@dataclass
class Block:
    """A paragraph, table or (made of paragraphs) list. `html` is a paragraph's inside, or all of a table or list."""

    kind: str  # "p", "title", "h1" … "h9", "table", "list", "toc"
    html: str
    align: str = ""
    style: str = ""
    number: Number | None = None

    @property
    def text(self) -> str:
        spaced = _BETWEEN.sub(" ", self.html)
        return " ".join(unescape(_TAG.sub("", spaced)).split())

    @property
    def has_picture(self) -> bool:
        return "<img " in self.html

    @property
    def is_bold(self) -> bool:
        """Whether all of its text is."""
        return bool(self.text) and not _TAG.sub("", _BOLD.sub("", self.html)).strip()

    @property
    def is_italic(self) -> bool:
        return bool(self.text) and not _TAG.sub("", _ITALIC.sub("", self.html)).strip()


@dataclass
class _Item:
    html: str
    number: Number
    lists: list["_List"] = field(default_factory=list)


@dataclass
class _List:
    items: list[_Item] = field(default_factory=list)

    @property
    def first(self) -> Number:
        return self.items[0].number


def blocks(document: documents.Document, picture: Picture) -> tuple[list[Block], list[Block]]:
    """The blocks of the document, lists not yet put together, and those of its foot- and endnotes."""
    writer = _Writer(picture)
    body = writer.blocks(document.children)
    notes = []
    for number, reference in enumerate(writer.references, 1):  # grows when a note refers to another
        written = writer.blocks(document.notes.resolve(reference).body) or [Block("p", "")]
        written[0].html = f"<sup>[{number}]</sup> {written[0].html.strip()}"
        notes += written
    return body, notes


class _Writer:
    def __init__(self, picture: Picture):
        self.picture, self.references = picture, []

    def blocks(self, elements: list) -> list[Block]:
        found = []
        for element in elements:
            if isinstance(element, documents.Table):
                found += self._table(element)
            elif isinstance(element, documents.Paragraph):
                found.append(self._paragraph(element))
            else:  # a picture of the old kind stands after its paragraph
                found.append(Block("p", self._inline(element)))
        return [block for block in found if block.text or block.has_picture]

    def _paragraph(self, paragraph: documents.Paragraph) -> Block:
        said = next((child for child in paragraph.children if isinstance(child, documents.Bookmark)), None)
        style, number = note(said.name) if said else (Style(), None)
        kind = "toc" if re.match(r"toc \d|toc heading", style.name, re.IGNORECASE) else style.kind or "p"
        html = "".join(map(self._inline, paragraph.children))
        html = re.sub(r"</(strong|em|sup|sub)><\1>", "", html)
        if number and kind != "p":  # a numbered heading keeps its number as text
            html, number = f"{escape(number.label, quote=False)} {html}", None
        return Block(kind, html, ALIGNS.get(paragraph.alignment, ""), style.name, number)

    def _inline(self, element) -> str:
        if isinstance(element, documents.Text):
            return escape(element.value, quote=False)
        if isinstance(element, documents.Tab):
            return " "
        if isinstance(element, documents.Break):
            return "<br>" if element.break_type == "line" else ""
        if isinstance(element, documents.Image):
            return self.picture(element)
        if isinstance(element, documents.Checkbox):
            return "☑" if element.checked else "☐"
        if isinstance(element, documents.NoteReference):
            self.references.append(element)
            return f"<sup>[{len(self.references)}]</sup>"
        if not isinstance(element, documents.HasChildren):
            return ""
        inner = "".join(map(self._inline, element.children))
        if isinstance(element, documents.Hyperlink) and element.href:
            return f'<a href="{escape(element.href)}">{inner}</a>'
        return _run(element, inner) if isinstance(element, documents.Run) else inner

    def _table(self, table: documents.Table) -> list[Block]:
        rows = [row for row in table.children if isinstance(row, documents.TableRow)]
        cells = [[(cell, self.blocks(cell.children)) for cell in row.children] for row in rows]
        if sum(map(len, cells)) == 1:  # a frame around paragraphs
            return cells[0][0][1] if cells[0] else cells[-1][0][1]
        heads = next((n for n, row in enumerate(rows) if not row.is_header), len(rows)) or _bold_head(cells)
        html = ""
        for number, row in enumerate(cells):
            tag = "th" if number < heads else "td"
            printed = "".join(_cell(tag, cell, inside) for cell, inside in row)
            line = f"<tr>{printed}</tr>"
            html += f"<thead>{line}</thead>" if number < heads else line
        return [Block("table", f"<table>{html}</table>")] if cells else []


def _run(run: documents.Run, inner: str) -> str:
    if not inner:
        return ""
    if run.vertical_alignment in ("superscript", "subscript") and not inner.startswith("<sup>["):
        tag = run.vertical_alignment[:3]
        inner = f"<{tag}>{inner}</{tag}>"
    if run.is_italic:
        inner = f"<em>{inner}</em>"
    return f"<strong>{inner}</strong>" if run.is_bold else inner


def _bold_head(cells: list) -> int:
    """1 where the first of several rows is bold all over and no cell of it reaches into the next."""
    if len(cells) < 2 or len(cells[0]) < 2:
        return 0
    whole = all(inside and all(b.is_bold for b in inside) and cell.rowspan == 1 for cell, inside in cells[0])
    return int(whole and not all(b.is_bold for _, inside in cells[1] for b in inside))


def _cell(tag: str, cell: documents.TableCell, inside: list[Block]) -> str:
    spans = "".join(
        f' {name}="{span}"' for name, span in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if span > 1
    )
    inner = "".join(block_html(block, {}) for block in with_lists(inside))
    if tag == "th":
        inner = re.sub(r"</?strong>", "", inner)
    return f"<{tag}{spans}>{inner}</{tag}>"


def block_html(block: Block, levels: dict[str, str]) -> str:
    """The block as HTML; `levels` says which heading ("h2" …) stands for which kind."""
    if block.kind in ("table", "list"):
        return block.html
    tag = levels.get(block.kind, "p")
    inner = re.sub(r"</?strong>", "", block.html) if tag != "p" else block.html
    align = f' class="align-{block.align}"' if block.align else ""
    return f"<{tag}{align}>{inner}</{tag}>"


def with_lists(found: list[Block]) -> list[Block]:
    """The blocks with neighbouring list paragraphs put together.

    HTML counts every list from 1 in figures. Where Word goes on counting after other text, or prints more than a
    figure ("Điều 3."), the number is written into the paragraph and it is no list.
    """
    typed: set[str] = {b.number.series for b in found if b.number and not b.number.is_plain}
    while True:
        result, wrong = _grouped(found, typed)
        if not wrong:
            return result
        typed |= wrong


def _grouped(found: list[Block], typed: set[str]) -> tuple[list[Block], set[str]]:
    result: list[Block] = []
    wrong: set[str] = set()
    group: list[Block] = []
    for block in [*found, None]:
        if block is not None and block.number and block.number.series not in typed:
            group.append(block)
            continue
        if group:
            top = _tree(group)
            for each in top:
                wrong |= _miscounted(each, 0)
            result += [Block("list", _list_html(each)) for each in top]
            group = []
        if block is not None:
            result.append(_with_label(block) if block.number else block)
    return result, wrong


def _tree(group: list[Block]) -> list[_List]:
    top: list[_List] = []
    path: list[_List] = []
    series = [block.number.series for block in group]
    for place, block in enumerate(group):
        number, inner = block.number, block.html
        if block.align and not block.has_picture:
            inner = f'<p class="align-{block.align}">{inner}</p>'
        item = _Item(inner, number)
        while path and path[-1].first.series != number.series:
            above = path[-1].first
            goes_on = above.series in series[place + 1 :]
            if number.series not in [each.first.series for each in path] and (above.level < number.level or goes_on):
                break
            path.pop()
        if path and path[-1].first.series == number.series:
            path[-1].items.append(item)
            continue
        new = _List([item])
        (path[-1].items[-1].lists if path else top).append(new)
        path.append(new)
    return top


def _miscounted(found: _List, depth: int) -> set[str]:
    """The series in this tree that an <ol> would number otherwise than Word."""
    wrong = set()
    first = found.first
    counts = [item.number.count for item in found.items]
    if not first.is_bullet:
        lettered = not first.label[:1].isdigit() and not first.label[1:2].isdigit()
        if counts != list(range(1, len(counts) + 1)) or (lettered and depth == 0):
            wrong.add(first.series)
    for item in found.items:
        for inner in item.lists:
            wrong |= _miscounted(inner, depth + 1)
    return wrong


def _with_label(block: Block) -> Block:
    label = escape(block.number.label, quote=False)
    html = f"<strong>{label} </strong>{block.html}" if block.is_bold else f"{label} {block.html}"
    return Block(block.kind, html.strip(), block.align, block.style)


def _list_html(found: _List) -> str:
    tag = "ul" if found.first.is_bullet else "ol"
    items = "".join(f"<li>{item.html}{''.join(map(_list_html, item.lists))}</li>" for item in found.items)
    return f"<{tag}>{items}</{tag}>"
