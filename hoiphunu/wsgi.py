import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoiphunu.settings")
# Before the settings are read: of all programs only this one has somebody waiting for it.
os.environ.setdefault("STATEMENT_SECONDS", "3")
application = get_wsgi_application()


def _begin():
    from django.conf import settings
    from django.urls import get_resolver

    from hoiphunu import patience

    # PostgreSQL itself ends what takes too long; this is for one that does not answer at all.
    patience.begin(settings.STATEMENT_SECONDS + 0.5)
    # On a full disk logging would print what it could not write, with headers that the lines themselves leave out.
    logging.raiseExceptions = False
    # Every view is loaded now, not while the first reader waits.
    _ = get_resolver().url_patterns


_begin()
