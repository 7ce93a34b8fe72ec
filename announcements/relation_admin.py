"""Relations in the form of a document, and the screen that asks for what follows from them."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms.models import BaseInlineFormSet
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from announcements import relations
from announcements.models import DocumentRelation, LegalDocument
from announcements.relations import Kind
from hoiphunu import publishing

MOST_LINES = 60
SPARE_LINES = 1
CIRCLE = "Các quan hệ này nối thành vòng: {} đã tác động, trực tiếp hay qua văn bản khác, lên chính văn bản này."
TWICE = "Quan hệ này đã ghi ở dòng trên."


class RelationForm(forms.ModelForm):
    class Meta:
        model = DocumentRelation
        fields = ["kind", "target"]


class RelationFormSet(BaseInlineFormSet):
    """Shows the relations as last written, which need not be the public ones yet; the revision lists them."""

    new_objects = changed_objects = deleted_objects = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.instance.pk:
            self.initial_extra = [
                {"kind": entry["kind"], "target": entry["target"]} for entry in written(self.instance)
            ]
            self.extra = len(self.initial_extra) + SPARE_LINES

    def get_queryset(self):
        return self.queryset.none()

    def lines(self):
        """The valid forms that name a relation."""
        filled = [form for form in self.forms if getattr(form, "cleaned_data", {}).get("target")]
        return [form for form in filled if not form.cleaned_data.get("DELETE")]

    def clean(self):
        super().clean()
        seen, acting = set(), []
        for form in self.lines():
            kind, target = Kind(form.cleaned_data["kind"]), form.cleaned_data["target"]
            sentence = relations.trouble(self.instance, kind, target)
            if not sentence and (kind, target.pk) in seen:
                sentence = TWICE
            if sentence:
                form.add_error("target", sentence)
            elif kind not in relations.TIMELESS:
                acting.append(form)
            seen.add((kind, target.pk))
        self.clean_circles(acting)

    def clean_circles(self, acting):
        if not self.instance.pk:
            return  # nothing leads to what is not there yet
        for form in acting:
            target = form.cleaned_data["target"]
            if DocumentRelation.objects.circle(self.instance.pk, [target.pk]):
                form.add_error("target", CIRCLE.format(target.number))

    def revised(self, row):
        rows = [DocumentRelation(kind=f.cleaned_data["kind"], target=f.cleaned_data["target"]) for f in self.lines()]
        return {"relations": [relation.listed() for relation in rows]}

    def differences(self, theirs):
        mine = self.revised(self.instance)["relations"]
        pairs = [[(entry["kind"], entry["target"]) for entry in each] for each in (theirs.get("relations", []), mine)]
        if pairs[0] == pairs[1]:
            return []
        shown = ["; ".join(entry["title"] for entry in each) for each in (theirs.get("relations", []), mine)]
        return [("relations", "Quan hệ", *shown)]


def written(document):
    return document.shown_related.get("relations", [])


def hindering(document):
    """What the form would say of the relations as last written, as a sentence; "" where they may be published."""
    for entry in written(document):
        kind, target = Kind(entry["kind"]), LegalDocument.objects.with_key(entry["target"])
        if target is None:
            continue  # deleted since: publishing leaves it out
        if sentence := relations.trouble(document, kind, target):
            return sentence
        if kind not in relations.TIMELESS and DocumentRelation.objects.circle(document.pk, [target.pk]):
            return CIRCLE.format(target.number)
    return ""


class RelationInline(admin.TabularInline):
    model, form, formset = DocumentRelation, RelationForm, RelationFormSet
    fk_name = "source"
    fields = ["kind", "target"]
    autocomplete_fields = ["target"]
    extra, max_num = SPARE_LINES, MOST_LINES

    # Part of the document: who may write one may say what it does to others.
    def has_add_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("announcements.change_legaldocument")


class AnswerForm(forms.Form):
    relation = forms.ModelChoiceField(DocumentRelation.objects.none())
    answer = forms.ChoiceField(choices=[("write", "Ghi ngày này"), ("leave", "Bỏ qua")])

    def __init__(self, *args, relations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relation"].queryset = relations


class ProposesEffects:
    """The part of the document admin that asks for the dates which follow from relations."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.effects_view)
        return [path("hieu-luc/", view, name="announcements_effects"), *super().get_urls()]

    def effects_view(self, request):
        """What relations propose, each with one button; answered by a post."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        proposing = DocumentRelation.objects.proposing()
        if request.method == "POST":
            form = AnswerForm(request.POST, relations=proposing)
            if form.is_valid():
                self.answer(request, form.cleaned_data["relation"], form.cleaned_data["answer"])
            else:
                self.message_user(request, "Đề nghị này đã được trả lời rồi.", messages.WARNING)
            return redirect("admin:announcements_effects")
        rows = [
            {"relation": row, "question": relations.proposal(row.source, Kind(row.kind), row.target)}
            for row in proposing[:MOST_LINES]
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Hiệu lực cần ghi",
            "rows": rows,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/documents/effects.html", context)

    def answer(self, request, relation, answer):
        if answer == "leave":
            relation.is_settled = True
            relation.save()
            self.message_user(request, f"Đã bỏ qua đề nghị với {relation.target}.", messages.INFO)
        elif not publishing.may_publish(request.user, relation.target):
            self.message_user(request, f"Bạn không có quyền sửa {relation.target}.", messages.WARNING)
        elif sentences := relation.take_effect(request.user):
            text = f"Chưa ghi được vào {relation.target}: {' '.join(sentences)}"
            self.message_user(request, text, messages.ERROR)
        else:
            self.log_change(request, relation.target, "Ghi hiệu lực theo quan hệ.")
            self.message_user(request, f"Đã ghi ngày vào {relation.target}.", messages.SUCCESS)

    def ask_for_effects(self, request, document):
        """After saving: what now follows, with the way to the screen that answers it."""
        if not self.has_publish_permission(request):
            return
        for row in document.relations.proposing()[:3]:
            question = relations.proposal(row.source, Kind(row.kind), row.target)
            link = format_html('{} <a href="{}">Xem và trả lời</a>', question, reverse("admin:announcements_effects"))
            self.message_user(request, link, messages.WARNING)
