"""How the commands speak of what happened."""

from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from hoiphunu.backups.archive import BackupError


@contextmanager
def explained(verb: str):
    """Every trouble that was foreseen as one Vietnamese sentence and an exit code that is not 0."""
    try:
        yield
    except BackupError as error:
        raise CommandError(str(error)) from None
    except DatabaseError as error:
        raise CommandError(f"Chưa {verb} được: cơ sở dữ liệu báo “{str(error).strip()}”.") from None
    except OSError as error:
        raise CommandError(f"Chưa {verb} được: {error.strerror or error} ({error.filename or 'ổ đĩa'}).") from None


def megabytes(size: int) -> str:
    return f"{size / 1024**2:,.1f} MB".translate(str.maketrans(",.", ".,"))
