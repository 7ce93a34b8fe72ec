"""The types of documents that come with the site: their names, and how numbers abbreviate them.

Source: Luật Ban hành văn bản quy phạm pháp luật for the normative ones; Nghị định 30/2020/NĐ-CP, điều 7 and phụ lục III
for the 29 administrative ones; Quy định 66-QĐ/TW for those only the Party has.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

SHIPPED = Path(__file__).parent / "data" / "document_types.csv"
ADMINISTRATIVE = "hành chính"
STEP = 10


class Shipped(NamedTuple):
    """A type. `short` is empty where numbers do not abbreviate it; `order` keeps the groups together."""

    name: str
    short: str
    group: str
    has_proper_name: bool
    order: int


@cache
def shipped() -> tuple[Shipped, ...]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return tuple(
        Shipped(name, short, group, bool(proper), order * STEP)
        for order, (name, short, group, proper) in enumerate(rows, 1)
    )
