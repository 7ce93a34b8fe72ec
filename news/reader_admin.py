"""Readers by month for staff: the list, and the table for the report."""

from datetime import date

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path

from hoiphunu import workbooks
from hoiphunu.admin.base import StaffAdmin
from news.models import ReadCount


class MonthFilter(admin.SimpleListFilter):
    title, parameter_name = "tháng", "thang"

    def lookups(self, request, model_admin):
        months = ReadCount.objects.months()
        return [(f"{row['month']:%Y-%m}", f"{row['month']:%m/%Y}: {row['total']} lượt") for row in months]

    def queryset(self, request, queryset):
        month = month_of(self.value())
        return queryset.in_month(month) if month else queryset


def month_of(text) -> date | None:
    """ "2025-06" as the first of that month; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@admin.register(ReadCount)
class ReadCountAdmin(StaffAdmin):
    list_display = ["title", "month_shown", "count"]
    list_filter = [MonthFilter]
    list_display_links = None
    search_fields = ["title"]
    fields = ["title", "month", "count"]
    change_list_template = "admin/readers/change_list.html"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Lượt đọc theo tháng", **(extra_context or {})})

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="tháng", ordering="month")
    def month_shown(self, obj):
        return f"{obj.month:%m/%Y}"

    def get_urls(self):
        view = self.admin_site.admin_view(self.excel)
        return [path("excel/", view, name="news_readcount_excel"), *super().get_urls()]

    def excel(self, request):
        """The table of the month `thang`, or of all months."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        month = month_of(request.GET.get("thang"))
        rows = ReadCount.objects.in_month(month) if month else ReadCount.objects.all()
        name = f"luot-doc-{month:%Y-%m}.xlsx" if month else "luot-doc.xlsx"
        return workbooks.sent(request, as_excel(rows, ReadCount.objects.months()), name)


def as_excel(rows, months) -> bytes:
    """A workbook: the articles of `rows`, and the total of every month."""
    return workbooks.workbook(
        workbooks.Sheet(
            "Theo bài",
            ["Tháng", "Tiêu đề", "Lượt đọc"],
            [[f"{row.month:%m/%Y}", row.title, row.count] for row in rows],
            {"B": 80},
        ),
        workbooks.Sheet(
            "Theo tháng",
            ["Tháng", "Số bài có người đọc", "Lượt đọc"],
            [[f"{row['month']:%m/%Y}", row["articles"], row["total"]] for row in months],
            {"B": 24},
        ),
    )
