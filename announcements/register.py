"""The list of documents under chosen filters, and what each filter would find beside the others that are chosen."""

from collections import Counter
from functools import cached_property, partial
from typing import NamedTuple

from announcements.models import DocumentField, DocumentType, Issuer, LegalDocument
from announcements.validity import Status

# {name in the query string: the QuerySet method that narrows by it}; the legal status goes with a day.
FILTERS = {
    "q": "matching",
    "loai": "of_kinds",
    "co_quan": "by_issuer",
    "linh_vuc": "in_field",
    "nguoi_ky": "signed_by",
    "nam": "in_year",
}


class Choice(NamedTuple):
    """One thing to filter by: `count` documents bear it among those that the other filters leave."""

    value: str
    name: str
    count: int
    is_chosen: bool


class Words(NamedTuple):
    """All types, issuers and fields, in order."""

    kinds: list
    issuers: list
    fields: list


def words() -> Words:
    return Words(*(list(model.objects.all()) for model in (DocumentType, Issuer, DocumentField)))


class Register:
    """`chosen` are the valid filters by their names in the query string; `keep(name, fetch)` may remember counts."""

    def __init__(self, chosen: dict, all_words: Words, today, keep=lambda name, fetch: fetch()):
        self.chosen, self.words, self.keep = chosen, all_words, keep
        self.day = chosen.get("ngay") or today

    def documents(self, *without):
        """The published documents under the chosen filters, those of the names in `without` left out."""
        documents = LegalDocument.objects.published()
        for name, method in FILTERS.items():
            if name in self.chosen and name not in without:
                documents = getattr(documents, method)(self.chosen[name])
        if "hieu_luc" in self.chosen and "hieu_luc" not in without:
            documents = documents.with_status(self.chosen["hieu_luc"], self.day)
        return documents

    def _counted(self, what, without, fetch):
        rest = tuple((name, str(self.chosen[name])) for name in sorted(self.chosen) if name not in without)
        return self.keep(("documents", what, rest, self.day), fetch)

    @cached_property
    def _rows(self):
        """(type, year, legal status, count) of what the filters by other things leave."""
        without = ("loai", "nam", "hieu_luc")
        fetch = partial(self.documents(*without).counts_by_kind_year_status, self.day)
        return self._counted("rows", without, fetch)

    def _fits(self, kind, year, status, *, but=""):
        wanted_kinds = self.chosen.get("loai") if but != "loai" else None
        return (
            (not wanted_kinds or self._slugs.get(kind) in wanted_kinds)
            and (but == "nam" or self.chosen.get("nam", year) == year)
            and (but == "hieu_luc" or self.chosen.get("hieu_luc", status) == status)
        )

    @cached_property
    def _slugs(self):
        return {kind.pk: kind.slug for kind in self.words.kinds}

    def _sums(self, but, position):
        sums = Counter()
        for *row, count in self._rows:
            if self._fits(*row, but=but):
                sums[row[position]] += count
        return sums

    @cached_property
    def total(self) -> int:
        return self._sums("", 0).total()

    def kinds(self) -> list[Choice]:
        return self._named("loai", self.words.kinds, self._sums("loai", 0))

    def years(self) -> list[Choice]:
        chosen = self.chosen.get("nam")
        sums = self._sums("nam", 1)
        found = {**dict.fromkeys([chosen] if chosen else [], 0), **sums}
        return [Choice(str(year), str(year), found[year], year == chosen) for year in sorted(found, reverse=True)]

    def statuses(self) -> list[Choice]:
        sums, chosen = self._sums("hieu_luc", 2), self.chosen.get("hieu_luc")
        return [Choice(each.value, each.label, sums[each], each == chosen) for each in Status]

    def issuers(self) -> list[Choice]:
        fetch = self.documents("co_quan").counts_by_issuer
        return self._named("co_quan", self.words.issuers, self._counted("issuers", ("co_quan",), fetch))

    def fields(self) -> list[Choice]:
        fetch = self.documents("linh_vuc").counts_by_field
        return self._named("linh_vuc", self.words.fields, self._counted("fields", ("linh_vuc",), fetch))

    def _named(self, name, rows, counts):
        """Choices of `rows` that some document bears, and those chosen."""
        chosen = self.chosen.get(name, ())
        chosen = [chosen] if isinstance(chosen, str) else chosen
        choices = [Choice(row.slug, row.name, counts.get(row.pk, 0), row.slug in chosen) for row in rows]
        return [choice for choice in choices if choice.count or choice.is_chosen]
