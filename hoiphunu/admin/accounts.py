from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import format_html

from hoiphunu import proof, rights, secondfactor
from hoiphunu.admin.base import SavesOnce, StaffForm, TroubleForm
from hoiphunu.admin.finding import FindsFolded
from hoiphunu.admin.inviting import InvitesByLink, NewAccountForm
from hoiphunu.admin_site import PermissionField
from hoiphunu.models import StaffSession, User

admin.site.unregister(Group)


class SuperuserOnly:
    """Accounts and rights are the superusers' alone, whatever permissions a group was given."""

    def _allowed(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request):
        return self._allowed(request)

    def has_view_permission(self, request, obj=None):
        return self._allowed(request)

    def has_add_permission(self, request):
        return self._allowed(request)

    def has_change_permission(self, request, obj=None):
        return self._allowed(request)

    def has_delete_permission(self, request, obj=None):
        return self._allowed(request)


class AsksProof:
    """The part of an admin that takes no change from a session whose last proof of who is there is old."""

    def changeform_view(self, request, *args, **kwargs):
        return proof.required(super().changeform_view)(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return proof.required(super().delete_view)(request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return proof.required(super().changelist_view)(request, *args, **kwargs)


class AccountForm(TroubleForm, UserChangeForm):
    password = None


@admin.register(User)
class AccountAdmin(SuperuserOnly, AsksProof, InvitesByLink, SavesOnce, FindsFolded, UserAdmin):
    form, add_form = AccountForm, NewAccountForm
    add_form_template, change_form_template = SavesOnce.change_form_template, "admin/accounts/change_form.html"
    list_display = ["full_name", "username", "email", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    search_fields = ["full_name", "username", "email"]
    ordering = ["full_name"]
    readonly_fields = ["password_state", "second_factor", "open_sessions", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "full_name", "email"]}),
        ("Quyền", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Đăng nhập", {"fields": ["password_state", "second_factor", "open_sessions"]}),
        ("Ngày tháng", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": NewAccountForm.Meta.fields})]
    filter_horizontal = ["groups"]

    def save_model(self, request, obj, form, change):
        request.rights_before = rights.of_account(User.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rights.account_saved(request, form.instance, request.rights_before)

    def delete_model(self, request, obj):
        rights.account_deleted(request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for account in queryset:
            self.delete_model(request, account)

    @admin.display(description="xác thực hai bước")
    def second_factor(self, obj):
        if not secondfactor.has_device(obj):
            return "chưa bật"
        reset = reverse("second-factor-reset", args=[obj.pk])
        return format_html('đang bật · <a href="{}">Đặt lại</a>', reset)

    @admin.display(description="phiên đang mở")
    def open_sessions(self, obj):
        if not (count := StaffSession.objects.of(obj).alive().count()):
            return "không có"
        return format_html('{} · <a href="{}">Kết thúc</a>', count, reverse("sessions-end", args=[obj.pk]))


class RightsForm(StaffForm):
    def clean_permissions(self):
        """The rights chosen, and those the group has over nouns without a screen, which the form does not show."""
        held = self.instance.permissions.select_related("content_type") if self.instance.pk else []
        unseen = [right for right in held if right.content_type.model_class() not in admin.site._registry]
        return [*self.cleaned_data["permissions"], *unseen]


@admin.register(Group)
class RightsAdmin(SuperuserOnly, AsksProof, SavesOnce, GroupAdmin):
    form = RightsForm

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        return super().formfield_for_manytomany(db_field, request, form_class=PermissionField, **kwargs)

    def save_model(self, request, obj, form, change):
        request.rights_before = rights.of_group(Group.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rights.group_saved(request, form.instance, request.rights_before, rights.of_group(form.instance))

    def delete_model(self, request, obj):
        rights.group_saved(request, obj, rights.of_group(obj), {})
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            self.delete_model(request, group)
