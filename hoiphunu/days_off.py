"""Days off proposed from the commemorations, for staff to tick: hotline and calendar know nothing of each other."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from announcements.models import Commemoration
from announcements.occurrences import occurrence
from hoiphunu.models import DayOff
from hoiphunu.vietnamese import weekday

AHEAD = timedelta(days=400)
# (days before, days after) that are off with the day itself: article 112 of the Labour Code of 2019. Which of the
# neighbours are off at Tết and on National Day is said anew each year; staff untick the other.
HOLIDAYS = {
    "tet_duong_lich": (0, 0),
    "tet_nguyen_dan": (1, 3),
    "gio_to_hung_vuong": (0, 0),
    "giai_phong_mien_nam": (0, 0),
    "quoc_te_lao_dong": (0, 0),
    "quoc_khanh": (1, 0),
}
IN_LIEU = "Nghỉ bù {}"


def proposed(today: date) -> dict[date, str]:
    """{day: name} of the public holidays from `today` on, with those in lieu of weekends (article 111), in order.

    Only holidays that stand among the commemorations; days that are entered already are left out.
    """
    found = {}
    for event in Commemoration.objects.in_bulk(list(HOLIDAYS), field_name="key").values():
        before, after = HOLIDAYS[event.key]
        for year in range(today.year - 1, today.year + 3):
            if one := occurrence(event, year, None):
                days = range(-before, after + 1)
                found |= {one.first + timedelta(days=step): event.name for step in days}
    for day in sorted(found):
        if day.weekday() > 4:
            found[_next_workday(day, found)] = IN_LIEU.format(found[day])
    entered = DayOff.objects.from_day(today)
    return {day: found[day] for day in sorted(found) if today <= day <= today + AHEAD and day not in entered}


def _next_workday(day, taken):
    while day.weekday() > 4 or day in taken:
        day += timedelta(days=1)
    return day


class DaysForm(forms.Form):
    days = forms.MultipleChoiceField(label="Ngày nghỉ", widget=forms.CheckboxSelectMultiple)

    def __init__(self, found, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = {f"{day:%Y-%m-%d}": (day, name) for day, name in found.items()}
        self.fields["days"].choices = [
            (key, f"{weekday(day)}, {day:%d/%m/%Y}: {name}") for key, (day, name) in self.found.items()
        ]
        self.initial["days"] = list(self.found)

    @transaction.atomic
    def save(self, by) -> int:
        rows = [
            DayOff(date=day, name=name[:100]) for day, name in (self.found[key] for key in self.cleaned_data["days"])
        ]
        for row in rows:
            row.save()
        LogEntry.objects.log_actions(by.pk, rows, ADDITION, change_message="Đề nghị từ các ngày kỷ niệm")
        return len(rows)


@staff_member_required
def propose(request):
    """The public holidays to come, each ticked; what is sent is entered."""
    if not request.user.has_perm("hoiphunu.add_dayoff"):
        raise PermissionDenied
    form = DaysForm(proposed(timezone.localdate()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"Đã thêm {form.save(request.user)} ngày nghỉ.")
        return redirect("admin:hoiphunu_dayoff_changelist")
    context = {**site.each_context(request), "title": "Đề nghị ngày nghỉ", "opts": DayOff._meta, "form": form}
    return render(request, "admin/days_off/propose.html", context)
