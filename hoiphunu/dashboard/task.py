"""One line of "Việc cần làm", and the words in which its parts speak of days and rows."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from hoiphunu.publishing import Publishable
from hoiphunu.templatetags.site import relative_day
from hoiphunu.vietnamese import weekday

# Rows counted per list; beyond it the exact number helps nobody.
LIMIT = 200


@dataclass(frozen=True)
class Task:
    """One line of "Việc cần làm": `count` rows of `label` (app.Model), and the one place to deal with them."""

    label: str
    count: int
    title: str
    example: str
    button: str
    url: str
    is_harmful: bool = False

    @property
    def count_label(self):
        return f"{LIMIT}+" if self.count > LIMIT else str(self.count)


def change_list(model, **filters):
    """Address of a model's list in the admin, filtered."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def form_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def may(user, action, model):
    return user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def greeting(moment):
    """Chào buổi sáng (until 11), trưa (until 13), chiều (until 18), tối."""
    for until, part in ((4, "tối"), (11, "sáng"), (13, "trưa"), (18, "chiều")):
        if moment.hour < until:
            return f"Chào buổi {part}"
    return "Chào buổi tối"


def coming_day(moment):
    """Hôm nay 08:00 · Ngày mai 08:00 · Thứ 7, 28/06 08:00 (aware datetime to come)."""
    here = timezone.localtime(moment)
    days = (here.date() - timezone.localdate()).days
    day = {0: "Hôm nay", 1: "Ngày mai"}.get(days, f"{weekday(here)}, {here:%d/%m}")
    return f"{day} {here:%H:%M}"


def day_within(moment):
    """`relative_day` inside a sentence."""
    day = relative_day(moment)
    return day[0].lower() + day[1:]


def open_ones(rows):
    """Those somebody has still to do with: waiting, unfinished, scheduled."""
    return rows.waiting() | rows.unfinished() | rows.scheduled()


def marked(model, name, **more):
    """{count, first} of the rows that somebody should check, and whatever else is asked of the same table."""
    needing = Q(needs_check=True)
    rows = model.objects.kept() if issubclass(model, Publishable) else model.objects
    return rows.aggregate(count=Count("pk", filter=needing), first=Min(name, filter=needing), **more)


class Tasks:
    """What the lists of each field of work share; `there` of the whole says which have rows at all."""

    def __init__(self, user):
        self.user = user

    def to_check(self, model, name, title, button, find=None):
        if not may(self.user, "change", model):
            return None
        found = find() if find else marked(model, name)
        url = change_list(model, needs_check__exact=1)
        return Task(model._meta.label, found["count"], title, f"Ví dụ: {found['first']}", button, url)
