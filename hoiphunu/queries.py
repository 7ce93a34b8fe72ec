"""What a reader typed into the search box, taken apart: words, phrases in quotes, what is left out, numbers, days."""

import re
from dataclasses import dataclass

from hoiphunu.vietnamese import exact_words, nfc, words

# The words of a query that count; more would be an attack, not a question.
MOST_WORDS = 12
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_PART = re.compile(r'(?:(?<!\S)(-)(?=[\w"]))?(?:"([^"]*)(?:"|$)|([^\s"]+))')
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True)
class Word:
    """A word without its accents and, where it was typed with some, with them (`vietnamese.exact_words`)."""

    folded: str
    exact: str

    @property
    def has_marks(self) -> bool:
        return self.folded != self.exact


@dataclass(frozen=True)
class Term:
    """Phrases any of which will do, each a tuple of words that follow one another."""

    phrases: tuple[tuple[Word, ...], ...]
    is_excluded: bool = False

    @property
    def has_marks(self) -> bool:
        return any(word.has_marks for phrase in self.phrases for word in phrase)


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...] = ()

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_excluded]

    @property
    def excluded(self) -> list[Term]:
        return [term for term in self.terms if term.is_excluded]

    @property
    def has_marks(self) -> bool:
        """Whether something is asked for with its accents."""
        return any(term.has_marks for term in self.wanted)


def parse(text: str) -> Query:
    """`bạo lực "bình đẳng giới" -thể thao 13/2022/QH15 15/11/2023`: whatever cannot be read so is plain words."""
    terms, left = [], MOST_WORDS
    for minus, quoted, plain in _PART.findall(nfc(text).translate(_QUOTES)):
        for term in _terms(quoted, plain, bool(minus)):
            left -= max(len(phrase) for phrase in term.phrases)
            if left < 0:
                return Query(tuple(terms))
            terms.append(term)
    return Query(tuple(terms))


def _terms(quoted, plain, is_excluded):
    if quoted:
        found = _words(quoted)
        return [Term((found[:MOST_WORDS],), is_excluded)] if found else []
    if match := _DAY.fullmatch(plain):
        return [Term(_day(*match.groups()), is_excluded)]
    if (match := _MONTH.fullmatch(plain)) and 1 <= int(match[1]) <= 12:
        return [Term(_month(*match.groups()), is_excluded)]
    found = _words(plain)
    # A document's number stands together: 13/2022/QH15, 36-HD/VPTW.
    if len(found) > 1 and any(char.isdigit() for char in plain) and len(found) <= MOST_WORDS:
        return [Term((found,), is_excluded)]
    return [Term(((word,),), is_excluded) for word in found]


def _words(text):
    return tuple(map(Word, words(text), exact_words(text)))


def _day(day, month, year):
    """15/11/2023 as it may be written: with and without zeros, and in words."""
    found = []
    for each in dict.fromkeys([(day, month), (str(int(day)), str(int(month))), (f"{int(day):02}", f"{int(month):02}")]):
        found += [_plain(each[0], each[1], year), _plain(each[0], "thang", each[1], "nam", year)]
    return tuple(dict.fromkeys(found))


def _month(month, year):
    spelled = dict.fromkeys([month, str(int(month)), f"{int(month):02}"])
    return tuple(phrase for each in spelled for phrase in (_plain(each, year), _plain(each, "nam", year)))


def _plain(*found):
    return tuple(Word(word, word) for word in found)
