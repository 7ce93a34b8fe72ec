"""What an address answers that no longer leads anywhere."""

from urllib.parse import urlsplit

from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from hoiphunu.models import OldAddress
from hoiphunu.publishing import State


def gone(request, reason: str):
    """410 with the reason in a sentence."""
    return render(request, "410.html", {"reason": reason}, status=410)


def ended(request, row):
    """The answer at the address of a `Publishable` row that is over: where it leads now, or why it is gone."""
    if row.state != State.WITHDRAWN or not row.withdrawn_to:
        return gone(request, row.ended_reason)
    response = redirect(row.withdrawn_to, permanent=True)
    response["Cache-Control"] = "no-cache"  # browsers keep a 301 for ever, but the row may be published again
    return response


def leads_back(row, target: str) -> bool:
    """Whether the path `target` is an address of `row` itself, whatever its slug."""
    try:
        own, other = resolve(row.get_absolute_url()), resolve(urlsplit(target).path)
    except Resolver404:
        return False
    keys = [{name: str(value) for name, value in match.kwargs.items() if name != "slug"} for match in (own, other)]
    return own.namespaces == other.namespaces and keys[0] == keys[1]


def moved_or_gone(request):
    """The answer of an old address (301 or 410), None where nothing is known of the path."""
    if "\0" in request.path_info:
        return None  # PostgreSQL takes no NUL
    old = OldAddress.objects.at(request.path_info)
    if old is None:
        return None
    return redirect(old.target, permanent=True) if old.target else gone(request, old.reason)
