"""Document numbers: read in their four families and their dirt, written one way, found however they are typed.

Normative   76/2023/NĐ-CP, 13/2022/QH15    ordinal / year / (type -) issuer
Acts        77/KH-BTV, 888/KH-ĐCT          ordinal / type - issuer
Letters     1234/UBND-VX                   ordinal / issuer (- unit): công văn has no type part
Party       36-HD/VPTW, 40-LCT/HĐNN8       ordinal - type / issuer
Source of the abbreviations: Nghị định 30/2020/NĐ-CP, phụ lục III; Hướng dẫn 36-HD/VPTW.
"""

import re
from dataclasses import dataclass
from datetime import date

from announcements.document_types import shipped
from hoiphunu.vietnamese import fold, nfc, words

# Abbreviations of types as they are written; folded they tell each other apart but for QĐ and quyết định's kin.
TYPES = (*dict.fromkeys(kind.short for kind in shipped() if kind.short), "LCT", "QĐi", "TTg")
# Issuers whose abbreviation is set; only these are cut off a type where the hyphen is missing (NĐCP, KHBTV).
ISSUERS = (
    *("CP", "TTg", "CTN", "BTV", "BCH", "ĐCT", "UBND", "HĐND", "TW", "VPTW", "TU", "MTTQ", "BTC", "BNV", "BCA"),
    *("BTP", "BYT", "BQP", "BLĐTBXH", "BGDĐT", "BVHTTDL", "BTTTT", "HLHPN", "HPN", "PN"),
)
NO_NUMBER = "Không số"
_TYPE = {fold(name): name for name in reversed(TYPES)}
_TYPED = {name.upper(): name for name in TYPES}
_ISSUER = {fold(name): name for name in ISSUERS}
_TERM = r"(?:QH|UBTVQH|HĐNN|HDNN|HĐBT|HDBT)"
_CODE = re.compile(r"[a-z]{1,6}\d{1,2}")  # qh15, hdnn8
_START = re.compile(r"^(?:số|so|văn bản số)\s*[:.]?\s*(?=\d)", re.IGNORECASE)
_ORDINAL = re.compile(r"^(\d{1,6})\s*([a-zđ](?![^\W\d_]))?\s*(?=$|[/\-\s]|[^\W\d_])", re.IGNORECASE)
_YEAR = re.compile(r"^[/\-\s]*((?:1[89]|20)\d\d)(?!\d)\s*[/\-\s]*")


@dataclass(frozen=True)
class Number:
    """A number taken apart. `year` is 0 where the number names none; `parts` are type and issuer as written."""

    ordinal: int
    letter: str
    year: int
    kind: str
    issuer: str
    is_party: bool
    digits: str

    def __str__(self):
        first = f"{self.digits}{self.letter}"
        if self.is_party:
            return f"{first}-{self.kind}/{self.issuer}"
        rest = "-".join(part for part in (self.kind, self.issuer) if part)
        return "/".join(part for part in (first, str(self.year or ""), rest) if part)


def parse(text: str) -> Number | None:
    """The number in `text`; None for "Không số" and what is no number. Never raises."""
    text = _START.sub("", " ".join(re.sub("[\u2010-\u2015\u2212]", "-", nfc(text)).split()))
    found = _ORDINAL.match(text)
    if not found:
        return None
    digits, letter, rest = found[1], (found[2] or "").lower(), text[found.end() :]
    year = _YEAR.match(rest)
    rest = (rest[year.end() :] if year else rest).strip(" /-")
    is_party = not year and bool(re.match(r"^\s*-\s*[^\W\d_]+\s*/", text[found.end() :]))
    kind, issuer = _kind_and_issuer(rest)
    if not (kind or issuer or year):
        return None
    return Number(int(digits), letter, int(year[1]) if year else 0, kind, issuer, is_party and bool(kind), digits)


def _kind_and_issuer(rest: str) -> tuple[str, str]:
    parts = [_spelled(part) for part in re.split(r"\s*[/\-]\s*|\s+(?!\d)", rest) if part]
    parts = [re.sub(r"\s+", "", part) for part in parts]
    if not parts:
        return "", ""
    if len(parts) == 1:
        parts = _cut(parts[0])
    if fold(parts[0]) in _TYPE and len(parts) > 1:
        # HD and HĐ, DA and ĐA fold alike: as it was typed.
        return _TYPED.get(parts[0], _TYPE[fold(parts[0])]), "-".join(parts[1:])
    return "", "-".join(parts)


def _cut(part: str) -> list[str]:
    """A type and an issuer written without their hyphen."""
    folded = fold(part)
    for length in (4, 3, 2):
        if folded[:length] in _TYPE and folded[length:] in _ISSUER:
            return [part[:length], _ISSUER[folded[length:]]]
    return [part]


def _spelled(part: str) -> str:
    known = _ISSUER.get(fold(part))
    if known and (part == part.lower() or part.upper() == known.upper()):
        return known
    # "CTrPH" (chương trình phối hợp) begins as CTr is written.
    start = next((name for name in TYPES if name != name.upper() and part.startswith(name)), "")
    return start + re.sub(r"\bHDNN", "HĐNN", part[len(start) :].upper())


def normal(text: str) -> str:
    """The number as it is stored: "36 - hd/vptw" → "36-HD/VPTW"; what is no number keeps its own words.

    >>> normal("13 /2022 / qh 15")
    '13/2022/QH15'
    """
    text = " ".join(nfc(text).split())
    found = parse(text)
    if found is not None:
        return str(found)
    return NO_NUMBER if fold(text).strip(" .") in ("khong so", "khong co so", "k so", "") else text


def key(text: str) -> str:
    """What equal numbers share, however typed: "05/2024/tt-btc", "5/2024/TT-BTC" → "5 2024 tt btc"; "" for none."""
    return " ".join(asked(normal(text))) if parse(normal(text)) else ""


def period(text: str, day: date) -> tuple[date, date]:
    """First and last day within which an issuer gives this number once: the term of a Party number, else the year.

    Terms of the Party's congresses begin in the years that end in 1 and 6 (Điều lệ Đảng, điều 9).
    """
    found = parse(text)
    first = day.year - (day.year - 1) % 5 if found and found.is_party else day.year
    return date(first, 1, 1), date(first + 4 if found and found.is_party else first, 12, 31)


def asked(text: str) -> list[str]:
    """The folded tokens of a number or of a question for one: no leading zeros, terms joined (qh 15 → qh15)."""
    joined = re.sub(rf"\b({_TERM})\s+(\d{{1,2}})\b", r"\1\2", nfc(text), flags=re.IGNORECASE)
    return [word.lstrip("0") or "0" if word.isdigit() else word for word in words(joined)]


def ordinal(text: str) -> int:
    """The number's place in its year or term, for sorting; 0 where there is none."""
    found = parse(text)
    return found.ordinal if found else 0


def is_question(text: str) -> bool:
    """Whether `text` reads like a number or a part of one: few tokens, one of digits, the others abbreviations."""
    tokens, known = asked(text), {*_TYPE, *_ISSUER}
    coded = [token for token in tokens if token.isdigit() or token in known or _CODE.fullmatch(token)]
    has_digits = any(token.isdigit() for token in tokens)
    return has_digits and len(tokens) <= 6 and ("/" in text or len(coded) == len(tokens))
