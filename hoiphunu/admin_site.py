"""The staff site: Django's admin with its nouns grouped by the work they belong to."""

from dataclasses import dataclass
from functools import wraps

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import Permission
from django.forms.models import ModelChoiceIterator
from django.shortcuts import redirect, render
from django.urls import reverse

from hoiphunu import guessing, resets, secondfactor
from hoiphunu.audit import Kind, record

# Screens that packages bring for nouns of theirs which nothing here uses.
UNUSED = {"taggit.Tag", "django_tasks_database.DBTaskResult", "otp_totp.TOTPDevice", "otp_static.StaticDevice"}


@dataclass(frozen=True)
class Group:
    name: str
    icon: str
    guide: str  # the chapter of docs/huong-dan/ that tells how this work is done
    labels: tuple[str, ...] = ()


SYSTEM = Group("Hệ thống", "menu", "he-thong")
GROUPS = (
    Group(
        "Tin tức",
        "news",
        "dang-tin",
        (
            *("news.Article", "news.Correction", "news.Category", "news.Topic", "news.Tag", "hoiphunu.Photo"),
            "news.ReadCount",
        ),
    ),
    Group("Khẩu hiệu", "play", "khau-hieu", ("announcements.Commemoration", "announcements.Banner")),
    Group(
        "Văn bản",
        "document",
        "van-ban",
        (
            "announcements.LegalDocument",
            "announcements.Consultation",
            "announcements.Opinion",
            "announcements.DocumentType",
            "announcements.Issuer",
            "announcements.DocumentField",
        ),
    ),
    Group(
        "Liên kết", "link", "lien-ket", ("announcements.WebLink", "announcements.LinkGroup", "announcements.LinkCheck")
    ),
    Group(
        "Đường dây nóng",
        "call",
        "duong-day-nong",
        (
            *(
                "hotline.HelpRequest",
                "hotline.Hotline",
                "hotline.ResponseTeam",
                "hotline.UnionChair",
                "hotline.HelpText",
            ),
            *("hotline.HelpReading", "hotline.Consent", "hoiphunu.Commune", "hoiphunu.DayOff"),
        ),
    ),
    # And whatever no other group names.
    SYSTEM,
)
SYSTEM_ORDER = (
    "hoiphunu.Organisation",
    "hoiphunu.Page",
    "hoiphunu.MenuItem",
    "hoiphunu.OldAddress",
    "hoiphunu.User",
    "auth.Group",
    "hoiphunu.AuditEntry",
    "hoiphunu.Transition",
    "hoiphunu.Fault",
)
# Where the rail says more than the noun.
RAIL_NAMES = {
    "hoiphunu.Photo": "Thư viện ảnh",
    "announcements.Banner": "Khẩu hiệu tự do",
    "announcements.LinkCheck": "Kiểm tra liên kết",
    "news.ReadCount": "Lượt đọc",
}
RIGHTS = {"add": "Thêm", "change": "Sửa", "delete": "Xoá", "view": "Xem"}


def group_of(label: str) -> Group:
    """The group of a model's label ("news.Article")."""
    return next((group for group in GROUPS if label in group.labels), SYSTEM)


def sent_without_session(request):
    """A form whose session has ended, kept on the page to be sent again after a login elsewhere.

    The way to the login would throw it away. Nothing is stored or believed: it comes back as any post does.
    """
    kept = [(name, value) for name, values in request.POST.lists() for value in values if "password" not in name]
    context = {"kept": kept, "has_files": bool(request.FILES)}
    return render(request, "admin/session_ended.html", context, status=401)


class NameForm(forms.Form):
    """The name typed at the login, as the login's own form reads it."""

    username = UsernameField(required=False, max_length=254)

    @classmethod
    def seconds_to_wait(cls, request):
        form = cls(request.POST)
        return guessing.seconds_to_wait(request, form.cleaned_data["username"]) if form.is_valid() else 0


def too_fast(request, wait: int):
    """Somebody is guessing, perhaps not she: when to try again, and the way that is open meanwhile."""
    response = render(request, "admin/locked_out.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response


class Choices(AutocompleteJsonView):
    """What a field that searches while one types offers; `choice_label` tells rows apart that `str` does not."""

    def serialize_result(self, obj, to_field_name):
        found = super().serialize_result(obj, to_field_name)
        return {**found, "text": getattr(obj, "choice_label", found["text"])}


class StaffSite(admin.AdminSite):
    site_header = site_title = "Quản trị"
    index_title = "Việc cần làm"
    empty_value_display = "—"

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        super().register([model for model in models if model._meta.label not in UNUSED], admin_class, **options)

    def get_urls(self):
        # Django's redirect by type and key tells the address of drafts; our links lead to the readers' page themselves.
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def asked(request, *args, **kwargs):
            # Every form of a noun carries its key; a bare post is led to the login as ever.
            if request.method == "POST" and request.user.is_anonymous and "_form_key" in request.POST:
                return sent_without_session(request)
            return inner(request, *args, **kwargs)

        return asked

    def login(self, request, extra_context=None):
        if request.method == "GET" and secondfactor.half_in(request):
            return redirect(f"{reverse('second-factor-ask')}?{request.GET.urlencode()}")
        if request.method == "POST" and (wait := NameForm.seconds_to_wait(request)):
            return too_fast(request, wait)
        return super().login(request, extra_context)

    def password_change(self, request, extra_context=None):
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            record(Kind.PASSWORD_CHANGED, request)
            resets.tell(request.user)
        return response

    def logout(self, request, extra_context=None):
        response = super().logout(request, extra_context)
        # On a shared computer nothing of the session stays, not even for the "back" button.
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def get_app_list(self, request, app_label=None):
        """Groups of work instead of apps; without `app_label`, only what the user may open."""
        found = {}
        for app in self._build_app_dict(request, app_label).values():
            for entry in app["models"]:
                label = entry["model"]._meta.label
                name = RAIL_NAMES.get(label, entry["name"])
                found.setdefault(group_of(label), {})[label] = {**entry, "name": name[:1].upper() + name[1:]}
        return [self._group_entry(group, found[group]) for group in GROUPS if group in found]

    def _group_entry(self, group, entries):
        order = group.labels or SYSTEM_ORDER
        labels = sorted(entries, key=lambda label: (order.index(label) if label in order else len(order), label))
        return {
            "name": group.name,
            "app_label": group.icon,
            "icon": group.icon,
            "app_url": next((entries[label]["admin_url"] for label in labels if entries[label]["admin_url"]), ""),
            "has_module_perms": True,
            "models": [entries[label] for label in labels],
        }

    def autocomplete_view(self, request):
        return Choices.as_view(admin_site=self)(request)

    def app_index(self, request, app_label, extra_context=None):
        """Apps are no place staff know; the one start page is."""
        return redirect("admin:index")


def permission_label(permission: Permission) -> str:
    """What a right allows, in words: "Tin bài: Sửa". Rights with a name of their own keep it."""
    model = permission.content_type.model_class()
    noun = str(model._meta.verbose_name) if model else permission.content_type.model
    action = RIGHTS.get(permission.codename.partition("_")[0], permission.name)
    return f"{noun[:1].upper()}{noun[1:]}: {action}"


class _ScreensOnly(ModelChoiceIterator):
    """Only rights over nouns that have a screen: the others are the machinery's."""

    def __iter__(self):
        for permission in self.queryset.select_related("content_type"):
            if permission.content_type.model_class() in admin.site._registry:
                yield self.choice(permission)


class PermissionField(forms.ModelMultipleChoiceField):
    """Rights as staff read them, for `formfield_for_manytomany` (form_class) of groups."""

    iterator = _ScreensOnly

    def label_from_instance(self, permission):
        return permission_label(permission)
