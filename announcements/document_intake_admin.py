"""The screens on which files become documents: hand in, look over in a table, or open one in the full form."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from announcements import document_intake, validity
from announcements.models import DocumentFile, DocumentType, IntakeItem, Issuer, LegalDocument

ASKED = "tiep_nhan"
MARK = '<b class="read-mark">máy đọc, cần kiểm tra</b> {}'
NOTHING_SENT = "Bạn chọn ít nhất một tệp."
NOTHING_TICKED = "Bạn đánh dấu ít nhất một tệp ở cột “Lưu”."
NEW = "new"
SAVED = "Đã lưu {} bản nháp, đánh dấu “cần kiểm tra”. Bạn mở từng văn bản, đối chiếu rồi đăng."


class ItemForm(forms.ModelForm):
    """One line of the table: what the machine read, to be looked over and saved as a draft."""

    take = forms.BooleanField(label="Lưu", required=False)
    issuer = forms.ChoiceField(label="Cơ quan ban hành")

    class Meta:
        model = LegalDocument
        fields = ["kind", "number", "issued_on", "signer", "issuer", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3, "maxlength": 1000})}

    def __init__(self, item, data=None, *, kinds, issuers, may_add_issuer):
        self.item, self.guess = item, document_intake.guess(item, kinds, issuers)
        values = self.guess.values
        initial = {**values, "issuer": values["issuer"].pk if "issuer" in values else ""}
        super().__init__(data, prefix=str(item.pk), initial={**initial, "take": bool(values)})
        self.issuers = {str(issuer.pk): issuer for issuer in issuers}
        choices = [("", "---------"), *((pk, issuer.name) for pk, issuer in self.issuers.items())]
        if may_add_issuer and self.new_issuer:
            choices.insert(1, (NEW, f"Thêm vào danh mục: {self.new_issuer}"))
        self.fields["issuer"].choices = choices
        self.fields["kind"].choices = [("", "---------"), *((kind.pk, kind.name) for kind in kinds)]
        for name, bound in self.fields.items():
            bound.widget.attrs["aria-label"] = f"{bound.label}: {item.name}"
            if name in values:
                bound.widget.attrs["class"] = "is-read"

    @property
    def new_issuer(self):
        """The issuer as read, where it is not among ours."""
        return self.guess.unknown_issuers[0] if self.guess.unknown_issuers and "issuer" not in self.guess.values else ""

    @property
    def is_taken(self):
        return self.is_bound and f"{self.prefix}-take" in self.data

    @property
    def cells(self):
        return [self[name] for name in self._meta.fields]

    @property
    def twins(self):
        """Documents that may be this one, and those that have this very file."""
        same = [stored.document for stored in DocumentFile.objects.twins(self.item.sha256)[:3]]
        return list(dict.fromkeys([*same, *document_intake.twins(self.guess.values)]))

    def clean_issuer(self):
        chosen = self.cleaned_data["issuer"]
        return Issuer(name=self.new_issuer) if chosen == NEW else self.issuers[chosen]

    def clean(self):
        cleaned = super().clean()
        dates = {name: cleaned.get(name, self.guess.values.get(name)) for name in LegalDocument.legal_dates}
        if trouble := validity.trouble(dates):
            raise ValidationError(list(trouble.values()))
        return cleaned

    def _post_clean(self):
        """The row is made by `save`, from more than these fields."""

    def save(self, by):
        values = {**self.guess.values, **self.cleaned_data}
        del values["take"]
        if values["issuer"].pk is None:
            name = values["issuer"].name
            values["issuer"] = Issuer.objects.named(name) or Issuer.objects.create(name=name)
        values["co_issuers"] = [row for row in values.get("co_issuers", []) if row != values["issuer"]]
        return document_intake.drafted(self.item, values, by)


class TakesInFiles:
    """The part of the document admin that takes in files."""

    def get_urls(self):
        def view(route, name, function):
            return path(route, self.admin_site.admin_view(function), name=f"announcements_{name}")

        return [
            view("tiep-nhan/", "document_intake", self.intake_view),
            view("tiep-nhan/<int:pk>/", "document_intake_row", require_safe(self.intake_row)),
            *super().get_urls(),
        ]

    def intake_view(self, request):
        """Files are handed in, and what was read in them is looked over, saved, discarded or read again."""
        self.refuse_intake(request)
        if request.method != "POST":
            return self.intake_page(request, self.item_forms(request))
        if "_hand_in" in request.POST:
            return self.take_in(request)
        for button, act in (("_discard", self.discard), ("_again", self.read_again)):
            if button in request.POST:
                act(request, IntakeItem.objects.with_key(_number(request.POST[button])))
                return redirect("admin:announcements_document_intake")
        item_forms = self.item_forms(request, request.POST)
        taken = [form for form in item_forms if form.is_taken]
        if not taken or not all([form.is_valid() for form in taken]):
            error = "Chưa lưu được: xem các ô báo lỗi bên dưới." if taken else NOTHING_TICKED
            return self.intake_page(request, item_forms, error)
        for form in taken:
            self.log_addition(request, form.save(request.user), [{"added": {}}])
        self.message_user(request, SAVED.format(len(taken)))
        return redirect("admin:announcements_document_intake")

    def refuse_intake(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied

    def take_in(self, request):
        uploads = [*request.FILES.getlist("upload"), *request.FILES.getlist("folder")]
        taken, refused = document_intake.hand_in(uploads, request.user)
        if not request.accepts("text/html"):
            if not uploads:
                return JsonResponse({"message": NOTHING_SENT}, status=400)
            return JsonResponse(_told(taken, refused, uploads[0].name))
        for name, sentence in refused or ([] if taken else [("", NOTHING_SENT)]):
            self.message_user(request, f"“{name}”: {sentence}" if name else sentence, "warning")
        if taken:
            self.message_user(request, f"Đã nhận {len(taken)} tệp, máy đang đọc.")
        return redirect("admin:announcements_document_intake")

    def discard(self, request, item):
        if item is not None:
            IntakeItem.objects.among([item.pk]).discard()
            self.message_user(request, f"Đã bỏ tệp “{item}”.")

    def read_again(self, request, item):
        if item is not None:
            document_intake.read_again(item)
            self.message_user(request, f"Máy sẽ đọc lại tệp “{item}”.")

    def item_forms(self, request, data=None, items=None):
        words = {"kinds": list(DocumentType.objects.all()), "issuers": list(Issuer.objects.all())}
        words["may_add_issuer"] = request.user.has_perm("announcements.add_issuer")
        items = IntakeItem.objects.all()[: document_intake.MOST_FILES] if items is None else items
        made = []
        for item in items:
            # A line that was read only after the page was opened is not in the post.
            is_sent = data is not None and f"{item.pk}-number" in data
            made.append(ItemForm(item, data if is_sent else None, **words))
        return made

    def intake_page(self, request, item_forms, error=""):
        context = {
            **self.admin_site.each_context(request),
            "title": "Tiếp nhận văn bản",
            "opts": self.opts,
            "forms": item_forms,
            "error": error,
            "may_save": any(not form.item.is_unread for form in item_forms),
            "more": max(0, IntakeItem.objects.count() - document_intake.MOST_FILES),
        }
        return TemplateResponse(request, "admin/documents/intake.html", context, status=400 if error else 200)

    def intake_row(self, request, pk):
        """One line of the table as it is now; 204 while the machine still reads."""
        self.refuse_intake(request)
        item = IntakeItem.objects.with_key(pk)
        if item is None:
            raise Http404
        if item.is_unread and request.GET.get("trang") == str(item.done):
            return HttpResponse(status=204)
        context = {"form": self.item_forms(request, items=[item])[0]}
        return TemplateResponse(request, "admin/documents/_intake_row.html", context)

    def asked_item(self, request):
        """The item whose fields the form for a new document is opened with, or None."""
        pk = _number(request.GET.get(ASKED, ""))
        return IntakeItem.objects.with_key(pk) if pk and request.resolver_match.url_name.endswith("_add") else None

    def get_changeform_initial_data(self, request):
        item = self.asked_item(request)
        values = document_intake.guess(item).values if item else {}
        return {**super().get_changeform_initial_data(request), **values}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if item := self.asked_item(request):
            for name in document_intake.guess(item).values:
                if name in form.base_fields:
                    form.base_fields[name].help_text = format_html(MARK, form.base_fields[name].help_text)
        return form

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if item := self.asked_item(request):
            guess = document_intake.guess(item)
            context |= {"item": item, "guess": guess, "twins": document_intake.twins(guess.values)}
        elif obj is None and self.has_add_permission(request):
            context |= {"import_url": reverse("admin:announcements_document_intake"), "import_label": "Máy điền từ tệp"}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _told(taken, refused, name):
    """What the script is told of one file it sent."""
    if not refused:
        said = "Đã nhận." if len(taken) == 1 else f"Đã nhận {len(taken)} tệp bên trong."
        return {"name": name, "state": "stored", "message": said, "url": ""}
    sentences = "; ".join(f"{each}: {sentence}" if each != name else sentence for each, sentence in refused)
    return {"name": name, "state": "refused", "message": sentences, "url": ""}
