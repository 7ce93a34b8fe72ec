"""Readers' opinions for staff: an inbox where each is posted or refused by one press, and the table for the digest."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from announcements.models import Opinion
from announcements.models.opinions import CONTACT_KEPT
from hoiphunu import workbooks
from hoiphunu.admin.base import StaffAdmin, StaffForm

POST, REFUSE, ANSWERED = Opinion.State.POSTED, Opinion.State.REFUSED, "answered"
LABELS = {POST: "Đăng", REFUSE: "Không đăng", ANSWERED: "Đánh dấu đã trả lời"}
GONE = "Ý kiến này vừa được xóa."
FORGOTTEN = f"Không có, hoặc đã xoá sau {CONTACT_KEPT.days} ngày."


class SettleForm(forms.Form):
    """What a button of the list says: "12:posted", "12:answered", or "12:abuse", refused for that reason."""

    _settle = forms.RegexField(rf"^[0-9]{{1,17}}:(?:{POST}|{ANSWERED}|{'|'.join(Opinion.Reason.values)})$")

    @property
    def asked(self) -> tuple[int, str, str]:
        """(key, what to do, reason)."""
        key, _, what = self.cleaned_data["_settle"].partition(":")
        return (int(key), REFUSE, what) if what in Opinion.Reason else (int(key), what, "")


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(label="Lý do", choices=Opinion.Reason, widget=forms.RadioSelect)


class AnsweredFilter(admin.SimpleListFilter):
    title, parameter_name = "trả lời", "tra_loi"

    def lookups(self, request, model_admin):
        return [("roi", "Đã trả lời"), ("chua", "Chưa trả lời")]

    def queryset(self, request, queryset):
        if self.value() == "roi":
            return queryset.answered()
        return queryset.unanswered() if self.value() == "chua" else queryset


class OpinionForm(StaffForm):
    class Meta:
        widgets = {
            "state": forms.RadioSelect,
            "answer": forms.Textarea(attrs={"rows": 5, "maxlength": 5000}),
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") != REFUSE:
            cleaned["reason"] = ""
        elif not cleaned.get("reason"):
            self.add_error("reason", "Chọn lý do khi không đăng ý kiến.")
        return cleaned


@admin.register(Opinion)
class OpinionAdmin(StaffAdmin):
    form = OpinionForm
    change_list_template = "admin/opinions/change_list.html"
    list_display = ["shown", "consultation", "state_shown", "sent_at", "settling"]
    list_filter = ["state", AnsweredFilter, ("consultation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["consultation"]
    search_fields = ["text", "name", "organisation"]
    readonly_fields = ["consultation", "text", "who", "reached", "sent_at", "answered_at", "settled"]
    fieldsets = [
        (None, {"fields": ["consultation", "text", "who", "reached", "sent_at"]}),
        ("Duyệt", {"fields": ["state", "reason", "settled"]}),
        ("Trả lời", {"fields": ["answer", "answered_at"]}),
    ]
    actions = ["post_selected", "refuse_selected", "mark_answered", "delete_selected"]

    def get_queryset(self, request):
        return super().get_queryset(request).of_kept()

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return shown if self.has_change_permission(request) else [name for name in shown if name != "settling"]

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        # The list is where nobody should meet what the form promised to erase.
        Opinion.objects.erase_old_contacts()
        form = SettleForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self.settle_one(request, *form.asked)
        return super().changelist_view(request, {"table_query": request.GET.urlencode(), **(extra_context or {})})

    def settle_one(self, request, key, what, reason):
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, str(key))
        if row is None:
            self.message_user(request, GONE, messages.WARNING)
        else:
            self.settle(request, row, what, reason)
            self.message_user(request, f"{LABELS[what]}: “{row}”.", messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def settle(self, request, row, what, reason=""):
        """Post, refuse or mark as answered, and note who did."""
        if what == ANSWERED:
            row.mark_answered()
        else:
            row.settle(what, request.user, reason)
        row.save()
        self.log_change(request, row, LABELS[what])

    def settle_selected(self, request, queryset, what, reason=""):
        rows = list(queryset)
        for row in rows:
            self.settle(request, row, what, reason)
        self.message_user(request, f"{LABELS[what]}: {len(rows)} ý kiến.", messages.SUCCESS)

    @admin.action(description="Đăng các ý kiến đã chọn", permissions=["change"])
    def post_selected(self, request, queryset):
        self.settle_selected(request, queryset, POST)

    @admin.action(description="Không đăng các ý kiến đã chọn…", permissions=["change"])
    def refuse_selected(self, request, queryset):
        form = ReasonForm(request.POST if "_answered" in request.POST else None)
        if form.is_valid():
            return self.settle_selected(request, queryset, REFUSE, form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "title": f"{LABELS[REFUSE]}: {len(queryset)} ý kiến",
            "button": LABELS[REFUSE],
            "opts": self.opts,
            "rows": queryset,
            "form": form,
            "action": "refuse_selected",
            "checkbox_name": admin.helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/publishing/bulk.html", context)

    @admin.action(description="Đánh dấu đã trả lời các ý kiến đã chọn", permissions=["change"])
    def mark_answered(self, request, queryset):
        self.settle_selected(request, queryset, ANSWERED)

    def save_model(self, request, obj, form, change):
        if {"state", "reason"} & set(form.changed_data):
            obj.settle(form.cleaned_data["state"], request.user, form.cleaned_data["reason"])
        if "answer" in form.changed_data and obj.answer:
            obj.mark_answered()
        super().save_model(request, obj, form, change)

    @admin.display(description="ý kiến", ordering="sent_at")
    def shown(self, obj):
        return obj.text if len(obj.text) <= 300 else f"{obj.text[:299]}…"

    @admin.display(description="trạng thái", ordering="state")
    def state_shown(self, obj):
        return obj.state_label

    @admin.display(description="duyệt")
    def settling(self, obj):
        return render_to_string("admin/opinions/_settle.html", {"row": obj, "reasons": Opinion.Reason.choices})

    @admin.display(description="người gửi")
    def who(self, obj):
        return ", ".join(filter(None, [obj.shown_name, obj.organisation]))

    @admin.display(description="cách liên hệ")
    def reached(self, obj):
        return obj.contact or FORGOTTEN

    @admin.display(description="người duyệt")
    def settled(self, obj):
        if not obj.settled_at:
            return "—"
        return f"{obj.settled_by_name}, {timezone.localtime(obj.settled_at):%H:%M %d/%m/%Y}"

    def get_urls(self):
        view = self.admin_site.admin_view(self.excel)
        return [path("excel/", view, name="announcements_opinion_excel"), *super().get_urls()]

    def excel(self, request):
        """The opinions of the list as a table, in the order they came, without ways to reach who wrote them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("admin:announcements_opinion_changelist")
        name = f"y-kien-{timezone.localdate():%Y-%m-%d}.xlsx"
        return workbooks.sent(request, as_excel(rows.oldest()), name)


def as_excel(rows) -> bytes:
    """The opinions as a workbook, with an empty column for what becomes of each."""
    headings = ["STT", "Dự thảo", "Gửi lúc", "Họ tên", "Đơn vị", "Ý kiến", "Trạng thái", "Lý do", "Trả lời", "Tiếp thu"]
    cells = [
        [
            *(number, row.consultation.title, f"{timezone.localtime(row.sent_at):%d/%m/%Y %H:%M}"),
            *(row.shown_name, row.organisation, row.text, row.state_label, row.get_reason_display(), row.answer, ""),
        ]
        for number, row in enumerate(rows, 1)
    ]
    widths = {"B": 40, "C": 17, "D": 24, "E": 28, "F": 80, "G": 14, "I": 50, "J": 40}
    return workbooks.workbook(workbooks.Sheet("Ý kiến", headings, cells, widths))
