"""What browsers refused on our pages, told by themselves: a sign of an attack, or of a page of ours that is broken.

Pages where help is sought ask for no report (hoiphunu/middleware.py): the report would be one more trace of the visit.
"""

import json
import re
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hoiphunu import visitors
from hoiphunu.access_log import is_private
from hoiphunu.models import Fault

LONGEST, MOST_AT_ONCE, MOST_AN_HOUR = 16 * 1024, 10, 30
# What browsers block for reasons of their own: nobody here can mend an extension.
FOREIGN_SCHEMES = ("chrome-", "moz-", "safari-", "webkit-", "about")


class ReportForm(forms.Form):
    """One report, whichever of the two ways it was sent."""

    directive = forms.RegexField(r"\A[a-z-]{3,40}", max_length=200)
    blocked = forms.CharField(max_length=2000, required=False)
    document = forms.CharField(max_length=2000)
    source = forms.CharField(max_length=2000, required=False)
    line = forms.IntegerField(min_value=0, max_value=10**7, required=False)


@csrf_exempt
@require_POST
def receive(request):
    """Always an empty answer: browsers do not read it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST:
        return HttpResponse(status=413)
    if not visitors.is_within("csp-report", request, MOST_AN_HOUR):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    for report in reports_in(request.body):
        form = ReportForm(report)
        if form.is_valid():
            note(form.cleaned_data)
    return HttpResponse(status=204)


FIELDS = ("directive", "blocked", "document", "source", "line")
ALONE = ("effective-directive", "blocked-uri", "document-uri", "source-file", "line-number")
LISTED = ("effectiveDirective", "blockedURL", "documentURL", "sourceFile", "lineNumber")


def reports_in(body: bytes) -> list[dict]:
    """The reports in a body as browsers send it: one alone (report-uri) or a list (report-to); [] for anything else."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return []
    if isinstance(sent, dict):
        inner, names = [sent.get("csp-report")], ALONE
    else:
        entries = [each for each in sent[:MOST_AT_ONCE] if isinstance(each, dict)] if isinstance(sent, list) else []
        inner, names = [each.get("body") for each in entries if each.get("type") == "csp-violation"], LISTED
    found = [each for each in inner if isinstance(each, dict)]
    return [{field: each.get(name) for field, name in zip(FIELDS, names, strict=True)} for each in found]


def note(report: dict):
    """Keep what may be mended and nothing that tells of the reader: hosts instead of addresses, kinds of pages."""
    page, source_file = parts_of(report["document"]), parts_of(report["source"])
    if f"{page.scheme}://{page.netloc}" != settings.SITE_URL or is_private(page.path):
        return
    blocked, source = origin(report["blocked"]), origin(report["source"])
    if blocked.startswith(FOREIGN_SCHEMES) or source.startswith(FOREIGN_SCHEMES):
        return
    try:
        route = resolve(page.path).view_name
    except Resolver404:
        return
    at = f"{source_file.path}:{report['line'] or 0}" if source == settings.SITE_URL else source
    place = f"{route} {at}".strip() if at.startswith(settings.STATIC_URL) or not at.startswith("/") else route
    directive = re.match(r"[a-z-]+", report["directive"])[0]
    Fault.objects.note(Fault.Kind.BLOCKED, f"{directive}: {blocked}"[:200], place[:300], route=route[:100])


def parts_of(address: str):
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def origin(address: str) -> str:
    """Scheme and host of an address; a word like `inline` as it is."""
    parts = parts_of(address)
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"[:150]
    return re.sub(r"[^a-z-]", "", (parts.scheme or address).lower())[:40]
