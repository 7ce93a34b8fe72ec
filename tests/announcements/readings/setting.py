"""Sets papers as PDF, Word and scanned files, each in a way of its own: sizes, gaps, rules, how words are spaced."""

import random
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageFilter

from hoiphunu.typesetting import BOLD, REGULAR
from tests.announcements.readings.papers import Paper
from tests.announcements.readings.prose import RECEIVERS, body

LEFT, RIGHT = 28, 15
WIDTH = 210 - LEFT - RIGHT
FRAME = 297 - 20 - 18


@dataclass
class Style:
    """How a paper is set. What a paper does not say is drawn by its name, so that no two look alike."""

    size: float = 13
    leading: float = 1.3
    head: str = "table"  # "tabs": one line for both halves; "sides": each issuer in a column of its own
    head_share: float = 0.42
    rule: str = "drawn"  # "dashes", "stars", ""
    letters: str = ""  # of the heading: "tracked" (set apart), "blanks" (typed apart)
    align: str = "J"
    apart: bool = False  # each word put on the page by itself, no blanks
    date_lower: bool = False
    paragraphs: int = 8
    appendix: bool = False
    receivers: str = "left"  # "below" the signatures, ""
    folio: str = "top"  # "bottom", ""
    stamp: str = ""
    signature: str = ""
    draft: str = ""
    closing: str = ""
    stretch: int = 80  # the letters of our font are wider than those of Times

    @classmethod
    def of(cls, paper: Paper) -> "Style":
        chance = random.Random(paper.name)
        drawn = {
            "size": chance.choice([12.5, 13, 13, 14]),
            "leading": chance.choice([1.15, 1.3, 1.5]),
            "head_share": chance.choice([0.38, 0.42, 0.45]),
            "rule": chance.choice(["drawn", "drawn", "drawn", "dashes"]),
            "align": chance.choice("JJJL"),
            "apart": chance.random() < 0.3,
            "date_lower": chance.random() < 0.2,
            "folio": chance.choice(["top", "top", "bottom", ""]),
            "paragraphs": chance.choice([4, 7, 10, 13]),
        }
        return cls(**drawn | paper.style)


class Sheet(FPDF):
    def __init__(self, style: Style):
        super().__init__(format="A4")
        self.style = style
        self.add_font("text", "", REGULAR)
        self.add_font("text", "B", BOLD)
        self.set_margins(LEFT, 20, RIGHT)
        self.set_auto_page_break(True, 18)
        self.set_stretching(style.stretch)
        self.add_page()

    def header(self):
        if self.page_no() > 1 and self.style.folio == "top":
            self.set_font("text", "", 12)
            self.set_xy(LEFT, 10)
            self.cell(WIDTH, 5, str(self.page_no()), align="C")
            self.set_xy(LEFT, 20)

    def footer(self):
        if self.style.folio == "bottom":
            self.set_font("text", "", 10)
            self.set_xy(LEFT, 285)
            self.cell(WIDTH, 5, f"Trang {self.page_no()}", align="R")

    def line_of(self, text, x, width, align="C", bold=False, size=None):
        """One line at the height we are at; the height stays. Gives that of the next."""
        size = size or self.style.size
        self.set_font("text", "B" if bold else "", size)
        room = self.get_string_width(text)
        at = x + {"C": (width - room) / 2, "R": width - room, "L": 0}[align]
        top, height = self.get_y(), size * 0.3528 * self.style.leading
        if self.style.apart:
            for word in text.split():
                self.set_xy(at, top)
                self.cell(0, height, word)
                at += self.get_string_width(word + " ")
        else:
            self.set_xy(at, top)
            self.cell(room, height, text)
        self.set_xy(x, top)
        return top + height

    def lines(self, texts, x, width, align="C", size=None):
        """Lines below each other; bold ones begin with "*"."""
        for text in texts:
            bold = text.startswith("*") and len(text.strip("*")) > 0
            self.set_y(self.line_of(text[bold:], x, width, align, bold, size))
        return self.get_y()

    def rule(self, x, width):
        middle = x + width / 2
        if self.style.rule == "drawn":
            self.line(middle - 12, self.get_y() + 1, middle + 12, self.get_y() + 1)
            self.set_y(self.get_y() + 2)
        elif self.style.rule:
            self.lines([{"dashes": "---------------", "stars": "*****"}[self.style.rule]], x, width)


def pdf(paper: Paper) -> bytes:
    style = Style.of(paper)
    sheet = Sheet(style)
    _stamps(sheet, paper)
    _head(sheet, paper)
    _title(sheet, paper)
    for text in [*body(paper.body, style.paragraphs), *([style.closing] if style.closing else [])]:
        _paragraph(sheet, text)
    _signs(sheet, paper)
    if style.appendix:
        sheet.add_page()
        said = f"(Kèm theo {paper.number or 'văn bản'} ngày 09 tháng 9 năm 2019 của Ủy ban nhân dân tỉnh)"
        sheet.lines(["*PHỤ LỤC", "*DANH SÁCH ĐƠN VỊ THỰC HIỆN", said], LEFT, WIDTH)
        for n, name in enumerate(["Nguyễn Văn Tám", "Lý Thị Chín", "Kim Sơn Mười"], 1):
            sheet.line_of(f"{n}", LEFT, 15)
            sheet.line_of(name, LEFT + 20, 60, "L")
            sheet.set_y(sheet.line_of("Chủ tịch Hội LHPN xã", LEFT + 90, 60, "L"))
    return bytes(sheet.output())


def _stamps(sheet, paper):
    style = sheet.style
    if style.signature:
        sheet.set_y(6)
        said = f"Người ký: {style.signature}|Email: vanthu@example.vn|Cơ quan: {style.signature}|"
        sheet.lines(f"{said}Thời gian ký: 09.09.2019 16:21:07 +07:00".split("|"), 130, 65, "L", 7)
    if style.stamp:
        sheet.set_y(60)
        sheet.lines(style.stamp.split("\n"), 8, 30, "C", 9)
    if style.draft:
        sheet.set_y(12)
        sheet.lines([f"*{style.draft}"], LEFT, WIDTH, "R" if style.draft.isupper() else "L")
    sheet.set_y(20)


def _head(sheet, paper):
    style, share = sheet.style, WIDTH * sheet.style.head_share
    left, right = paper.left.split("\n"), paper.right.split("\n")
    right = [f"*{right[0]}", *right[1:]]
    if style.head == "sides":
        each = WIDTH * 0.54 / len(left)
        for n, issuer in enumerate(left):
            sheet.set_y(20)
            sheet.lines(_wrapped(sheet, issuer, each), LEFT + n * each, each, size=11)
        share, ends = WIDTH * 0.54, [sheet.get_y()]
    else:
        sheet.set_y(20)
        sheet.lines(left, LEFT, share, "L" if style.head == "tabs" else "C", style.size - 1)
        sheet.rule(LEFT, share)
        ends = [sheet.get_y()]
    sheet.set_y(20)
    start = LEFT + share
    sheet.lines(right, start, WIDTH - share, size=style.size - 1 if style.head != "sides" else 10)
    sheet.rule(start, WIDTH - share)
    top = max(*ends, sheet.get_y()) + 2
    sheet.set_y(top)
    under = [line for line in (paper.number, *paper.about.split("\n")) if line]
    ends = [sheet.lines(under, LEFT, share, "L" if style.head == "tabs" else "C")]
    sheet.set_y(top + (style.size * 0.5 if style.date_lower else 0))
    ends.append(sheet.lines([paper.place], start, WIDTH - share) if paper.place else top)
    sheet.set_y(max(ends) + 5)


def _wrapped(sheet, text, width):
    """The words of an issuer on as many lines as they need, all bold where it is."""
    mark = "*" if text.startswith("*") else ""
    rows = [""]
    sheet.set_font("text", "B", 11)
    for word in text.lstrip("*").split():
        if sheet.get_string_width(f"{rows[-1]} {word}") > width - 4 and rows[-1]:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    return [mark + row for row in rows]


def _title(sheet, paper):
    style = sheet.style
    for heading in paper.heading.split("\n") if paper.heading else []:
        if style.letters == "blanks":
            heading = "   ".join(" ".join(word) for word in heading.split())
        sheet.set_char_spacing(3.5 if style.letters == "tracked" else 0)
        sheet.lines([f"*{heading}"], LEFT, WIDTH, size=style.size + 1)
        sheet.set_char_spacing(0)
    if paper.summary:
        sheet.lines([f"*{line}" for line in paper.summary.split("\n")], LEFT, WIDTH)
    if paper.heading:
        sheet.rule(LEFT, WIDTH)
        sheet.set_y(sheet.get_y() + 4)
    if paper.to:
        sheet.lines([f"Kính gửi: {paper.to}."], LEFT, WIDTH)
        sheet.set_y(sheet.get_y() + 3)
    if paper.before:
        sheet.lines(paper.before.split("\n"), LEFT, WIDTH)
        sheet.set_y(sheet.get_y() + 3)


def _paragraph(sheet, text):
    style, centred = sheet.style, text.startswith("^")
    text = text.lstrip("^")
    bold = text.startswith("*")
    sheet.set_font("text", "B" if bold else "", style.size)
    height = style.size * 0.3528 * style.leading
    sheet.set_x(LEFT)
    if centred:
        sheet.multi_cell(WIDTH, height, text.lstrip("*"), align="C", new_x="LMARGIN", new_y="NEXT")
    else:
        indent = "" if bold else "       "
        sheet.multi_cell(WIDTH, height, indent + text.lstrip("*"), align=style.align, new_x="LMARGIN", new_y="NEXT")
    sheet.set_y(sheet.get_y() + 1.5)


def _signs(sheet, paper):
    style = sheet.style
    height = style.size * 0.3528 * style.leading
    blocks = [block.split("\n") for block in paper.signs]
    if sheet.get_y() + height * 8 + 25 > 297 - 18:
        sheet.add_page()
    sheet.set_y(sheet.get_y() + 4)
    top, ends = sheet.get_y(), []
    shown = RECEIVERS if style.receivers else []
    if shown and style.receivers == "left":
        ends.append(sheet.lines(shown, LEFT, 70, "L", 11))
    places = len(blocks) + (style.receivers == "left" and len(blocks) == 1)
    each = WIDTH / max(1, places)
    for n, block in enumerate(blocks, places - len(blocks)):
        sheet.set_y(top)
        for line in block[:-1]:
            if not line:
                sheet.set_y(sheet.get_y() + 8)
                if style.signature:
                    sheet.lines([f"Ký bởi: {style.signature}"], LEFT + n * each, each, size=7)
                sheet.set_y(sheet.get_y() + 14)
            elif line.startswith("("):
                sheet.set_y(sheet.get_y() + 8)
                sheet.lines([line], LEFT + n * each, each)
                sheet.set_y(sheet.get_y() + 6)
            else:
                sheet.lines([f"*{line}"], LEFT + n * each, each)
        ends.append(sheet.lines([f"*{block[-1].lstrip('*')}"], LEFT + n * each, each))
    sheet.set_y(max(ends, default=top) + 3)
    if style.receivers == "below":
        sheet.lines(shown, LEFT, 70, "L", 11)


def scan(content: bytes, seed: int = 1, dpi: int = 200) -> bytes:
    """The same pages as a copier would send them: a little askew, grey, grainy, nothing but pictures."""
    chance = random.Random(seed)
    made = FPDF(format="A4")
    made.set_margins(0, 0)
    made.set_auto_page_break(False)
    for page in pypdfium2.PdfDocument(content):
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        picture = picture.rotate(chance.uniform(-0.8, 0.8), Image.BICUBIC, fillcolor=250)
        grain = Image.effect_noise(picture.size, 28)
        picture = Image.blend(picture, grain, 0.12).filter(ImageFilter.GaussianBlur(0.5))
        out = BytesIO()
        picture.save(out, "JPEG", quality=60)
        out.seek(0)
        made.add_page()
        made.image(out, 0, 0, 210, 297)
    return bytes(made.output())
