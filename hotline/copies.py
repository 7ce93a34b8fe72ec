"""Copies of the help pages on disk, whole at every moment and as new as the last change (docs/adr/0012)."""

import fcntl
import os
import tempfile
from contextlib import contextmanager

from django.conf import settings
from django.template.loader import render_to_string

from hoiphunu import maintenance, standby
from hoiphunu.models import ContentVersion, Organisation
from hotline import helppage
from hotline.words import LANGUAGES

VERSION = "phien-ban.txt"


def write(anew=False):
    """Bring the copies up to date with what is committed; `anew` also where they are as new. Raises OSError."""
    settings.HELP_COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    with _alone():
        # Read while nobody else writes: whoever comes last has seen the last change.
        version = str(ContentVersion.objects.current())
        if standby.copy(VERSION) == version and not anew:
            return
        for name, text in texts().items():
            _replace(name, text)
        _replace(VERSION, version)


def texts() -> dict[str, str]:
    """{name: text} of all copies."""
    found = {
        f"ho-tro/{'' if lang == 'vi' else lang + '/'}index.html": render_to_string(
            "hotline/numbers.html", helppage.numbers(lang)
        )
        for lang in LANGUAGES
    }
    for name, is_maintenance in ((standby.AWAY, False), (maintenance.COPY, True)):
        context = {**helppage.numbers("vi"), "is_maintenance": is_maintenance}
        found[name] = render_to_string("hotline/away.html", context)
    found[standby.EXIT_ADDRESS] = Organisation.objects.current().exit_url
    return found


@contextmanager
def _alone():
    with (settings.HELP_COPIES / ".khoa").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(name, text):
    path = settings.HELP_COPIES / name
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), 0o644)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
