"""Writes a parsed tree as the few paragraphs, lists, tables and figures a body may hold, always the same way."""

import re
from collections.abc import Iterator
from html import escape

from hoiphunu.blocks import Box, Leaf, Look, add_text, break_line, printed, tags_around
from hoiphunu.markup import Element
from hoiphunu.vietnamese import nfc

CLASSES = ("align-left", "align-center", "align-right", "align-justify")
DROPPED = frozenset(
    "applet audio button canvas datalist del dialog embed frameset head map math meter noembed noframes noscript object"
    " option plaintext progress script select style svg template textarea title video xml xmp".split()
)
_KINDS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_BLOCKS = frozenset(
    "address article aside body center dd details div dl dt fieldset footer form header hgroup hr html legend main nav"
    " p pre section summary".split()
) | frozenset(_KINDS)
_MAX_ADDRESS = 2000

_SPACE = re.compile(r"[\s\u00a0]+")
_WEB = re.compile(r"https?://[^/?#\s@]+(?:[/?#][^\s]*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9.()-]{3,20}", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"/tep/[A-Za-z0-9_/-]+(?:\.[A-Za-z0-9_-]+)*")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]+)[.)]")
_LEVEL = re.compile(r"level(\d)")
_UNSEEN = re.compile(r"display:none|mso-hide:all|mso-list:ignore|mso-element:comment", re.IGNORECASE)
# In Word's pastes: the mark of a remark among colleagues, "[L1]", and the remark itself behind the text.
_REMARKS = ("msocomanchor", "msocomtxt")


def write(root: Element) -> str:
    """The tree as clean HTML, one block a line; unknown elements keep their text, dangerous ones lose it."""
    body = Box("body")
    _walk(root, body, Look())
    return printed(body, "\n")


def safe_address(address: str) -> str:
    """The address if a link may have it: http(s), mailto, tel, or a path of this site; else ""."""
    # Browsers ignore these wherever they stand: java\tscript: is javascript:, /\t/x is //x.
    address = re.sub(r"[\x00-\x1f\x7f]+", "", nfc(address)).strip()
    address = address.translate({32: "%20", 34: "%22", 60: "%3C", 62: "%3E", 96: "%60"})
    if "\\" in address or len(address) > _MAX_ADDRESS:
        return ""
    if address.startswith("/"):
        return "" if address.startswith("//") else address
    if address[:4].lower() == "tel:":
        address = address.replace("%20", "")
    known = _WEB.fullmatch(address) or _MAIL.fullmatch(address) or _PHONE.fullmatch(address)
    return address if known else ""


def safe_picture(address: str) -> str:
    """The address if it is one of our own files; else "": a body loads nothing from anywhere else."""
    return address if _OWN_PICTURE.fullmatch(address) else ""


def _walk(parent: Element, box: Box, look: Look) -> None:
    for child in parent.children:
        if isinstance(child, str):
            _text(box, child, look)
        else:
            _element(child, box, look)


def _element(element: Element, box: Box, look: Look) -> None:
    tag, style = element.tag, _style(element)
    if tag in DROPPED or _UNSEEN.search(style) or element.attributes.get("class", "").lower() in _REMARKS:
        return
    look = _look(element, style, look)
    flat = box.kind in ("caption", "figcaption")
    if tag == "br":
        break_line(box, look)
    elif tag == "img":
        _picture(element, box, look)
    elif tag == "iframe":
        _embedded(element, box, look)
    elif tag in ("ul", "ol") and not flat:
        _list(element, box, look)
    elif tag == "table" and not flat:
        _table(element, box, look)
    elif tag == "blockquote" and not flat:
        _append(box, _filled(Box("blockquote"), element, look._replace(kind="p", align="")))
    elif tag == "figure" and not flat:
        _figure(element, box, look)
    elif tag == "p" and "mso-list:" in style and not flat:
        _word_item(element, style, box, look)
    elif tag in _BLOCKS or tag in ("li", "tr", "td", "th", "ul", "ol", "table", "blockquote", "figure", "figcaption"):
        box.close()
        _walk(element, box, look)
        box.close()
    else:
        _walk(element, box, look)


def _style(element: Element) -> str:
    return element.attributes.get("style", "").lower().replace(" ", "").replace("\n", "")


def _property(style: str, name: str) -> str:
    # Most elements have no style at all, and this is asked four times of each.
    found = re.search(rf"(?:^|;){name}:([^;!]*)", style) if name in style else None
    return found[1] if found else ""


def _align(element: Element, style: str) -> str:
    named = next((name for name in element.attributes.get("class", "").split() if name in CLASSES), "")
    value = _property(style, "text-align") or element.attributes.get("align", "").lower()
    value = {"end": "right", "middle": "center", "-webkit-center": "center"}.get(value, value)
    if element.tag == "center":
        value = "center"
    return named or (f"align-{value}" if f"align-{value}" in CLASSES else "")


def _look(element: Element, style: str, look: Look) -> Look:
    tag = element.tag
    weight, slant, rise = (_property(style, name) for name in ("font-weight", "font-style", "vertical-align"))
    if tag in _BLOCKS:
        look = look._replace(kind=_KINDS.get(tag, "p"), align=_align(element, style) or look.align)
    if tag in ("b", "strong") or weight in ("bold", "bolder") or re.fullmatch("[6-9]00", weight):
        look = look._replace(strong=True)
    if weight in ("normal", "lighter") or re.fullmatch("[1-5]00", weight):
        look = look._replace(strong=False)
    if tag in ("i", "em") or slant in ("italic", "oblique"):
        look = look._replace(em=True)
    if slant == "normal":
        look = look._replace(em=False)
    if tag in ("sup", "sub") or rise in ("super", "sub"):
        look = look._replace(script=tag if tag in ("sup", "sub") else rise[:3])
    if tag == "a":
        address = safe_address(element.attributes.get("href", ""))
        look = look._replace(link=(address, _line(element.attributes.get("title", ""))) if address else None)
    return look


def _line(text: str) -> str:
    return _SPACE.sub(" ", nfc(text)).strip()


def _text(box: Box, text: str, look: Look) -> None:
    text = _SPACE.sub(" ", nfc(text))
    if not box.open and not text.strip():
        return
    leaf = box.leaf(look)
    add_text(leaf, text, tags_around(look, leaf.kind))


def _picture(element: Element, box: Box, look: Look) -> None:
    given = element.attributes
    source, alt = safe_picture(given.get("src", "").strip()), _line(given.get("alt", ""))
    if not source:
        # Chat programs send their emoji as pictures.
        if 0 < len(alt) <= 8 and all(ord(letter) > 0x2000 for letter in alt):
            _text(box, alt, look)
        return
    tag = f'img src="{escape(source)}"'
    if "alt" in given:
        tag += f' alt="{escape(alt)}"'
    for name in ("width", "height", "data-photo"):
        if re.fullmatch("[1-9][0-9]{0,8}", given.get(name, "")):
            tag += f' {name}="{given[name]}"'
    align = _align(element, "text-align:" + _property(_style(element), "float"))
    leaf = box.leaf(look)
    around = tags_around(look._replace(strong=False, em=False, script=""), leaf.kind)
    leaf.runs.append([None, (*around, tag + (f' class="{align}"' if align else ""))])


def _embedded(element: Element, box: Box, look: Look) -> None:
    address = safe_address(element.attributes.get("src", ""))
    if address.lower().startswith("http"):
        box.close()
        _text(box, address, look._replace(link=(address, "")))
        box.close()


def _append(box: Box, child: Box) -> None:
    box.close()
    box.children.append(child)


def _filled(box: Box, element: Element, look: Look) -> Box:
    _walk(element, box, look)
    box.close()
    return box


def _list(element: Element, box: Box, look: Look) -> None:
    items, look = Box(element.tag), look._replace(kind="p", align="")
    for child in element.children:
        if isinstance(child, str) and not child.strip():
            continue
        if isinstance(child, Element) and child.tag == "li":
            item = Box("li", _align(child, _style(child)))
            items.children.append(_filled(item, child, _look(child, _style(child), look)))
            continue
        # Lists within a list belong to the item before them.
        if not items.children:
            items.children.append(Box("li"))
        _walk(Element("li", {}, [child]), items.children[-1], look)
    _append(box, items)


def _word_item(element: Element, style: str, box: Box, look: Look) -> None:
    """Word's lists are paragraphs that carry their level in the style and their number in the text."""
    found = _LEVEL.search(style)
    level = int(found[1]) if found else 1
    kind = "ol" if _NUMBERED.match(_marker(element)) else "ul"
    box.close()
    for depth in range(1, level + 1):
        items = box.children[-1] if box.children else None
        if not (isinstance(items, Box) and items.from_word and (depth < level or items.kind == kind)):
            items = Box(kind, from_word=True)
            box.children.append(items)
        if depth == level or not items.children:
            items.children.append(Box("li"))
        box = items.children[-1]
    _walk(element, box, look._replace(kind="p", align=""))
    box.close()


def _marker(element: Element, inside: bool = False) -> str:
    text = ""
    for child in element.children:
        if isinstance(child, Element):
            text += _marker(child, inside or "mso-list:ignore" in _style(child))
        elif inside:
            text += child
    return text.strip()


def _table(element: Element, box: Box, look: Look) -> None:
    look = look._replace(kind="p", align="")
    caption, head, body = Box("caption"), Box("thead"), Box("tbody")
    for section, part in _table_parts(element, ""):
        if part.tag == "caption":
            _filled(caption, part, look)
            continue
        row = Box("tr")
        for cell in part.children:
            if isinstance(cell, Element):
                row.children.append(_cell(cell if cell.tag in ("td", "th") else Element("td", {}, [cell]), look))
        if row.children:
            (head if section == "thead" else body).children.append(row)
    if head.children or body.children:
        _append(box, Box("table", _align(element, _style(element)), children=[caption, head, body]))


def _table_parts(element: Element, section: str) -> Iterator[tuple[str, Element]]:
    for child in element.children:
        if isinstance(child, str) or child.tag in DROPPED:
            continue
        if child.tag in ("tr", "caption"):
            yield section, child
        else:
            yield from _table_parts(child, child.tag if child.tag == "thead" else section)


def _cell(element: Element, look: Look) -> Box:
    style, attributes = _style(element), ""
    for name in ("colspan", "rowspan"):
        if re.fullmatch("[2-9]|[1-9][0-9]", element.attributes.get(name, "")):
            attributes += f' {name}="{element.attributes[name]}"'
    if element.tag == "th" and element.attributes.get("scope") in ("row", "col", "rowgroup", "colgroup"):
        attributes += f' scope="{element.attributes["scope"]}"'
    cell = Box(element.tag, _align(element, style), attributes)
    return _filled(cell, element, _look(element, style, look))


def _figure(element: Element, box: Box, look: Look) -> None:
    caption, rest = Box("figcaption"), Box("figure")
    for child in element.children:
        is_caption = isinstance(child, Element) and child.tag == "figcaption"
        _filled(caption if is_caption else rest, Element("figure", {}, [child]), look._replace(kind="p", align=""))
    pictures, others = Leaf(), []
    for child in rest.children:
        if isinstance(child, Leaf):
            pictures.runs += [run for run in child.runs if _is_picture(run)]
            child.runs = [run for run in child.runs if not _is_picture(run)]
        others.append(child)
    box.close()
    if pictures.runs:
        align = _align(element, _style(element)) or look.align
        box.children.append(Box("figure", align, children=[pictures, caption]))
    else:
        others += caption.children
    box.children += others


def _is_picture(run: list) -> bool:
    return run[0] is None and run[1] != ("br",)
