"""Lists that staff put in order: rows are dragged, or moved by two buttons that need no script."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string

UP, DOWN = "len", "xuong"
MOVED = "“{}” nay đứng thứ {} trên {}."
APART = "Chỉ đổi chỗ được với mục cùng nhóm."
GONE = "Mục này vừa được xóa."


class MoveForm(forms.Form):
    """What a button of the list says: "12:len", "12:xuong", or "12:7", in the place of row 7."""

    _move = forms.RegexField(rf"^[0-9]{{1,17}}:(?:{UP}|{DOWN}|[0-9]{{1,17}})$")

    @property
    def asked(self) -> tuple[int, str]:
        key, _, where = self.cleaned_data["_move"].partition(":")
        return int(key), where


class MovesRows:
    """The part of a ModelAdmin of an `Ordered` noun; "moving" is its column."""

    sortable_by = ()

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return shown if self.has_change_permission(request) else [name for name in shown if name != "moving"]

    @admin.display(description="thứ tự")
    def moving(self, obj):
        within = ":".join(str(getattr(obj, obj._meta.get_field(name).attname)) for name in obj.ordered_within)
        return render_to_string("admin/includes/_move.html", {"row": obj, "within": within})

    def save_model(self, request, obj, form, change):
        if not change or not set(obj.ordered_within).isdisjoint(form.changed_data):
            obj.stand_last()
        super().save_model(request, obj, form, change)

    def changelist_view(self, request, extra_context=None):
        form = MoveForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return super().changelist_view(request, extra_context)
        if not self.has_change_permission(request):
            raise PermissionDenied
        if self.get_changelist_instance(request).list_editable:
            # What was ticked in the list is saved as well, or nothing is.
            request.POST = request.POST.copy()
            request.POST["_save"] = "1"
            answer = super().changelist_view(request, extra_context)
            if answer.status_code != HttpResponseRedirect.status_code:
                return answer
        key, where = form.asked
        self.move(request, key, where)
        return HttpResponseRedirect(f"{request.get_full_path()}#thu-tu-{key}")

    def move(self, request, key, where):
        row = self.get_object(request, str(key))
        if row is None:
            return self.message_user(request, GONE, messages.WARNING)
        keys = [other.pk for other in row.neighbours()]
        here = keys.index(row.pk)
        places = {UP: here - 1, DOWN: here + 1, **{str(key): place for place, key in enumerate(keys)}}
        if where not in places:
            return self.message_user(request, APART, messages.WARNING)
        place, count = row.move(places[where])
        if place != here:
            self.log_change(request, row, f"Đổi thứ tự: thứ {place + 1} trên {count}.")
        return self.message_user(request, MOVED.format(row, place + 1, count))
