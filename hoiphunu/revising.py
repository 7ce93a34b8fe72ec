"""Revisions: what is being written, beside what is live. One mechanism for drafts, history and restore."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from hoiphunu.models.revisions import Revision


class Revised(models.Model):
    """A row with revisions. Subclasses name their written fields; sets (tags, files) go through `related_data`."""

    revised_fields: tuple[str, ...] = ()
    # Names of `related_data`: with them, a revision that holds all sets spares asking the row for them.
    revised_sets: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def written_data(self) -> dict:
        """The written fields of this instance as they would be stored (bodies clean), foreign keys as numbers."""
        return {name: self._meta.get_field(name).pre_save(self, add=False) for name in self.revised_fields}

    def apply(self, data: dict):
        """Set the written fields from a revision's data; unknown names (older shapes) are left alone."""
        for name in self.revised_fields:
            if name in data:
                field = self._meta.get_field(name)
                # A foreign key's to_python asks its target, so that a number stays a number.
                setattr(self, field.attname, field.to_python(data[name]))

    def still_there(self, data: dict) -> dict:
        """A revision's data without what points at rows that have been deleted since."""
        gone = set()
        for name in set(self.revised_fields) & set(data):
            field = self._meta.get_field(name)
            if field.is_relation and data[name] is not None:
                gone |= set() if field.related_model._base_manager.in_bulk([data[name]]) else {name}
        return {name: value for name, value in data.items() if name not in gone}

    def related_data(self) -> dict:
        """The live row's sets (tags, files) as JSON-ready values."""
        return {}

    def apply_related(self, data: dict):
        """Set the live row's sets from a revision's data."""

    def is_in_charge(self, user) -> bool:
        """Whether the row belongs to what `user` looks after."""
        return True

    @property
    def newest_revision(self):
        return Revision.objects.of(self).first()

    @cached_property
    def shown_revision(self):
        """The newest revision when this instance was first asked; one form asks many times."""
        return self.newest_revision

    @property
    def working_related(self) -> dict:
        """The sets as last written: the newest revision's, or the row's where there is none."""
        revision = self.shown_revision
        if revision and self.revised_sets and set(self.revised_sets) <= revision.data.keys():
            return {name: revision.data[name] for name in self.revised_sets}
        sets = self.related_data()
        return sets | {name: value for name, value in (revision.data if revision else {}).items() if name in sets}

    @cached_property
    def shown_related(self) -> dict:
        """The sets as last written when this instance was first asked; one form asks many times."""
        return self.working_related

    def show_newest(self):
        """Put the newest revision's text into this instance (in memory only); returns its number, 0 for none."""
        revision = self.__dict__["shown_revision"] = self.newest_revision
        if revision is None:
            return 0
        self.apply(revision.data)
        return revision.number


def newest_number(row) -> int:
    """The number of the row's newest revision; 0 where there is none."""
    return Revision.objects.of(row).values_list("number", flat=True).first() or 0


def append(row, related: dict, by, note=""):
    """Add the next revision of `row` with its written fields and `related`; the row must be locked by the caller."""
    return Revision.objects.create(
        kind=row._meta.label_lower,
        object_id=row.pk,
        number=newest_number(row) + 1,
        data={**row.written_data(), **related},
        created_by=by,
        created_by_name=by.full_name if by else "",
        created_at=timezone.now(),
        note=note,
    )


def forget(rows):
    """Delete the revisions of `rows` (deleted ones, their keys still set); other nouns are passed over."""
    for row in rows:
        if isinstance(row, Revised):
            Revision.objects.of(row).delete()
