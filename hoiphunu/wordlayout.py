"""Tells the parts of an article apart among a Word file's paragraphs: letterhead, title, sapo, author, captions."""

import re
from html import escape

from hoiphunu import richtext
from hoiphunu.vietnamese import fold, nfc, words
from hoiphunu.wordhtml import Block

TITLE_LENGTH = 250
SUMMARY_LENGTH = 300
BYLINE_LENGTH = 120
# Above the title stand a letterhead, a number, a place and a date; a bold line further down is a section's heading.
TITLE_WITHIN = 12

_MOTTO = ("cong hoa xa hoi chu nghia viet nam", "doc lap tu do hanh phuc", "dang cong san viet nam")
_NUMBER_OR_DATE = re.compile(r"so\b[\s.:]*[\d.…]*\s*/|.{0,40}\bngay\b.{0,12}\bthang\b.{0,12}\bnam\b[\s\d.…]*$")
_DATE_LINE = re.compile(r"\(?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\)?")
_SAPO = re.compile(r"\s*(?:<(?:strong|em)>)*\s*(?:sapo|tóm tắt)\s*(?:</(?:strong|em)>)*\s*[:.–-]\s*", re.IGNORECASE)
_CREDIT = re.compile(
    r"^(?:(?:tác giả|người viết|bài|tin|ảnh|bài, ảnh|tin, ảnh|bài và ảnh|tin và ảnh|tin, bài)\s*:\s*)", re.I
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?…][”\")])\s+")
# "TP. Hồ Chí Minh", "TS. Hoa": no sentence ends there.
_SHORTENED = re.compile(r"(?:^|\s)(?:[A-ZĐ]{1,4}|Th[sS])\.$")


def cut(text: str, length: int) -> str:
    return richtext.excerpt(escape(text, quote=False), length)


def _is_letterhead(block: Block) -> bool:
    found = " ".join(words(block.text))
    return any(motto in found for motto in _MOTTO) and len(found) < 400


def without_letterhead(body: list[Block]) -> tuple[list[Block], bool]:
    """Without the administrative head: its table, or its lines, then number, place and date."""
    place = next((n for n, block in enumerate(body[:TITLE_WITHIN]) if _is_letterhead(block)), None)
    if place is None:
        return body, False
    # Lines above the motto name the offices; nothing else stands there.
    first = 0 if body[place].kind != "table" and all(len(b.text) < 80 for b in body[:place]) else place
    end = place + 1
    while end < len(body) and end < TITLE_WITHIN:
        block, folded = body[end], fold(body[end].text)
        if not (_is_letterhead(block) or _NUMBER_OR_DATE.match(folded) or re.fullmatch(r"[\W_]*", folded)):
            break
        end += 1
    return body[:first] + body[end:], True


def title(body: list[Block]) -> tuple[str, list[Block]]:
    """The title and what is left: a Title or Heading 1, else bold centred lines, else a short bold line at the top."""
    head = body[:TITLE_WITHIN]
    lines = [n for n, block in enumerate(head) if block.kind == "p" and block.text and not block.number]
    choices = (
        [n for n, block in enumerate(head) if block.kind == "title"],
        [n for n, b in enumerate(head) if b.kind == "h1" or (n in lines and b.is_bold and b.align == "center")],
        [n for n in lines[:1] if body[n].is_bold and len(body[n].text) <= TITLE_LENGTH],
    )
    start = next((found[0] for found in choices if found), None)
    if start is None:
        return "", body
    end = start + 1
    while end < len(body) and _goes_on(body[start], body[end], _joined(body[start : end + 1])):
        end += 1
    above = [block for block in body[:start] if not _NUMBER_OR_DATE.match(fold(block.text))]
    below = body[end:]
    if below and _DATE_LINE.fullmatch(below[0].text):
        below = below[1:]
    pictures = [Block("p", "".join(re.findall("<img [^>]*>", b.html)), "center") for b in body[start:end]]
    return _joined(body[start:end]), above + [block for block in pictures if block.html] + below


def _joined(lines: list[Block]) -> str:
    return " ".join(nfc(re.sub(r"\[\d+\]$", "", line.text)).strip() for line in lines)


def _goes_on(first: Block, line: Block, joined: str) -> bool:
    """Whether the next line belongs to the title as well."""
    if first.kind != line.kind or line.number or len(joined) > TITLE_LENGTH or not line.text:
        return False
    return first.kind == "title" or (
        first.kind == "p" and line.is_bold and line.align == "center" and first.align == "center"
    )


def byline(body: list[Block]) -> tuple[list[Block], str]:
    """Without the author's name, which stands at the end, right and bold or behind "Bài, ảnh:"; and the name."""
    for place in range(len(body) - 1, max(-1, len(body) - 6), -1):
        block = body[place]
        text = nfc(block.text)
        name = _CREDIT.sub("", text).strip(" ./()")
        credited = name != text.strip(" ./()")
        if block.kind != "p" or block.number or block.has_picture:
            continue
        if (credited or (block.align == "right" and block.is_bold)) and _is_name(name):
            return body[:place] + body[place + 1 :], name[:BYLINE_LENGTH]
    return body, ""


def _is_name(text: str) -> bool:
    """Whether this looks like the name of one or two people: "Ngọc Bích", "Thu Hà - Minh Anh"."""
    parts = re.split(r"\s*(?:[-–,&]|\bvà\b)\s*", text)
    return len(parts) <= 2 and all(
        2 <= len(part.split()) <= 5 and all(re.fullmatch(r"[^\W\d_]+", w) and w.istitle() for w in part.split())
        for part in parts
    )


def summary(body: list[Block]) -> tuple[str, list[Block]]:
    """The summary and the body: the page of an article does not print the summary, so the body keeps its words."""
    texts = [n for n, block in enumerate(body) if block.kind == "p" and len(block.text) >= 20 and not block.number]
    for place in texts[:3]:
        block = body[place]
        if (label := _SAPO.match(block.html)) and block.text:
            opened = re.findall(r"<(strong|em)>", label[0])
            closed = re.findall(r"</(strong|em)>", label[0])
            again = "".join(f"<{tag}>" for tag in opened if tag not in closed)
            body = [*body[:place], Block("p", again + block.html[label.end() :], block.align), *body[place + 1 :]]
            return _sentences(body[place].text), body
    bold = [n for n in texts[:3] if body[n].is_bold or body[n].style.lower() in ("sapo", "subtitle")]
    first = next(iter(bold or texts), None)
    return (_sentences(body[first].text) if first is not None else ""), body


def _sentences(text: str) -> str:
    """As many whole sentences from the start as fit; the beginning of the first where not even that does."""
    text, found = " ".join(nfc(re.sub(r"\[\d+\]", "", text)).split()), ""
    for part in _SENTENCE_END.split(text):
        longer = f"{found} {part}".strip()
        if len(longer) > SUMMARY_LENGTH:
            break
        found = longer
    while found and found != text and (_SHORTENED.search(found) or text[len(found) :].strip()[:1].islower()):
        found = _SENTENCE_END.split(found)
        found = " ".join(found[:-1])
    return found or cut(text, SUMMARY_LENGTH)


def with_captions(body: list[Block]) -> list[Block]:
    """Pictures alone in a paragraph with the line below that describes them, as one figure."""
    result: list[Block] = []
    for block in body:
        above = result[-1] if result else None
        describes = block.style.lower() == "caption" or (block.align == "center" and block.is_italic)
        if not (describes and above and above.kind == "p" and above.has_picture and not above.text and block.text):
            result.append(block)
            continue
        caption = re.sub(r"</?em>", "", block.html)
        align = f' class="align-{above.align}"' if above.align else ""
        html = f"<figure{align}>{above.html}<figcaption>{caption}</figcaption></figure>"
        result[-1] = Block("table", html)  # complete as it stands, like a table
    return result
