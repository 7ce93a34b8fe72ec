"""Vietnamese text: folding, words, slugs, dictionary order, the clock, highlighting."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
SLUG_LENGTH = 80
# More words than this in one query only make the pattern slow; nobody types them.
QUERY_WORDS = 16
WEEKDAYS = ("Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6", "Thứ 7", "Chủ nhật")

# Controls, lone surrogates (PostgreSQL refuses both), soft hyphens, direction overrides and byte-order marks.
# A zero-width space stays after a Khmer letter only: there it is how words may break.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]|(?<![\u1780-\u17ff])\u200b"
)
# What is longer than any word is cut: a database refuses it.
_WORD = re.compile(r"[a-z0-9]{1,60}")
_RUN = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"\d+|[^\W\d_]+")
# Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306": "1", "\u0302": "1", "\u031b": "1"}


class _Folded(dict):
    """Character → its bare lower-case letter; always exactly one character."""

    def __missing__(self, code):
        bare = unicodedata.normalize("NFD", chr(code))[0].lower()[0]
        self[code] = bare = "d" if bare == "đ" else bare
        return bare


_FOLDED = _Folded()


def nfc(text: str) -> str:
    """The text as it is stored: NFC, line ends as "\\n", without control and invisible characters."""
    text = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def fold(text: str) -> str:
    """Lower case, without tone marks and with d for đ; as long as nfc(text), so offsets map back."""
    return _bare(nfc(text))


def _bare(text: str) -> str:
    """`fold` of what is NFC already."""
    return text.translate(_FOLDED)


def words(text: str) -> list[str]:
    """The folded words in order; 13/2022/QH15 gives 13, 2022, qh15."""
    return _WORD.findall(fold(text))


def exact_words(text: str) -> list[str]:
    """The words of `words`, in the same order, with their accents, in one spelling: hoà and Hòa both give "hoa1"."""
    text = nfc(text)
    return [_spelled(text[match.start() : match.end()]) for match in _WORD.finditer(_bare(text))]


@lru_cache(50_000)
def _spelled(word: str) -> str:
    if word.isascii():
        return word.lower()
    letters, tone = "", ""
    for mark in unicodedata.normalize("NFD", word.lower()):
        if mark in _TONES:
            tone = str(_TONES[mark])
        else:
            letters += mark
    return unicodedata.normalize("NFC", letters) + tone


def slugify(text: str, fallback: str = "") -> str:
    """An address part of at most 80 characters, cut between words; `fallback` when nothing is left."""
    slug = "-".join(_RUN.findall(fold(text)))
    if len(slug) > SLUG_LENGTH:
        cut = slug[: SLUG_LENGTH + 1]
        slug = cut.rpartition("-")[0] or cut[:SLUG_LENGTH]
    return slug or fallback


def sort_key(text: str) -> str:
    """Key for Vietnamese dictionary order: syllable by syllable, letters (a ă â … d đ …) before tones.

    Numbers count by their value (Phường 2 before Phường 10). Upper and lower case only break ties.
    """
    text = nfc(text)
    return "".join(_syllable_key(part) for part in _LETTERS.findall(text.lower())) + " " + text


def _syllable_key(syllable: str) -> str:
    if syllable.isdecimal():
        return f"{len(syllable.lstrip('0')):03}{syllable.lstrip('0')}!"
    letters, tone = [], 0
    for mark in unicodedata.normalize("NFD", syllable):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark in _SHAPES:
            # â follows ă and ơ follows ô: the circumflex of a and the horn of o come second.
            second = (letters[-1:], mark) in ((["a0"], "\u0302"), (["o0"], "\u031b"))
            letters[-1:] = [letter[0] + ("2" if second else "1") for letter in letters[-1:]]
        else:
            letters.append("d1" if mark == "đ" else mark + "0")
    return "".join(letters) + f"!{tone}"


def weekday(day: date) -> str:
    """The day of the week: "Thứ 2" … "Thứ 7", "Chủ nhật"."""
    return WEEKDAYS[day.weekday()]


def clock(moment: datetime) -> str:
    """The header's clock, in Vietnam's time: "Thứ 3, 05:07 17/06/2025". A naive moment is a ValueError."""
    if moment.tzinfo is None:
        raise ValueError("clock() needs an aware datetime")
    here = moment.astimezone(HERE)
    return f"{weekday(here)}, {here:%H:%M %d/%m/%Y}"


def highlight(text: str, query: str, exactly: bool = False) -> SafeString:
    """The escaped text with the query's words in <mark>, whatever their accents.

    Vietnamese joins syllables into words, so a pair of the query goes before its syllables, and a lone syllable is
    marked only when no pair that contains it occurs: "bao luc gioi" marks "bạo lực", not the "bảo" of "bảo đảm".
    `exactly`: words typed with accents are marked with those accents only.
    """
    text, parts, end = nfc(text), [], 0
    for start, stop in _hits(text, _bare(text), query, exactly):
        parts += [
            escape(text[end:start]),
            "<mark>",
            escape(text[start:stop]),
            "</mark>",
        ]
        end = stop
    return mark_safe("".join(parts) + escape(text[end:]))  # noqa: S308  every piece of text is escaped above


def excerpt_around(text: str, query: str, length: int = 200, exactly: bool = False) -> str:
    """The passage of about `length` characters that holds most of the query, cut between words, with "…"."""
    text = " ".join(nfc(text).split())
    if len(text) <= length:
        return text
    folded = _bare(text)
    hits = _hits(text, folded, query, exactly)
    start = _best_start(folded, hits, length)
    if start:
        # A quarter of the passage leads up to the first hit.
        lead = max(0, start - length // 4)
        start = text.find(" ", lead, start) + 1 or start if lead else 0
    stop = len(text)
    if stop - start > length:
        cut = text.rfind(" ", start, start + length + 1)
        stop = cut if cut > start else start + length
    return ("…" if start else "") + text[start:stop].rstrip(" ,;:") + ("…" if stop < len(text) else "")


def _best_start(folded: str, hits: list[tuple[int, int]], length: int) -> int:
    best, chosen = 0, 0
    for index, (start, _) in enumerate(hits):
        found = {folded[a:b] for a, b in hits[index : index + QUERY_WORDS] if b <= start + length * 3 // 4}
        score = sum(map(len, found))
        if score > best:
            best, chosen = score, start
    return chosen


def _hits(text: str, folded: str, query: str, exactly: bool) -> list[tuple[int, int]]:
    """Where the query's words stand in `text` (NFC), whose bare letters are `folded`."""
    syllables = words(query)[:QUERY_WORDS]
    if not syllables:
        return []
    asked = {}
    for bare, exact in zip(syllables, exact_words(query), strict=False):
        asked.setdefault(bare, set()).add(exact)
    pairs = [pair for pair in zip(syllables, syllables[1:], strict=False) if _pattern([pair]).search(folded)]
    lone = [(word,) for word in syllables if not any(word in pair for pair in pairs)]
    spans = [match.span() for match in _pattern([tuple(syllables), *pairs, *lone]).finditer(folded)]
    return [span for span in spans if not exactly or _is_as_asked(text[slice(*span)], asked)]


def _is_as_asked(passage: str, asked: dict[str, set[str]]) -> bool:
    """Whether each word of the passage bears the accents it was asked with ({folded: spellings}), if any."""
    found = zip(words(passage), exact_words(passage), strict=True)
    return all(exact in asked[bare] or bare in asked[bare] for bare, exact in found if bare in asked)


def _pattern(groups: list[tuple[str, ...]]) -> re.Pattern:
    # Between two syllables: blanks, or one mark that joins (13/2022/QH15, 36-HD/VPTW) but no full stop and blank.
    joined = "|".join(r"(?:\s+|[./_-])".join(group) for group in groups)
    return re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z0-9])")
