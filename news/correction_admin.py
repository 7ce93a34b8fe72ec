"""Readers' corrections for staff: the list, the passage in its text beside the proposal, done or refused."""

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html

from hoiphunu.admin.base import StaffAdmin, StaffForm
from news.corrections import place
from news.models import Article, Correction

CHANGED = "Đoạn này đã thay đổi hoặc không còn trong bài."


class CorrectionStaffForm(StaffForm):
    class Meta:
        widgets = {"state": forms.RadioSelect}


@admin.register(Correction)
class CorrectionAdmin(StaffAdmin):
    form = CorrectionStaffForm
    list_display = ["passage_short", "proposal", "article", "state", "sent_at"]
    list_filter = ["state"]
    list_select_related = ["article"]
    search_fields = ["passage", "proposal"]
    readonly_fields = ["article", "in_text", "proposal", "contact", "sent_at", "settled_by_name", "settled_at"]
    fields = ["article", "in_text", "proposal", "contact", "sent_at", "state", "settled_by_name", "settled_at"]
    actions = ["mark_done", "mark_refused"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).kept()
        if not self.has_view_or_change_permission(request):
            return rows  # refused a step later, in words
        return rows.about(Article.objects.manageable_by(request.user))

    def changelist_view(self, request, extra_context=None):
        # The list is where nobody should meet what the form promised to erase.
        Correction.objects.erase_old()
        return super().changelist_view(request, extra_context)

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "article__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.article.is_in_charge(request.user))

    def save_model(self, request, obj, form, change):
        if "state" in form.changed_data:
            obj.settle(form.cleaned_data["state"], request.user)
        super().save_model(request, obj, form, change)

    @admin.display(description="đoạn có lỗi", ordering="passage")
    def passage_short(self, obj):
        return str(obj)

    @admin.display(description="đoạn có lỗi")
    def in_text(self, obj):
        return shown(obj, place(obj.article.body, obj.passage))

    @admin.action(description="Đánh dấu đã sửa", permissions=["change"])
    def mark_done(self, request, queryset):
        self.settle_selected(request, queryset, Correction.State.DONE)

    @admin.action(description="Không nhận", permissions=["change"])
    def mark_refused(self, request, queryset):
        self.settle_selected(request, queryset, Correction.State.REFUSED)

    def settle_selected(self, request, queryset, state):
        hers = [row for row in queryset if row.article.is_in_charge(request.user)]
        count = Correction.objects.with_keys([row.pk for row in hers]).settle_all(state, request.user)
        self.message_user(request, f"{state.label}: {count} góp ý.", messages.SUCCESS)


def shown(correction, found):
    """The passage as staff see it: in its text, or alone with the sentence that it is no longer there."""
    if found is None:
        return format_html("<q>{}</q><br><b>{}</b>", correction.passage, CHANGED)
    return format_html("{}<mark>{}</mark>{}", found.before, found.found, found.after)


def panel(article, body) -> list[dict]:
    """[{correction, place}] of what waits for `article`, each found in `body`; one query."""
    waiting = Correction.objects.of(article).waiting()
    return [{"row": row, "place": place(body, row.passage)} for row in waiting[:20]]


def settle_from(post, article, by):
    """Settle what was chosen in the panel of the article's form."""
    for state in (Correction.State.DONE, Correction.State.REFUSED):
        keys = [
            name.removeprefix("_correction-") for name, value in post.items()
            if name.startswith("_correction-") and value == state
        ]  # fmt: skip
        chosen = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 18]
        if chosen:
            Correction.objects.of(article).with_keys(chosen).settle_all(state, by)
