"""The folder of backups: contents under names made of themselves, and for each copy a list of those it consists of."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from hoiphunu.backups import sealing
from hoiphunu.vietnamese import HERE

ENDING, BAD_MARK = ".hpsl", ".hong"
STAMP = "%Y%m%d-%H%M%S"
# One is made every night: older than this the last one has failed.
LATE = timedelta(hours=26)
DAYS, WEEKS, MONTHS = timedelta(days=14), timedelta(weeks=8), timedelta(days=366)


class BackupError(Exception):
    """What went wrong, as a Vietnamese sentence."""


@dataclass(frozen=True)
class Stored:
    """One content: the name it lies under, its size and SHA-256 before it was locked, whether it was new here."""

    name: str
    size: int
    sha256: str
    is_new: bool


def copies(folder: Path) -> list[str]:
    """Names of the whole copies in `folder`, oldest first; those found damaged are left out."""
    try:
        found = {path.name for path in (folder / "ban-sao").iterdir()}
    except OSError:
        return []
    names = sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING))
    return [name for name in names if name + BAD_MARK not in found]


def made_at(copy: str) -> datetime:
    return datetime.strptime(copy, STAMP).replace(tzinfo=HERE)


def newest(folder: Path) -> datetime | None:
    """When the last good copy in `folder` was made. Asks no key: the staff's start page asks this."""
    found = copies(folder)
    return made_at(found[-1]) if found else None


def age(folder: Path) -> timedelta | None:
    """How long ago that was."""
    made = newest(folder)
    return timezone.now() - made if made else None


def in_words(age: timedelta) -> str:
    """ "5 giờ", and from two days on "3 ngày"."""
    hours = max(0, round(age.total_seconds() / 3600))
    return f"{hours} giờ" if hours < 48 else f"{hours // 24} ngày"


def week(copy: str) -> tuple[int, int]:
    return made_at(copy).isocalendar()[:2]


def month(copy: str) -> str:
    return copy[:6]


def starts_period(copy: str, earlier: list[str]) -> bool:
    """Whether it is the first of its week or of its month: such a copy is kept for long."""
    return any(period(copy) not in set(map(period, earlier)) for period in (week, month))


def kept(names: list[str], now: datetime) -> set[str]:
    """Which stay: all of 14 days, the first of each week for 8 weeks, of each month for a year; and the newest."""
    found = {name for name in names if now - made_at(name) <= DAYS} | set(names[-1:])
    for period, time in ((week, WEEKS), (month, MONTHS)):
        firsts = {period(name): name for name in reversed(names)}
        found |= {name for name in firsts.values() if now - made_at(name) <= time}
    return found


class Archive:
    """The folder together with the key that opens it."""

    def __init__(self, folder: Path, passphrase: str):
        self.folder, self.passphrase = Path(folder), passphrase
        self.lists, self.contents = self.folder / "ban-sao", self.folder / "noi-dung"

    @contextmanager
    def alone(self):
        """Make the folders and keep other backups out of them meanwhile."""
        for folder in (self.folder, self.lists, self.contents):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".dang-chay").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupError("Đang có một lượt sao lưu khác chạy.") from None
            for leftover in self.folder.rglob("*.part"):
                leftover.unlink()
            yield

    @property
    def key(self) -> sealing.Key:
        """The key of new files: with the salt of the last copy, so that equal contents keep equal names."""
        if not hasattr(self, "_key"):
            self._key = sealing.Key(self.passphrase, self._salt() or os.urandom(sealing.SALT))
        return self._key

    def _salt(self):
        for path in sorted(self.lists.glob(f"*{ENDING}"), reverse=True):
            with suppress(OSError, sealing.DamagedError), path.open("rb") as file:
                return sealing.salt_of(file)
        return None

    def path(self, name: str) -> Path:
        return self.contents / name[:2] / name

    def has(self, name: str, size: int) -> bool:
        """Whether a content of `size` bytes lies under `name`, as far as can be told without reading it."""
        try:
            return self.path(name).stat().st_size == sealing.sealed_size(size)
        except OSError:
            return False

    def store(self, chunks: Iterable[bytes]) -> Stored:
        """Lock a content away, read it back, and give it its name; one that is here already is not stored twice."""
        part, digest, size = self.contents / "moi.part", hashlib.sha256(), 0

        def seen():
            nonlocal size
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        self._write(part, seen())
        name = self.key.mark("content", digest.digest()).hex()
        is_new = not self.has(name, size)
        if is_new:
            self._read_back(part, digest.hexdigest())
            self.path(name).parent.mkdir(mode=0o700, exist_ok=True)
            part.rename(self.path(name))
        else:
            part.unlink()
        return Stored(name, size, digest.hexdigest(), is_new)

    def _write(self, path, chunks):
        with path.open("wb") as out:
            sealing.seal(self.key, chunks, out)
            out.flush()
            os.fsync(out.fileno())

    def _read_back(self, path, sha256):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            for chunk in sealing.unseal(self.passphrase, file):
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            raise BackupError("Vừa ghi xong đọc lại đã khác: ổ đĩa chứa bản sao lưu có thể hỏng.")

    def read(self, stored: dict) -> Iterator[bytes]:
        """A content described by `name`, `size`, `sha256`. Raises FileNotFoundError or DamagedError."""
        digest = hashlib.sha256()
        with self.path(stored["name"]).open("rb") as file:
            try:
                for chunk in sealing.unseal(self.passphrase, file):
                    digest.update(chunk)
                    yield chunk
            except sealing.WrongKeyError:  # the list was opened with it, so that it is this file's beginning
                raise sealing.DamagedError from None
        if digest.hexdigest() != stored["sha256"]:
            raise sealing.DamagedError

    def is_whole(self, stored: dict) -> bool:
        """Whether it can be read to its end; a damaged one is put aside, so that the next backup stores it anew."""
        try:
            for _ in self.read(stored):
                pass
        except FileNotFoundError:
            return False
        except sealing.DamagedError:
            path = self.path(stored["name"])
            path.rename(path.with_name(path.name + BAD_MARK))
            return False
        return True

    def write_list(self, copy: str, contents: dict):
        """Finish a copy: only with its list does it count."""
        part = self.lists / f"{copy}.part"
        self._write(part, [json.dumps(contents, ensure_ascii=False).encode()])
        part.rename(self.lists / (copy + ENDING))

    def list_of(self, copy: str) -> dict:
        """What the copy consists of. Raises BackupError where there is none, it is damaged or has another key."""
        try:
            with (self.lists / (copy + ENDING)).open("rb") as file:
                return json.loads(b"".join(sealing.unseal(self.passphrase, file)))
        except FileNotFoundError:
            raise BackupError(f"Không có bản sao lưu {copy} trong {self.folder}.") from None
        except sealing.WrongKeyError:
            raise BackupError(f"BACKUP_KEY không mở được bản {copy}: sai khoá, hoặc đầu tệp bị hỏng.") from None
        except sealing.DamagedError:
            raise BackupError(f"Bản {copy} bị hỏng: danh mục của nó không đọc được trọn vẹn.") from None

    def mark(self, copy: str, is_whole: bool):
        """Remember what looking at it has shown: a damaged copy is none for `copies`."""
        mark = self.lists / (copy + BAD_MARK)
        mark.unlink(missing_ok=True) if is_whole else mark.touch()

    def prune(self, now: datetime | None = None) -> int:
        """Delete the copies that are past their time and what only they consisted of; how many copies."""
        now, everything = now or timezone.now(), sorted(path.stem for path in self.lists.glob(f"*{ENDING}"))
        good = copies(self.folder)
        staying = kept(good, now) | {name for name in set(everything) - set(good) if now - made_at(name) <= DAYS}
        needed = set()
        for copy in staying:
            try:
                needed |= names_in(self.list_of(copy), is_fresh=now - made_at(copy) <= DAYS)
            except BackupError:
                return 0  # what an unreadable list names cannot be told from what nobody needs
        for copy in set(everything) - staying:
            (self.lists / (copy + ENDING)).unlink()
            self.mark(copy, is_whole=True)
        for path in self.contents.glob("??/*"):
            if path.name not in needed:
                path.unlink()
        return len(everything) - len(staying)


def names_in(contents: dict, is_fresh: bool) -> set[str]:
    """The contents a list needs; of the databases, the whole one while it is fresh and the lasting one later."""
    return {file["name"] for file in contents["media"]} | {
        base["name"] for base in contents["databases"] if is_fresh or base["is_lasting"]
    }
