"""Reads any HTML, however broken, into a small tree. Linear in time, bounded in depth, and no judge of safety."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

# Deeper elements lose their tags and keep their text: a sanitiser needs seconds for 20,000 nested divs.
MAX_DEPTH = 60

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW = frozenset("iframe noembed noframes noscript plaintext script style textarea title xmp".split())
# A start tag closes these when they are still open and nothing of the right-hand side stands between.
_CLOSES = {
    "p": ({"p"}, None),
    "li": ({"li"}, {"ul", "ol", "table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
    "tbody": ({"thead", "tbody", "tfoot"}, {"table"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
}
_INLINE = frozenset("a abbr b big code em font i small span strong s strike sub sup u".split())
_CELLS = frozenset({"td", "th", "table"})

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
_BLANK = re.compile(r"[\s/]*")


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)


def parse(html: str) -> Element:
    """The tree of `html` under an element "root"; comments are left out, text and attributes are unescaped."""
    root = Element("root")
    stack, ignored = [root], Counter()
    for kind, name, attributes in _tokens(html):
        if kind == "text":
            siblings = stack[-1].children
            if siblings and isinstance(siblings[-1], str):
                name = siblings.pop() + name
            siblings.append(name)
        elif kind == "close":
            if ignored[name]:
                ignored[name] -= 1
            else:
                _close(stack, name)
        elif name == "body":
            del stack[1:]
        else:
            _close_implied(stack, name)
            element = Element(name, attributes)
            if name in VOID or name in RAW:
                stack[-1].children.append(element)
            elif len(stack) > MAX_DEPTH:
                ignored[name] += 1
            else:
                stack[-1].children.append(element)
                stack.append(element)
    return root


def _close(stack: list[Element], name: str) -> None:
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag == name:
            del stack[index:]
            return
        if stack[index].tag in _CELLS and name not in {"table", "thead", "tbody", "tfoot", "tr"}:
            return


def _close_implied(stack: list[Element], name: str) -> None:
    closed, limits = _CLOSES.get(name, (None, None))
    if not closed:
        return
    for index in range(len(stack) - 1, 0, -1):
        tag = stack[index].tag
        if tag in closed:
            del stack[index:]
            return
        if tag in limits if limits else tag not in _INLINE:
            return


def _tokens(html: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    place, end = 0, len(html)
    while place < end:
        start = html.find("<", place)
        if start < 0:
            start = end
        if start > place:
            yield "text", unescape(html[place:start]), {}
        if start == end:
            return
        tag = _TAG.match(html, start)
        if tag:
            name = tag[2].lower()
            attributes, place = _attributes(html, tag.end())
            if tag[1]:
                yield ("open" if name == "br" else "close"), name, {}
            else:
                yield "open", name, attributes
                if name in RAW:
                    place = _after_raw(html, name, place)
        elif html.startswith("<!--", start):
            place = _after(html, "-->", start + 4)
        elif html[start + 1 : start + 2] in ("!", "?", "/"):
            place = _after(html, ">", start + 2)
        else:
            yield "text", "<", {}
            place = start + 1


def _attributes(html: str, place: int) -> tuple[dict[str, str], int]:
    found, end = {}, len(html)
    while place < end:
        match = _ATTRIBUTE.match(html, place)
        if match:
            found.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or ""))
            place = match.end()
            continue
        place = _BLANK.match(html, place).end()
        if html[place : place + 1] == ">":
            return found, place + 1
        place += 1
    return found, end


def _after(html: str, mark: str, place: int) -> int:
    found = html.find(mark, place)
    return len(html) if found < 0 else found + len(mark)


def _after_raw(html: str, name: str, place: int) -> int:
    found = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(html, place)
    return _after(html, ">", found.start()) if found else len(html)
