"""What the site runs in while it is tested or measured: nothing of the caller's environment gets in."""

import os
from pathlib import Path

from tests import postgres

OPTIONAL = (
    "CACHE_URL",
    "DATABASE_REPLICA_URL",
    "DATABASE_POOLED",
    "HELP_COPIES",
    "ACCEL_REDIRECT",
    "TRUSTED_PROXIES",
    "METRICS_TOKEN",
    "STATEMENT_SECONDS",
    "EMAIL_URL",
    "CLAMD_URL",
    "MAIL_FROM",
    "AUDIT_DAYS",
    "BACKUPS",
    "BACKUP_KEY",
)


def variables(folder: Path, db: str) -> dict[str, str]:
    """The environment of a throw-away site in `folder`, on `db` ("sqlite" or "postgres", which is started)."""
    (folder / "static").mkdir()  # WhiteNoise warns when it is not there
    return {
        "DJANGO_SETTINGS_MODULE": "hoiphunu.settings",
        "DEBUG": "0",
        "SECRET_KEY": "not-a-secret-only-for-tests-0123456789-0123456789",
        "HELP_KEYS": "bm90LWEta2V5LW9ubHktZm9yLXRlc3RzLTAxMjM0NTY=",
        "SITE_URL": "http://localhost",
        "INSECURE_LOOPBACK": "1",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        # In a file, as `make run` has it: other threads get connections and locks of their own.
        "DATABASE_URL": postgres.start() if db == "postgres" else f"sqlite:///{folder}/db.sqlite3",
    }


def enter(folder: Path, db: str):
    """Make `variables` those of this process and forget the optional ones; before Django reads its settings."""
    for name in OPTIONAL:
        os.environ.pop(name, None)
    os.environ.update(variables(folder, db))
