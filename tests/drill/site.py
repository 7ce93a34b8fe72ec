"""A site with content on a database and a media folder of its own, for drills."""

import contextlib
import tempfile
from pathlib import Path

import django

from tests import surroundings

NUMBER = "0299382212"
CALLED = f"tel:+84{NUMBER[1:]}"


@contextlib.contextmanager
def prepared(db: str, articles=30):
    """The folder of a migrated site with content; its environment is this process's from now on."""
    with tempfile.TemporaryDirectory(prefix="hp-drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        surroundings.enter(folder, db)
        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            call_command("migrate", verbosity=0)
            fill(articles)
            yield folder


def fill(articles):
    from tests import factories

    factories.make_organisation()
    factories.make_hotline(phone=NUMBER, is_primary=True)
    for number in range(articles):
        factories.make_article(title=f"Tin số {number}", tags=["trẻ em"])
