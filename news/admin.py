from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from taggit.forms import TagWidget

from hoiphunu import images, proofing
from hoiphunu.admin.attachments import AttachedFileInline
from hoiphunu.admin.base import StaffAdmin
from hoiphunu.admin.bin import StateFilter
from hoiphunu.admin.proofing import photos_of, row_values
from hoiphunu.admin.publishing import PublishableAdmin, PublishableForm
from hoiphunu.admin.trees import ListsTree, TreeChoice
from hoiphunu.models import Photo
from news import correction_admin, reader_admin, tagging  # noqa: F401
from news.bulk import ArticleBulkActions
from news.models import Article, ArticleFile, Category, Tag, Topic
from news.pinning import PinnedField
from news.wordimport import ImportsWord


class ArticleForm(PublishableForm):
    cover_upload = forms.FileField(
        label="Tải ảnh đại diện lên",
        required=False,
        help_text="JPEG, PNG, WebP hoặc GIF, tối đa 20 MB. Ảnh tải lên thay ảnh đã chọn.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    cover_alt = forms.CharField(
        label="Mô tả ảnh tải lên", max_length=300, required=False, help_text="Ví dụ: Đại biểu dự hội nghị"
    )
    pinned = PinnedField()
    cover_image = None

    class Meta:
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "maxlength": 250, "data-hp-count": proofing.LONGEST_TITLE}),
            "tags": TagWidget(attrs={"autocomplete": "off", "data-hp-tags": reverse_lazy("admin:news_tag_suggest")}),
            "topics": forms.CheckboxSelectMultiple,
            "summary": forms.Textarea(attrs={"rows": 3, "maxlength": 600, "data-hp-count": proofing.LONGEST_SUMMARY}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "topics" in self.fields:
            self.fields["topics"].queryset = Topic.objects.offered(self.initial.get("topics") or ())
        if "pinned" in self.fields:
            self.fields["pinned"].user = self.request.user
            self.fields["pinned"].known = self.instance.pinned

    def shown_related(self, name, value):
        return [Tag(name=tag) for tag in value] if name == "tags" else value

    def related_data(self):
        topics = sorted(topic.pk for topic in self.cleaned_data.get("topics") or ())
        return {"tags": sorted(tagging.split(",".join(self.cleaned_data.get("tags") or []))), "topics": topics}

    def clean_pinned(self):
        pinned = self.cleaned_data["pinned"]
        if self.instance.pk in pinned:
            raise ValidationError("Bài không ghim chính nó.")
        return pinned

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_cover_upload(self):
        upload = self.cleaned_data.get("cover_upload")
        if upload:
            self.cover_image = images.clean(upload)
        return upload

    def written_values(self):
        row = self.instance
        photos = photos_of(row.photo_ids())  # the cover too: the form opens with few queries
        known = {"photos": photos, "cover": photos.get(row.cover_id), "is_sensitive": row.is_sensitive}
        return row_values(row, without=("category", "cover")) | known

    def before_publishing(self, cleaned):
        problems = self.unready({**cleaned, "cover": None} if self.cover_image else cleaned)
        if self.cover_image and not cleaned.get("cover_alt"):
            problems["cover_alt"] = "Hãy mô tả ảnh, để người không nhìn thấy ảnh cũng hiểu."
        return problems

    @classmethod
    def proofs(cls, values):
        found = [*super().proofs(values), *proofing.of_cover("cover", values.get("cover"))]
        if not values.get("body"):
            found.append(proofing.Finding("body", proofing.NO_BODY, blocking=True))
        elif is_on_violence(values):
            found += proofing.of_names("body", values["body"])
        return found


def is_on_violence(values):
    """Whether an article of these values is a sensitive one, by what is chosen or, for a stored row, as it stands."""
    if "is_sensitive" in values:
        return values["is_sensitive"]
    chosen = values.get("sensitivity")
    if chosen in (Article.Sensitivity.YES, Article.Sensitivity.NO):
        return chosen == Article.Sensitivity.YES
    category = values.get("category")
    return bool(category and category.is_sensitive) or Tag.objects.any_sensitive(values.get("tags") or [])


class ArticleFileInline(AttachedFileInline):
    model = ArticleFile

    # Who may write the article may attach files to it.
    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("news.view_article")

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("news.change_article")

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Article)
class ArticleAdmin(ArticleBulkActions, ImportsWord, PublishableAdmin):
    form = ArticleForm
    inlines = [ArticleFileInline]
    list_display = ["title", "state_now", "category", "byline", "published_at", "updated_at"]
    list_filter = [("state", StateFilter), "category", "is_sensitive"]
    list_select_related = ["category"]
    search_fields = ["title"]
    autocomplete_fields = ["cover"]
    fieldsets = [
        (None, {"fields": ["title", "summary", "body"], "classes": ["main"]}),
        ("Đăng khi nào", {"fields": ["published_at", "expires_at"], "classes": ["aside"]}),
        ("Xếp vào", {"fields": ["category", "tags", "topics", "byline", "featured_order"], "classes": ["aside"]}),
        ("Ảnh đại diện", {"fields": ["cover", "cover_upload", "cover_alt"], "classes": ["aside"]}),
        ("Bài nhạy cảm", {"fields": ["sensitivity", "tab_title"], "classes": ["aside"]}),
        ("Đọc tiếp", {"fields": ["pinned"], "classes": ["aside"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).manageable_by(request.user).with_corrections()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if getattr(obj, "has_corrections", False) and request.user.has_perm("news.change_correction"):
            context["corrections"] = correction_admin.panel(obj, obj.body)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if request.user.has_perm("news.change_correction"):
            correction_admin.settle_from(request.POST, form.instance, request.user)

    def get_object(self, request, object_id, from_field=None):
        article = super().get_object(request, object_id, from_field)
        if article is not None:  # the form asks for both more than once
            prefetch_related_objects([article], "tags", "topics")
        return article

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "category":
            kwargs["queryset"] = Category.objects.editable_by(request.user).in_tree()
            kwargs["form_class"] = TreeChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if form.cover_image:
            obj.cover = Photo.store(form.cover_image, by=request.user, alt=form.cleaned_data["cover_alt"])
        super().save_model(request, obj, form, change)


@admin.register(Category)
class CategoryAdmin(ListsTree, StaffAdmin):
    list_display = ["place", "moving", "is_sensitive"]
    search_fields = ["name"]
    fields = ["name", "description", "parent", "is_sensitive", "editors", "contributors"]
    filter_horizontal = ["editors", "contributors"]


@admin.register(Topic)
class TopicAdmin(StaffAdmin):
    list_display = ["name", "is_active", "order"]
    list_editable = ["is_active", "order"]
    search_fields = ["name"]
    autocomplete_fields = ["cover"]
    fields = ["name", "intro", "cover", "is_active", "order"]


@admin.register(Tag)
class TagAdmin(StaffAdmin):
    list_display = ["name", "is_sensitive", "used"]
    search_fields = ["name"]
    fields = ["name", "is_sensitive"]
    actions = ["merge_selected"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if alike := Tag.objects.alike(obj):
            names = ", ".join(f"“{tag}”" for tag in alike)
            self.message_user(request, f"Thẻ “{obj}” rất giống {names}: nếu là một, hãy gộp lại.", messages.WARNING)

    def get_urls(self):
        view = self.admin_site.admin_view(self.suggest)
        return [path("goi-y/", view, name="news_tag_suggest"), *super().get_urls()]

    def suggest(self, request):
        """{"tags": [{name, uses}]} for what is being typed in the tag box (`q`)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        tags = Tag.objects.suggested(request.GET.get("q", "")[:100])
        return JsonResponse({"tags": [{"name": tag.name, "uses": tag.uses} for tag in tags]})

    @admin.action(description="Gộp thẻ", permissions=["delete"])
    def merge_selected(self, request, queryset):
        tags = list(queryset)
        if len(tags) < 2:
            self.message_user(request, "Chọn ít nhất hai thẻ để gộp.", messages.WARNING)
            return None
        kept = next((tag for tag in tags if str(tag.pk) == request.POST.get("keep")), None)
        if kept is not None:
            others = [tag for tag in tags if tag != kept]
            kept.absorb(others)
            names = ", ".join(f"“{tag}”" for tag in others)
            self.log_change(request, kept, f"Đã gộp {names} vào thẻ này.")
            self.message_user(request, f"Đã gộp {names} vào thẻ “{kept}”.", messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Gộp thẻ",
            "opts": self.opts,
            "tags": tags,
            "suggested": max(tags, key=lambda tag: tag.uses).pk,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/merge_tags.html", context)

    def get_queryset(self, request):
        return super().get_queryset(request).with_uses()

    @admin.display(description="số bài", ordering="uses")
    def used(self, obj):
        return obj.uses
