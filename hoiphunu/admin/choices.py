"""Two versions of one form: what differs, field by field, and whose is kept."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from hoiphunu import publishing
from hoiphunu.admin.readable import readable
from hoiphunu.models import Revision

CONFLICT = (
    "{who} đã lưu mục này lúc {when}, sau khi bạn mở. Chưa có gì mất: bản của bạn còn nguyên trong mẫu, bản kia ở bảng "
    "so sánh. Xem từng chỗ, chọn bản giữ lại, rồi bấm lưu lần nữa."
)
TAKE = "_take_"


class Difference(NamedTuple):
    label: str
    theirs: str
    mine: str
    name: str
    take: str = "mine"


class ChoosesByField:
    """The part of a `PublishableForm` that compares it with what was saved meanwhile; never the last one wins."""

    conflict = None
    # What was typed and is not kept, and what is taken instead.
    given_up, theirs = {}, {}

    def refuse_stale(self):
        """Refuse a form opened before the newest revision; the row is locked until the save has ended.

        A form that comes back from the comparison takes the fields chosen there from that revision.
        """
        if not self.instance.pk:
            return
        publishing.locked(self.instance)
        newest = self.instance.newest_revision
        if newest is None or self.request.POST.get("_revision", "0") == str(newest.number):
            self.take_theirs(stored(self.instance, newest))
            return
        self.conflict = self.compared(newest)
        when = f"{timezone.localtime(newest.created_at):%H:%M ngày %d/%m/%Y}"
        raise ValidationError(CONFLICT.format(who=newest.created_by_name or "Một người khác", when=when))

    def compared(self, newest):
        """What the comparison shows: the newest revision (None: the row itself) and [Difference]."""
        return {"revision": newest, "rows": self.differences(stored(self.instance, newest))}

    def differences(self, theirs):
        mine = {**self.cleaned_data, **self.given_up, **self.related_data()}
        rows = []
        for name, field in self.fields.items():
            if name not in theirs or name not in mine:
                continue
            shown = [readable(self.instance, name, value) for value in (theirs[name], mine[name])]
            if shown[0] != shown[1]:
                untouched = (
                    name in self.opened_with and readable(self.instance, name, self.opened_with[name]) == shown[1]
                )
                rows.append(Difference(field.label, *shown, name, self.proposed(name, untouched)))
        return rows

    def proposed(self, name, untouched):
        """What was chosen before, or else the other's where she herself changed nothing."""
        return self.request.POST.get(f"{TAKE}{name}") or ("theirs" if untouched else "mine")

    @property
    def opened_with(self):
        """The data of the revision the form was opened with."""
        seen = self.request.POST.get("_revision", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 9):
            return {}
        if "_base" not in self.__dict__:
            try:
                self._base = Revision.objects.of(self.instance).numbered(int(seen)).data
            except Revision.DoesNotExist:
                self._base = {}
        return self._base

    def take_theirs(self, data):
        names = {name for name in data if self.request.POST.get(f"{TAKE}{name}") == "theirs"}
        self.theirs = {name: data[name] for name in names}
        self.given_up = {name: self.cleaned_data[name] for name in names & set(self.cleaned_data)}
        for name in names & set(self.fields) & set(self.instance.revised_fields):
            field = self.instance._meta.get_field(name)
            value = data[name]
            if field.is_relation:
                value = field.related_model._base_manager.in_bulk([value]).get(value) if value else None
            else:
                value = field.to_python(value)
            self.cleaned_data[name] = value
            self.errors.pop(name, None)


def stored(row, revision):
    """What is being written: the newest revision's data, or the row's own where there is none."""
    if revision:
        return revision.data
    row = type(row).objects.with_key(row.pk)  # `row` may hold what was typed
    return {**row.written_data(), **row.related_data()}
