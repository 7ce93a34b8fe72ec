from django import template

from hoiphunu.templatetags.site import once, organisation
from hotline import helppage
from hotline.models import HelpRequest, HelpText, Hotline, ResponseTeam
from hotline.words import Words

register = template.Library()


def _primary(context):
    return once(context, "hotline", Hotline.objects.primary)


@register.inclusion_tag("hotline/_hotline_card.html", takes_context=True)
def hotline_card(context):
    return {"hotline": _primary(context), "org": organisation(context)}


@register.inclusion_tag("hotline/_call_button.html", takes_context=True)
def call_button(context, variant="bar"):
    return {"hotline": _primary(context), "variant": variant}


@register.inclusion_tag("hotline/_teams_band.html", takes_context=True)
def teams_band(context):
    teams, members = once(context, "teams", ResponseTeam.objects.totals)
    return {"teams": teams, "members": members}


@register.inclusion_tag("hotline/_exit.html", takes_context=True)
def exit_button(context, place="bar", words=None):
    """Thoát nhanh; `words` are those of a help page, elsewhere it speaks Vietnamese."""
    words = words or once(context, "help words", lambda: Words("vi", HelpText.objects.all(), False))
    return {"place": place, "org": organisation(context), "hotline": _primary(context), "words": words}


@register.simple_tag
def help_url(name, lang):
    return helppage.address(name, lang)


@register.simple_tag(takes_context=True)
def primary_hotline(context):
    return _primary(context)


@register.simple_tag
def newest_request():
    return HelpRequest.objects.newest_number()
