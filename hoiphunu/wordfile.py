"""A Word file as the draft of an article: title, summary, body, photos."""

import logging
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat

import mammoth
from django.core.exceptions import ValidationError
from mammoth import documents

from hoiphunu import files, images, richtext, wordxml
from hoiphunu import wordlayout as layout
from hoiphunu.vietnamese import nfc
from hoiphunu.wordhtml import Block, block_html, blocks, with_lists

MAX_PHOTOS = 30
MAX_PHOTO_BYTES = 60 * 1024 * 1024

_logger = logging.getLogger(__name__)

# Everything mammoth and what it calls were seen to raise on broken files.
_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError),
    *(TypeError, ValueError, struct.error, zlib.error, zipfile.BadZipFile, expat.ExpatError, SyntaxError),
)

NOT_WORD = "Tệp này không phải Word (DOCX), dù tên tệp thế nào. Bạn mở bằng Word, chọn “Lưu thành” DOCX rồi tải lên."
OLD_WORD = "Tệp này là Word đời cũ (DOC). Bạn mở bằng Word, chọn “Lưu thành” (Save As) kiểu DOCX rồi tải lên."
A_PDF = "Tệp này là PDF, không lấy chữ và ảnh để soạn bài được. Bạn tải lên tệp Word (DOCX) đã in ra PDF đó."
OLD_TEXT = "Tệp này là RTF. Bạn mở bằng Word, chọn “Lưu thành” DOCX rồi tải lên."
OPEN_DOCUMENT = "Tệp này là OpenDocument (ODT). Bạn chọn “Lưu thành” DOCX rồi tải lên."
MACROS = "Tệp có macro (chương trình nhúng). Bạn lưu thành DOCX không macro rồi tải lên."
BOMB = "Tệp bung ra quá lớn so với cỡ của nó nên không an toàn. Bạn chép nội dung sang một tệp Word mới rồi tải lên."
TRAP = "Tệp có phần khai báo lạ mà Word không bao giờ ghi, nên không an toàn. Bạn chép nội dung sang một tệp Word mới."
TOO_MUCH = "Văn bản quá dài cho một tin bài. Bạn tách thành nhiều bài, hoặc đăng thành tệp ở mục Văn bản."
EMPTY = "Tệp Word này không có chữ nào."
_IN_OTHER_WORDS = {
    files.NOT_A_DOCUMENT: NOT_WORD,
    files.A_PICTURE: NOT_WORD,
    files.A_PROGRAM: NOT_WORD,
    files.OLD_TEXT: OLD_TEXT,
    files.OPEN_DOCUMENT: OPEN_DOCUMENT,
    files.MACROS: MACROS,
    files.BOMB: BOMB,
}

NO_TITLE = "Không thấy dòng tiêu đề trong tệp nên đã lấy tên tệp làm tiêu đề. Bạn sửa lại."
NO_LETTERHEAD = "Đã bỏ phần đầu công văn (Quốc hiệu, tên cơ quan, số, ngày). Bạn xem lại nếu cần."
OLD_FONTS = "Tệp gõ bằng phông cũ (TCVN3 hoặc VNI), đã chuyển sang Unicode. Bạn đọc soát lại chính tả."
CROPS = "Có ảnh được cắt trong Word: ảnh lấy vào là ảnh nguyên, còn cả phần đã cắt. Bạn xem lại, nhất là mặt người."
FORMULAS = "Công thức toán chỉ lấy được phần chữ. Bạn xem lại những chỗ có công thức."
CHARTS = "Biểu đồ và sơ đồ không lấy được. Bạn chụp màn hình thành ảnh rồi chèn vào bài."
TOO_MANY_PHOTOS = f"Tệp có quá nhiều ảnh, hoặc ảnh quá nặng: chỉ lấy được {MAX_PHOTOS} ảnh đầu, tổng cộng tối đa 60 MB."
DRAWING = "Ảnh thứ {}: hình vẽ kiểu {} không hiện được trên trang nên đã bỏ. Bạn chụp màn hình thành ảnh rồi chèn vào."
LOST = "Ảnh thứ {} không nằm trong tệp (ảnh liên kết hoặc bị mất) nên đã bỏ."

_RULE = re.compile(r"[-–—_=*~.…\s]*")
_DRAWINGS = {
    b"\xd7\xcd\xc6\x9a": "WMF",
    b"\x01\x00\x00\x00": "EMF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"BM": "BMP",
}
_PLACE = "/tep/word-{}"
_PLACED = re.compile(r"<img src=\"/tep/word-(\d+)\"((?: alt=\"[^\"]*\")?)>")
_POOR_ALT = re.compile(
    r"generated|được tạo tự động|có thể không chính xác|^(?:picture|image|ảnh|hình|hình ảnh|img|dsc)[\s_-]*\d*$"
    r"|[\\/]|\.(?:jpe?g|png|gif|bmp|tiff?|webp)$",
    re.IGNORECASE,
)


class WordRefused(ValidationError):
    """A Word file that cannot become an article; the message is a Vietnamese sentence for the person who chose it."""


@dataclass(frozen=True)
class WordPhoto:
    """A picture of the file as it came, for `images.clean`; `number` is its place among all pictures of the text."""

    number: int
    name: str
    content: bytes = field(repr=False)
    alt: str = ""

    def file(self) -> BinaryIO:
        """The picture as a file object."""
        return BytesIO(self.content)


@dataclass(frozen=True)
class WordDocument:
    """What a Word file holds. `body_html` is clean; `with_photos` puts the photos where they belong."""

    title: str
    summary: str
    byline: str
    body_html: str
    photos: list[WordPhoto]
    warnings: list[str]

    def with_photos(self, stored: Sequence) -> str:
        """The body with `stored[n]` (a `Photo`, or None to leave it out) in the place of `photos[n]`."""

        def tag(match: re.Match) -> str:
            photo = stored[int(match[1]) - 1]
            if photo is None:
                return ""
            shown = f'src="{escape(photo.url)}"{match[2]} width="{photo.width}" height="{photo.height}"'
            return f'<img {shown} data-photo="{photo.pk}">'

        return richtext.clean(_PLACED.sub(tag, self.body_html))


def read(upload: BinaryIO) -> WordDocument:
    """The Word file (DOCX, ≤ 30 MB) as title, summary (≤ 300 letters), byline, clean body and photos.

    What cannot be taken over is told in `warnings`, sentences for people; a file that cannot be is WordRefused, a text
    too long for an article likewise.
    """
    name = _accepted(upload)
    try:
        prepared = wordxml.prepare(upload)
        with zipfile.ZipFile(upload) as archive:
            pictures = _Pictures(archive)
            body, notes = blocks(_mammoth_tree(prepared.docx), pictures.tag)
    except wordxml.TrapError as error:
        raise WordRefused(TRAP) from error
    except wordxml.TooMuchError as error:
        raise WordRefused(TOO_MUCH) from error
    except _BROKEN as error:
        _logger.info("refused Word file: %r", error)
        raise WordRefused(files.BROKEN) from error
    finally:
        upload.seek(0)
    said = {
        OLD_FONTS: prepared.has_old_fonts,
        CROPS: prepared.has_crops,
        FORMULAS: prepared.has_formulas,
        CHARTS: prepared.has_charts,
    }
    return _laid_out(body, notes, name, pictures, [sentence for sentence, holds in said.items() if holds])


def _accepted(upload: BinaryIO) -> str:
    """The file's name without its ending, once it is known to be a harmless DOCX."""
    try:
        file = files.clean(upload)
    except files.FileRefused as error:
        raise WordRefused(_IN_OTHER_WORDS.get(error.message, error.message)) from error
    if file.extension != "docx":
        raise WordRefused({"doc": OLD_WORD, "pdf": A_PDF}.get(file.extension, NOT_WORD))
    return file.display_name.removesuffix(".docx")


def _mammoth_tree(docx: BinaryIO) -> documents.Document:
    """What mammoth makes of the file, before it would write HTML: that knows no alignment and five levels of lists."""
    read_tree = []

    def keep(tree):
        read_tree.append(tree)
        return documents.document([])

    mammoth.convert_to_html(docx, transform_document=keep, include_embedded_style_map=False)
    return read_tree[0]


class _Pictures:
    """The file's pictures, met in the order of the text."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive, self.photos, self.warnings = archive, [], []
        self._places: dict[str, int] = {}
        self._met = self._bytes = 0

    def tag(self, image: documents.Image) -> str:
        """An <img> with a place for the photo's address; "" for what no page can show."""
        self._met += 1
        try:
            with image.open() as file:
                name = file.read().decode()
            if name not in self._places and not self._take(name, image.alt_text or ""):
                return ""
        except (LookupError, ValueError, OSError):
            self.warnings.append(LOST.format(self._met))
            return ""
        alt = escape(_good_alt(image.alt_text or ""))
        said = f' alt="{alt}"' if alt else ""
        return f'<img src="{_PLACE.format(self._places[name])}"{said}>'

    def _take(self, name: str, alt: str) -> bool:
        size = self.archive.getinfo(name).file_size
        if len(self.photos) == MAX_PHOTOS or size > images.MAX_BYTES or self._bytes + size > MAX_PHOTO_BYTES:
            self.warnings.append(TOO_MANY_PHOTOS)
            return False
        content = self.archive.read(name)
        kind = next((kind for start, kind in _DRAWINGS.items() if content.startswith(start)), "")
        if kind or name.lower().endswith((".svg", ".emf", ".wmf", ".emz", ".wmz")):
            self.warnings.append(DRAWING.format(self._met, kind or name[-3:].upper()))
            return False
        self._bytes += size
        self.photos.append(WordPhoto(self._met, name.rpartition("/")[2], content, _good_alt(alt)))
        self._places[name] = len(self.photos)
        return True


def _good_alt(alt: str) -> str:
    """The description a person wrote; "" for what Word or a camera made up."""
    alt = " ".join(nfc(alt).split())[:300]
    return "" if _POOR_ALT.search(alt) else alt


def _laid_out(
    body: list[Block], notes: list[Block], name: str, pictures: _Pictures, warnings: list[str]
) -> WordDocument:
    body = [block for block in body if block.kind != "toc" and (block.has_picture or not _RULE.fullmatch(block.text))]
    if not any(block.text for block in body):
        raise WordRefused(EMPTY)
    body, had_letterhead = layout.without_letterhead(body)
    title, body = layout.title(body)
    body, byline = layout.byline(body)
    summary, body = layout.summary(body)
    levels = sorted({block.kind for block in body if re.fullmatch("h[1-9]", block.kind)})
    tags = {kind: f"h{min(2 + place, 4)}" for place, kind in enumerate(levels)}
    html = "\n".join(block_html(block, tags) for block in with_lists(layout.with_captions(body)) + with_lists(notes))
    warnings = [
        *([] if title else [NO_TITLE]),
        *([NO_LETTERHEAD] if had_letterhead else []),
        *warnings,
        *dict.fromkeys(pictures.warnings),
    ]
    return WordDocument(
        layout.cut(title or nfc(name), layout.TITLE_LENGTH),
        summary,
        byline,
        richtext.clean(html),
        pictures.photos,
        warnings,
    )
