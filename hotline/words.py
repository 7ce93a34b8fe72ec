"""The texts of the help pages in the reader's language; what is not there in it stays in Vietnamese and says so."""

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html

LANGUAGES = {"vi": "Tiếng Việt", "km": "ភាសាខ្មែរ", "en": "English"}
IN_VIETNAMESE = "tiếng Việt"


@cache
def shipped() -> dict[str, dict]:
    """{key: its texts and label} as the program brings them; Khmer is always still to be read by a native reader."""
    entries = json.loads((Path(__file__).parent / "texts.json").read_text(encoding="utf-8"))
    return {entry["key"]: {**entry, "order": order} for order, entry in enumerate(entries, 1)}


def label(key: str) -> str:
    return shipped().get(key, {}).get("label", key)


class Phrase:
    """A text in one language; where that is not the page's, printing it says which."""

    def __init__(self, text, is_foreign):
        self.text, self.is_foreign = text, is_foreign

    def __str__(self):
        return format_html('<span lang="vi">{}</span>' if self.is_foreign else "{}", self.text)

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
            texts, unchecked = entry, True
        else:
            texts, unchecked = {"vi": entry.vi, "km": entry.km, "en": entry.en}, entry.km_needs_check
        text = texts.get(self.lang, "")
        if self.lang == "km" and unchecked and not self.shows_unchecked:
            text = ""
        return Phrase(text or texts["vi"], not text)

    def of(self, row, name) -> Phrase:
        """`row.name` in this language: of lines, whose Vietnamese field has the plain name."""
        text = getattr(row, name if self.lang == "vi" else f"{name}_{self.lang}")
        return Phrase(text or getattr(row, name), not text)
