from django import template
from django.utils import timezone

from announcements import slogans
from announcements.models import Banner, Commemoration, Consultation, LegalDocument, WebLink
from announcements.stages import Stage
from hoiphunu import lunar
from hoiphunu.templatetags.site import once

register = template.Library()


# On the home page: two rows of two on a tablet, one of four on a desktop.
COMING = 4


def calendar_of(context):
    """The commemorations that are switched on, fetched once for the request."""
    return once(context, "calendar", Commemoration.objects.active().calendar)


@register.inclusion_tag("announcements/_slogans.html", takes_context=True)
def slogan_banner(context):
    today = timezone.localdate()
    return {
        "slogans": once(
            context, "slogans", lambda: slogans.shown(today, calendar_of(context), Banner.objects.on(today))
        ),
        "request": context.get("request"),
    }


@register.inclusion_tag("announcements/_coming.html", takes_context=True)
def coming_days(context):
    today = timezone.localdate()
    return {"days": day_cards(slogans.highlights(today, calendar_of(context), COMING), today)}


@register.simple_tag(takes_context=True)
def occasion(context):
    """The ornament of the header today: "spring", "flowers" or ""."""
    return slogans.accent(timezone.localdate(), calendar_of(context))


def day_cards(occurrences, today):
    """[{one, distance, lunar}] as the lists of days print them."""
    return [
        {"one": one, "distance": one.distance(today), "lunar": str(lunar.to_lunar(one.first))} for one in occurrences
    ]


@register.inclusion_tag("announcements/_documents_box.html", takes_context=True)
def documents_box(context):
    newest = LegalDocument.objects.published().for_list().newest()
    return {
        "documents": once(context, "documents", lambda: list(newest[:3])),
        "consulting": open_consultations(context),
    }


@register.simple_tag(takes_context=True)
def open_consultations(context):
    """How many drafts take opinions today."""
    found = Consultation.objects.published().in_stage(Stage.OPEN, timezone.localdate())
    return once(context, "open consultations", found.count)


@register.inclusion_tag("announcements/_links_box.html", takes_context=True)
def links_box(context):
    links = WebLink.objects.active().in_order()
    return {"links": once(context, "links", lambda: list(links[:6]))}
