from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoiphunu.models import Organisation
from hotline import helppage
from hotline.forms import TeamSearchForm


def private(response):
    """What every page about help says to the browser: keep nothing, tell nobody where the reader comes from."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def support(request, lang="vi"):
    form = TeamSearchForm(request.GET)
    form.is_valid()
    content = helppage.content(lang, form.cleaned_data)
    return private(render(request, "hotline/help.html", {**content, "form": form, "districts": form.districts}))


def numbers(request, lang="vi"):
    """The numbers alone, on the lightest page: for slow lines, for phones that keep it, for the copies on disk."""
    return private(render(None, "hotline/numbers.html", helppage.numbers(lang)))


@require_safe
def keep(request):
    """The service worker of who asked to keep the numbers: it lies under /ho-tro/, so it sees no other page."""
    return private(render(None, "hotline/keep.js", content_type="text/javascript"))


@require_safe
def leave(request):
    """Thoát nhanh without JavaScript: away at once, with what the browser keeps of this site cleared."""
    response = private(HttpResponse(status=303))
    response["Location"] = Organisation.objects.current().exit_url
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
