"""What a browser may fetch while a reader still points at or touches a link, so that the next page is there at once.

A page says by a header where the rules are; they are a file of their own because the page is the same for everybody
and the rules are not: nothing under Save-Data, and on a phone only what is touched. Nothing but what is listed is ever
fetched ahead: lists, documents, and articles whose link says `data-soon`, which no sensitive one does. Help pages,
forms, searches and staff's pages are in no list and name no rules.
"""

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

LISTS = ("/", "/tin-tuc/", "/tin-tuc/\\?*", "/van-ban/", "/van-ban/\\?*", "/hinh-anh/", "/hinh-anh/\\?*", "/su-kien/")
DOCUMENT = "/van-ban/:name-:number(\\d+)/"


def announce(response):
    """Say on this page where the rules are, and return it."""
    response.headers["Speculation-Rules"] = f'"{reverse("speculation-rules")}"'
    return response


@require_safe
def rules(request):
    """The rules for this reader, as the browser asks for them."""
    saves_data = request.headers.get("Save-Data", "").lower() == "on"
    is_phone = request.headers.get("Sec-CH-UA-Mobile") == "?1"
    links = {"or": [{"href_matches": [*LISTS, DOCUMENT]}, {"selector_matches": "a[data-soon]"}]}
    # "moderate" is a pointer that stays on a link; on phones browsers take it for "in sight": there a touch.
    rule = {"where": links, "eagerness": "conservative" if is_phone else "moderate"}
    told = {"prefetch": [] if saves_data else [rule]}
    headers = {"Vary": "Save-Data, Sec-CH-UA-Mobile", "Cache-Control": "max-age=3600"}
    return JsonResponse(told, content_type="application/speculationrules+json", headers=headers)
