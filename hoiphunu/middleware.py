from functools import partial

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseNotAllowed
from django.utils.functional import SimpleLazyObject

from hoiphunu import audit, guessing, refusals, secondfactor
from hoiphunu.access_log import is_private

HEADERS = {
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Django's SecurityMiddleware sends these three as well, but not when it is itself what refuses.
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
}
# Where browsers tell what they refused (hoiphunu/csp_reports.py).
REPORTS = "/trinh-duyet-bao/"
METHODS = ("GET", "HEAD", "POST")


class HeadersMiddleware:
    """Headers that Django's own middleware does not send; on every answer, static files too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        policy_with_reports(response, request.path_info)
        if request.path_info.startswith("/quan-tri/") and not request.path_info.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response


def policy_with_reports(response, path: str):
    """Let the browser tell us what the policy of this page refused, unless nobody may know that she was there."""
    policy = response.headers.get("Content-Security-Policy", "")
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if is_page and "default-src" in policy and not is_private(path):
        response["Content-Security-Policy"] = f"{policy}; report-uri {REPORTS}; report-to csp"
        response["Reporting-Endpoints"] = f'csp="{REPORTS}"'


class MethodsMiddleware:
    """What no page of ours is asked by is refused at once: TRACE, PUT, DELETE and whatever else may be made up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            # Nobody further in counts the bytes of this one; without the number it would be sent in chunks.
            return HttpResponseNotAllowed(METHODS, headers={"Content-Length": "0"})
        return self.get_response(request)


class SessionUseMiddleware:
    """Whoever asks for something uses her session; a page that asks by itself (`is_unattended`) does not."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not getattr(request, "is_unattended", False):
            request.session.touch()
        if hasattr(request, "proved_name"):
            guessing.remember(request, response)
        return response


class SecondFactorMiddleware:
    """Whose password alone was given is nobody yet: for every view she is anonymous, and `half_in` names her account.

    So nothing can forget to ask; only the views of the second factor look at `half_in`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.half_in = None
        request.user = SimpleLazyObject(partial(self._admitted, request, request.user))
        return self.get_response(request)

    def _admitted(self, request, user):
        if user.is_authenticated and not user.is_verified() and secondfactor.is_asked(request, user):
            request.half_in = user
            return AnonymousUser()
        return user


class RefusalsMiddleware:
    """Writes into the audit log which files were refused and why, whatever became of the rest of the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with refusals.gathered() as refused:
            response = self.get_response(request)
        for name, sentence in refused.items():
            audit.record(audit.Kind.UPLOAD_REFUSED, request, words=f"{name}: {sentence}")
        return response
