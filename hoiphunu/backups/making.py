"""One more copy of the site: files, one moment of the database, fingerprints of the keys that belong to it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hoiphunu.backups import databases, media
from hoiphunu.backups.archive import STAMP, Archive, BackupError, copies, starts_period
from hoiphunu.models import StaffSession
from hotline.models import HelpRequest

FORMAT = 1
# Not in what is kept beyond 14 days: what was erased on the site must be gone from its backups too (docs/adr/0014).
NOT_LASTING = (HelpRequest._meta.db_table, StaffSession._meta.db_table)
EVERY = 500


@dataclass(frozen=True)
class Made:
    copy: str
    files: int
    new_bytes: int
    database_bytes: int
    missing: list[str]
    pruned: int


def archive() -> Archive:
    """The site's archive. Raises BackupError where no key is set."""
    if not settings.BACKUP_KEY:
        raise BackupError("Chưa đặt BACKUP_KEY, cụm từ khoá bản sao lưu (xem docs/deploy.md, mục Sao lưu).")
    return Archive(settings.BACKUPS, settings.BACKUP_KEY)


def back_up(say: Callable[[str], object]) -> Made:
    """Make a copy; it counts only when all of it is written, read back and understood. `say` gets progress lines."""
    place = archive()
    with place.alone():
        earlier = copies(place.folder)
        known = {file["path"]: file for file in place.list_of(earlier[-1])["media"]} if earlier else {}
        # Files before and after the moment of the database: one deleted or added meanwhile is in the copy all the same.
        before, old_bytes = _files(place, known, say)
        now = timezone.localtime()
        copy = now.strftime(STAMP)
        found = _database(place, starts_period(copy, earlier), say)
        after, new_bytes = _files(place, before, say)
        files = before | after
        missing = sorted(found.pop("named") - files.keys())
        listed = {"format": FORMAT, "made_at": now.isoformat(), "site": settings.SITE_URL, "keys": fingerprints()}
        listed |= {**found, "missing": missing, "media": [files[path] for path in sorted(files)]}
        place.write_list(copy, listed)
        size = sum(base["size"] for base in found["databases"])
        return Made(copy, len(files), old_bytes + new_bytes, size, missing, place.prune())


def _files(place, known, say):
    """({path: description}, bytes newly stored) of the files there are now."""
    found, new_bytes = {}, 0
    for described, new in media.store(place, known):
        found[described["path"]] = described
        new_bytes += new
        if len(found) % EVERY == 0:
            say(f"  tệp: {len(found)}…")
    return found, new_bytes


def _database(place, has_lasting, say):
    """One moment of the database, stored whole and, if asked, once more for long; what it holds, to compare with."""
    with databases.scratch() as folder:
        with databases.still(folder) as moment:
            say(f"  cơ sở dữ liệu: {len(moment.tables)} bảng…")
            bases = [_dumped(place, moment, False)]
            if has_lasting:
                bases.append(_dumped(place, moment, True))
            steps = sorted(map(".".join, MigrationRecorder.Migration.objects.values_list("app", "name")))
            named = media.named_by_rows()
        for base in bases:
            databases.check(place.read(base), folder)
    found = {"vendor": connection.vendor, "databases": bases, "sequences": moment.sequences}
    return {**found, "migrations": steps, "named": named}


def _dumped(place, moment, is_lasting):
    stored = place.store(moment.dump(NOT_LASTING if is_lasting else ()))
    tables = moment.tables | (dict.fromkeys(NOT_LASTING, databases.no_rows()) if is_lasting else {})
    described = {"name": stored.name, "size": stored.size, "sha256": stored.sha256}
    return {**described, "is_lasting": is_lasting, "tables": tables}


def fingerprints() -> dict[str, list[str]]:
    """By which one sees whether keys are those of then, and which tell nothing of the keys themselves."""
    keys = {"SECRET_KEY": [settings.SECRET_KEY], "HELP_KEYS": settings.HELP_KEYS}
    return {
        name: [hashlib.sha256(b"hoiphunu " + value.encode()).hexdigest()[:16] for value in values]
        for name, values in keys.items()
    }
