"""Sets papers as Word files: the head in a table, with tabs or in blanks, signatures in a table."""

import random

from tests.announcements.readings.papers import Paper
from tests.announcements.readings.prose import RECEIVERS, body
from tests.announcements.readings.setting import Style
from tests.wordfiles import cell, docx, p, r, row, table

BREAK, TAB = "<w:br/>", "<w:tab/>"


def word(paper: Paper) -> bytes:
    style, chance = Style.of(paper), random.Random(paper.name)
    made = [_line(f"*{style.draft}", "right")] if style.draft else []
    made += _head(paper, style, chance)
    for heading in paper.heading.split("\n") if paper.heading else []:
        if style.letters == "blanks":
            heading = "   ".join(" ".join(part) for part in heading.split())
        made.append(_line(f"*{heading}", "center"))
    made += _broken([f"*{text}" for text in paper.summary.split("\n")], chance) if paper.summary else []
    made += [_line("-------", "center")] if style.rule == "dashes" and paper.heading else [p()]
    made += [_line(f"Kính gửi: {paper.to}.", "center")] if paper.to else []
    made += [_line(text, "center") for text in paper.before.split("\n")] if paper.before else []
    for text in [*body(paper.body, style.paragraphs), *([style.closing] if style.closing else [])]:
        made.append(_line(text.lstrip("^"), "center" if text.startswith("^") else "both"))
    made += _signs(paper, style)
    if style.appendix:
        made += [
            p(r('<w:br w:type="page"/>')),
            _line("*PHỤ LỤC", "center"),
            _line("*DANH SÁCH ĐƠN VỊ THỰC HIỆN", "center"),
        ]
        made.append(table(row("1", "Nguyễn Văn Tám", "Chủ tịch Hội LHPN xã"), row("2", "Lý Thị Chín", "Phó Chủ tịch")))
    return docx(*made)


def _line(text, align=""):
    bold = text.startswith("*") and bool(text.strip("*"))
    return p(r(text[bold:], bold=bold), align=align)


def _broken(lines, chance):
    """Lines as paragraphs, as one with line breaks, or as one that Word breaks itself."""
    how = chance.choice(["paragraphs", "breaks", "flowing"])
    if how == "paragraphs":
        return [_line(line, "center") for line in lines]
    joint = BREAK if how == "breaks" else '<w:t xml:space="preserve"> </w:t>'
    runs = []
    for n, line in enumerate(lines):
        bold = line.startswith("*")
        runs += [r(joint)] if n else []
        runs.append(r(line[bold:], bold=bold))
    return [p(*runs, align="center")]


def _head(paper, style, chance):
    left, right = paper.left.split("\n"), paper.right.split("\n")
    right = [f"*{right[0]}", *right[1:]]
    about = paper.about.split("\n") if paper.about else []
    if style.head == "tabs":
        rows = [left + [""] * (len(right) - len(left)), right + [""] * (len(left) - len(right))]
        made = [
            p(r(a.lstrip("*"), bold=a.startswith("*")), r(TAB), r(b.lstrip("*"), bold=b.startswith("*")))
            for a, b in zip(*rows, strict=True)
        ]
        return [*made, p(paper.number, r(TAB + TAB), paper.place), *[_line(line) for line in about]]
    rule = (
        ["_________"]
        if style.rule == "drawn" and chance.random() < 0.3
        else ["-------"]
        if style.rule == "dashes"
        else []
    )
    if style.head == "sides":
        first = [cell(_line(issuer, "center")) for issuer in left]
    else:
        first = [cell(*[_line(line, "center") for line in [*left, *rule]])]
    first.append(cell(*[_line(line, "center") for line in [*right, *rule]]))
    under = [line for line in (paper.number, *about) if line]
    second = [
        cell(*[_line(line, "center") for line in under], span=len(first) - 1),
        cell(_line(paper.place, "center")),
    ]
    if chance.random() < 0.3 and len(first) == 2:  # all in one row
        return [
            table(
                row(
                    *[
                        a.replace("</w:tc>", "") + b[b.index("</w:tcPr>") + 9 :]
                        for a, b in zip(first, second, strict=True)
                    ]
                )
            )
        ]
    return [table(row(*first), row(*second))]


def _signs(paper, style):
    cells = []
    for block in paper.signs:
        lines = []
        for line in block.split("\n"):
            lines += (
                [p(), p(), p()]
                if not line
                else [_line(line if line.startswith("(") else f"*{line.lstrip('*')}", "center")]
            )
        cells.append(cell(*lines))
    receivers = [_line(line) for line in RECEIVERS] if style.receivers else []
    if len(cells) == 1 and style.receivers:
        return [table(row(cell(*receivers), *cells))]
    return ([table(row(*cells))] if cells else []) + receivers
