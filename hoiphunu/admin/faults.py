from django.contrib import admin
from django.utils.html import format_html

from hoiphunu.admin.accounts import SuperuserOnly
from hoiphunu.admin.base import StaffAdmin
from hoiphunu.models import Fault


@admin.register(Fault)
class FaultAdmin(SuperuserOnly, StaffAdmin):
    """To read, to copy for whoever mends it, and to delete once it is mended: it comes back when it is not."""

    list_display = ["what", "place", "kind", "count", "last_at"]
    list_filter = ["kind"]
    search_fields = ["what", "place", "route"]
    fields = ["kind", "what", "place", "route", "count", "first_at", "last_at", "request", "path"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="đường đi trong mã")
    def path(self, fault):
        return format_html("<pre>{}</pre>", fault.trace) if fault.trace else ""
