"""One saved page of the former site taken apart: title, day, text, byline, pictures, slogans, address.

The former program lays its pages out in many ways; they share one line that is nothing but "(dd/mm/yyyy)": what stands
right before it is the title, what follows is the text, until a heading of the lists beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from hoiphunu import oldfonts, richtext
from hoiphunu.markup import Element, parse
from hoiphunu.paragraphs import write
from hoiphunu.vietnamese import fold, nfc

MAX_BYTES = 5_000_000
# /<category>_<slug>/<number>_<slug>.html
ADDRESS = re.compile(r"/\d+_[^/\s\"'<>]+/\d+_[^/\s\"'<>]+\.html?", re.IGNORECASE)
DAY = re.compile(r"\((\d{1,2}/\d{1,2}/\d{4})\)")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
# Where the text is over: what the former site prints below it.
_BELOW = re.compile(
    r"(?:van ban|lien ket web|(?:cac )?(?:tin|bai)(?: viet)? (?:khac|lien quan|moi hon|cu hon|da dua)|in trang|in bai"
    r"|gui (?:email|cho ban be)|quay lai|ve dau trang|y kien ban doc|(?:so )?luot (?:xem|truy cap))\b.{0,25}"
)
_CREDITS = re.compile(r"^(?:(?:tin|bài|ảnh|tác giả|nguồn|người viết)\s*(?:,|và|-|–|/)?\s*)+:\s*", re.IGNORECASE)
_ENDS_SENTENCE = (".", ":", ";", "!", "?", ",", "…", "/")
LONGEST_BYLINE, MOST_BYLINE_WORDS = 60, 7
_BLOCKS = frozenset("p div td th tr table li ul ol h1 h2 h3 h4 h5 h6 center blockquote marquee br hr section".split())
_PLACE = "/tep/trang-cu-{}"
_PLACED = re.compile(r"<img src=\"/tep/trang-cu-(\d+)\"((?: alt=\"[^\"]*\")?)[^>]*>")


class PageRefused(Exception):
    """A page that cannot be taken over; the message is a Vietnamese sentence."""


@dataclass(frozen=True)
class Picture:
    source: str
    alt: str


@dataclass
class OldPage:
    """`body` is clean and has a place for each of `pictures`; `with_pictures` fills them."""

    title: str
    day: date
    byline: str
    body: str
    pictures: list[Picture] = field(default_factory=list)
    slogans: str = ""

    def with_pictures(self, shown: list[str | None]) -> str:
        """The body with `shown[n]` (the HTML of a stored photo, None to leave it out) in the place of `pictures[n]`."""
        return richtext.clean(_PLACED.sub(lambda match: shown[int(match[1])] or "", self.body))


def decoded(content: bytes) -> str:
    """The text of a saved page, by its own word for how it is written. Raises PageRefused."""
    if len(content) > MAX_BYTES:
        raise PageRefused(f"tệp lớn hơn {MAX_BYTES // 1_000_000} MB")
    declared = _CHARSET.search(content[:4096])
    names = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig"]
    names += [declared[1].decode("ascii").lower()] if declared else []
    for name in names:
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    raise PageRefused("không đọc được bảng mã của tệp")


def address(text: str, path: PurePosixPath) -> str:
    """The page's path on the former site: as it says itself, as the browser that saved it wrote down, or as its file
    lies in the folder. Raises PageRefused.
    """
    said = _SAVED_FROM.search(text[:4096])
    tree = parse(text)
    links = [element.attributes for element in _elements(tree) if element.tag in ("link", "meta")]
    named = [link.get("href", "") for link in links if link.get("rel", "").lower() == "canonical"]
    named += [link.get("content", "") for link in links if link.get("property", "").lower() == "og:url"]
    found = [urlsplit(value).path for value in [*named, *([said[1]] if said else [])]]
    for value in [*found, f"/{path.with_suffix('.html')}"]:
        if match := re.search(f"{ADDRESS.pattern}$", unquote(value), re.IGNORECASE):
            return match[0]
    raise PageRefused("không rõ địa chỉ cũ; đặt tệp vào đúng thư mục, ví dụ 12_tin-hoat-dong/345_ten-bai.html")


def from_text(text: str) -> str:
    """Plain text as a page: a paragraph a line."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))


def read(html: str) -> OldPage:
    """Take the page apart. Raises PageRefused when a part is not where these pages have it."""
    tree = parse(html)  # not yet NFC: what it drops is a letter in old fonts
    found = _day(tree)
    if not found:
        raise PageRefused("không thấy dòng ngày dạng (dd/mm/yyyy)")
    path, text, match = found
    try:
        day = datetime.strptime(match[1], "%d/%m/%Y").date()
    except ValueError:
        raise PageRefused(f"ngày {match[1]} không có thật") from None
    title = " ".join(text[: match.start()].split()) or _title(tree, path[-1])
    if not title:
        raise PageRefused("không thấy tiêu đề ngay trước dòng ngày")
    pictures: list[Picture] = []
    blocks = parse(write(_prepared(Element("root", {}, _following(path)), pictures))).children
    blocks, byline = _cut(blocks)
    body = richtext.clean("".join(_written(block) for block in blocks))
    if not richtext.plain_text(body) and not pictures:
        raise PageRefused("không thấy nội dung sau dòng ngày")
    return OldPage(nfc(title)[:250], day, nfc(byline), body, pictures, nfc(_slogans(tree)))


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from _elements(child)


def _text(node) -> str:
    return node if isinstance(node, str) else "".join(map(_text, node.children))


def _plain(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def _day(tree: Element):
    """(path of (element, place of the child) from the root down, the text, the match) of the line with the day."""
    loose = None
    for path, text in _texts(tree, []):
        line = _plain(text)
        if DAY.fullmatch(line):
            return path, line, DAY.fullmatch(line)
        ending = re.search(rf"{DAY.pattern}$", line)
        if ending and not loose and "*" not in line:
            loose = path, line, ending
    return loose


def _texts(element: Element, path: list):
    """(path, text) of each text outside of the marquee, in order."""
    for place, child in enumerate(element.children):
        here = [*path, (element, place)]
        if isinstance(child, str):
            yield here, child
        elif child.tag != "marquee":
            yield from _texts(child, here)


def _lines(element: Element, stop: tuple = (None, 0)) -> list[str]:
    """The lines of text, those before the child that `stop` = (parent, place) names; the last one is nearest to it."""
    held: list[str] = []

    def is_done(parent) -> bool:
        for place, child in enumerate(parent.children):
            if parent is stop[0] and place == stop[1]:
                return True
            if isinstance(child, str):
                held.append(child.replace("\n", " "))
                continue
            edge = ["\n"] if child.tag in _BLOCKS else []
            held.extend(edge)
            if is_done(child):
                return True
            held.extend(edge)
        return False

    is_done(element)
    return [line for line in map(_plain, "".join(held).split("\n")) if line]


def _title(tree, stop) -> str:
    return next(iter(_lines(tree, stop)[-1:]), "")


def _following(path) -> list:
    """What follows the day in the smallest part of the page that has the text in it."""
    children: list = []
    for element, place in reversed(path):
        children = [*children, *element.children[place + 1 :]]
        if len(_plain("".join(map(_text, children)))) >= LONGEST_BYLINE:
            break
    return children


def _prepared(root: Element, pictures: list[Picture]) -> Element:
    """Old fonts as Unicode, pictures as places, links to the former site as its paths."""
    return Element(root.tag, root.attributes, [_child(child, pictures, "") for child in root.children])


def _child(child, pictures, font):
    if isinstance(child, str):
        return oldfonts.to_unicode(child, font) if font and not oldfonts.is_unicode(child) else child
    attributes = dict(child.attributes)
    font = _font(attributes) or font
    if child.tag == "img":
        pictures.append(Picture(attributes.get("src", ""), _plain(attributes.get("alt", ""))))
        return Element("img", {"src": _PLACE.format(len(pictures) - 1), "alt": attributes.get("alt", "")})
    if child.tag == "a" and (match := ADDRESS.search(attributes.get("href", ""))):
        attributes["href"] = match[0]
    return Element(child.tag, attributes, [_child(inner, pictures, font) for inner in child.children])


def _font(attributes) -> str:
    families = attributes.get("face", "") or "".join(
        re.findall(r"font-family\s*:\s*([^;]+)", attributes.get("style", ""))
    )
    name = families.split(",")[0].strip(" '\"")
    return name if oldfonts.encoding_of(name) else ""


def _cut(blocks) -> tuple[list, str]:
    """The blocks until the lists below the text, without the byline; the byline."""
    kept = []
    for block in blocks:
        if _BELOW.fullmatch(fold(_plain(_text(block)))):
            break
        kept.append(block)
    while kept and not _plain(_text(kept[-1])) and not any(e.tag == "img" for e in _of(kept[-1])):
        kept.pop()
    line = _CREDITS.sub("", _plain(_text(kept[-1]))) if kept else ""
    return (kept[:-1], line) if _is_byline(line) else (kept, "")


def _of(block):
    return _elements(block) if isinstance(block, Element) else ()


def _is_byline(line: str) -> bool:
    words = line.split()
    return (
        0 < len(line) <= LONGEST_BYLINE
        and len(words) <= MOST_BYLINE_WORDS
        and not line.endswith(_ENDS_SENTENCE)
        and not any(letter.isdigit() for letter in line)
        and all(word[:1].isupper() or not word[:1].isalpha() for word in words)
    )


def _written(node) -> str:
    """HTML of a tree that `paragraphs.write` made."""
    if isinstance(node, str):
        return escape(node, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    inner = "".join(map(_written, node.children))
    return f"<{node.tag}{attributes}>" + ("" if node.tag in ("img", "br") else f"{inner}</{node.tag}>")


def _slogans(tree) -> str:
    """The line that runs across the top, as it is; "" where there is none."""
    running = [_plain(_text(element)) for element in _elements(tree) if element.tag == "marquee"]
    starred = [line for line in _lines(tree) if line.count(" * ") >= 2]
    return next((line for line in [*running, *starred] if line), "")
