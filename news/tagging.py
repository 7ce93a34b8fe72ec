"""How the words in the tag box become tags: commas alone separate, one tag whatever the spelling of its letters."""

from hoiphunu.vietnamese import nfc


def split(text: str) -> list[str]:
    """Names in `text`, separated by commas or new lines; the first spelling of each wins."""
    found = {}
    for part in nfc(text or "").replace("\n", ",").replace(";", ",").split(","):
        name = " ".join(part.strip(" \"'“”#").split())
        if name:
            found.setdefault(key(name), name[:100])
    return list(found.values())


def join(tags) -> str:
    """The tag box's text for `tags`."""
    return ", ".join(sorted(tag.name for tag in tags))


def key(name: str) -> str:
    """What makes two spellings one tag: NFC, single spaces, no letter case. Diacritics count: ma ≠ má."""
    return " ".join(nfc(name).casefold().split())[:120]
