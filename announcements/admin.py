from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from announcements import document_intake, document_tables, jobs, numbers, relations, validity
from announcements.commemoration_admin import CommemorationAdmin
from announcements.consultation_admin import ConsultationAdmin
from announcements.document_intake_admin import TakesInFiles
from announcements.link_admin import LinkGroupAdmin, WebLinkAdmin
from announcements.models import (
    Banner,
    DocumentField,
    DocumentFile,
    DocumentRelation,
    DocumentType,
    Issuer,
    LegalDocument,
)
from announcements.opinion_admin import OpinionAdmin
from announcements.relation_admin import ProposesEffects, RelationInline, hindering
from announcements.relations import Kind
from hoiphunu.admin.attachments import AttachedFileForm, AttachedFileFormSet, AttachedFileInline
from hoiphunu.admin.base import StaffAdmin
from hoiphunu.admin.bin import StateFilter
from hoiphunu.admin.bulk import BulkActions
from hoiphunu.admin.ordering import MovesRows
from hoiphunu.admin.publishing import PublishableAdmin, PublishableForm
from hoiphunu.admin.tables import HandlesTables

# Registered where they are written; named here so that one place lists this app's screens.
__all__ = ["CommemorationAdmin", "ConsultationAdmin", "LinkGroupAdmin", "OpinionAdmin", "WebLinkAdmin"]


class BannerWindowFilter(admin.SimpleListFilter):
    title = "cần xem lại"
    parameter_name = "xem_lai"

    def lookups(self, request, model_admin):
        return [("da_qua", "Chữ đã qua ngày"), ("sap_het", "Hết hạn trong 7 ngày"), ("dang_hien", "Đang hiện")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "da_qua":
            return queryset.past_on(today)
        if self.value() == "sap_het":
            return queryset.ending_between(today, today + timedelta(days=7))
        return queryset.on(today) if self.value() == "dang_hien" else queryset


@admin.register(Banner)
class BannerAdmin(MovesRows, StaffAdmin):
    change_form_template = "admin/commemorations/banner_form.html"
    list_display = ["__str__", "shown_now", "starts_on", "end", "moving", "is_active"]
    list_editable = ["is_active"]
    list_filter = [BannerWindowFilter, "is_active"]
    search_fields = ["slogan"]
    autocomplete_fields = ["photo"]
    fieldsets = [
        (None, {"fields": ["slogan"]}),
        ("Hiện khi nào", {"fields": ["starts_on", "ends_on", "is_endless", "is_quoting", "is_active"]}),
        ("Thêm", {"fields": ["link", "photo"], "classes": ["collapse"]}),
    ]

    @admin.display(description="đến hết ngày", ordering="ends_on")
    def end(self, obj):
        return "không hết hạn" if obj.is_endless else obj.ends_on

    @admin.display(description="hôm nay")
    def shown_now(self, obj):
        if obj.is_active and obj.is_past:
            return format_html('<span class="state state--late">{}</span>', "đã qua ngày, không hiện")
        return "đang hiện" if obj.is_on else "không hiện"


class DocumentFileForm(AttachedFileForm):
    class Meta(AttachedFileForm.Meta):
        fields = ["upload", "part", "title", "order"]


class DocumentFileFormSet(AttachedFileFormSet):
    """With the file the form was opened for, which stays where it is."""

    item = None

    def revised(self, row):
        revised = super().revised(row)
        if self.item:
            revised["files"].insert(0, document_intake.adopted(self.item, row).listed())
        return revised


class DocumentFileInline(AttachedFileInline):
    model, form, formset = DocumentFile, DocumentFileForm, DocumentFileFormSet
    fields = ["stored", "upload", "part", "title", "order"]


class LegalDocumentForm(PublishableForm):
    rich_text = ("body", "note")

    class Meta:
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
            "co_signers": forms.Textarea(attrs={"rows": 2, "maxlength": 1000}),
        }

    def clean(self):
        cleaned = super().clean()
        dates = {name: cleaned.get(name) for name in LegalDocument.legal_dates}
        for name, sentence in validity.trouble(dates).items():
            self.add_error(name, sentence)
        self.clean_relations_to_it(dates["issued_on"], dates["expired_on"])
        return cleaned

    def clean_relations_to_it(self, issued_on, expired_on):
        """Refuse dates that contradict what other documents say they did to this one."""
        if not (self.instance.pk and issued_on):
            return
        typed = LegalDocument(number=self.instance.number, issued_on=issued_on, expired_on=expired_on)
        for row in DocumentRelation.objects.acting_on(self.instance):
            if sentence := relations.trouble(row.source, Kind(row.kind), typed):
                self.add_error(None, f"Quan hệ ghi ở {row.source.number}: {sentence}")

    def clean_number(self):
        return numbers.normal(self.cleaned_data["number"])

    def clean_co_issuers(self):
        others, first = self.cleaned_data["co_issuers"], self.cleaned_data.get("issuer")
        if first in others:
            raise forms.ValidationError("Cơ quan ban hành thứ nhất đã ghi ở trên, không chọn lại ở đây.")
        return others

    def related_data(self):
        chosen = {name: self.cleaned_data.get(name) or [] for name in ("co_issuers", "fields")}
        return {name: sorted(row.pk for row in rows) for name, rows in chosen.items()}


@admin.register(LegalDocument)
class LegalDocumentAdmin(BulkActions, ProposesEffects, TakesInFiles, HandlesTables, PublishableAdmin):
    table, table_name, table_title = document_tables, "van-ban", "Nhập bảng văn bản"
    table_note = (
        "Văn bản mới thành bản nháp. Văn bản đang hiển thị giữ nguyên với người đọc; thay đổi nằm ở bản đang sửa, hiện "
        "ra khi bạn đăng. Mỗi bảng nhiều nhất 300 dòng; nhiều tên trong một ô cách nhau bằng dấu chấm phẩy."
    )
    form = LegalDocumentForm
    change_form_template = "admin/documents/change_form.html"
    change_list_template = "admin/documents/change_list.html"
    inlines = [RelationInline, DocumentFileInline]
    list_display = ["number", "kind", "short_summary", "issued_on", "validity", "state_now", "needs_check"]
    list_filter = [("state", StateFilter), "kind", "issuer", "needs_check"]
    list_select_related = ["kind", "issuer"]
    search_fields = ["number", "summary"]
    filter_horizontal = ["co_issuers", "fields"]
    fieldsets = [
        (None, {"fields": ["kind", "number", "summary", "issuer", "signer", "signer_position"], "classes": ["main"]}),
        ("Văn bản liên tịch", {"fields": ["co_issuers", "co_signers"], "classes": ["main", "collapse"]}),
        ("Ngày tháng", {"fields": LegalDocument.legal_dates, "classes": ["aside"]}),
        ("Đăng khi nào", {"fields": ["published_at", "expires_at"], "classes": ["aside"]}),
        ("Xếp vào", {"fields": ["fields", "needs_check"], "classes": ["aside"]}),
        ("Công báo", {"fields": ["gazette_number", "gazette_on"], "classes": ["aside"]}),
        ("Tóm tắt dễ hiểu", {"fields": ["note"], "classes": ["main"]}),
        ("Toàn văn", {"fields": ["body"], "classes": ["main", "collapse"]}),
    ]

    def table_rows(self, request):
        """What the list shows, filtered as it is."""
        return self.get_changelist_instance(request).get_queryset(request).with_sets()

    def may_take_in(self, request):
        return self.has_add_permission(request) and self.has_publish_permission(request)

    def store_table(self, request, lines):
        return document_tables.store(lines, request.user)

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            if isinstance(formset, DocumentFileFormSet):
                formset.item = self.asked_item(request)
        super().save_related(request, form, formsets, change)
        jobs.read_new_files(form.instance)
        typed = LegalDocument(pk=form.instance.pk)
        typed.number, typed.issuer, typed.issued_on = map(form.cleaned_data.get, ("number", "issuer", "issued_on"))
        typed.number_key = numbers.key(typed.number)
        for twin in LegalDocument.objects.same_number(typed)[:3]:
            self.message_user(request, twin_sentence(twin), messages.WARNING)
        self.ask_for_effects(request, form.instance)

    def hindrance(self, user, row, step):
        why = super().hindrance(user, row, step)
        return why or (hindering(row).rstrip(".") if step == "publish" else "")

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    @admin.display(description="trích yếu")
    def short_summary(self, obj):
        return obj.summary if len(obj.summary) <= 90 else f"{obj.summary[:89]}…"

    @admin.display(description="hiệu lực")
    def validity(self, obj):
        return obj.get_status_display()


def twin_sentence(twin):
    url = reverse("admin:announcements_legaldocument_change", args=[twin.pk])
    sentence = "Đã có văn bản cùng số, cùng cơ quan ban hành: <a href='{}'>{}</a>. Hãy xem có trùng không."
    return format_html(sentence, url, twin)


class NamedAdmin(StaffAdmin):
    list_display = ["name", "order"]
    list_editable = ["order"]
    search_fields = ["name"]
    fields = ["name", "order"]


@admin.register(DocumentType)
class DocumentTypeAdmin(NamedAdmin):
    list_display = ["name", "has_proper_name", "order"]
    fields = ["name", "has_proper_name", "order"]


admin.site.register(Issuer, NamedAdmin)
admin.site.register(DocumentField, NamedAdmin)
