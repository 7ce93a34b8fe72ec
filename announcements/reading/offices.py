"""The offices a head names in its left column: who issues, and whom they belong to."""

import re
from itertools import groupby

from announcements.reading import casing
from announcements.reading.lines import Line
from hoiphunu.vietnamese import fold

_RULE = re.compile(r"^[\W_]+$")
# A line that begins so begins an office, if the one before it is finished.
_START = re.compile(
    r"(?:hoi (?!dong thi dua|nghi)|hoi$|ban (?!hanh)|doan |uy ban|ubnd|hdnd|hoi dong nhan dan|so |phong |bo |cuc "
    r"|tong cuc|chi cuc|vu |vien |van phong|cong an|toa an|ngan hang|tinh uy|thanh uy|huyen uy|thi uy|quan uy"
    r"|dang uy|dang doan|dang bo|tinh doan|thanh doan|huyen doan|lien doan|tong lien doan|trung tam|truong |chinh phu"
    r"|thu tuong|chu tich nuoc|quoc hoi|bao hiem|kho bac|trung uong (?!dang)|dai |cong ty|mttq|chi hoi|bch |btv )"
)
# An office that says nothing without the one it belongs to.
_PART = re.compile(
    r"(?:ban (?:thuong vu|chap hanh|thuong truc|to chuc|dan van|tuyen giao|noi chinh|kiem tra|can su)|doan chu tich"
    r"|van phong|uy ban kiem tra|dang doan|ban bien tap|thuong truc)"
    r"(?!.*\b(?:tinh|huyen|xa|phuong|thanh pho|quan|uy|hoi|dang|uy ban|quoc hoi"
    r"|chinh phu|trung uong)\b)"
)
# One whose name goes on in the line below.
_UNFINISHED = re.compile(
    r"(?:\b(?:va|cua|thuoc|ve|cac|cho)|,|uy ban thuong vu|dang doan|doan chu tich uy ban trung uong)$"
)
# Offices of a place that do not say which: it stands in the name above.
_LOCAL = re.compile(r"(?:so|phong|chi cuc|trung tam|ban|thanh tra|doi|tram|dai)\b")
_PLACE = re.compile(r"\b(?:tinh|thanh pho|tp\.?|huyen|quan|thi xa|thi tran|xa(?! hoi)|phuong|dac khu)\s")


def issuers(column: list[Line], is_joint: bool) -> tuple[str, ...]:
    """Names of the offices that issue, from the lines of the head's left column above the number."""
    lines = [line for line in column if not _RULE.match(line.text) and line.text.isupper()]
    sides = _sides(lines)
    if len(sides) > 1:
        return tuple(casing.office(_joined([line.text for line in side])) for side in sides)
    above, own = _ranked(lines)
    groups = _groups([line.text for line in own])
    if len(groups) > 1 and not above and not is_joint and not any(line.is_bold for line in lines):
        # Recognised letters are not bold: the last office is the one that issues.
        above, groups = groups[:-1], groups[-1:]
    return tuple(_named(group, above[-1] if above else "") for group in groups)


def _sides(lines: list[Line]) -> list[list[Line]]:
    """The columns of offices that stand side by side; one where they stand below each other."""
    rows = [list(row) for _, row in groupby(lines, key=lambda line: round(line.at, 2))]
    widest = sorted(max(rows, key=len, default=[]), key=lambda line: line.x0)
    if len(widest) < 2:
        return [lines]
    middles = [line.middle for line in widest]
    sides = [[] for _ in middles]
    for line in lines:
        sides[min(range(len(middles)), key=lambda n: abs(middles[n] - line.middle))].append(line)
    return sides


def _ranked(lines: list[Line]) -> tuple[list[str], list[Line]]:
    """(offices above, lines of the issuers): those in bold issue, those in plain letters above rule them."""
    plain = next((n for n, line in enumerate(lines) if line.is_bold), 0)
    return _groups([line.text for line in lines[:plain]]), lines[plain:]


def _groups(texts: list[str]) -> list[str]:
    """Lines put together to names of offices."""
    groups: list[list[str]] = []
    for text in texts:
        before = _joined(groups[-1]) if groups else ""
        is_apart = bool(groups) and groups[-1][-1].rstrip().endswith(("-", "–"))
        if groups and not (_START.match(fold(text)) and (is_apart or not _UNFINISHED.search(fold(before)))):
            groups[-1].append(text)
        else:
            groups.append([text])
    return [_joined(group) for group in groups]


def _joined(texts: list[str]) -> str:
    return " ".join(" ".join(texts).split()).strip(" -–*_,.:;'|")


def _named(name: str, above: str) -> str:
    folded = fold(name)
    if above and _PART.match(folded):
        name = f"{name} {above}"
    elif above and _LOCAL.match(folded) and not _PLACE.search(folded + " "):
        name += " " + above[found.start() :] if (found := _PLACE.search(fold(above))) else ""
    return casing.office(name)
