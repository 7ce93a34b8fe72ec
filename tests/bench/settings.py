"""The site's own settings for a server that is measured; BENCH_UNCACHED=1 renders every page anew."""

import os

from hoiphunu.settings import *  # noqa: F403
from hoiphunu.settings import CACHES, STORAGES

# Hashed names of static files need a collectstatic first; looking one up costs nothing to speak of.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if os.environ.get("BENCH_UNCACHED"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    PAGE_CACHE_NEAR_BYTES = 0
