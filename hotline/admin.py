from django.contrib import admin

from hoiphunu.admin.base import StaffAdmin
from hotline.models import Hotline, ResponseTeam


@admin.register(Hotline)
class HotlineAdmin(StaffAdmin):
    list_display = [
        "name",
        "phone_display",
        "hours",
        "is_primary",
        "is_emergency",
        "needs_check",
        "checked_on",
        "order",
    ]
    list_editable = ["order"]
    list_filter = ["needs_check", "is_emergency", "is_active"]
    search_fields = ["name", "phone"]
    fieldsets = [
        (None, {"fields": ["name", "phone", "hours", "note"]}),
        ("Hiện ở đâu", {"fields": ["is_primary", "is_emergency", "order", "is_active"]}),
        ("Kiểm tra số máy", {"fields": ["needs_check", "checked_on"]}),
    ]

    @admin.display(description="số máy", ordering="phone")
    def phone_display(self, obj):
        return obj.phone_display


@admin.register(ResponseTeam)
class ResponseTeamAdmin(StaffAdmin):
    list_display = ["name", "commune", "phone_shown", "members_count", "is_active"]
    list_filter = ["is_active", "commune__former_district"]
    list_select_related = ["commune"]
    search_fields = ["name", "commune__name"]
    autocomplete_fields = ["commune"]
    fields = ["name", "commune", "phone", "members_count", "is_active"]

    @admin.display(description="số máy", ordering="phone")
    def phone_shown(self, obj):
        return obj.phone_display or "chưa cập nhật"
