"""Numbers of requests for the report: by month, place and kind, and nobody in them."""

from collections import Counter
from datetime import date
from functools import cached_property

from django import forms
from django.utils import timezone

from hoiphunu.models import Commune
from hoiphunu.workbooks import Sheet, workbook
from hotline.models import HelpRequest, HelpTally

# A place with fewer than this is not named: in a small commune people would know who it was.
LEAST = 5
ELSEWHERE = "Nơi khác và không nói"
FIRST_YEAR, LAST_YEAR = 2020, 2100


class YearForm(forms.Form):
    nam = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)


def asked_year(data) -> int:
    form = YearForm(data)
    return (form.cleaned_data["nam"] if form.is_valid() else None) or timezone.localdate().year


class Year:
    """One year's numbers: requests still kept and those erased, together."""

    least = LEAST

    def __init__(self, number: int):
        self.number, self.previous, self.following = number, number - 1, number + 1

    @cached_property
    def counts(self) -> Counter:
        """{(month, commune key, kind): count}"""
        span = date(self.number, 1, 1), date(self.number, 12, 31)
        return Counter(HelpRequest.objects.monthly(*span)) + Counter(HelpTally.objects.between(*span))

    def by(self, place) -> Counter:
        totals = Counter()
        for key, count in self.counts.items():
            totals[key[place]] += count
        return totals

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def months(self):
        totals = self.by(0)
        return [(f"{month:02}/{self.number}", totals[date(self.number, month, 1)]) for month in range(1, 13)]

    @property
    def kinds(self):
        totals = self.by(2)
        return [(kind.label, totals[kind.value]) for kind in HelpRequest.Kind if totals[kind.value]]

    @property
    def places(self):
        """[(commune, count)] of those with `LEAST` and more; all others in one line that names none."""
        totals = self.by(1)
        named = Commune.objects.in_bulk([key for key, count in totals.items() if key and count >= LEAST])
        rows = sorted(
            ((commune.name, totals[key]) for key, commune in named.items()), key=lambda row: (-row[1], row[0])
        )
        rest = self.total - sum(count for _, count in rows)
        return [*rows, (ELSEWHERE, rest)] if rest else rows

    @property
    def tables(self):
        return [("Theo tháng", self.months), ("Theo loại việc", self.kinds), ("Theo xã, phường", self.places)]

    def as_excel(self) -> bytes:
        return workbook(*(Sheet(title, [title, "Số yêu cầu"], rows, {"A": 32}) for title, rows in self.tables))
