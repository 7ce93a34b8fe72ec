"""Staff side of requests for help: the queue, one request, who opened what, and the words of consent."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from hoiphunu import workbooks
from hoiphunu.admin.base import StaffAdmin, StaffForm
from hotline import statistics
from hotline.models import Consent, HelpReading, HelpRequest
from hotline.models.requests import QUEUE, days_off, may_read, readers

NO_CONSENT = "Chị chưa đồng ý chuyển nơi khác. Hãy hỏi trong câu trả lời; chị đồng ý được ở trang xem trả lời."
NO_PLACE = "Ghi nơi đã chuyển tới."
NO_ANSWER = "Chưa có câu trả lời."


class RequestForm(StaffForm):
    class Meta:
        widgets = {"answer": forms.Textarea(attrs={"rows": 8}), "referred_to": forms.TextInput(attrs={"size": 60})}

    def clean(self):
        cleaned, state = super().clean(), self.cleaned_data.get("state")
        if state == HelpRequest.State.REFERRED and not self.instance.may_refer:
            self.add_error("state", NO_CONSENT)
        elif state == HelpRequest.State.REFERRED and not cleaned.get("referred_to"):
            self.add_error("referred_to", NO_PLACE)
        if state == HelpRequest.State.ANSWERED and not cleaned.get("answer"):
            self.add_error("answer", NO_ANSWER)
        return cleaned


class OpenFilter(admin.SimpleListFilter):
    title, parameter_name = "cần làm", "can_lam"

    def lookups(self, request, model_admin):
        return [("cho", "chờ trả lời"), ("toi", "giao cho tôi")]

    def queryset(self, request, queryset):
        chosen = {"cho": queryset.open, "toi": lambda: queryset.open().given_to(request.user)}
        return chosen.get(self.value(), lambda: queryset)()


@admin.register(HelpRequest)
class HelpRequestAdmin(StaffAdmin):
    form = RequestForm
    change_list_template = "admin/requests/change_list.html"
    list_display = ["number", "sent_at", "due", "state", "kind", "assigned_to_name", "commune"]
    list_filter = [OpenFilter, "state", "kind"]
    # The queue has one order; what is locked can be neither searched nor sorted by.
    sortable_by = ()
    readonly_fields = [
        *("sent_at", "due", "in_danger", "story", "name", "contact", "safe_when", "leave_message", "commune", "lang"),
        *("refer", "answered_at", "answer_read_at", "consent", "erased"),
    ]
    fieldsets = [
        ("Chị viết", {"fields": ["in_danger", "lang", "story", "name", "commune"]}),
        ("Liên hệ", {"fields": ["contact", "safe_when", "leave_message"]}),
        ("Trả lời", {"fields": ["answer", "assigned_to", "kind", "state"]}),
        ("Chuyển nơi khác", {"fields": ["refer", "referred_to"]}),
        ("Thời hạn", {"fields": ["sent_at", "due", "answered_at", "answer_read_at", "consent", "erased"]}),
    ]

    def has_module_permission(self, request):
        return may_read(request.user)

    def has_view_permission(self, request, obj=None):
        return may_read(request.user)

    def has_change_permission(self, request, obj=None):
        return may_read(request.user)

    def has_delete_permission(self, request, obj=None):
        return may_read(request.user)

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("consent", "commune")
        return rows if request.resolver_match.kwargs.get("object_id") else rows.closed_texts().in_order()

    def get_changelist_instance(self, request):
        # Where no nightly command runs, nobody meets here what the words of consent promised to erase.
        HelpRequest.objects.erase_expired()
        changelist, free = super().get_changelist_instance(request), days_off()
        for row in changelist.result_list:
            row.free_days = free
        return changelist

    def get_ordering(self, request):
        return QUEUE

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **{**kwargs, "queryset": readers()})

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "assigned_to":
            field.widget.can_add_related = field.widget.can_change_related = False
        return field

    @method_decorator([sensitive_post_parameters(), sensitive_variables()])
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        if row := kwargs.get("obj"):
            self.note(request, row, HelpReading.Act.READ)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if "answer" in form.changed_data:
            obj.answered_at = obj.answer_read_at = None
        obj.settle()
        # Only what was changed: a colleague may have written in another field meanwhile.
        derived = ["state", "assigned_to_name", "answered_at", "answer_read_at"]
        obj.save(update_fields={*form.changed_data, *derived})
        self.note(request, obj, HelpReading.Act.SAVE)

    def delete_model(self, request, obj):
        obj.erase(HelpReading.Act.ERASE, request.user)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            row.erase(HelpReading.Act.ERASE, request.user)

    def note(self, request, row, act):
        user = request.user
        HelpReading.objects.create(number=row.pk, act=act, reader=user, reader_name=user.full_name)

    @admin.display(description="yêu cầu", ordering="pk")
    def number(self, obj):
        return (
            format_html('{} · <b class="overdue">đang bị đe doạ</b>', obj)
            if obj.is_urgent and obj.is_open
            else str(obj)
        )

    @admin.display(description="đang bị đe doạ")
    def in_danger(self, obj):
        return "có" if obj.is_urgent else "không"

    @admin.display(description="được nhắn lại khi không gặp")
    def leave_message(self, obj):
        return "được" if obj.may_leave_message else "không được"

    @admin.display(description="chị đồng ý chuyển nơi khác")
    def refer(self, obj):
        return "có" if obj.may_refer else "chưa"

    @admin.display(description="hạn trả lời")
    def due(self, obj):
        day = obj.due_on(obj.free_days if hasattr(obj, "free_days") else days_off())
        if obj.is_open and day < timezone.localdate():
            return format_html('<b class="overdue">{} quá hạn</b>', f"{day:%d/%m/%Y}")
        return f"{day:%d/%m/%Y}"

    @admin.display(description="tự xoá ngày")
    def erased(self, obj):
        return f"{obj.erased_on:%d/%m/%Y}"

    def get_urls(self):
        def view(route, function, name):
            return path(route, self.admin_site.admin_view(function), name=f"hotline_helprequest_{name}")

        return [
            view("dem/", self.count, "count"),
            view("thong-ke/", self.statistics, "statistics"),
            view("thong-ke/excel/", self.excel, "excel"),
            *super().get_urls(),
        ]

    def refuse_others(self, request):
        if not may_read(request.user):
            raise PermissionDenied

    def count(self, request):
        """{newest}: the number of the newest request, for a page that waits for the next one."""
        self.refuse_others(request)
        request.is_unattended = True
        return JsonResponse({"newest": HelpRequest.objects.newest_number()})

    def statistics(self, request):
        self.refuse_others(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Thống kê yêu cầu tư vấn",
            "year": statistics.Year(statistics.asked_year(request.GET)),
        }
        return TemplateResponse(request, "admin/requests/statistics.html", context)

    def excel(self, request):
        self.refuse_others(request)
        year = statistics.Year(statistics.asked_year(request.GET))
        return workbooks.sent(request, year.as_excel(), f"yeu-cau-tu-van-{year.number}.xlsx")


@admin.register(HelpReading)
class HelpReadingAdmin(StaffAdmin):
    list_display = ["number", "act", "reader_name", "read_at"]
    list_filter = ["act"]
    list_display_links = None
    search_fields = ["reader_name"]
    fields = ["number", "act", "reader_name", "read_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ConsentForm(StaffForm):
    class Meta:
        widgets = {
            **{f"words_{lang}": forms.Textarea(attrs={"rows": 6, "lang": lang}) for lang in ("km", "en")},
            **{f"basis_{lang}": forms.TextInput(attrs={"size": 60, "lang": lang}) for lang in ("km", "en")},
        }


def in_its_language(name, lang):
    """A column that prints this text of a row, marked as being in `lang`."""

    @admin.display(description=Consent._meta.get_field(name).verbose_name)
    def shown(self, obj):
        return format_html('<span lang="{}">{}</span>', lang, getattr(obj, name))

    return shown


@admin.register(Consent)
class ConsentAdmin(StaffAdmin):
    form = ConsentForm
    list_display = ["__str__", "keep_days", "basis"]
    fieldsets = [
        (None, {"fields": ["words", "basis", "keep_days"]}),
        ("Tiếng Khmer", {"fields": ["words_km", "basis_km", "km_needs_check"]}),
        ("Tiếng Anh", {"fields": ["words_en", "basis_en"]}),
    ]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    read_km, law_km = in_its_language("words_km", "km"), in_its_language("basis_km", "km")
    read_en, law_en = in_its_language("words_en", "en"), in_its_language("basis_en", "en")
    readonly_fields = ["read_km", "law_km", "read_en", "law_en"]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.fieldsets
        return [
            self.fieldsets[0],
            ("Tiếng Khmer", {"fields": ["read_km", "law_km", "km_needs_check"]}),
            ("Tiếng Anh", {"fields": ["read_en", "law_en"]}),
        ]

    def get_changeform_initial_data(self, request):
        # The next version begins with the words of this one.
        return model_to_dict(Consent.objects.current(), flatten_fieldsets(self.fieldsets))

    def response_add(self, request, obj, post_url_continue=None):
        messages.info(request, "Từ nay ai gửi cũng đọc lời này. Những yêu cầu cũ giữ lời và số ngày của bản cũ.")
        return super().response_add(request, obj, post_url_continue)
