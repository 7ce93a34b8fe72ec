"""The one door for editor HTML: clean on save, print, plain text, excerpt."""

import hashlib
import math
import re
from collections.abc import Callable
from html import escape, unescape

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe

from hoiphunu import videos
from hoiphunu.markup import parse
from hoiphunu.paragraphs import CLASSES, safe_address, safe_picture, write
from hoiphunu.vietnamese import slugify

MAX_BYTES = 400_000
# Start and end tags together; a body of 400 KB of ordinary text has about 3,000.
MAX_TAGS = 30_000
SYLLABLES_A_MINUTE = 220
# Nothing seen needs more than two; the limit only makes sure of an end.
MAX_PASSES = 5
# How many texts this process remembers having cleaned.
REMEMBERED = 200

TAGS = frozenset(
    "p h2 h3 h4 ul ol li a strong em blockquote figure img figcaption"
    " table caption thead tbody tr th td br sup sub".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "data-photo"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}

_IMAGE = re.compile(r"<img((?: [a-z-]+=\"[^\"]*\")*)>")
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_PICTURELESS = re.compile(
    r"<figure(?! class=\"video\")[^>]*>(?:(?!<img|<picture|</figure>).)*</figure>|<p[^>]*>\s*</p>", re.DOTALL
)
_BLOCK_END = re.compile(r"<br>|</(?:p|h[2-4]|li|tr|td|th|caption|figcaption|blockquote)>")
_ANY_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r"<h([2-4])[^>]*>(.*?)</h\1>", re.DOTALL)
_CAPTION = r"<figcaption[^>]*>(?:(?!</figcaption>).)*</figcaption>"
# A paragraph or picture that is one link, and nothing else.
_LONE_LINK = re.compile(
    rf"<(p|figure)(?: class=\"[^\"]*\")?><a href=\"([^\"]*)\"[^>]*>((?:(?!</a>).)*)</a>({_CAPTION})?</\1>", re.DOTALL
)
_FIGURE = rf"<figure[^>]*><img[^>]* data-photo=\"\d+\"[^>]*>(?:{_CAPTION})?</figure>"
_GALLERY = re.compile(rf"{_FIGURE}(?:\s*{_FIGURE})+", re.DOTALL)
_OWN_ADDRESS = re.compile(r"(<(?:a|img)\b[^>]*? (?:href|src)=\")(?=/(?!/))")
_PHOTO = re.compile(r"<img[^>]* data-photo=\"(\d+)\"")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return safe_address(value) or None
    if name == "src":
        return safe_picture(value) or None
    return value


# The tree writer prints only what is allowed; nh3 is the judge that must find nothing left to do.
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    allowed_classes={tag: set(CLASSES) for tag in "p h2 h3 h4 li blockquote figure img table td th".split()},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


# Digests of what `clean` has returned: one saved article passes this door five times (form, model check, revision, row,
# field), and finding nothing to do costs as much as cleaning.
_known: dict[bytes, None] = {}


def clean(html: str) -> str:
    """The HTML as it may be stored: only ARCHITECTURE's "Allowed HTML", NFC, no empty paragraphs, no Word junk.

    Cleaning a cleaned text changes nothing. More than 400 KB, or 30,000 tags, is a ValidationError; nothing else is.
    """
    html = str(html or "")
    if _digest(html) in _known:
        return html
    for _ in range(MAX_PASSES):
        _check_size(html)
        before, html = html, _CLEANER.clean(write(parse(html)))
        if html == before:
            break
    else:
        # What does not settle is not trusted as HTML.
        html = _CLEANER.clean(write(parse(escape(plain_text(html)))))
    if len(_known) >= REMEMBERED:
        _known.clear()
    _known[_digest(html)] = None
    return html


def _digest(html):
    return hashlib.blake2b(html.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _check_size(html: str) -> None:
    if len(html.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ValidationError(
            "Nội dung quá dài: tối đa %(limit)d KB. Hãy tách thành nhiều bài, hoặc đính kèm văn bản dưới dạng tệp.",
            code="too_long",
            params={"limit": MAX_BYTES // 1000},
        )
    if html.count("<") > MAX_TAGS:
        raise ValidationError(
            "Nội dung có quá nhiều thẻ định dạng. Hãy dán lại dưới dạng văn bản thuần rồi định dạng những chỗ cần.",
            code="too_many_tags",
        )


def render(
    html: str,
    picture: Callable[[int, str], str | None],
    video: Callable[[str, str, str], str] | None = None,
    whole: Callable[[int], str | None] | None = None,
    on_page: bool = True,
) -> SafeString:
    """A stored body as readers get it: `picture(photo id, alt)` gives a photo's HTML, or None to leave it out.

    `video(key, words, cover)` gives the HTML of a film that a paragraph or a linked photo alone leads to. With `whole`
    (photo id → address) photos in a row are a set, each leading to the whole photo. On a page of ours headings can be
    linked to, and tables get a wrapper that scrolls and takes the keyboard focus.
    """

    def image(match: re.Match) -> str:
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        if "data-photo" not in attributes:
            alt = "" if "alt" in attributes else ' alt=""'
            return f'<img{match[1]}{alt} loading="lazy">'
        shown = picture(int(attributes["data-photo"]), unescape(attributes.get("alt", ""))) or ""
        aligned = attributes.get("class")
        return f'<span class="{aligned}">{shown}</span>' if shown and aligned else str(shown)

    def film(match: re.Match) -> str:
        _, address, inner, caption = match.groups()
        if not (key := videos.key(unescape(address))):
            return match[0]
        cover = inner if "<picture" in inner else ""
        return f'<figure class="video">{video(key, plain_text(inner), cover)}{caption or ""}</figure>'

    def large(match: re.Match) -> str:
        address = whole(int(_PHOTO.search(match[0])[1]))
        return f'<a href="{escape(address)}">{match[0]}</a>' if address else match[0]

    if not on_page:
        return mark_safe(_PICTURELESS.sub("", _IMAGE.sub(image, html)))  # noqa: S308  as below
    if whole:
        html = _GALLERY.sub(lambda match: f'<div class="gallery">{_IMAGE.sub(large, match[0])}</div>', html)
    html = _IMAGE.sub(image, _with_anchors(html))
    if video:
        html = _LONE_LINK.sub(film, html)
    html = _PICTURELESS.sub("", html)
    wrapper = '<div class="table-wrap" tabindex="0" role="region" aria-label="Bảng"><table'
    html = html.replace("<table", wrapper).replace("</table>", "</table></div>")
    return mark_safe(html)  # noqa: S308  stored bodies have been through clean()


def video_keys(html: str) -> list[str]:
    """The films that a stored body shows, by their paragraphs of one link."""
    return [key for match in _LONE_LINK.finditer(html) if (key := videos.key(unescape(match[2])))]


def plain_text(html: str) -> str:
    """The text of a stored body, a line for each block."""
    text = unescape(_ANY_TAG.sub("", _BLOCK_END.sub("\n", html)))
    return "\n".join(line for line in (" ".join(part.split()) for part in text.split("\n")) if line)


def excerpt(html: str, length: int) -> str:
    """The beginning of a stored body on one line, at most `length` characters, cut between words, with "…"."""
    text = " ".join(plain_text(html).split())
    if len(text) <= length:
        return text
    cut = text[:length].rpartition(" ")[0] or text[: length - 1]
    return cut.rstrip(" ,;:.–-") + "…"


def readdressed(html: str, photo_id: int, address: str) -> str:
    """A stored body that loads the photo from `address`; the width and height of its former file are dropped."""

    def image(match: re.Match) -> str:
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        if attributes.get("data-photo") != str(photo_id):
            return match[0]
        attributes = {name: value for name, value in attributes.items() if name not in ("width", "height")}
        attributes["src"] = escape(address)
        return "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"

    return _IMAGE.sub(image, html)


def photo_ids(html: str) -> list[int]:
    """The ids of the photos inside a stored body, in order, each once."""
    return list(dict.fromkeys(int(number) for number in _PHOTO.findall(html)))


def pictures(html: str) -> list[tuple[int, str]]:
    """(id, alternative text there) of every photo of a stored body, in order."""
    found = (dict(_ATTRIBUTE.findall(attributes)) for attributes in _IMAGE.findall(html))
    return [(int(image["data-photo"]), unescape(image.get("alt", ""))) for image in found if "data-photo" in image]


def headings(html: str) -> list[tuple[int, str]]:
    """The headings of a stored body in order: (2, 3 or 4; text)."""
    return [(int(level), " ".join(plain_text(text).split())) for level, text in _HEADING.findall(html)]


def outline(html: str) -> list[tuple[int, str, str]]:
    """The headings of a stored body with the anchors `render` gives them: (2, 3 or 4; text; "muc-…").

    Anchors follow from the words alone, so a link to one outlives changes elsewhere in the text.
    """
    found, taken = [], set()
    for level, text in headings(html):
        base = anchor = f"muc-{slugify(text, fallback='khac')}"
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        found.append((level, text, anchor))
    return found


def _with_anchors(html: str) -> str:
    anchors = iter(outline(html))
    return _HEADING.sub(lambda found: f'<h{found[1]} id="{next(anchors)[2]}"{found[0][3:]}', html)


def with_full_addresses(html: str, site: str) -> SafeString:
    """A rendered body whose links and pictures name the site ("https://…", no slash at the end)."""
    return mark_safe(_OWN_ADDRESS.sub(rf"\g<1>{site}", html))  # noqa: S308  bodies have been through clean()


def reading_minutes(html: str) -> int:
    """Minutes an adult needs for a stored body at 220 syllables a minute; at least 1."""
    return max(1, math.ceil(len(plain_text(html).split()) / SYLLABLES_A_MINUTE))
