"""Reading a copy to its last byte: whether it would come back if it had to."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from hoiphunu.backups import databases
from hoiphunu.backups.archive import DAYS, Archive, BackupError, copies, made_at
from hoiphunu.backups.making import EVERY, archive


@dataclass(frozen=True)
class Verified:
    copy: str
    contents: int
    bytes: int


def chosen(place: Archive, copy: str = "") -> str:
    """The copy named, else the newest good one."""
    if copy:
        return copy
    found = copies(place.folder)
    if not found:
        raise BackupError(f"Không có bản sao lưu nào dùng được trong {place.folder}.")
    return found[-1]


def base_of(place: Archive, copy: str, listed: dict) -> dict:
    """The database of a copy: the whole one, or the lasting one when that has been deleted as its time was over."""
    whole, *lasting = listed["databases"]
    is_over = timezone.now() - made_at(copy) > DAYS
    return lasting[0] if is_over and lasting and not place.path(whole["name"]).exists() else whole


def verify(copy: str, say: Callable[[str], object]) -> Verified:
    """Read the copy (newest if "") through; raises BackupError that names what is damaged or missing."""
    place = archive()
    copy = chosen(place, copy)
    listed = place.list_of(copy)
    contents = {file["name"]: (f"tệp {file['path']}", file) for file in listed["media"]}
    base = base_of(place, copy, listed)
    damaged = [
        what for what, stored in _seen([*contents.values(), ("cơ sở dữ liệu", base)], say) if not place.is_whole(stored)
    ]
    if not damaged and base_is_ours(listed):
        with databases.scratch() as folder:
            databases.check(place.read(base), folder)
    place.mark(copy, is_whole=not damaged)
    if damaged:
        more = f" và {len(damaged) - 3} nội dung nữa" if len(damaged) > 3 else ""
        raise BackupError(f"Bản {copy} bị hỏng hoặc thiếu: {', '.join(damaged[:3])}{more}.")
    return Verified(copy, len(contents) + 1, sum(stored["size"] for _, stored in contents.values()) + base["size"])


def base_is_ours(listed: dict) -> bool:
    """Whether the copy is of the kind of database that runs here."""
    return listed["vendor"] == connection.vendor


def _seen(contents, say):
    for number, content in enumerate(contents, 1):
        if number % EVERY == 0:
            say(f"  đã đọc {number}/{len(contents)}…")
        yield content
