"""What the readers of PDF and Word files hand on."""

from dataclasses import dataclass

from announcements.reading.lines import Line


@dataclass(frozen=True)
class Pages:
    """The lines of the pages whose layout was looked at, and the words of all."""

    lines: list[Line]
    text: str
    pages: int
    is_scan: bool = False
    note: str = ""
