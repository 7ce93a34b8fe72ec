"""Views that fail, for the error pages."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import include, path

from hoiphunu.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def failing(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("hong/", failing(RuntimeError("bug"))),
    path("cam/", failing(PermissionDenied())),
    path("la/", failing(SuspiciousOperation("odd"))),
    path("", include("hoiphunu.urls")),
]
