"""The paragraphs, lists, tables and figures a body may hold, and how each is printed."""

import unicodedata
from dataclasses import dataclass, field
from html import escape
from itertools import dropwhile
from typing import NamedTuple

from hoiphunu.vietnamese import nfc


class Look(NamedTuple):
    """What surrounding elements say about the text within."""

    kind: str = "p"
    align: str = ""
    link: tuple[str, str] | None = None
    strong: bool = False
    em: bool = False
    script: str = ""


@dataclass(slots=True)
class Leaf:
    """A paragraph or heading: runs of [text, tags around it]; a picture or "<br>" has None for its text."""

    kind: str = "p"
    align: str = ""
    runs: list[list] = field(default_factory=list)


@dataclass(slots=True)
class Box:
    """What holds paragraphs: the body itself, a list and its items, a table and its cells, a quotation."""

    kind: str
    align: str = ""
    attributes: str = ""
    children: list["Box | Leaf"] = field(default_factory=list)
    open: bool = False
    from_word: bool = False

    def leaf(self, look: Look) -> Leaf:
        if not self.open:
            self.children.append(Leaf(look.kind, look.align))
            self.open = True
        return self.children[-1]

    def close(self) -> None:
        if self.kind in ("caption", "figcaption") and self.open:
            add_text(self.children[-1], " ", ())
        else:
            self.open = False


def tags_around(look: Look, kind: str) -> tuple[str, ...]:
    """The inside of each opening tag around a text in a block of this kind, the outermost first."""
    tags = []
    if look.link:
        address, title = look.link
        tags.append(f'a href="{escape(address)}"' + (f' title="{escape(title)}"' if title else ""))
    # A heading is bold already.
    if look.strong and kind not in ("h2", "h3", "h4"):
        tags.append("strong")
    if look.em:
        tags.append("em")
    if look.script:
        tags.append(look.script)
    return tuple(tags)


def add_text(leaf: Leaf, text: str, tags: tuple[str, ...]) -> None:
    """Go on with NFC text whose spaces are single; none is doubled where runs meet."""
    last = leaf.runs[-1] if leaf.runs else None
    if last is None or last[1] == ("br",) or (last[0] and last[0].endswith(" ")):
        text = text.lstrip(" ")
    if not text:
        return
    if last and last[0] is not None and (last[1] == tags):
        last[0] = nfc(last[0] + text)
        return
    if text == " ":
        tags = ()
    # A tone mark must not begin a run: it would join the ">" before it.
    text = "".join(dropwhile(unicodedata.combining, text))
    if text:
        leaf.runs.append([text, tags])


def trim(leaf: Leaf) -> None:
    while leaf.runs and leaf.runs[-1][0] is not None:
        leaf.runs[-1][0] = leaf.runs[-1][0].rstrip(" ")
        if leaf.runs[-1][0]:
            return
        leaf.runs.pop()


def break_line(box: Box, look: Look) -> None:
    """A <br> in the open paragraph, or a new paragraph at the second in a row."""
    if not box.open:
        return
    leaf = box.children[-1]
    trim(leaf)
    if leaf.runs and leaf.runs[-1][1] != ("br",):
        leaf.runs.append([None, ("br",)])
    elif leaf.kind == "p" and box.kind not in ("caption", "figcaption"):
        box.close()
        box.leaf(look._replace(kind="p", align=leaf.align))


def printed(box: Box, between: str = "") -> str:
    """The children as HTML; what is empty is left out, but for a table's cells."""
    return between.join(filter(None, map(_print, box.children)))


def _print(block: Box | Leaf) -> str:
    if isinstance(block, Leaf):
        inner = _print_runs(block)
        return inner and f"<{block.kind}{_class(block.align)}>{inner}</{block.kind}>"
    kind, align = block.kind, block.align
    if kind in ("li", "td", "th"):
        inner, align = _print_item(block)
    elif kind in ("caption", "figcaption"):
        inner = "".join(_print_runs(leaf) for leaf in block.children)
    elif kind == "figure":
        inner = _print_runs(block.children[0]) + _print(block.children[1])
    else:
        inner = printed(block)
    if not inner and kind not in ("td", "th"):
        return ""
    return f"<{kind}{block.attributes}{_class(align)}>{inner}</{kind}>"


def _print_item(box: Box) -> tuple[str, str]:
    """The inside of a list item or cell; its only paragraph is printed bare."""
    printed = [(child, _print(child)) for child in box.children]
    paragraphs = [child for child, shown in printed if shown and isinstance(child, Leaf) and child.kind == "p"]
    if len(paragraphs) != 1:
        return "".join(shown for _, shown in printed), box.align
    inner = "".join(_print_runs(child) if child is paragraphs[0] else shown for child, shown in printed)
    return inner, paragraphs[0].align or box.align


def _class(align: str) -> str:
    return f' class="{align}"' if align else ""


def _print_runs(leaf: Leaf) -> str:
    trim(leaf)
    while leaf.runs and leaf.runs[-1][1] == ("br",):
        leaf.runs.pop()
        trim(leaf)
    html, open_tags = [], []
    for text, tags in leaf.runs:
        around = tags if text is not None else tags[:-1]
        same = 0
        while same < min(len(open_tags), len(around)) and open_tags[same] == around[same]:
            same += 1
        html += [f"</{tag.split(' ')[0]}>" for tag in reversed(open_tags[same:])]
        html += [f"<{tag}>" for tag in around[same:]]
        html.append(f"<{tags[-1]}>" if text is None else escape(text, quote=False))
        open_tags = list(around)
    html += [f"</{tag.split(' ')[0]}>" for tag in reversed(open_tags)]
    return "".join(html)
