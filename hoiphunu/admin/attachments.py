"""Attached files in the form of the text they belong to; the revision lists them, the formset stores nothing itself."""

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.utils.html import format_html

from hoiphunu import files


class AttachedFileForm(forms.ModelForm):
    upload = forms.FileField(
        label="tệp", required=False, help_text="PDF, Word hoặc Excel, tối đa 30 MB.", widget=forms.FileInput
    )

    class Meta:
        fields = ["upload", "title", "order"]

    def clean_upload(self):
        upload = self.cleaned_data.get("upload")
        if upload:
            files.clean(upload)
        elif not self.instance.pk:
            raise forms.ValidationError("Hãy chọn tệp, hoặc bỏ dòng này.")
        return upload


class AttachedFileFormSet(BaseInlineFormSet):
    """Shows the files as last written, which need not be the public ones yet."""

    # Files are stored by the admin and listed in the revision: nothing is saved by the formset itself.
    new_objects = changed_objects = deleted_objects = ()

    def get_queryset(self):
        if not hasattr(self, "_written"):
            listed = {entry["id"]: entry for entry in self.instance.shown_related["files"]} if self.instance.pk else {}
            stored = {f.pk: f for f in self.queryset if f.pk in listed} if listed else {}
            for pk, row in stored.items():
                for name in row.listed_fields:
                    setattr(row, name, listed[pk].get(name, getattr(row, name)))
            self._written = sorted(stored.values(), key=lambda row: (row.order, row.pk))
        return _Rows(self._written, self.queryset)

    def listed(self):
        """The valid lines that name a file, stored or uploaded now."""
        lines = [
            form for form in self.forms if getattr(form, "cleaned_data", {}) and not form.cleaned_data.get("DELETE")
        ]
        return [form for form in lines if form.instance.pk or form.cleaned_data.get("upload")]

    def revised(self, row):
        listed = []
        for form in self.listed():
            stored, data = form.instance, form.cleaned_data
            if data.get("upload"):
                # Also on the line of another file: that one stays public until the new list is.
                stored = self.model.from_upload(row, data["upload"], data["title"], data["order"])
            typed = {name: data[name] for name in stored.listed_fields}
            listed.append({"id": stored.pk, **typed, "title": data["title"] or stored.title})
        return {"files": listed}

    def differences(self, theirs):
        shown = "; ".join(entry["title"] for entry in theirs.get("files", []))
        mine = "; ".join(form.cleaned_data["title"] or str(form.cleaned_data["upload"]) for form in self.listed())
        return [("files", "Tệp", shown, mine)] if shown != mine else []


class _Rows(list):
    """The ordered rows, with what a formset asks of a query set."""

    def __init__(self, rows, queryset):
        super().__init__(rows)
        self.ordered, self.db = True, queryset.db


class AttachedFileInline(admin.TabularInline):
    form = AttachedFileForm
    formset = AttachedFileFormSet
    extra = 1
    readonly_fields = ["stored"]
    view_on_site = False  # the link in `stored` is the file
    fields = ["stored", "upload", "title", "order"]

    @admin.display(description="tệp đang có")
    def stored(self, obj):
        if not obj.pk:
            return "—"
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), obj.extension.upper())
