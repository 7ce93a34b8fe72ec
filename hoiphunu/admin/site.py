from django.contrib import admin

from hoiphunu.admin.base import StaffAdmin
from hoiphunu.admin.bin import StateFilter
from hoiphunu.admin.bulk import BulkActions
from hoiphunu.admin.publishing import PublishableAdmin
from hoiphunu.models import Commune, DayOff, MenuItem, OldAddress, Organisation, Page
from hoiphunu.templatetags.site import once


@admin.register(Organisation)
class OrganisationAdmin(StaffAdmin):
    autocomplete_fields = ["emblem"]
    fieldsets = [
        ("Tên", {"fields": ["name_upper", "name_lower", "short_name", "description", "emblem"]}),
        (
            "Liên hệ và trách nhiệm",
            {"fields": ["governing_body", "address", "phone", "email", "content_lead", "licence"]},
        ),
        ("Thoát nhanh", {"fields": ["exit_url", "exit_title"]}),
        ("Duyệt bài", {"fields": ["requires_two_people"]}),
    ]

    def has_add_permission(self, request):
        # The page's header reads the same row once for the request.
        current = once({"request": request}, "organisation", Organisation.objects.current)
        return super().has_add_permission(request) and current.pk is None

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(MenuItem)
class MenuItemAdmin(StaffAdmin):
    list_display = ["label", "address", "order", "is_active"]
    list_editable = ["order", "is_active"]
    fields = ["label", "address", "order", "is_active"]


@admin.register(Page)
class PageAdmin(BulkActions, PublishableAdmin):
    list_display = ["title", "path", "state_now", "updated_at"]
    list_filter = [("state", StateFilter)]
    search_fields = ["title", "path"]
    fieldsets = [
        (None, {"fields": ["title", "summary", "body"], "classes": ["main"]}),
        ("Địa chỉ", {"fields": ["path"], "classes": ["aside"]}),
        ("Đăng khi nào", {"fields": ["published_at", "expires_at"], "classes": ["aside"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        # A public address never dies; moving a page is an old address and a new page.
        return ["path"] if obj else []


@admin.register(OldAddress)
class OldAddressAdmin(StaffAdmin):
    list_display = ["path", "target", "reason", "created_at"]
    search_fields = ["path", "target"]
    fields = ["path", "target", "reason"]


@admin.register(Commune)
class CommuneAdmin(StaffAdmin):
    list_display = ["name", "former_district", "former_names", "valid_from", "valid_to"]
    list_filter = ["former_district"]
    search_fields = ["name", "former_names", "former_district"]
    fields = ["name", "former_names", "former_district", "valid_from", "valid_to"]


@admin.register(DayOff)
class DayOffAdmin(StaffAdmin):
    change_list_template = "admin/days_off/change_list.html"
    list_display = ["date", "name"]
    fields = ["date", "name"]
