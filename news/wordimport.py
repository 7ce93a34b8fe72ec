"""“Nhập từ Word”: a Word file becomes a draft of its writer's, with the photos in the library."""

import hashlib

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from hoiphunu import images, publishing, wordfile
from hoiphunu.admin.base import BUSY, STORAGE_TROUBLE
from hoiphunu.models import Photo, UsedToken
from hoiphunu.storage import kept_only_on_success
from news.models import Article, Category

URL_NAME = "news_article_import_word"
DONE = "Đã tạo bản nháp từ tệp Word. Bạn đọc lại, sửa những chỗ cần rồi lưu hoặc gửi duyệt."
DESCRIBE = "Có {} ảnh chưa có mô tả: bấm đúp vào ảnh trong bài để viết, cần có trước khi đăng."
ALREADY_TAKEN = "Tệp này vừa được nhập rồi, đây là bản nháp của nó."
PHOTO_REFUSED = "Ảnh thứ {} ({}): {} Ảnh này đã bỏ."


class AlreadyTakenError(Exception):
    """The same form with the same file was sent before, or at the same moment."""


class WordForm(forms.Form):
    """The Word file and where its article belongs; when valid, `document` is what was read and `pictures` its photos.

    A photo that the image door refuses is None among `pictures`, with a sentence in `warnings`.
    """

    file = forms.FileField(
        label="Tệp Word",
        help_text="Tệp DOCX, tối đa 30 MB. Kéo tệp thả vào ô này cũng được.",
        widget=forms.FileInput(
            attrs={"accept": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
        ),
        error_messages={"required": "Bạn chọn tệp Word.", "empty": "Tệp rỗng. Bạn chọn lại tệp."},
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label="Chuyên mục",
        empty_label="Chọn chuyên mục",
        help_text="Sửa được sau, trong bản nháp.",
        error_messages={"required": "Bạn chọn chuyên mục."},
    )
    document = None

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.editable_by(user)
        self.pictures: list[images.CleanImage | None] = []
        self.warnings: list[str] = []

    def clean_file(self):
        upload = self.cleaned_data["file"]
        self.document = wordfile.read(upload)
        self.warnings = [*self.document.warnings]
        for photo in self.document.photos:
            self.pictures.append(self._clean_picture(photo))
        return upload

    def _clean_picture(self, photo):
        try:
            return images.clean(photo.file())
        except images.ImageRefused as error:
            if images.BUSY in error.messages:
                raise
            self.warnings.append(PHOTO_REFUSED.format(photo.number, photo.name, " ".join(error.messages)))
            return None


@transaction.atomic
def store(form: WordForm, user) -> Article:
    """The draft of a valid form, with its first revision; its photos are in the library under the user's name."""
    document = form.document
    photos = [
        image and Photo.store(image, by=user, alt=photo.alt)
        for photo, image in zip(document.photos, form.pictures, strict=True)
    ]
    article = Article(
        title=document.title,
        summary=document.summary,
        byline=document.byline,
        body=document.with_photos(photos),
        category=form.cleaned_data["category"],
        created_by=user,
        created_by_name=user.full_name,
    )
    article.save()
    publishing.write(article, {"tags": []}, user)
    return article


class ImportsWord:
    """The part of the article admin with the form that takes a Word file."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_word)
        return [path("nhap-word/", view, name=URL_NAME), *super().get_urls()]

    def has_import_permission(self, request):
        return self.has_add_permission(request) and request.user.has_perm("hoiphunu.add_photo")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**self._import_link(request), **(extra_context or {})})

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {**self._import_link(request), **(extra_context or {})})

    def _import_link(self, request):
        may = self.has_import_permission(request) and "_popup" not in request.GET
        return {"import_url": reverse(f"admin:{URL_NAME}"), "import_label": "Nhập từ Word"} if may else {}

    def import_word(self, request):
        """The form; a file that is taken leads to its draft."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = WordForm(*posted, user=request.user)
        if form.is_bound:
            key = _fingerprint(request)
            try:
                if UsedToken.objects.target(key):
                    raise AlreadyTakenError
                if form.is_valid():
                    return self._imported(request, form, key)
            except AlreadyTakenError:
                self.message_user(request, ALREADY_TAKEN)
                return redirect(UsedToken.objects.target(key))
            except ValidationError as error:  # a text that is too long only with its photos
                form.add_error("file", error)
            except OSError:
                form.add_error("file", STORAGE_TROUBLE)
            except OperationalError:
                form.add_error("file", BUSY)
        context = {
            **self.admin_site.each_context(request),
            "title": "Nhập từ Word",
            "opts": self.opts,
            "adminform": AdminForm(form, [(None, {"fields": ["file", "category"]})], {}),
            "form_key": get_random_string(24),
        }
        return TemplateResponse(request, "admin/publishing/import_word.html", context)

    def _imported(self, request, form, key):
        with kept_only_on_success(), transaction.atomic():
            article = store(form, request.user)
            target = reverse("admin:news_article_change", args=[article.pk])
            if not UsedToken.objects.spend(key, target):
                raise AlreadyTakenError
            self.log_addition(request, article, [{"added": {"name": "tin bài", "object": "từ tệp Word"}}])
        self.message_user(request, DONE, messages.SUCCESS)
        stored = [photo for photo, image in zip(form.document.photos, form.pictures, strict=True) if image]
        wordless = sum(not photo.alt for photo in stored)
        for sentence in [*form.warnings, *([DESCRIBE.format(wordless)] if wordless else [])]:
            self.message_user(request, sentence, messages.WARNING)
        return redirect(target)


def _fingerprint(request):
    """What was sent, in 64 digits: the same opened form with another file is another import."""
    digest = hashlib.sha256(repr((request.user.pk, request.POST.get("_form_key", "")[:64])).encode())
    for upload in request.FILES.values():
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
    return digest.hexdigest()
