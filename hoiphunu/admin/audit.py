"""The audit log for superusers: to read, to search, to narrow down; nobody changes it. Beside it the steps of texts."""

from datetime import datetime, time, timedelta

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from hoiphunu.admin.accounts import SuperuserOnly
from hoiphunu.admin.base import StaffAdmin
from hoiphunu.models import AuditEntry, Transition, User


class AskedForm(forms.Form):
    """What the address says is to be shown."""

    viec = forms.ChoiceField(label="Việc", required=False, choices=[("", "Mọi việc"), *AuditEntry.Kind.choices])
    tai_khoan = forms.ModelChoiceField(label="Tài khoản", required=False, queryset=None, empty_label="Mọi tài khoản")
    tu = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput({"placeholder": "ngày/tháng/năm"}))
    den = forms.DateField(label="Đến ngày", required=False, widget=forms.DateInput({"placeholder": "ngày/tháng/năm"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="loc_%s", **kwargs)
        self.fields["tai_khoan"].queryset = User.objects.all()

    def narrowed(self, entries):
        """Those of `entries` that were asked for; what cannot be read asks for nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("viec"):
            entries = entries.of_kind(asked["viec"])
        if asked.get("tai_khoan"):
            entries = entries.about(asked["tai_khoan"].pk)
        if asked.get("tu"):
            entries = entries.since(_midnight(asked["tu"]))
        if asked.get("den"):
            entries = entries.before(_midnight(asked["den"] + timedelta(days=1)))
        return entries


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


class AskedFilter(admin.ListFilter):
    """One form beside the list in place of four rows of links, one of which would name every account."""

    title, template = "điều kiện", "admin/audit/asked.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        given = {name: params.pop(name)[-1] for name in self.expected_parameters() if name in params}
        self.used_parameters, self.form = given, AskedForm(given)

    def expected_parameters(self):
        return list(AskedForm.base_fields)

    def has_output(self):
        return True

    def queryset(self, request, queryset):
        return self.form.narrowed(queryset)

    def choices(self, changelist):
        return [{"form": self.form, "query": changelist.query}]


class OnlyRead(SuperuserOnly):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AuditEntry)
class AuditAdmin(OnlyRead, StaffAdmin):
    change_list_template = "admin/audit/change_list.html"
    list_display = ["when", "what", "who", "about", "details", "network"]
    list_display_links = None
    list_filter = [AskedFilter]
    list_per_page = 100
    # Counting two years over and over says nothing.
    show_full_result_count, show_facets = False, admin.ShowFacets.NEVER
    sortable_by = ()
    search_fields = ["folded"]
    search_help_text = "Tìm theo tên, nhóm, tên tệp, mạng; không cần gõ dấu."
    fields = ["when", "what", "who", "about", "details", "network"]
    readonly_fields = ["when", "what", "who", "about", "details"]

    def changelist_view(self, request, extra_context=None):
        context = {"title": "Nhật ký an ninh", "keep_days": settings.AUDIT_DAYS, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    @admin.display(description="lúc")
    def when(self, obj):
        return f"{timezone.localtime(obj.at):%H:%M:%S %d/%m/%Y}"

    @admin.display(description="việc")
    def what(self, obj):
        return obj.kind_label

    @admin.display(description="người làm")
    def who(self, obj):
        return obj.by_name

    @admin.display(description="tài khoản")
    def about(self, obj):
        return "" if obj.account and obj.account == obj.by else obj.account_name

    @admin.display(description="nội dung")
    def details(self, obj):
        return render_to_string("admin/audit/_details.html", {"entry": obj})


@admin.register(Transition)
class TransitionAdmin(OnlyRead, StaffAdmin):
    list_display = ["when", "step", "text", "states", "by_name", "reason"]
    list_display_links = None
    list_filter = ["step"]
    list_per_page = 100
    show_full_result_count = False
    sortable_by = ()
    search_fields = ["by_name", "reason"]
    fields = ["when", "step", "text", "states", "by_name", "reason", "target"]
    readonly_fields = ["when", "text", "states"]

    @admin.display(description="lúc")
    def when(self, obj):
        return f"{timezone.localtime(obj.at):%H:%M:%S %d/%m/%Y}"

    @admin.display(description="mục")
    def text(self, obj):
        opts = apps.get_model(obj.kind)._meta
        name = f"{opts.verbose_name} {obj.object_id}"
        try:
            url = reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[obj.object_id])
        except NoReverseMatch:
            return name
        return format_html('<a href="{}">{}</a>', url, name)

    @admin.display(description="trạng thái")
    def states(self, obj):
        return obj.states
