"""Prepares a Word file for mammoth: only the parts that hold text, freed of traps, with what the styles say written in.

Mammoth reads what stands in a paragraph itself; alignment, boldness and numbers mostly come from elsewhere in the file.
"""

import json
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement
from xml.parsers import expat

from hoiphunu import oldfonts
from hoiphunu.wordstyles import VAL, Number, Numbering, Style, Styles, W, flag, font_of, value

MAX_PART_BYTES = 24 * 1024 * 1024
# A page of Word has 200 to 800 tags.
MAX_PART_TAGS = 250_000
# The body of an article holds 30,000 tags (richtext); mammoth would take a second for every 5,000 of these.
MAX_PARAGRAPHS = 10_000
MAX_RUNS = 40_000

TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_RELATIONS = {name: name.replace("word/", "word/_rels/") + ".rels" for name in TEXTS}
_PLAIN = ("[Content_Types].xml", "_rels/.rels", *_RELATIONS.values())
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_UNREAD = {
    f"{W}{name}" for name in "sectPr bookmarkStart bookmarkEnd proofErr tblPr tblGrid lastRenderedPageBreak".split()
}
_KEPT = {
    f"{W}{properties}": {f"{W}{name}" for name in kept.split()}
    for properties, kept in {
        "pPr": "jc rPr",
        "rPr": "b i vertAlign del",
        "trPr": "tblHeader del",
        "tcPr": "gridSpan vMerge",
    }.items()
}


class TrapError(ValueError):
    """A document type definition: only attacks have one here."""


class TooMuchError(ValueError):
    """More text than a page of news can hold."""


@dataclass
class Prepared:
    """The file to give to mammoth; what it cannot show, to tell people.

    In `docx` each picture's content is the name of the entry in the original file that has it. Every paragraph
    begins with a bookmark whose name is what `note` reads.
    """

    docx: BytesIO = field(default_factory=BytesIO)
    has_old_fonts: bool = False
    has_crops: bool = False
    has_formulas: bool = False
    has_charts: bool = False


def note(name: str) -> tuple[Style, Number | None]:
    """What a paragraph's bookmark says of its style and its number."""
    style, number = json.loads(name)
    return Style(*style), Number(*number) if number else None


def prepare(upload: BinaryIO) -> Prepared:
    """The Word file (already accepted by files.clean) made ready.

    TrapError, TooMuchError, and whatever zipfile and expat raise on broken files.
    """
    found = Prepared()
    with zipfile.ZipFile(upload) as archive, zipfile.ZipFile(found.docx, "w") as out:
        names = set(archive.namelist())
        styles = Styles(_tree(archive, "word/styles.xml", names))
        numbering = Numbering(_tree(archive, "word/numbering.xml", names))
        for name in _PLAIN:
            if name in names:
                _check(data := _bytes(archive, name))
                out.writestr(name, data)
        for name in TEXTS:
            root = _tree(archive, name, names)
            if root is None:
                continue
            relations = _tree(archive, _RELATIONS[name], names)
            targets = {r.get("Id"): r.get("Target", "") for r in relations.iter(_RELATION)} if relations else {}
            _Text(root, styles, numbering, set(targets), found).write_in()
            out.writestr(name, ElementTree.tostring(root))
            for target in targets.values():
                entry = target[1:] if target.startswith("/") else f"word/{target}"
                if posixpath.normpath(entry) in names and entry not in out.namelist():
                    out.writestr(entry, posixpath.normpath(entry))
    found.docx.seek(0)
    return found


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_PART_BYTES:
        raise TooMuchError(name)
    data = archive.read(name)
    if data.count(b"<") > MAX_PART_TAGS:
        raise TooMuchError(name)
    for strict, transitional in _TRANSITIONAL.items():
        data = data.replace(_STRICT + strict, transitional)
    return data


def _check(data: bytes) -> None:
    def refuse(*_):
        raise TrapError("DOCTYPE")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


def _tree(archive: zipfile.ZipFile, name: str, names: set[str]) -> Element | None:
    if name not in names:
        return None
    _check(data := _bytes(archive, name))
    return ElementTree.fromstring(data)  # noqa: S314  no entities: _check() refused them


class _Text:
    """One part with paragraphs: the document, its footnotes or its endnotes."""

    def __init__(self, root: Element, styles: Styles, numbering: Numbering, relations: set, found: Prepared):
        self.root, self.styles, self.numbering, self.relations, self.found = root, styles, numbering, relations, found

    def write_in(self) -> None:
        self._simplify()
        if len(list(self.root.iter(f"{W}p"))) > MAX_PARAGRAPHS or len(list(self.root.iter(f"{W}r"))) > MAX_RUNS:
            raise TooMuchError
        paragraphs = [(p, self.styles.paragraph(value(p, "w:pPr/w:pStyle"))) for p in self.root.iter(f"{W}p")]
        self._convert_old_fonts(paragraphs)
        for paragraph, style in paragraphs:
            self._annotate(paragraph, style)
        for element in self.root.iter():
            if element.tag in _KEPT:
                element[:] = [child for child in element if child.tag in _KEPT[element.tag]]

    def _simplify(self) -> None:
        """Turn what mammoth stumbles over into what it reads; drop what nobody sees."""
        for element in list(self.root.iter()):
            if element.tag == f"{_MC}AlternateContent":
                _give_fallback(element)
            elif element.tag == f"{W}fldSimple":
                element.tag = f"{W}smartTag"
            elif element.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
                self._flatten_formula(element)
            elif element.tag == f"{_A}srcRect":
                self.found.has_crops |= any(side not in ("", "0") for side in element.attrib.values())
            elif element.tag == f"{_A}graphicData":
                self.found.has_charts |= element.get("uri", "").endswith(("/chart", "/diagram"))
            self._drop_dangling(element)
            if any(child.tag in _UNREAD or _is_hidden(child) for child in element):
                element[:] = [child for child in element if child.tag not in _UNREAD and not _is_hidden(child)]

    def _flatten_formula(self, element: Element) -> None:
        self.found.has_formulas = True
        text = "".join(part.text or "" for part in element.iter(f"{_MATH}t"))
        element.clear()
        element.tag = f"{W}r"
        SubElement(element, f"{W}t").text = text

    def _drop_dangling(self, element: Element) -> None:
        """References to what the file has not: mammoth takes each to exist."""
        for name in (f"{_R}id", f"{_R}embed", f"{_R}link"):
            if name in element.attrib and element.attrib[name] not in self.relations:
                del element.attrib[name]

    def _convert_old_fonts(self, paragraphs: list[tuple[Element, Style]]) -> None:
        typed: dict[str, list[Element]] = {}
        for paragraph, style in paragraphs:
            for run in _runs(paragraph):
                properties = run.find(f"{W}rPr")
                own = self.styles.get(value(properties, "w:rStyle")).font if value(properties, "w:rStyle") else ""
                font = font_of(properties) or own or style.font
                if oldfonts.encoding_of(font):
                    typed.setdefault(font, []).append(run)
        for font, runs in typed.items():
            texts = [text for run in runs for text in run if text.tag in (f"{W}t", f"{W}softHyphen")]
            if any(oldfonts.is_unicode(text.text or "") for text in texts):
                continue
            self.found.has_old_fonts |= any((text.text or "").strip() for text in texts)
            for text in texts:
                # What Word takes for a soft hyphen is the letter ư there.
                typed_text = "\u00ad" if text.tag == f"{W}softHyphen" else text.text or ""
                text.tag, text.text = f"{W}t", oldfonts.to_unicode(typed_text, font)

    def _annotate(self, paragraph: Element, style: Style) -> None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = Element(f"{W}pPr")
            paragraph.insert(0, properties)
        if properties.find(f"{W}rPr/{W}del") is not None:
            return
        own = properties.find(f"{W}numPr")
        num_id, level = (value(own, "w:numId"), value(own, "w:ilvl", "0")) if own is not None else style.number
        number = self.numbering.next(num_id or style.number[0], level)
        if style.align and properties.find(f"{W}jc") is None:
            SubElement(properties, f"{W}jc", {VAL: style.align})
        if style.is_bold and not style.kind:
            for run in _runs(paragraph):
                _make_bold(run)
        said = json.dumps([list(vars(style).values()), list(vars(number).values()) if number else None])
        paragraph.insert(1, Element(f"{W}bookmarkStart", {f"{W}name": said}))


def _runs(paragraph: Element) -> Iterator[Element]:
    """The runs of a paragraph, without those of text boxes inside it."""
    waiting = list(paragraph)
    while waiting:
        element = waiting.pop()
        if element.tag == f"{W}r":
            yield element
        elif element.tag != f"{W}p":
            waiting += element


def _is_hidden(element: Element) -> bool:
    return element.tag == f"{W}r" and bool(flag(element, "w:rPr/w:vanish"))


def _make_bold(run: Element) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = Element(f"{W}rPr")
        run.insert(0, properties)
    if properties.find(f"{W}b") is None:
        SubElement(properties, f"{W}b")


def _give_fallback(element: Element) -> None:
    """Mammoth reads the form for old programs only; where a file has none, make one of the new form's parts."""
    if element.find(f"{_MC}Fallback") is not None:
        return
    texts, drawings = list(element.iter(f"{W}txbxContent")), list(element.iter(f"{W}drawing"))
    element.clear()
    fallback = SubElement(element, f"{_MC}Fallback")
    fallback.extend(drawings)
    if texts:
        SubElement(SubElement(fallback, f"{W}pict"), f"{_V}textbox").extend(texts)
