"""What was found at the addresses of other sites, for staff: to read, to ask again, to follow a move."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.html import format_html

from announcements.models import LinkCheck
from hoiphunu import link_health
from hoiphunu.admin.base import StaffAdmin

# One link may take so long while somebody waits for the page.
MOST_SECONDS = 10


class AskForm(forms.Form):
    """What a button of the list says: the row to ask again, or whose move to follow."""

    _check = forms.IntegerField(required=False, min_value=1, max_value=10**17)
    _accept = forms.IntegerField(required=False, min_value=1, max_value=10**17)


class FoundFilter(admin.SimpleListFilter):
    title, parameter_name = "tình trạng", "xem"

    def lookups(self, request, model_admin):
        return [
            ("can_xem", "Cần xem: hỏng hoặc bị báo hỏng"),
            ("chuyen", "Đã chuyển sang địa chỉ mới"),
            ("bao", "Bạn đọc báo hỏng"),
            ("chan", "Có thể chặn máy kiểm tra"),
        ]

    def queryset(self, request, queryset):
        chosen = {
            "can_xem": queryset.to_see,
            "chuyen": queryset.moved,
            "bao": queryset.reported,
            "chan": queryset.shy,
        }
        return chosen.get(self.value(), queryset.all)()


@admin.register(LinkCheck)
class LinkCheckAdmin(StaffAdmin):
    list_display = ["link", "found", "since", "used_in", "buttons"]
    list_display_links = None
    list_filter = [FoundFilter]
    search_fields = ["address"]
    sortable_by = ()
    list_per_page = 50
    fields = ["address", "state", "code", "final_address", "checked_at", "failing_since", "reports"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_links()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("announcements.change_weblink")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def changelist_view(self, request, extra_context=None):
        form = AskForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            if not self.has_view_permission(request):
                raise PermissionDenied
            self.answer(request, form.cleaned_data)
            return HttpResponseRedirect(request.get_full_path())
        return super().changelist_view(request, {"title": "Liên kết tới trang khác", **(extra_context or {})})

    def answer(self, request, asked):
        key = asked["_check"] or asked["_accept"]
        row = key and LinkCheck.objects.in_bulk([key]).get(key)
        if not row:
            self.message_user(request, "Liên kết này không còn dùng ở đâu.", messages.WARNING)
        elif asked["_check"]:
            asking = link_health.visitor(most_seconds=MOST_SECONDS)
            link_health.check([row], asking)
            self.message_user(request, f"{row.get_state_display()}: {row.address}")
        else:
            self.accept(request, row)

    def accept(self, request, row):
        try:
            links = link_health.accept(row)
        except ValidationError as error:
            return self.message_user(request, " ".join(error.messages), messages.ERROR)
        for link in links:
            self.log_change(request, link, f"Nhận địa chỉ mới: {row.address} → {link.address}")
        if not links:
            return self.message_user(request, "Không có liên kết web nào để đổi.", messages.WARNING)
        return self.message_user(request, f"Đã đổi địa chỉ: {', '.join(map(str, links))}.", messages.SUCCESS)

    @admin.display(description="địa chỉ", ordering="address")
    def link(self, obj):
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', obj.address, obj.address)

    @admin.display(description="tình trạng")
    def found(self, obj):
        return render_to_string("admin/includes/_link_found.html", {"row": obj})

    @admin.display(description="hỏng từ", ordering="failing_since", empty_value="")
    def since(self, obj):
        return obj.failing_since

    @admin.display(description="dùng ở")
    def used_in(self, obj):
        return render_to_string("admin/includes/_link_places.html", {"places": obj.places[:5], "more": obj.places[5:]})

    @admin.display(description="")
    def buttons(self, obj):
        return render_to_string("admin/includes/_link_buttons.html", {"row": obj})
