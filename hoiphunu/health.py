"""Whether this process is alive, and whether it can serve: for load balancers, systemd and whoever watches.

The answers are true and false, never versions, names or sentences of programs: everybody may ask.
"""

import os
import uuid
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from hoiphunu import maintenance

NEVER_KEPT = {"Cache-Control": "no-store"}
# Without these nothing can be read. Without Redis pages are slower, without a place to write uploads are refused.
NEEDED = ("database", "migrations")


@require_safe
def healthz(request):
    """The process is alive."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NEVER_KEPT)


@require_safe
def readyz(request):
    """Whether readers can be served (200 or 503), and each part by itself."""
    parts = {name: part() for name, part in PARTS.items()}
    is_ready = all(parts[name] for name in NEEDED)
    told = {"ready": is_ready, **parts, "maintenance": maintenance.is_on()}
    return JsonResponse(told, status=200 if is_ready else 503, headers=NEVER_KEPT)


def database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations() -> bool:
    """Whether the database has every table and column that this code knows."""
    try:
        return _newest() <= MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:
        return False


@cache
def _newest() -> set:
    # From the files, which do not change under a running process.
    return set(MigrationLoader(None).graph.leaf_nodes())


def cache_answers() -> bool:
    if not settings.CACHE_URL:
        return True
    name = f"readyz:{uuid.uuid4().hex}"
    try:
        shared_cache.set(name, 1, 10)
        return shared_cache.get(name) == 1
    except Exception:  # its client's exceptions have no common base
        return False


def storage() -> bool:
    return os.access(settings.MEDIA_ROOT, os.W_OK | os.X_OK)


class HealthMiddleware:
    """Both are answered under whatever name they are asked for: who watches asks this machine by its address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        view = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info, self.get_response)
        return view(request)


PARTS = {"database": database, "migrations": migrations, "cache": cache_answers, "storage": storage}
