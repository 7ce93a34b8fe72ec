"""What every staff form does: sent twice it saves once, and trouble while saving gives the form back as typed."""

import hashlib
import secrets

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.shortcuts import redirect

from hoiphunu.admin.finding import FindsFolded
from hoiphunu.models import UsedToken
from hoiphunu.staff_views import STORAGE_TROUBLE
from hoiphunu.storage import kept_only_on_success

CLASH = "Có người vừa lưu một mục trùng với mục này. Nội dung bạn viết vẫn còn: hãy sửa chỗ trùng rồi bấm lưu lại."
BUSY = "Máy chủ đang bận nên chưa lưu được. Nội dung bạn viết vẫn còn: hãy bấm lưu lại sau ít giây."
ALREADY_SENT = "Mẫu này đã được lưu rồi, lần bấm thứ hai không thêm gì."
SENT_OTHERWISE = (
    "Mẫu này đã được lưu một lần, với nội dung khác. Những gì bạn vừa viết vẫn còn và chưa được lưu: "
    "bấm lưu lần nữa nếu bạn muốn lưu cả bản này."
)


class AlreadySentError(Exception):
    """The same form was saved before, or by another request while this one was saving."""


class TroubleForm:
    """The part of a model form that refuses to save while there is trouble; `request` is set by the admin."""

    request = None

    def clean(self):
        cleaned = super().clean()
        if trouble := getattr(self.request, "save_trouble", ""):
            raise ValidationError(trouble)
        return cleaned


class StaffForm(TroubleForm, forms.ModelForm):
    """A form of the admin."""


class SavesOnce:
    """The part of a ModelAdmin that takes a form once and loses nothing that was typed."""

    change_form_template = "admin/publishing/staff_form.html"

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        key = request.POST.get("_form_key", "")[:64]
        context = {"form_key": key or secrets.token_urlsafe(18), **(extra_context or {})}
        if request.method == "POST" and not hasattr(request, "save_trouble"):
            request.fingerprint = _fingerprint(request)  # now: admin views add to the post
            try:
                with kept_only_on_success(), transaction.atomic():
                    # First of all: a second click at the same moment waits here until the first one has saved.
                    if key and not UsedToken.objects.spend(key):
                        raise AlreadySentError
                    response = super().changeform_view(request, object_id, form_url, context)
                    if key and not UsedToken.objects.target(key):
                        UsedToken.objects.give_back(key)  # not saved: the form may be mended and sent again
                    return response
            except AlreadySentError:
                if target := UsedToken.objects.target(request.fingerprint):
                    return self.already_sent(request, target)
                request.save_trouble, context["form_key"] = SENT_OTHERWISE, secrets.token_urlsafe(18)
            except OSError:
                request.save_trouble = STORAGE_TROUBLE
            except OperationalError:
                request.save_trouble = BUSY
            except IntegrityError:
                request.save_trouble = CLASH
            _rewind(request)
        return super().changeform_view(request, object_id, form_url, context)

    def already_sent(self, request, target):
        self.message_user(request, ALREADY_SENT, messages.INFO)
        return redirect(target)

    def response_add(self, request, obj, post_url_continue=None):
        return self.remembered(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self.remembered(request, super().response_change(request, obj))

    def remembered(self, request, response):
        """Note where the saved form led, for the same form sent again."""
        if key := request.POST.get("_form_key", "")[:64]:
            target = response.headers.get("Location", request.path)[:300]
            UsedToken.objects.settle(key, target)
            UsedToken.objects.spend(request.fingerprint, target)
        return response


class StaffAdmin(SavesOnce, FindsFolded, admin.ModelAdmin):
    form = StaffForm
    save_on_top = False
    list_per_page = 50

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # One press beside a choice must not delete the category of a hundred articles; the pencil shows it too.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_view_on_site_url(self, obj=None):
        """The reader's page of `obj`; none while readers cannot open it."""
        if obj is None or not hasattr(obj, "get_absolute_url") or not obj.has_page():
            return None
        return obj.get_absolute_url()


def _fingerprint(request):
    """What was sent, in 64 digits: the same form with other words in it is no second click."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    uploads = sorted((name, upload.name, upload.size) for name, upload in request.FILES.items())
    return hashlib.sha256(repr((request.path, typed, uploads)).encode("utf-8", "surrogatepass")).hexdigest()


def _rewind(request):
    for upload in request.FILES.values():
        upload.seek(0)
