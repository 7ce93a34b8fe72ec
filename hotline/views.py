from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoiphunu.models import Organisation
from hotline.forms import TeamSearchForm
from hotline.models import Hotline, ResponseTeam


def support(request):
    form = TeamSearchForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    teams, members = ResponseTeam.objects.totals()
    found = ResponseTeam.objects.active().matching(chosen.get("q", ""))
    if chosen.get("huyen"):
        found = found.in_district(chosen["huyen"])
    shown = Hotline.objects.shown()
    response = render(
        request,
        "hotline/help.html",
        {
            "form": form,
            "hotline": Hotline.objects.primary(),
            "hotlines": shown.others(),
            "emergencies": shown.emergencies(),
            "teams": found,
            "teams_count": teams,
            "members": members,
            "districts": form.districts,
            "exit_url": Organisation.objects.current().exit_url,
        },
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def leave(request):
    """Thoát nhanh without JavaScript: away at once, with what the browser keeps of this site cleared."""
    response = HttpResponse(status=303)
    response["Location"] = Organisation.objects.current().exit_url
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
