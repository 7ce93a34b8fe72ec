"""The customer's own page, saved as text: what stands in it, cut out and not typed anew."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from hoiphunu.vietnamese import nfc


@dataclass(frozen=True)
class CustomerPage:
    """`phone` as digits ("0377672444"); `paragraphs` as plain text; slogans word for word."""

    slogans: tuple[str, ...]
    title: str
    date: date
    paragraphs: tuple[str, ...]
    byline: str
    phone: str
    teams: int
    members: int


def parse(text: str) -> CustomerPage:
    """Take the saved page apart; ValueError when a part is not where the page has it.

    Runs of blanks become one, as a browser shows them, and the one doubled ";;" becomes ";".
    """
    lines = [" ".join(line.split()) for line in nfc(text).split("\n")]
    lines = [line for line in lines if line]
    end = lines.index("VĂN BẢN")
    _clock, slogans, title, day, *paragraphs, byline = lines[:end]
    body = " ".join(paragraphs)
    phone, numbers = re.search(r"\b0\d{9}\b", body), re.search(r"(\d+) tổ với (\d+) thành viên", body)
    if not phone or not numbers:
        raise ValueError("the page names no hotline or no teams")
    return CustomerPage(
        slogans=tuple(slogan.strip() for slogan in slogans.split("*") if slogan.strip()),
        title=title,
        date=datetime.strptime(day, "(%d/%m/%Y)").date(),
        paragraphs=tuple(paragraph.replace(";;", ";") for paragraph in paragraphs),
        byline=byline,
        phone=phone.group(),
        teams=int(numbers[1]),
        members=int(numbers[2]),
    )
