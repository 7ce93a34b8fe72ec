"""The texts of the help pages in the reader's language; what is not there in it stays in Vietnamese and says so."""

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html

from hoiphunu.vietnamese import fold

LANGUAGES = {"vi": "Tiếng Việt", "km": "ភាសាខ្មែរ", "en": "English"}
IN_VIETNAMESE = "tiếng Việt"


@cache
def shipped() -> dict[str, dict]:
    """{key: its texts and label} as the program brings them; Khmer is always still to be read by a native reader."""
    entries = json.loads((Path(__file__).parent / "texts.json").read_text(encoding="utf-8"))
    return {entry["key"]: {**entry, "order": order} for order, entry in enumerate(entries, 1)}


def language_of(text: str) -> str:
    """The language `text` is written in, as its letters tell: Khmer ones, Vietnamese ones, else English."""
    if any("\u1780" <= letter <= "\u17ff" for letter in text):
        return "km"
    return "en" if fold(text) == text.lower() else "vi"


def label(key: str) -> str:
    return shipped().get(key, {}).get("label", key)


class Phrase:
    """A text in one language; where that is not the page's, printing it says which."""

    def __init__(self, text, is_foreign):
        self.text, self.is_foreign = text, is_foreign

    def __str__(self):
        return format_html('<span lang="vi">{}</span>' if self.is_foreign else "{}", self.text)

    def __mod__(self, values):
        # A refused field offers what it knows to its sentence; ours are whole without.
        return str(self)

    @property
    def mark(self):
        """What a reader sees beside a longer text that is not in her language."""
        return (
            format_html(' <small class="untranslated" lang="vi">({})</small>', IN_VIETNAMESE) if self.is_foreign else ""
        )

    @property
    def lines(self):
        return [Phrase(line.strip(), self.is_foreign) for line in self.text.splitlines() if line.strip()]


class Words:
    """The phrases of one language by key; `rows` are the HelpText rows staff have edited."""

    def __init__(self, lang, rows, shows_unchecked):
        self.lang, self.shows_unchecked = lang, shows_unchecked
        self.texts = {**shipped(), **{row.key: row for row in rows}}
        self.is_partly_vietnamese = lang != "vi" and any(self[key].is_foreign for key in shipped())

    def __getitem__(self, key):
        entry = self.texts[key]
        if isinstance(entry, dict):
            return self._phrase(entry, entry["vi"], True)
        return self._phrase({"vi": entry.vi, "km": entry.km, "en": entry.en}, entry.vi, entry.km_needs_check)

    def get(self, key):
        return self[key] if key in self.texts else ""

    def of(self, row, name) -> Phrase:
        """`row.name` in this language: of lines and of consent, whose Vietnamese field has the plain name."""
        plain = getattr(row, name)
        texts = {"vi": plain, "km": getattr(row, f"{name}_km"), "en": getattr(row, f"{name}_en")}
        return self._phrase(texts, plain, getattr(row, "km_needs_check", False))

    def _phrase(self, texts, vietnamese, is_unchecked):
        hides = self.lang == "km" and is_unchecked and not self.shows_unchecked
        text = "" if hides else texts[self.lang]
        return Phrase(text or vietnamese, not text)
