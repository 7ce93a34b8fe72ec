"""One year of commemorations as staff see and approve it: rows with their bars, what they typed, what it would show."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django import forms
from django.db import transaction

from announcements import slogans
from announcements.models import ApprovedYear, Banner, Commemoration, CommemorationDay
from announcements.occurrences import Calendar, occurrence
from hoiphunu import lunar

YEARS_AHEAD = 3


@dataclass(frozen=True)
class Bar:
    """A window on the year's axis, in days from 1 January; `state` is "old", "now", "soon" or "quiet"."""

    start: int
    length: int
    mark: int
    mark_length: int
    state: str


def bar(first: date, last: date, year: int, today: date, mark: tuple[date, date] | None = None, shows=True) -> Bar:
    """The part of the days `first` to `last` in `year`, with the days `mark` stressed, quiet if nothing shows."""
    state = "quiet" if not shows else "old" if last < today else "soon" if first > today else "now"
    start, length = _span(first, last, year)
    return Bar(start, length, *(_span(*mark, year) if mark else (start, 0)), state)


def _span(first, last, year):
    opening, closing = date(year, 1, 1), date(year, 12, 31)
    first, last = max(first, opening), min(last, closing)
    return (first - opening).days, max(0, (last - first).days + 1)


def months(year: int) -> list[dict]:
    """The axis: [{number, start, length, lunar}] with the lunar date of each month's first day."""
    firsts = [date(year, number, 1) for number in range(1, 13)] + [date(year + 1, 1, 1)]
    return [
        {
            "number": first.month,
            "start": (first - firsts[0]).days,
            "length": (after - first).days,
            "lunar": str(lunar.to_lunar(first)),
        }
        for first, after in zip(firsts, firsts[1:], strict=False)
    ]


class RowForm(forms.Form):
    """What staff may say of one occurrence; `one` is it as stored, `override` its CommemorationDay or None."""

    # A row that came up after the page was opened is not in the post: nothing was said of it.
    seen = forms.BooleanField(widget=forms.HiddenInput, initial=True)
    is_shown = forms.BooleanField(label="hiện", required=False)
    order = forms.IntegerField(label="thứ tự", min_value=0, max_value=30000, required=False)
    starts_on = forms.DateField(label="Ngày", required=False)
    ends_on = forms.DateField(label="đến hết ngày", required=False)
    is_confirmed = forms.BooleanField(label="Ngày này đúng", required=False)
    slogan = forms.CharField(
        label="Câu riêng năm này",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Để trống: theo câu mẫu.",
    )

    def __init__(self, one, override, data=None):
        self.one, self.override = one, override
        prefix = f"{one.event.pk}-{one.year}"
        initial = {
            "is_shown": one.is_shown,
            "order": one.event.order,
            "slogan": one.slogan,
            "starts_on": one.first,
            "ends_on": one.last if one.last != one.first else None,
            "is_confirmed": one.is_confirmed,
        }
        if data is not None and f"{prefix}-seen" not in data:
            data = None
        super().__init__(data, prefix=prefix, initial=initial)
        self.fields["slogan"].widget.attrs["placeholder"] = one.usual_text
        if not one.event.moves_yearly:
            for name in ("starts_on", "ends_on", "is_confirmed"):
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if cleaned.get("is_confirmed") and not starts_on and "starts_on" not in self.errors:
            self.add_error("starts_on", "Hãy ghi ngày, hoặc bỏ ô “Ngày này đúng”.")
        if starts_on and starts_on.year not in (self.one.year, self.one.year + 1):
            self.add_error("starts_on", f"Ngày này không thuộc năm {self.one.year}.")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Ngày cuối phải từ ngày đầu trở đi.")
        return cleaned

    def as_typed(self) -> CommemorationDay:
        """The CommemorationDay as typed, unsaved."""
        typed, row = self.cleaned_data, CommemorationDay(commemoration=self.one.event, year=self.one.year)
        if self.override:
            row.pk, row.starts_on, row.ends_on = self.override.pk, self.override.starts_on, self.override.ends_on
        row.is_shown, row.slogan = typed["is_shown"], typed["slogan"]
        if self.one.event.moves_yearly:
            confirmed = typed["is_confirmed"]
            row.starts_on = typed["starts_on"] if confirmed else None
            row.ends_on = typed["ends_on"] if confirmed else None
        return row

    def save(self):
        row, before = self.as_typed(), self.override
        says_nothing = row.is_shown and not row.slogan and row.starts_on is None
        if says_nothing:
            if before:
                before.delete()
        elif before is None or self.has_changed():
            row.save()


class YearPlan:
    """The year's rows. With `data` (a POST) the forms are bound: ask `is_valid()`, then `save()` or `shown_on()`."""

    def __init__(self, year: int, today: date, data=None):
        self.year, self.today, self.data = year, today, data
        self.calendar = Commemoration.objects.active().calendar()
        self.approved = ApprovedYear.objects.of_year(year)

    @cached_property
    def forms(self):
        found = self.calendar.between(date(self.year, 1, 1), date(self.year, 12, 31))
        return [
            RowForm(one, self.calendar.overrides.get((one.event.pk, one.year)), self.data)
            for one in found
            if one.first.year == self.year
        ]

    @cached_property
    def rows(self):
        """[{form, one, bar, is_past, …}]; `is_shared`: others begin on its day; `is_next`: the first not past."""
        days = [(day, list(group)) for day, group in groupby(self.forms, key=lambda form: form.one.first)]
        rows = [self._row(form, len(group) > 1) for _, group in days for form in group]
        coming = next((row for row in rows if not row["is_past"]), {})
        coming["is_next"] = True
        return rows

    def _row(self, form, is_shared):
        one = form.one
        later = [occurrence(one.event, self.year + n) for n in range(1, YEARS_AHEAD + 1)]
        return {
            "form": form,
            "one": one,
            "bar": bar(
                one.shows_from, one.shows_until, self.year, self.today, (one.first, one.last), shows=one.is_on_band
            ),
            "is_past": one.last < self.today,
            "is_shared": is_shared,
            "lunar": str(lunar.to_lunar(one.first)),
            "distance": one.distance(self.today),
            "window": (
                f"hiện từ {one.shows_from:%d/%m} đến hết {one.shows_until:%d/%m}"
                if one.is_on_band
                else "chưa lên dải khẩu hiệu"
            ),
            "next": [later_one for later_one in later if later_one],
        }

    @cached_property
    def free(self):
        """[{banner, bar}] of the free slogans shown in this year."""
        opening, closing = date(self.year, 1, 1), date(self.year, 12, 31)
        rows = []
        for banner in Banner.objects.active():
            first, last = banner.starts_on or opening, banner.leaves_on or closing
            if first <= closing and last >= opening:
                rows.append(
                    {"banner": banner, "bar": bar(first, last, self.year, self.today), "leaves": banner.leaves_on}
                )
        return rows

    @property
    def unconfirmed(self):
        return [form.one for form in self.forms if not form.one.is_confirmed]

    @property
    def today_at(self):
        """Today on the axis, None in another year."""
        return (self.today - date(self.year, 1, 1)).days if self.today.year == self.year else None

    @property
    def length(self):
        return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days

    def is_valid(self):
        return all([form.is_valid() for form in self.forms if form.is_bound])

    def shown_on(self, day: date):
        """The band of `day` as it would be if what was typed were saved; as stored when nothing was."""
        calendar = self.calendar
        if self.data is not None:
            typed = [form.as_typed() for form in self.forms if form.is_valid()]
            overrides = {**calendar.overrides, **{(row.commemoration_id, row.year): row for row in typed}}
            for event, order in self._orders():
                event.order = order
            calendar = Calendar(calendar.events, overrides.values())
        return slogans.shown(day, calendar, Banner.objects.on(day))

    def _orders(self):
        """(event, order typed) of the forms that say one."""
        valid = [form for form in self.forms if form.is_valid()]
        return [(f.one.event, f.cleaned_data["order"]) for f in valid if f.cleaned_data["order"] is not None]

    @transaction.atomic
    def save(self, by):
        """Store what was typed and that `by` approved the year."""
        for form in self.forms:
            if form.is_bound:
                form.save()
        for event, order in self._orders():
            if event.order != order:
                event.order = order
                event.save()
        return ApprovedYear.objects.approve(self.year, by)
