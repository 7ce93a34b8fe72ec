from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html

from hoiphunu import images
from hoiphunu.admin.base import StaffAdmin, StaffForm
from hoiphunu.admin.library import (
    OwnFilter,
    ReplacesFile,
    UnusedFilter,
    UploadsMany,
    WithoutAltFilter,
    shown_uses,
    twin_notice,
)
from hoiphunu.admin.picking import PicksPhotos
from hoiphunu.models import Photo

IN_USE = "Ảnh “{}” đang được dùng trong bài hoặc trang"


class PhotoForm(StaffForm):
    upload = forms.FileField(
        label="Tệp ảnh",
        help_text="JPEG, PNG, WebP hoặc GIF, tối đa 20 MB. Vị trí chụp và thông tin máy ảnh được xoá.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    image = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["upload"]

    def clean_upload(self):
        self.image = images.clean(self.cleaned_data["upload"])
        return self.cleaned_data["upload"]


@admin.register(Photo)
class PhotoAdmin(UploadsMany, ReplacesFile, PicksPhotos, StaffAdmin):
    form = PhotoForm
    change_form_template = "admin/photos/change_form.html"
    change_list_template = "admin/photos/change_list.html"
    list_display = ["thumbnail", "named", "caption", "size", "created_by_name", "created_at"]
    list_display_links = ["named"]
    search_fields = ["folded"]  # shows the box; `get_search_results` does the search
    search_help_text = "Tìm trong mô tả, chú thích, nguồn ảnh, người tải lên; không cần gõ dấu."
    list_filter = [WithoutAltFilter, UnusedFilter, OwnFilter]
    list_per_page = 30

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["uses"], context["hidden_uses"] = shown_uses(self.admin_site, request, obj)
            context["may_replace"] = self.may_replace(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_fields(self, request, obj=None):
        first = ["preview"] if obj else ["upload"]
        return [*first, "alt", "caption", "credit", "focal_x", "focal_y"]

    def get_readonly_fields(self, request, obj=None):
        return ["preview"] if obj else []

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        # Whoever may delete looks after the library; others look after what they uploaded.
        return may and (
            obj is None or obj.created_by_id == request.user.pk or request.user.has_perm("hoiphunu.delete_photo")
        )

    def save_model(self, request, obj, form, change):
        texts = {name: form.cleaned_data[name] for name in ("alt", "caption", "credit", "focal_x", "focal_y")}
        if not change:
            stored = Photo.store(form.image, by=request.user, **texts)
            obj.__dict__.update(stored.__dict__)
            if notice := twin_notice(obj):
                self.message_user(request, notice, messages.WARNING)
            return
        obj.save()
        if {"focal_x", "focal_y"} & set(form.changed_data):
            obj.cut_open_graph()

    def get_deleted_objects(self, objs, request):
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        used = [IN_USE.format(photo) for photo in objs if photo.in_use()]
        return to_delete, counts, lacking, [*protected, *used]

    @admin.display(description="ảnh")
    def thumbnail(self, obj):
        return format_html(
            '<img src="{}" alt="" width="96" height="64" class="thumb" loading="lazy">', obj.sources[0][1]
        )

    @admin.display(description="ảnh")
    def preview(self, obj):
        # The script lays the focal point over it.
        picture = '<span class="focal" data-hp-focal><img src="{}" alt="{}" class="preview"></span>'
        return format_html(picture, obj.sources[0][1], obj.alt)

    @admin.display(description="mô tả ảnh", ordering="alt")
    def named(self, obj):
        return obj.alt or f"(chưa có mô tả, ảnh {obj.pk})"

    @admin.display(description="cỡ (điểm ảnh)")
    def size(self, obj):
        return f"{obj.width} × {obj.height}"
