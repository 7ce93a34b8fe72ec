"""What a careful colleague would say of a text before readers see it. Pure: text and facts in, sentences out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from hoiphunu import richtext
from hoiphunu.vietnamese import fold, nfc

LONGEST_TITLE, LONGEST_SUMMARY = 120, 300
LONGEST_SIDE_OF_A_DRAWING, NARROWEST_PHOTO, MOST_PHOTOS = 1600, 400, 20
# Words that tell nobody where a link leads, least of all who hears the links read out one by one.
EMPTY_WORDS = {"tai day", "day", "o day", "bam vao day", "nhan vao day", "xem tai day", "link", "click"}

# As the editor calls them.
HEADINGS = {2: "Tiêu đề mục", 3: "Tiêu đề nhỏ", 4: "Tiêu đề nhỏ nhất"}

NO_BODY = "Cần có nội dung trước khi đăng."
NO_COVER_ALT = "Ảnh này chưa có mô tả: mở Thư viện ảnh để viết, rồi đăng lại."

_LINK = re.compile(r"<a ([^>]*)>(.*?)</a>", re.DOTALL)
_ADDRESS = re.compile(r'href="([^"]*)"')
_ALT = re.compile(r'<img[^>]* alt="[^"]')
# Only blanks that stand in a line; line breaks between the tags are the editor's.
_DOUBLE_SPACE = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
_NAME = re.compile(
    r"\b(?:cháu|em|bé|trẻ|con|nạn nhân|chị|bà|cô)(?: (?:bé|gái|trai))? "
    rf"((?:[{_UPPER}][^\W\d_]+)(?: [{_UPPER}][^\W\d_]*){{1,4}})"
)


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the form's field, a sentence, whether it keeps the text from readers, and the place.

    `where` is "img 1", "a 0" or "h 2": the second photo, the first link, the third heading of the field's text.
    """

    field: str
    sentence: str
    blocking: bool = False
    where: str = ""


def of_title(field: str, text: str) -> list[Finding]:
    if len(text) <= LONGEST_TITLE:
        return []
    return [Finding(field, f"Tiêu đề dài {len(text)} chữ cái; quá {LONGEST_TITLE} thì điện thoại phải cuộn mới hết.")]


def of_summary(field: str, text: str) -> list[Finding]:
    if not text:
        return [Finding(field, "Chưa có tóm tắt: trang chủ và danh sách chỉ hiện tiêu đề.")]
    if len(text) <= LONGEST_SUMMARY:
        return []
    return [Finding(field, f"Tóm tắt dài {len(text)} chữ cái; một hai câu, dưới {LONGEST_SUMMARY}, thì dễ đọc hơn.")]


def of_dates(field: str, starts_at, ends_at, now) -> list[Finding]:
    """Of a window of aware datetimes; without a start it begins `now`."""
    if ends_at is None or ends_at > (starts_at or now):
        return []
    return [Finding(field, "Ngày hết hạn phải sau ngày đăng.", blocking=True)]


def of_cover(field: str, photo) -> list[Finding]:
    """Of the chosen cover, a `Photo` or None."""
    if photo is None:
        return [Finding(field, "Chưa có ảnh đại diện: danh sách và mạng xã hội hiện bài không ảnh.")]
    return [] if photo.alt else [Finding(field, NO_COVER_ALT, blocking=True)]


def of_body(field: str, html: str, photos: Mapping[int, object], dead: Iterable[str]) -> list[Finding]:
    """Of a stored body; `photos` are the library's by id, `dead` those of `addresses(html)` that lead nowhere."""
    return [*_photos(field, html, photos), *_headings(field, html), *_links(field, html, set(dead))]


def _photos(field, html, photos):
    found = richtext.pictures(html)
    for place, (pk, alt) in enumerate(found):
        photo, name, where = photos.get(pk), f"Ảnh thứ {place + 1} trong bài", f"img {place}"
        if not (alt.strip() or (photo and photo.alt)):
            sentence = f"{name} chưa có mô tả: bấm đúp vào ảnh để viết mô tả."
            yield Finding(field, sentence, blocking=True, where=where)
        if photo is None:
            continue
        size = f"{photo.width} × {photo.height} điểm"
        if photo.extension in ("png", "gif") and max(photo.width, photo.height) > LONGEST_SIDE_OF_A_DRAWING:
            kind = photo.extension.upper()
            sentence = f"{name} rất lớn ({kind}, {size}): lưu thành JPEG rồi “Thay ảnh” thì điện thoại mở nhanh hơn."
            yield Finding(field, sentence, where=where)
        if photo.width < NARROWEST_PHOTO:
            yield Finding(field, f"{name} quá nhỏ ({size}), người đọc thấy mờ.", where=where)
    if len(found) > MOST_PHOTOS:
        sentence = f"Bài có {len(found)} ảnh, điện thoại mở rất lâu: bớt ảnh hoặc tách thành nhiều bài."
        yield Finding(field, sentence, where=f"img {MOST_PHOTOS}")


def _headings(field, html):
    above = 1
    for place, (level, text) in enumerate(richtext.headings(html)):
        if level > above + 1:
            here, above_it = HEADINGS[level].lower(), HEADINGS[above + 1].lower()
            sentence = f"“{_short(text)}” là {here}, mà phía trên chưa có {above_it}."
            yield Finding(field, sentence, where=f"h {place}")
        above = level


def _links(field, html, dead):
    for place, (attributes, inner) in enumerate(_LINK.findall(html)):
        address, where = _ADDRESS.search(attributes), f"a {place}"
        address, words = unescape(address[1]) if address else "", " ".join(richtext.plain_text(inner).split())
        if not any(letter.isalnum() for letter in words) and not _ALT.search(inner):
            sentence = f"Liên kết tới {_short(address) or 'chỗ trống'} không có chữ nào để bấm và để nghe đọc."
            yield Finding(field, sentence, blocking=True, where=where)
        elif fold(words).strip(" .…>»:") in EMPTY_WORDS:
            sentence = f"Liên kết “{words}” chưa nói dẫn tới đâu: viết tên trang ấy làm chữ của liên kết."
            yield Finding(field, sentence, where=where)
        if address in dead:
            sentence = f"Liên kết “{_short(words)}” dẫn tới trang mà người đọc không mở được: {_short(address)}"
            yield Finding(field, sentence, where=where)


def of_names(field: str, html: str) -> list[Finding]:
    """The reminder for texts on violence, with the names that seem to be a child's or a victim's."""
    rule = "Không để lộ tên, ảnh, địa chỉ của trẻ em và người bị bạo lực"
    names = list(dict.fromkeys(_NAME.findall(richtext.plain_text(html))))
    if not names:
        return [Finding(field, f"Bài về bạo lực. {rule}: đọc lại một lượt trước khi đăng.")]
    listed = ", ".join(names[:3])
    return [Finding(field, f"Bài về bạo lực có nêu tên {listed}. {rule}: dùng chữ viết tắt hoặc tên đã đổi.")]


def addresses(html: str) -> list[str]:
    """Where the links of a stored body lead, each once."""
    found = (_ADDRESS.search(attributes) for attributes, _ in _LINK.findall(html))
    return list(dict.fromkeys(unescape(address[1]) for address in found if address))


def mended(text: str) -> str:
    """Plain text as it is stored: NFC, single spaces; line breaks stay."""
    return "\n".join(" ".join(line.split()) for line in nfc(text).strip().split("\n"))


def slips(typed: str) -> list[str]:
    """What saving mends by itself in `typed` (text or HTML as it was sent), in words."""
    text = unescape(re.sub(r"<[^>]*>", "", typed or ""))
    spaces = len(_DOUBLE_SPACE.findall(text))
    loose = sum(word != nfc(word) for word in text.split())
    return [
        *([f"{spaces} chỗ thừa dấu cách"] if spaces else []),
        *([f"{loose} chữ gõ dấu rời (Unicode tổ hợp)"] if loose else []),
    ]


def of_spelling(field: str, typed: str) -> list[Finding]:
    return [Finding(field, f"{slip}: tự sửa khi lưu.") for slip in slips(typed)]


def _short(text):
    return text if len(text) <= 60 else f"{text[:59]}…"
