"""Who signed: names below their posts at the end of the document."""

import re

from announcements.reading import casing, names
from announcements.reading.lines import Line
from hoiphunu.vietnamese import fold

_AUTHORITY = re.compile(r"^(?:T\s*/?\s*M|K\s*/?\s*T|T\s*/?\s*L|T\s*U\s*Q|Q)\s*[./]\s*|^(?:T/M|K/T|T/L|TUQ|TM|KT|TL)\s")
_POST = re.compile(
    r"(?:q\. )?(?:pho |chu (?:tich|nhiem|tri|toa)|chanh |truong |giam doc|tong |bi thu|thu tuong|bo truong"
    r"|thu truong|thu ky|cuc truong|vu truong|vien truong|hieu truong|chi huy|chinh uy|tham muu truong"
    r"|doi truong|to truong|uy vien|dai dien|ke toan|chi cuc truong|chi hoi truong|dai bieu|nguoi (?:lap|ghi)|quyen )"
)
_NOISE = re.compile(r"^\(?(?:đ[ãa]\s*ký|ký tên|ký, đóng dấu|ký và ghi|signed)|^ký bởi|[:@]|^\W*\w?\W*$", re.IGNORECASE)
_RECEIVERS = re.compile(r"^(?:nơi nhận|-|lưu)", re.IGNORECASE)
# How far below a post its name stands, and how far from one line of a post to the next, in pages.
_REACH, _STEP = 0.3, 0.045
_ASIDE = 0.09


def read(lines: list[Line]) -> tuple[tuple[str, str], ...]:
    """((name, position), …) from left to right: those of the first place where there is one below a post."""
    found: list[tuple[Line, str, str]] = []
    for line in lines:
        name = names.person(line.text)
        if not name or line.at < 1.2:
            continue
        if found and line.at - found[0][0].at > 0.06:
            break
        block = _above(lines, line)
        if block:
            found.append((line, name, _position([one.text for one in block])))
    return tuple((name, post) for _, name, post in sorted(found, key=lambda each: each[0].x0))


def _above(lines: list[Line], name: Line) -> list[Line]:
    """The lines in capitals over a name, from the top; none where they name no post."""
    column = [line for line in lines if line.at < name.at - 0.004 and name.at - line.at < _REACH]
    column = [line for line in column if abs(line.middle - name.middle) < _ASIDE and not _NOISE.search(line.text)]
    block: list[Line] = []
    scribbles = 0
    for line in reversed(column):
        if not block and not line.text.isupper() and len(line.text) < 16 and scribbles < 2:
            # What was recognised of a signature or a seal.
            if names.person(line.text):
                break
            scribbles += 1
            continue
        if not line.text.isupper() or (block and block[0].at - line.at > _STEP):
            break
        block.insert(0, line)
    is_post = any(_AUTHORITY.match(line.text) or _POST.match(fold(line.text)) for line in block)
    return block if is_post else []


def _position(texts: list[str]) -> str:
    """The post that a block names last: after "TM. …" for whom, "KT. …" in whose place, and the office."""
    for place in range(len(texts) - 1, -1, -1):
        if _POST.match(fold(texts[place])) and not _AUTHORITY.match(texts[place]):
            return casing.position(" ".join(texts[place:]))
    return ""
