"""“Có phải bạn tìm …”: for a query that finds nothing, one like it that finds something."""

import string
from functools import lru_cache

from django.utils import timezone

from hoiphunu import queries, telex
from hoiphunu.models.search import SearchEntry
from hoiphunu.vietnamese import nfc, words

# Each costs a question to the index.
MOST_TRIES = 16
# Counting all words of 100,000 titles takes a moment.
KEPT_SECONDS = 600
LETTERS = string.ascii_lowercase + string.digits


def meant(text: str) -> str:
    """A query like `text` that finds something; "" where none is at hand."""
    parts = nfc(text).split()
    if not parts or len(parts) > queries.MOST_WORDS:
        return ""
    decoded = [telex.decoded(part.lower()) or part for part in parts]
    if decoded != parts and _finds(" ".join(decoded)):
        return " ".join(decoded)
    known, tries = vocabulary(int(timezone.now().timestamp() // KEPT_SECONDS)), 0
    # First the words that nothing has, then the others.
    for at in sorted(range(len(parts)), key=lambda at: _count(known, parts[at])):
        for other in sorted(_one_letter_off(words(parts[at])[:1]) & known.keys(), key=lambda word: -known[word]):
            tries += 1
            if tries > MOST_TRIES:
                return ""
            if _finds(changed := " ".join([*parts[:at], other, *parts[at + 1 :]])):
                return changed
    return ""


def _finds(text):
    query = queries.parse(text)
    return bool(query.wanted) and SearchEntry.objects.visible().asking(query).exists()


def _count(known, part):
    found = words(part)
    return min((known.get(word, 0) for word in found), default=0)


@lru_cache(2)
def vocabulary(period: int) -> dict[str, int]:
    """{word without accents: in how many titles and summaries}, as of the `period` of KEPT_SECONDS."""
    return SearchEntry.objects.vocabulary()


def _one_letter_off(found) -> set[str]:
    """All that one letter left out, put in, changed or swapped with its neighbour makes of the word."""
    if not found or len(found[0]) < 2:
        return set()
    word = found[0]
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {left + right[1:] for left, right in halves if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in halves if right for letter in LETTERS}
    made |= {left + letter + right for left, right in halves for letter in LETTERS}
    return made - {word}
