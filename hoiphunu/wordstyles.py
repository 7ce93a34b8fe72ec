"""What a Word file's styles and numbering say about a paragraph, worked out as Word does."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element  # only the type; parsing is wordxml's

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
MAX_CHAIN = 20
MAX_LEVEL = 8

_ROMAN = list(zip((100, 90, 50, 40, 10, 9, 5, 4, 1), "c xc l xl x ix v iv i".split(), strict=True))


def value(element: Element | None, path: str, default: str = "") -> str:
    """The w:val of the element at `path` ("w:pPr/w:jc") below `element`."""
    found = element.find(path.replace("w:", W)) if element is not None else None
    return found.get(VAL, default) if found is not None else default


def flag(element: Element | None, path: str) -> bool | None:
    """An on/off property: None where it is not said."""
    found = element.find(path.replace("w:", W)) if element is not None else None
    return None if found is None else found.get(VAL) not in ("0", "false", "off")


def font_of(properties: Element | None) -> str:
    """The font w:rPr names for Latin letters, or ""."""
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    return "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""


@dataclass(frozen=True)
class Style:
    """A style with what it inherits. `name` is English whatever Word's language; `kind` is "title", "h1" … or ""."""

    name: str = ""
    kind: str = ""
    align: str = ""
    font: str = ""
    is_bold: bool = False
    number: tuple[str, str] = ("", "")


class Styles:
    def __init__(self, root: Element | None):
        styles = root.findall(f"{W}style") if root is not None else []
        self._elements = {style.get(f"{W}styleId"): style for style in styles}
        self._known: dict[str, Style] = {}
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self._base = Style(font=font_of(defaults))
        normal = [s for s in styles if s.get(f"{W}type") == "paragraph" and s.get(f"{W}default") in ("1", "true", "on")]
        self._default = normal[0].get(f"{W}styleId") if normal else ""

    def paragraph(self, style_id: str) -> Style:
        """The paragraph style of this id, the document's own where it is "" or unknown."""
        return self.get(style_id if style_id in self._elements else self._default)

    def get(self, style_id: str, depth: int = 0) -> Style:
        """The style of this id; an empty one where there is none."""
        if style_id not in self._elements or depth > MAX_CHAIN:
            return self._base
        if style_id not in self._known:
            self._known[style_id] = self._read(self._elements[style_id], depth)
        return self._known[style_id]

    def _read(self, element: Element, depth: int) -> Style:
        below = self.get(value(element, "w:basedOn"), depth + 1)
        name = value(element, "w:name")
        bold = flag(element, "w:rPr/w:b")
        number = (value(element, "w:pPr/w:numPr/w:numId"), value(element, "w:pPr/w:numPr/w:ilvl", "0"))
        return Style(
            name=name,
            kind=_kind(name) or below.kind,
            align=value(element, "w:pPr/w:jc") or below.align,
            font=font_of(element.find(f"{W}rPr")) or below.font,
            is_bold=below.is_bold if bold is None else bold,
            number=number if number[0] else below.number,
        )


def _kind(name: str) -> str:
    name = name.lower()
    heading = re.fullmatch(r"heading ([1-9])", name)
    return f"h{heading[1]}" if heading else "title" if name == "title" else ""


@dataclass(frozen=True)
class Number:
    """A list paragraph's place. `label` is what Word prints before it ("a)", "Điều 3."), "" for a bullet.

    `is_plain` tells labels that an <ol> would print likewise; paragraphs of one `series` count on from each other.
    """

    series: str
    level: int
    label: str
    count: int
    is_bullet: bool
    is_plain: bool


class Numbering:
    def __init__(self, root: Element | None):
        empty: list[Element] = []
        abstracts = root.findall(f"{W}abstractNum") if root is not None else empty
        self._levels = {a.get(f"{W}abstractNumId"): _levels(a) for a in abstracts}
        linked = {value(a, "w:styleLink"): a.get(f"{W}abstractNumId") for a in abstracts}
        for abstract in abstracts:
            if link := value(abstract, "w:numStyleLink"):
                self._levels[abstract.get(f"{W}abstractNumId")] = self._levels.get(linked.get(link), {})
        self._nums = {
            num.get(f"{W}numId"): (
                value(num, "w:abstractNumId"),
                {o.get(f"{W}ilvl"): _whole(value(o, "w:startOverride"), 1) for o in num.findall(f"{W}lvlOverride")},
            )
            for num in (root.findall(f"{W}num") if root is not None else empty)
        }
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[str] = set()

    def next(self, num_id: str, level: str) -> Number | None:
        """The number of the next paragraph of this list and level; None where it has none to show."""
        abstract, overrides = self._nums.get(num_id, ("", {}))
        levels = self._levels.get(abstract, {})
        depth = min(_whole(level, 0), MAX_LEVEL)
        form, text, _ = levels.get(depth, ("none", "", 1))
        if form == "none":
            return None
        counts = self._counts.setdefault(abstract, {})
        if overrides and num_id not in self._started:
            counts.clear()
        self._started.add(num_id)
        start = overrides.get(str(depth), levels[depth][2])
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        if form == "bullet":
            return Number(f"{abstract}/{depth}", depth, "", counts[depth], True, True)
        label = re.sub(r"%([1-9])", lambda found: _shown(levels, counts, int(found[1]) - 1), text)
        plain = bool(re.fullmatch(r"%\d[.)]", text)) and (form == "decimal" or depth > 0)
        return Number(f"{abstract}/{depth}", depth, " ".join(label.split())[:60], counts[depth], False, plain)


def _levels(abstract: Element) -> dict[int, tuple[str, str, int]]:
    return {
        _whole(level.get(f"{W}ilvl", "0"), 0): (
            value(level, "w:numFmt", "decimal"),
            value(level, "w:lvlText"),
            _whole(value(level, "w:start"), 1),
        )
        for level in abstract.findall(f"{W}lvl")
    }


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,5}", text) else default


def _shown(levels: dict[int, tuple[str, str, int]], counts: dict[int, int], depth: int) -> str:
    form, _, start = levels.get(depth, ("decimal", "", 1))
    count = counts.get(depth, start)
    if form == "decimalZero":
        return f"{count:02}"
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letters = chr(97 + (count - 1) % 26) * min(1 + (count - 1) // 26, 5)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < count < 400:
        roman = ""
        for worth, sign in _ROMAN:
            roman, count = roman + sign * (count // worth), count % worth
        return roman.upper() if form == "upperRoman" else roman
    return str(count)
