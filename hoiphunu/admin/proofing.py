"""“Kiểm tra trước khi đăng” beside the form: what there is to mend, from the row or from what is being typed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from hoiphunu import proofing, richtext
from hoiphunu.dead_links import dead
from hoiphunu.models import Photo

# The texts without marks that are read over and mended.
PLAIN = ("title", "summary")


class ProofedForm:
    """The part of a form that reads a text over; subclasses add what is their own in `proofs`."""

    rich_text = ("body",)

    @classmethod
    def proofs(cls, values) -> list[proofing.Finding]:
        """The findings of these values: a form's cleaned ones, or a row's."""
        found = []
        if "title" in values:
            found += proofing.of_title("title", values["title"] or "")
        if "title" in values and "summary" in values:
            found += proofing.of_summary("summary", values["summary"] or "")
        found += proofing.of_dates("expires_at", values.get("published_at"), values.get("expires_at"), timezone.now())
        for name in cls.rich_text:
            html = values.get(name) or ""
            photos = values["photos"] if "photos" in values else photos_of(richtext.photo_ids(html))
            found += proofing.of_body(name, html, photos, dead(proofing.addresses(html)))
        return found

    @classmethod
    def unready(cls, values):
        """{field: sentence} of the findings that keep a text of these values from readers."""
        problems = {}
        for finding in cls.proofs(values):
            if finding.blocking:
                problems.setdefault(finding.field, finding.sentence)
        return problems

    def typed_values(self):
        """The values as sent, each cleaned by itself; None for those that are not valid."""
        values = {}
        for name, field in self.fields.items():
            sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                values[name] = richtext.clean(sent) if name in self.rich_text else field.clean(sent)
            except ValidationError:
                values[name] = None
            if isinstance(values[name], str) and name not in self.rich_text:
                values[name] = proofing.mended(values[name])
        return values

    def written_values(self):
        """The values of the row as last written."""
        return row_values(self.instance)

    @cached_property
    def sent_texts(self):
        """{field: text} as it was sent, of the fields that saving mends by itself."""
        names = [name for name in (*PLAIN, *self.rich_text) if name in self.fields]
        return {name: self.data.get(self.add_prefix(name), "") for name in names}

    def clean_spelling(self, cleaned):
        for name in PLAIN:
            if isinstance(cleaned.get(name), str):
                cleaned[name] = proofing.mended(cleaned[name])


def photos_of(ids):
    """{id: photo} of the library's."""
    return {photo.pk: photo for photo in Photo.objects.by_ids(ids)} if ids else {}


def row_values(row, without=()):
    """The written fields of a row, as a form would have cleaned them."""
    return {name: getattr(row, name) for name in row.revised_fields if name not in without}


class ProofsText:
    """The part of a ModelAdmin that shows the panel, and answers for what is being typed."""

    def proofing_url(self):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_proofs")

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_proofs"
        view = self.admin_site.admin_view(require_POST(self.proofs_view))
        return [path("kiem-tra/", view, name=name), *super().get_urls()]

    def proofs_view(self, request):
        """The panel's list for the form that is sent; nothing is stored."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form = self.get_form(request)(request.POST)
        return render(request, "admin/publishing/_findings.html", {"findings": self.findings(form)})

    def findings(self, form):
        """Of what was typed, or of the row as last written; None where nothing is written yet."""
        if form.is_bound:
            spelling = [finding for sent in form.sent_texts.items() for finding in proofing.of_spelling(*sent)]
            return self.ranked([*form.proofs(form.typed_values()), *spelling], form)
        return self.ranked(form.proofs(form.written_values()), form) if form.instance.pk else None

    def tell_what_was_mended(self, request, form):
        for name, sent in form.sent_texts.items():
            if slips := proofing.slips(sent):
                label = form.fields[name].label.lower()
                self.message_user(request, f"Đã tự sửa trong {label}: {', '.join(slips)}.", messages.INFO)

    def ranked(self, findings, form):
        """[(finding, label of its field)], those that keep the text from readers first."""
        shown = [(finding, form.fields[finding.field].label) for finding in findings if finding.field in form.fields]
        return sorted(shown, key=lambda row: not row[0].blocking)
