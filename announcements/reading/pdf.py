"""The lines of a PDF: words and fonts where the layout matters, plain text elsewhere, pictures recognised."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pdfplumber
import pypdfium2
from pdfplumber.utils import extract_words
from pypdfium2 import raw

from announcements.reading import ocr as recognition
from announcements.reading.lines import Line, Word, lines_of
from announcements.reading.pages import Pages
from announcements.reading.paragraphs import Piece, joined, plain
from announcements.reading.result import (
    BROKEN,
    LOCKED,
    MAX_OCR_PAGES,
    MAX_PAGES,
    NO_OCR,
    NOT_ALL,
    NOT_PDF,
    TOO_LONG,
    Unreadable,
)
from hoiphunu import oldfonts
from hoiphunu.vietnamese import nfc

MAX_TEXT_PAGES = 300
MAX_LAYOUT_PAGES = 8
# Fewer letters than a stamp or a digital signature writes on a picture.
FEW_LETTERS = 200
_SIGNED = re.compile(r"nơi nhận|^\s*(?:T/?M|K/?T|T/?L|TUQ)[./\s]", re.IGNORECASE | re.MULTILINE)
_TONED = re.compile("[à-ỹÀ-Ỹ]")
_BOLD = re.compile(r"bold|black|heavy|(?<![a-z])bd", re.IGNORECASE)
_OLD_FONT = re.compile(r"^\.?(vn(?=[A-Z])|vni-)(.*?)(?:[,-]?(?:bold|italic|bolditalic))*$", re.IGNORECASE)
_OLD_HYPHEN = re.compile(r"(?<=[a-zµ-ÿ®])-|-(?=[a-zµ-ÿ])")


def read(content: bytes, ocr: bool, progress: Callable[[int, int], None] | None = None) -> Pages:
    """The pages of the PDF; scanned ones are recognised where `ocr` says so and the machine can."""
    if b"%PDF-" not in content[:1024]:
        raise Unreadable(NOT_PDF)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(LOCKED if "password" in str(error).lower() else BROKEN) from error
    count = len(document)
    if not count:
        raise Unreadable(BROKEN)
    if count > MAX_PAGES:
        raise Unreadable(TOO_LONG)
    pages, scanned = [], []
    for number in range(min(count, MAX_TEXT_PAGES)):
        pieces, is_scan = _plain(document, number)
        pages.append(pieces)
        if is_scan:
            scanned.append(number)
    lines = _layout(content, [n for n in _telling(plain(pages)) if n not in scanned])
    if ocr and scanned and recognition.is_installed():
        for number, words in recognition.recognise(document, scanned, progress):
            pages[number] = []
            lines += words
    lines.sort(key=lambda line: (line.page, line.top, line.x0))
    for number in {line.page for line in lines}:
        pages[number - 1] = [Piece.of(line) for line in lines if line.page == number]
    is_scan = 0 in scanned or len(scanned) * 2 > len(pages)
    return Pages(lines, joined(pages), count, is_scan, _note(scanned))


def _note(scanned: list[int]) -> str:
    """What to tell of the pages that are pictures."""
    if scanned and not recognition.is_installed():
        return NO_OCR
    return NOT_ALL if len(scanned) > MAX_OCR_PAGES else ""


def _plain(document: pypdfium2.PdfDocument, number: int) -> tuple[list[Piece], bool]:
    """The lines of a page, and whether they are a picture's."""
    try:
        page = document[number]
        pieces = list(_pieces(page))
        objects = list(page.get_objects(max_depth=2))
    except pypdfium2.PdfiumError:
        return [], False
    text = "".join(piece.text for piece in pieces)
    letters = sum(sign.isalpha() for sign in text)
    pictured = _pictured(page, objects)
    # What scanners read without knowing Vietnamese has hardly a tone mark; a page of ours has one in four letters.
    poor = len(_TONED.findall(text)) < 0.05 * letters
    return pieces, bool(objects) and (letters < 20 or (pictured and (letters < FEW_LETTERS or poor)))


def _pieces(page: pypdfium2.PdfPage) -> Iterator[Piece]:
    words, width = page.get_textpage(), page.get_width() or 1
    text, start = words.get_text_range(), 0
    for part in text.split("\n"):
        end = start + len(part.rstrip())
        if clean := " ".join(nfc(part).split()):
            first = start + len(part) - len(part.lstrip())
            yield Piece(clean, words.get_charbox(first)[0] / width, words.get_charbox(end - 1)[2] / width)
        start += len(part) + 1


def _pictured(page: pypdfium2.PdfPage, objects: list) -> bool:
    width, height = page.get_size()
    area = 0.0
    for each in objects:
        if each.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = each.get_bounds()
            area += max(0, right - left) * max(0, top - bottom)
    return area > 0.5 * width * height


def _telling(texts: list[str]) -> list[int]:
    """The pages whose layout tells something: the first, the last, those that look signed."""
    signed = [number for number, text in enumerate(texts) if _SIGNED.search(text)]
    first, last = range(min(3, len(texts))), range(max(0, len(texts) - 2), len(texts))
    return sorted(list(dict.fromkeys([*first, *last, *signed]))[:MAX_LAYOUT_PAGES])


def _layout(content: bytes, numbers: list[int]) -> list[Line]:
    """The lines of these pages, their fonts and places."""
    found = []
    if not numbers:
        return found
    try:
        with pdfplumber.open(BytesIO(content), pages=[number + 1 for number in numbers]) as document:
            for page in document.pages:
                words = [_word(word) for word in _words(page)]
                found += lines_of(words, page.page_number, float(page.width), float(page.height))
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001  pdfminer raises whatever a broken file makes it stumble over
        raise Unreadable(BROKEN) from error
    return found


def _words(page) -> list[dict]:
    upright = [char for char in page.chars if char["upright"]]
    return extract_words(upright, extra_attrs=["fontname", "size"], x_tolerance=2)


def _word(word: dict) -> Word:
    font = word["fontname"].partition("+")[2] or word["fontname"]
    text = word["text"]
    if old := _OLD_FONT.match(font):
        name = (".vn" if old[1].lower() == "vn" else "vni-") + old[2]
        if not oldfonts.is_unicode(text):
            # The code of ư is the hyphen's in the table PDF files use.
            text = _OLD_HYPHEN.sub("\u00ad", text) if name.startswith(".vn") else text
            text = oldfonts.to_unicode(text, name)
    bold = bool(_BOLD.search(font))
    return Word(text, word["x0"], word["x1"], word["top"], word["bottom"], word["size"], bold)
