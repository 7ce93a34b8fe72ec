"""Drafts on which readers are asked, for staff: written, approved and dated as documents are."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from announcements import stages
from announcements.models import Consultation, ConsultationFile
from announcements.stages import Stage
from hoiphunu.admin.attachments import AttachedFileForm, AttachedFileInline
from hoiphunu.admin.bin import StateFilter
from hoiphunu.admin.bulk import BulkActions
from hoiphunu.admin.publishing import PublishableAdmin, PublishableForm


class StageFilter(admin.SimpleListFilter):
    title, parameter_name = "thời hạn", "thoi_han"

    def lookups(self, request, model_admin):
        return Stage.choices

    def queryset(self, request, queryset):
        return queryset.in_stage(self.value(), timezone.localdate()) if self.value() in Stage else queryset


class ConsultationFileForm(AttachedFileForm):
    class Meta(AttachedFileForm.Meta):
        fields = ["upload", "part", "title", "order"]


class ConsultationFileInline(AttachedFileInline):
    model, form = ConsultationFile, ConsultationFileForm
    fields = ["stored", "upload", "part", "title", "order"]


class ConsultationForm(PublishableForm):
    rich_text = ("body", "digest")

    class Meta:
        widgets = {"summary": forms.Textarea(attrs={"rows": 3, "maxlength": 1000})}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("digest") and not cleaned.get("digest_on") and cleaned.get("ends_on"):
            cleaned["digest_on"] = max(timezone.localdate(), cleaned["ends_on"] + timedelta(days=1))
        for name, sentence in stages.trouble(cleaned).items():
            self.add_error(name, sentence)
        return cleaned

    def related_data(self):
        return {"fields": sorted(row.pk for row in self.cleaned_data.get("fields") or [])}


@admin.register(Consultation)
class ConsultationAdmin(BulkActions, PublishableAdmin):
    form = ConsultationForm
    inlines = [ConsultationFileInline]
    list_display = ["title", "stage_now", "starts_on", "ends_on", "opinions_shown", "state_now"]
    list_filter = [StageFilter, ("state", StateFilter), "drafter"]
    search_fields = ["title", "summary"]
    filter_horizontal = ["fields"]
    autocomplete_fields = ["result"]
    fieldsets = [
        (None, {"fields": ["title", "summary", "drafter"], "classes": ["main"]}),
        ("Nhận ý kiến", {"fields": ["starts_on", "ends_on"], "classes": ["aside"]}),
        ("Đăng khi nào", {"fields": ["published_at", "expires_at"], "classes": ["aside"]}),
        ("Xếp vào", {"fields": ["fields"], "classes": ["aside"]}),
        ("Nội dung cần lấy ý kiến", {"fields": ["body"], "classes": ["main"]}),
        ("Sau khi kết thúc", {"fields": ["digest", "digest_on", "result"], "classes": ["main", "collapse"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_opinions()

    @admin.display(description="thời hạn", ordering="ends_on")
    def stage_now(self, obj):
        return obj.stage_shown

    @admin.display(description="ý kiến")
    def opinions_shown(self, obj):
        if not obj.received:
            return "0"
        url = f"{reverse('admin:announcements_opinion_changelist')}?consultation__id__exact={obj.pk}"
        waiting = f" ({obj.waiting} chờ duyệt)" if obj.waiting else ""
        return format_html('<a href="{}">{}{}</a>', url, obj.received, waiting)
