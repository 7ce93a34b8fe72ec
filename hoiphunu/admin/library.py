"""The library of photos as staff use it: many photos at once, what is shown where, what is shown nowhere."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from hoiphunu import images
from hoiphunu.admin.base import BUSY, STORAGE_TROUBLE
from hoiphunu.models import Photo, photouses

URL_NAME, REPLACE_URL_NAME = "hoiphunu_photo_upload", "hoiphunu_photo_replace"
# Without a script all photos come in one request, which must end before the server gives it up.
MOST_AT_ONCE = 20
NOTHING_SENT = "Bạn chọn ít nhất một ảnh."
TOO_MANY = f"Mỗi lần gửi được tối đa {MOST_AT_ONCE} ảnh; những ảnh sau đó chưa được tải lên."
SAME_PICTURE = "Ảnh mới giống hệt ảnh đang có."
REPLACED = "Đã thay ảnh ở mọi nơi. Bạn xem lại mô tả, chú thích và tâm ảnh cho đúng ảnh mới."
TWIN = "Ảnh này đã có trong thư viện"


@dataclass
class Outcome:
    """What became of one uploaded file: `photo` is new ("stored") or the one already there ("twin"), or None."""

    name: str
    state: str
    message: str
    photo: Photo | None = None

    @property
    def url(self):
        return reverse("admin:hoiphunu_photo_change", args=[self.photo.pk]) if self.photo else ""

    def as_json(self):
        thumbnail = self.photo.sources[0][1] if self.photo else ""
        found = {"name": self.name, "state": self.state, "message": self.message, "url": self.url}
        return {**found, "thumbnail": thumbnail}

    def as_message(self):
        if self.state == "twin":
            return format_html('“{}”: <a href="{}">{}</a>.', self.name, self.url, self.message)
        return f"“{self.name}”: {self.message}"


def take(upload, user) -> Outcome:
    """Store one uploaded photo of `user`'s; a picture that is in the library already is not stored again."""
    try:
        image = images.clean(upload)
        if twin := Photo.objects.same_picture(image.content_hash):
            return Outcome(upload.name, "twin", TWIN, twin)
        return Outcome(upload.name, "stored", "Đã tải lên.", Photo.store(image, by=user))
    except ValidationError as error:
        return Outcome(upload.name, "refused", " ".join(error.messages))
    except OSError:
        return Outcome(upload.name, "refused", STORAGE_TROUBLE)
    except OperationalError:
        return Outcome(upload.name, "refused", BUSY)


def twin_notice(photo):
    """The sentence, with a link, for who has just stored a picture that was there before; "" where it was not."""
    twin = Photo.objects.other_than([photo.pk]).same_picture(photo.content_hash)
    if twin is None:
        return ""
    url = reverse("admin:hoiphunu_photo_change", args=[twin.pk])
    return format_html('{}: <a href="{}">{}</a>.', TWIN, url, twin)


class UploadsMany:
    """The part of the photo admin that takes many photos: one a request from the script, all in one form without."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.upload_many)
        return [path("tai-len/", view, name=URL_NAME), *super().get_urls()]

    def upload_many(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        uploads = request.FILES.getlist("upload")
        outcomes = []
        for upload in uploads[:MOST_AT_ONCE]:
            outcome = take(upload, request.user)
            if outcome.state == "stored":
                self.log_addition(request, outcome.photo, [{"added": {}}])
            outcomes.append(outcome)
        if not request.accepts("text/html"):
            return self._answer(outcomes)
        if request.method == "POST" and outcomes:
            return self._told(request, outcomes, len(uploads) > MOST_AT_ONCE)
        context = {
            **self.admin_site.each_context(request),
            "title": "Tải nhiều ảnh lên",
            "opts": self.opts,
            "error": NOTHING_SENT if request.method == "POST" else "",
            "describe_url": self._own_without_alt(),
        }
        return TemplateResponse(request, "admin/photos/upload.html", context)

    def _answer(self, outcomes):
        if not outcomes:
            return JsonResponse({"message": NOTHING_SENT}, status=400)
        return JsonResponse(outcomes[0].as_json())

    def _told(self, request, outcomes, is_cut):
        stored = sum(outcome.state == "stored" for outcome in outcomes)
        if stored:
            self.message_user(request, f"Đã tải lên {stored} ảnh. Bạn viết mô tả cho từng ảnh.", messages.SUCCESS)
        for outcome in outcomes:
            if outcome.state != "stored":
                self.message_user(request, outcome.as_message(), messages.WARNING)
        if is_cut:
            self.message_user(request, TOO_MANY, messages.WARNING)
        return redirect(self._own_without_alt() if stored else reverse(f"admin:{URL_NAME}"))

    def _own_without_alt(self):
        return reverse("admin:hoiphunu_photo_changelist") + "?mo_ta=chua&cua=toi"


class NewFileForm(forms.Form):
    upload = forms.FileField(
        label="Tệp ảnh mới",
        help_text="JPEG, PNG, WebP hoặc GIF, tối đa 20 MB.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"required": "Bạn chọn ảnh.", "empty": images.EMPTY},
    )
    image = None

    def __init__(self, *args, photo, **kwargs):
        super().__init__(*args, **kwargs)
        self.photo = photo

    def clean_upload(self):
        self.image = images.clean(self.cleaned_data["upload"])
        if self.image.content_hash == self.photo.content_hash:
            raise ValidationError(SAME_PICTURE)
        return self.cleaned_data["upload"]


class ReplacesFile:
    """The part of the photo admin that puts another file in a photo's place everywhere."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.replace_file)
        return [path("<int:pk>/thay/", view, name=REPLACE_URL_NAME), *super().get_urls()]

    def may_replace(self, request, photo):
        # Texts that are public change at once, so that only who keeps the library may.
        return self.has_change_permission(request, photo) and request.user.has_perm("hoiphunu.delete_photo")

    def replace_file(self, request, pk):
        photo = self.get_object(request, str(pk))
        if photo is None:
            raise Http404
        if not self.may_replace(request, photo):
            raise PermissionDenied
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = NewFileForm(*posted, photo=photo)
        if form.is_bound and form.is_valid():
            try:
                photouses.replace(photo, form.image)
            except OSError:
                form.add_error("upload", STORAGE_TROUBLE)
            except OperationalError:
                form.add_error("upload", BUSY)
            else:
                self.log_change(request, photo, "Đã thay tệp ảnh ở mọi nơi.")
                self.message_user(request, REPLACED, messages.SUCCESS)
                return redirect("admin:hoiphunu_photo_change", photo.pk)
        uses, hidden = shown_uses(self.admin_site, request, photo)
        context = {
            **self.admin_site.each_context(request),
            "title": "Thay ảnh ở mọi nơi",
            "subtitle": str(photo),
            "opts": self.opts,
            "photo": photo,
            "preview": photo.sources[0][1],
            "uses": uses,
            "hidden_uses": hidden,
            "adminform": AdminForm(form, [(None, {"fields": ["upload"]})], {}),
        }
        return TemplateResponse(request, "admin/photos/replace.html", context)


class WithoutAltFilter(admin.SimpleListFilter):
    title = "mô tả"
    parameter_name = "mo_ta"

    def lookups(self, request, model_admin):
        return [("chua", "Chưa có mô tả")]

    def queryset(self, request, queryset):
        return queryset.without_alt() if self.value() == "chua" else queryset


class UnusedFilter(admin.SimpleListFilter):
    title = "nơi dùng"
    parameter_name = "dung"

    def lookups(self, request, model_admin):
        return [("khong", "Không dùng ở đâu")]

    def queryset(self, request, queryset):
        return queryset.other_than(photouses.used_ids()) if self.value() == "khong" else queryset


class OwnFilter(admin.SimpleListFilter):
    title = "người tải lên"
    parameter_name = "cua"

    def lookups(self, request, model_admin):
        return [("toi", "Của tôi")]

    def queryset(self, request, queryset):
        return queryset.of(request.user) if self.value() == "toi" else queryset


def shown_uses(site, request, photo):
    """([{noun, title, url, how}], number of those she may not open) of what holds `photo`."""
    uses = photouses.uses_of(photo)
    rows = {}
    for model in {use.model for use in uses}:
        model_admin = site._registry.get(model)
        if model_admin and model_admin.has_view_or_change_permission(request):
            keys = [use.pk for use in uses if use.model is model]
            rows[model] = model_admin.get_queryset(request).in_bulk(keys)
    listed = [
        {
            "noun": str(use.model._meta.verbose_name),
            "title": str(rows[use.model][use.pk]),
            "url": reverse(f"admin:{use.model._meta.app_label}_{use.model._meta.model_name}_change", args=[use.pk]),
            "how": how(use, rows[use.model][use.pk]),
        }
        for use in uses
        if use.pk in rows.get(use.model, {})
    ]
    return listed, len(uses) - len(listed)


def how(use, row):
    """Where the row holds the photo, in words."""
    if use.is_live:
        return "người đọc đang thấy" if row.has_page() else "chưa hiện với người đọc"
    return "trong bản đang viết" if use.is_newest else "chỉ trong bản ghi cũ"
