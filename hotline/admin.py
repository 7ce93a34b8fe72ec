from django import forms
from django.contrib import admin
from django.utils.html import format_html

from hoiphunu.admin.base import StaffAdmin, StaffForm
from hotline import request_admin, words  # noqa: F401
from hotline.models import HelpText, Hotline, ResponseTeam, UnionChair


@admin.register(Hotline)
class HotlineAdmin(StaffAdmin):
    list_display = [
        "name",
        "phone_display",
        "hours_shown",
        "part",
        "checked",
        "order",
    ]
    list_editable = ["order"]
    list_filter = ["needs_check", "is_emergency", "is_active"]
    search_fields = ["name", "phone"]
    fieldsets = [
        (None, {"fields": ["name", "phone", "note"]}),
        ("Giờ trực", {"fields": ["hours", "days", "answers_on_days_off"]}),
        ("Tiếng Khmer và tiếng Anh", {"fields": ["name_km", "note_km", "name_en", "note_en"]}),
        ("Hiện ở đâu", {"fields": ["is_primary", "is_emergency", "order", "is_active"]}),
        ("Kiểm tra số máy", {"fields": ["needs_check", "checked_on"]}),
    ]

    @admin.display(description="số máy", ordering="phone")
    def phone_display(self, obj):
        return obj.phone_display

    @admin.display(description="là", ordering="-is_primary")
    def part(self, obj):
        return "số chính" if obj.is_primary else "số khẩn cấp" if obj.is_emergency else ""

    @admin.display(description="gọi thử ngày", ordering="checked_on")
    def checked(self, obj):
        if obj.needs_check:
            return format_html('<b class="overdue">{}</b>', "cần kiểm tra")
        return f"{obj.checked_on:%d/%m/%Y}" if obj.checked_on else ""

    @admin.display(description="giờ trực", ordering="hours")
    def hours_shown(self, obj):
        return obj.hours_display


class ByCommuneAdmin(StaffAdmin):
    list_filter = ["is_active", "commune__former_district"]
    list_select_related = ["commune"]
    autocomplete_fields = ["commune"]

    @admin.display(description="số máy", ordering="phone")
    def phone_shown(self, obj):
        return obj.phone_display or "chưa cập nhật"


@admin.register(ResponseTeam)
class ResponseTeamAdmin(ByCommuneAdmin):
    list_display = ["name", "commune", "phone_shown", "members_count", "is_active"]
    search_fields = ["name", "commune__name"]
    fields = ["name", "commune", "phone", "members_count", "is_active"]


@admin.register(UnionChair)
class UnionChairAdmin(ByCommuneAdmin):
    list_display = ["commune", "full_name", "phone_shown", "office", "is_active"]
    search_fields = ["full_name", "commune__name"]
    fields = ["commune", "full_name", "phone", "office", "is_active"]


class MissingFilter(admin.SimpleListFilter):
    title, parameter_name = "bản dịch", "ban_dich"

    def lookups(self, request, model_admin):
        return [("thieu", "còn thiếu hoặc cần đọc lại")]

    def queryset(self, request, queryset):
        return queryset.incomplete() if self.value() else queryset


class HelpTextForm(StaffForm):
    class Meta:
        widgets = {name: forms.Textarea(attrs={"rows": 3, "lang": name}) for name in words.LANGUAGES}


@admin.register(HelpText)
class HelpTextAdmin(StaffAdmin):
    form = HelpTextForm
    list_display = ["label", "vi_shown", "has_km", "has_en"]
    list_filter = [MissingFilter]
    search_fields = ["vi", "km", "en"]
    fields = ["vi", "km", "km_needs_check", "en"]
    list_per_page = 100
    actions = ["mark_read"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="chỗ trên trang", ordering="order")
    def label(self, obj):
        return str(obj)

    @admin.display(description="tiếng Việt")
    def vi_shown(self, obj):
        return obj.vi if len(obj.vi) <= 90 else f"{obj.vi[:89]}…"

    @admin.display(description="tiếng Khmer")
    def has_km(self, obj):
        if not obj.km:
            return "chưa có"
        return "cần đọc lại" if obj.km_needs_check else "đủ"

    @admin.display(description="tiếng Anh")
    def has_en(self, obj):
        return "đủ" if obj.en else "chưa có"

    @admin.action(description="Đã đọc lại bản tiếng Khmer", permissions=["change"])
    def mark_read(self, request, queryset):
        count = queryset.update(km_needs_check=False)
        self.message_user(request, f"Từ nay người đọc thấy bản tiếng Khmer của {count} lời.")
