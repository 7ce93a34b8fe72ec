"""Every version of a text: who wrote it and when, any two side by side, any one brought back."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from hoiphunu import publishing
from hoiphunu.admin.readable import label, readable
from hoiphunu.differences import marked
from hoiphunu.models import Revision
from hoiphunu.publishing import State

SHOWN = 50
BROUGHT_BACK = "Đã lấy lại bản {number}. Các bản khác vẫn còn."
NOT_PUBLISHED = " Người đọc vẫn thấy bản đã đăng cho đến khi bạn bấm “Đăng bản này”."
NO_SUCH = "Không có bản này."


class NumbersForm(forms.Form):
    """Which two versions are compared."""

    cu = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    moi = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class NumberForm(forms.Form):
    """Which version is brought back."""

    ban = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class KeepsVersions:
    """The part of a ModelAdmin that shows the versions of a `Publishable` and brings one back."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.versions_view)
        return [path("<path:object_id>/ban-ghi/", view, name=self.view_name("versions")), *super().get_urls()]

    def view_name(self, view):
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["versions_url"] = reverse(f"admin:{self.view_name('versions')}", args=[obj.pk])
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def versions_view(self, request, object_id):
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if request.method == "POST":
            return self.bring_back(request, row)
        page = Paginator(Revision.objects.of(row).for_list(), SHOWN).get_page(request.GET.get("trang"))
        versions = list(page)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Bản ghi: {row}",
            "opts": self.opts,
            "shown": row,
            "back_url": reverse(f"admin:{self.view_name('change')}", args=[row.pk]),
            "page": page,
            "versions": versions,
            "comparison": self.compared(request, row),
            "chosen": chosen(request.GET, versions),
            "may_bring_back": self.has_change_permission(request, row),
            "is_live": row.state == State.APPROVED,
        }
        return render(request, "admin/publishing/versions.html", context)

    def bring_back(self, request, row):
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        form = NumberForm(request.POST)
        try:
            number = form.cleaned_data["ban"] if form.is_valid() else 0
            publishing.bring_back(row, number, request.user)
        except Revision.DoesNotExist:
            self.message_user(request, NO_SUCH, messages.WARNING)
            return redirect(request.path)
        sentence = BROUGHT_BACK.format(number=number)
        self.log_change(request, row, sentence)
        self.message_user(request, sentence + (NOT_PUBLISHED if row.state == State.APPROVED else ""), messages.SUCCESS)
        return redirect(f"admin:{self.view_name('change')}", row.pk)

    def compared(self, request, row):
        """The two chosen versions, the older first, with the fields that differ; None where two were not chosen."""
        form = NumbersForm(request.GET)
        if not form.is_valid():
            return None
        numbers = sorted(form.cleaned_data.values())
        try:
            older, newer = (Revision.objects.of(row).numbered(number) for number in numbers)
        except Revision.DoesNotExist:
            return {"trouble": NO_SUCH}
        return {"older": older, "newer": newer, "fields": compare(row, older.data, newer.data)}


def chosen(typed, versions):
    """The numbers whose boxes are marked: those asked for, or else the two newest."""
    numbers = [str(version.number) for version in versions[:2]]
    return {
        "newer": typed.get("moi") or (numbers[0] if numbers else ""),
        "older": typed.get("cu") or (numbers[-1] if numbers else ""),
    }


def compare(row, older, newer):
    """[(label, lines as `differences.marked`)] of the fields and sets in which two versions of `row` differ."""
    found = []
    for name in (*row.revised_fields, *row.related_data()):
        shown = [readable(row, name, data.get(name)) for data in (older, newer)]
        if shown[0] != shown[1]:
            found.append((label(row, name), marked(*shown)))
    return found
