"""What differs between two texts, word by word."""

import re
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
_WORDS = re.compile(r"\s+|[^\s\w]|\w+")


def marked(before: str, after: str) -> list[list[tuple[str, str]]]:
    """The lines of both texts in order, each as [(SAME, ADDED or REMOVED; text)].

    Lines are paired first and words only inside a pair, so that long texts stay quick to compare.
    """
    old, new = before.splitlines(), after.splitlines()
    lines = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [[(SAME, line)] for line in old[a:b]]
            continue
        pairs = min(b - a, d - c)
        lines += [_words(*pair) for pair in zip(old[a : a + pairs], new[c : c + pairs], strict=True)]
        lines += [[(REMOVED, line)] for line in old[a + pairs : b]]
        lines += [[(ADDED, line)] for line in new[c + pairs : d]]
    return lines


def _words(before, after):
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append((SAME, "".join(old[a:b])))
            continue
        if b > a:
            pieces.append((REMOVED, "".join(old[a:b])))
        if d > c:
            pieces.append((ADDED, "".join(new[c:d])))
    return pieces
