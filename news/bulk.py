"""What the list of articles does to many at once: move to a category, put a tag on, take a tag off."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from hoiphunu.admin.bulk import BulkActions
from hoiphunu.admin.trees import TreeChoice
from news import tagging
from news.models import Category


class CategoryForm(forms.Form):
    category = TreeChoice(Category.objects.none(), label="Chuyên mục mới", empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.editable_by(user).in_tree()


class TagForm(forms.Form):
    tag = forms.CharField(label="Thẻ", max_length=100, help_text="Một thẻ. Ví dụ: bạo lực gia đình")

    def clean_tag(self):
        names = tagging.split(self.cleaned_data["tag"])
        if len(names) != 1:
            raise ValidationError("Hãy ghi một thẻ.")
        return names[0]


class ArticleBulkActions(BulkActions):
    actions = [*BulkActions.actions, "move_selected", "tag_selected", "untag_selected"]

    @admin.action(description="Đổi chuyên mục các mục đã chọn…", permissions=["change"])
    def move_selected(self, request, queryset):
        form = self.asked(request, CategoryForm, user=request.user)
        if not form.is_valid():
            return self.ask(request, queryset, "move_selected", "Đổi chuyên mục", form)
        category = form.cleaned_data["category"]

        def move(row, related):
            if row.category_id == category.pk:
                return "đã ở chuyên mục này"
            row.category = category
            return ""

        return self.amend_selected(request, queryset, f"Chuyển sang chuyên mục “{category}”", move)

    @admin.action(description="Thêm thẻ vào các mục đã chọn…", permissions=["change"])
    def tag_selected(self, request, queryset):
        form = self.asked(request, TagForm)
        if not form.is_valid():
            return self.ask(request, queryset, "tag_selected", "Thêm thẻ", form)
        name = form.cleaned_data["tag"]

        def put_on(row, related):
            if tagging.key(name) in map(tagging.key, related["tags"]):
                return "đã có thẻ này"
            related["tags"] = sorted([*related["tags"], name])
            return ""

        return self.amend_selected(request, queryset, f"Thêm thẻ “{name}”", put_on)

    @admin.action(description="Bỏ thẻ khỏi các mục đã chọn…", permissions=["change"])
    def untag_selected(self, request, queryset):
        form = self.asked(request, TagForm)
        if not form.is_valid():
            return self.ask(request, queryset, "untag_selected", "Bỏ thẻ", form)
        name = form.cleaned_data["tag"]

        def take_off(row, related):
            kept = [tag for tag in related["tags"] if tagging.key(tag) != tagging.key(name)]
            if kept == related["tags"]:
                return "không có thẻ này"
            related["tags"] = kept
            return ""

        return self.amend_selected(request, queryset, f"Bỏ thẻ “{name}”", take_off)
