"""Deleting in the admin is a bin, and the screen where things are taken back from it."""

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hoiphunu import bin
from hoiphunu.publishing import State

BINNED = "Đã bỏ “{name}” vào Thùng rác. Trong 30 ngày bạn lấy lại được ở đó."
TAKEN_OUT = "Đã lấy lại “{name}”: {state}."
NOT_THERE = "Mục này không còn trong Thùng rác."


class StateFilter(admin.ChoicesFieldListFilter):
    """The states a list can show; what is in the bin is in no list."""

    def choices(self, changelist):
        return [entry for entry in super().choices(changelist) if entry["display"] != State.BINNED.label]


class HasBin:
    """The part of a ModelAdmin that puts `Publishable` rows into the bin instead of deleting them."""

    delete_confirmation_template = "admin/publishing/bin_confirmation.html"
    delete_selected_confirmation_template = "admin/publishing/bin_selected.html"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.binned() if getattr(request, "in_bin", False) else rows.kept()

    def get_deleted_objects(self, objs, request):
        # Nothing goes with them, and nothing that uses them is in the way.
        refused = {self.opts.verbose_name for obj in objs if not self.has_delete_permission(request, obj)}
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, refused, []

    def delete_model(self, request, obj):
        bin.put(obj, request.user)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            bin.put(row, request.user)

    @admin.action(description="Bỏ các mục đã chọn vào Thùng rác", permissions=["delete"])
    def delete_selected(self, request, queryset):
        return delete_selected(self, request, queryset)

    def response_delete(self, request, obj_display, obj_id):
        self.message_user(request, BINNED.format(name=obj_display), messages.SUCCESS)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def changelist_view(self, request, extra_context=None):
        bin_url = reverse("bin") if self.has_delete_permission(request) else ""
        return super().changelist_view(request, {"bin_url": bin_url, **(extra_context or {})})


@require_http_methods(["GET", "POST"])
@staff_member_required
def bin_view(request):
    """What is in the bin of every noun she may delete; a post (`muc`) takes one back.

    Opening it deletes what has been there for thirty days, so that an office without timers needs none.
    """
    request.in_bin = True
    admins = {
        each.opts.label_lower: each
        for each in admin.site._registry.values()
        if isinstance(each, HasBin) and each.has_delete_permission(request)
    }
    if not admins:
        raise PermissionDenied
    if request.method == "POST":
        return take_out(request, admins)
    found = []
    for label, model_admin in admins.items():
        bin.empty(model_admin.model)
        found += [
            {
                "key": f"{label}-{row.pk}",
                "noun": model_admin.opts.verbose_name,
                "title": str(row),
                "thrown": thrown,
                "days": bin.days_left(thrown),
            }
            for row, thrown in bin.contents(model_admin.get_queryset(request))
        ]
    context = {**admin.site.each_context(request), "title": "Thùng rác", "rows": found}
    return render(request, "admin/bin.html", context)


def take_out(request, admins):
    label, _, key = request.POST.get("muc", "").rpartition("-")
    model_admin = admins.get(label)
    row = model_admin.get_object(request, key) if model_admin and key.isascii() and key.isdigit() else None
    if row is None:
        messages.warning(request, NOT_THERE)
        return redirect("bin")
    if not model_admin.has_delete_permission(request, row):
        raise PermissionDenied
    row = bin.take_out(row, request.user)
    sentence = TAKEN_OUT.format(name=row, state=row.state_label.lower())
    model_admin.log_change(request, row, sentence)
    messages.success(request, sentence)
    return redirect(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", row.pk)
