"""What the staff pages print around Django's own admin."""

import re
from functools import partial

from django import forms, template
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from hoiphunu import guide
from hoiphunu.admin_site import group_of
from hoiphunu.dashboard import Dashboard
from hoiphunu.models import Notice
from hoiphunu.templatetags.site import once

register = template.Library()
html_filter = partial(register.filter, is_safe=True)
BOOLEANS = {"True": "Có", "False": "Không", "None": "Chưa rõ"}
CONTROL = re.compile(r"<(?:input|select|textarea)\b[^>]*>")
# How Django names rows of join tables, which have no name of their own.
NAMELESS = re.compile(r"\b\w+_\w+ object \(\d+\)")


@register.simple_tag(takes_context=True)
def dashboard(context):
    """The signed-in person's `Dashboard`, one for the request."""
    user = context["request"].user
    return once(context, "dashboard", lambda: Dashboard(user))


@register.simple_tag(takes_context=True)
def unread_notices(context):
    """How many notices the signed-in person has not read."""
    return Notice.objects.of(context["request"].user).unread().count()


@register.simple_tag(takes_context=True)
def staff_menu(context, app_list):
    """The rail: [{name, icon, url, waiting, is_current, models: [{name, url, is_current}]}] of `get_app_list`."""
    path, waiting = context["request"].path, {}
    for task in dashboard(context).tasks:
        group = group_of(task.label).name
        waiting[group] = waiting.get(group, 0) + task.count
    return [
        {
            "name": app["name"],
            "icon": app["icon"],
            "url": app["app_url"],
            "waiting": waiting.get(app["name"], 0),
            "models": (models := [_entry(entry, path) for entry in app["models"] if entry["admin_url"]]),
            "is_current": any(entry["is_current"] for entry in models),
        }
        for app in app_list
    ]


def _entry(entry, path):
    url = entry["admin_url"]
    return {"name": entry["name"], "url": url, "is_current": path.startswith(url), "is_list": path == url}


@register.filter
def total_waiting(groups):
    return sum(group["waiting"] for group in groups)


@register.simple_tag
def guide_url(opts):
    """Where the guide tells of this screen: the chapter of the noun (`_meta`) or of its group, else the start."""
    if not opts:
        return reverse("guide-start")
    return reverse("guide", args=[guide.PARTS.get(opts.label) or group_of(opts.label).guide])


@register.filter
def group_name(opts):
    """The group of work a model's `_meta` belongs to."""
    return group_of(opts.label).name


@html_filter
def labelled(html, label):
    """A rendered cell or control: controls without a name get `label`, yes/no pictures speak Vietnamese.

    Only to be used where Django prints no label of its own for the control: cells, and the halves of a moment.
    """
    html = re.sub(r'alt="(True|False|None)"', lambda match: f'alt="{BOOLEANS[match[1]]}"', html)
    return CONTROL.sub(lambda match: _named(match[0], str(label)), html)


def _named(tag, label):
    if "aria-label=" in tag or 'type="hidden"' in tag:
        return tag
    if half := re.search(r'name="[^"]+_([01])"', tag):
        label = f"{label}, {'giờ' if half[1] == '1' else 'ngày'}"
    return re.sub(r"^<\w+", lambda match: f'{match[0]} aria-label="{escape(label)}"', tag)


@register.filter
def is_moment(field):
    """Whether a form's field is a date and a time in two boxes."""
    return isinstance(field.field, forms.SplitDateTimeField)


@register.filter
def beside(cells, headers):
    """The cells of a row, each with the heading of its column."""
    return list(zip(cells, [header["text"] for header in headers], strict=False))


@register.filter
def without_join_tables(rows):
    """The tree of rows to delete (lists of lists) without rows of join tables, which mean nothing to staff."""
    kept = []
    for row in rows:
        if isinstance(row, list | tuple):
            inner = without_join_tables(row)
            if inner:
                kept.append(inner)
        elif not NAMELESS.search(str(row)):
            kept.append(row)
    return kept


@register.filter
def named_counts(model_count):
    """(noun, number) of what is deleted, join tables left out."""
    return [(name, count) for name, count in model_count if str(name) != "mối liên hệ"]


@register.simple_tag
def lockout_time():
    """How long a locked account waits, in words."""
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "") if part)
