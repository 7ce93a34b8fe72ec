"""Backing up the whole site, looking whether a copy is whole, and putting it back. See docs/adr/0016."""

from hoiphunu.backups.archive import LATE, Archive, BackupError, age, in_words, newest
from hoiphunu.backups.making import back_up
from hoiphunu.backups.restoring import restore
from hoiphunu.backups.verifying import verify

__all__ = ["LATE", "Archive", "BackupError", "age", "back_up", "in_words", "newest", "restore", "verify"]
