"""Documents as offices write them: what stands where on the paper, and what a careful clerk would note of it.

In `left` a line in bold begins with "*". `signs` are blocks from left to right, each from its first line to the name.
"""

from dataclasses import dataclass, field
from datetime import date

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n*Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


@dataclass(frozen=True)
class Gives:
    """The fields to be found."""

    number: str
    kind: str
    issuers: tuple[str, ...]
    issued_on: date | None
    summary: str
    signers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Paper:
    name: str
    gives: Gives
    left: str = ""
    number: str = ""
    about: str = ""
    right: str = STATE
    place: str = ""
    heading: str = ""
    summary: str = ""
    to: str = ""
    before: str = ""
    body: str = "plan"
    signs: tuple[str, ...] = ()
    style: dict = field(default_factory=dict)


def paper(name: str, gives: tuple, **said) -> Paper:
    """A paper; what is no part of it is how it is set (see `setting.Style`)."""
    number, kind, issuers, day, summary, *signers = gives
    issuers = (issuers,) if isinstance(issuers, str) and issuers else tuple(issuers)
    found = Gives(number, kind, issuers, date.fromisoformat(day) if day else None, summary, tuple(signers))
    parts = {key: said.pop(key) for key in list(said) if key in Paper.__dataclass_fields__}
    signs = parts.pop("signs", ())
    return Paper(name, found, signs=(signs,) if isinstance(signs, str) else tuple(signs), style=said, **parts)
