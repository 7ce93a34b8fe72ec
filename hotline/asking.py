"""Readers' side of requests for help: the form, and coming back with the code to read the answer."""

from django import forms
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.gzip import gzip_page

from hoiphunu import visitors
from hoiphunu.models import Commune
from hoiphunu.readerforms import FOREIGN, HASTY, OLD, TWICE, reader_form
from hoiphunu.vietnamese import nfc
from hotline import codes, helppage, letters
from hotline.models import Consent, HelpReading, HelpRequest
from hotline.models.requests import days_off
from hotline.words import LANGUAGES, language_of

# One address may send so many an hour, and try so many codes.
MOST_AN_HOUR, MOST_CODES = 5, 20
REFUSALS = {FOREIGN: "refused_foreign", OLD: "refused_old", HASTY: "refused_hasty", TWICE: "refused_twice"}
FIELD = {"class": "field", "autocomplete": "off"}


class SpokenForm(forms.Form):
    """A form whose labels, hints and refusals are texts of the page's language, by the names of its fields."""

    speaks_of = ""

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, auto_id="gui-%s", **kwargs)
        self.words = words
        for name, field in self.fields.items():
            key = f"{self.speaks_of}_{name}"
            field.label, field.help_text = words.get(key), words.get(f"{key}_hint")
            wrong = ("invalid", "invalid_choice", "max_length", "null_characters_not_allowed")
            field.error_messages = {**dict.fromkeys(wrong, words["ask_wrong"]), "required": words.get(f"{key}_missing")}


class AskForm(SpokenForm):
    speaks_of = "ask"
    danger = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    story = forms.CharField(max_length=6000, widget=forms.Textarea(attrs={**FIELD, "rows": 6}))
    name = forms.CharField(max_length=100, required=False, widget=forms.TextInput(attrs=FIELD))
    contact = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs=FIELD))
    safe_when = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs=FIELD))
    may_leave_message = forms.BooleanField(required=False)
    commune = forms.ModelChoiceField(Commune.objects.none(), required=False)
    may_refer = forms.BooleanField(required=False)
    consent = forms.BooleanField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, consent, **kwargs):
        super().__init__(*args, initial={"version": consent.pk}, **kwargs)
        self.consent = consent
        self.fields["commune"].queryset = Commune.objects.on(timezone.localdate())

    def clean_story(self):
        return nfc(self.cleaned_data["story"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("contact") and not cleaned.get("safe_when"):
            self.add_error("safe_when", self.fields["safe_when"].error_messages["required"])
        if cleaned.get("consent") and cleaned.get("version") != self.consent.pk:
            self.add_error("consent", str(self.words["ask_consent_changed"]))
        return cleaned


class CodeForm(SpokenForm):
    speaks_of = "answer"
    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={**FIELD, "autocapitalize": "none", "spellcheck": "false"}),
    )


def page(request, template, words, status=200, **context):
    """A page of the request: the numbers come first on each, and nothing of it is kept anywhere."""
    context = {
        **helppage.lines(words, shows_duty=True),
        **{"words": words, "lang": words.lang, "languages": LANGUAGES},
        "page_name": request.resolver_match.url_name.removesuffix("-in"),
        "reader_form": request.reader_form,
        **context,
    }
    response = render(request, template, context, status=status)
    # reader_form has said no-store. Not no-referrer: older browsers then send forms without saying from where.
    response["Referrer-Policy"] = "same-origin"
    return response


# Three quarters lighter on a slow line; the page holds nothing secret that its length could tell.
@gzip_page
@sensitive_post_parameters()
@sensitive_variables()
@reader_form
def ask(request, lang="vi"):
    """The form; whatever is refused, the words typed stay and the numbers are on top."""
    words, consent, token = helppage.words(lang), Consent.objects.current(), request.reader_form
    posted = request.method == "POST"
    form = AskForm(request.POST if posted else None, words=words, consent=consent)
    agreed = {"words": words.of(consent, "words"), "basis": words.of(consent, "basis"), "version": consent.pk}
    shown = {"form": form, "consent": agreed}
    if not posted or not form.is_valid():
        return page(request, "hotline/ask.html", words, **shown)
    if token.refusal:
        return page(request, "hotline/ask.html", words, 403, refusal=words[REFUSALS[token.refusal]], **shown)
    code = codes.made_from(token.nonce)
    if HelpRequest.objects.with_code(code) is None:
        if not visitors.is_within("help-request", request, MOST_AN_HOUR):
            return page(request, "hotline/ask.html", words, 429, refusal=words["refused_many"], **shown)
        # Pressed twice at one moment, the second finds what the first has kept.
        if not keep(token, code, form) and HelpRequest.objects.with_code(code) is None:
            return page(request, "hotline/ask.html", words, 403, refusal=words["refused_twice"], **shown)
    is_urgent = form.cleaned_data["danger"] == "yes"
    return page(request, "hotline/asked.html", words, code=code, is_urgent=is_urgent)


@sensitive_variables()
@transaction.atomic
def keep(token, code, form) -> bool:
    """Store the request and tell who answers; False when the same form was used before (and since erased)."""
    if not token.spend():
        return False
    values = form.cleaned_data
    named = ("story", "name", "contact", "safe_when", "may_leave_message", "commune", "may_refer")
    HelpRequest.objects.create(
        mark=codes.mark(code),
        is_urgent=values["danger"] == "yes",
        consent=form.consent,
        lang=form.words.lang,
        **{name: values[name] for name in named},
    )
    letters.tell_readers()
    return True


@sensitive_post_parameters()
@sensitive_variables()
@reader_form
def answer(request, lang="vi"):
    """With the code: the answer, and the ways to erase everything or let it be passed on."""
    words = helppage.words(lang)
    form = CodeForm(request.POST if request.method == "POST" else None, words=words)
    if request.method != "POST" or not form.is_valid():
        return page(request, "hotline/answer.html", words, form=form)
    refusal, status = request.reader_form.refusal, 403
    # A code is pasted in no time.
    key = "" if refusal == HASTY else REFUSALS.get(refusal, "")
    if not key and not visitors.is_within("help-code", request, MOST_CODES):
        key, status = "refused_many", 429
    row = None if key else HelpRequest.objects.with_code(form.cleaned_data["code"])
    if row is None:
        refusal = words[key or "answer_not_found"]
        return page(request, "hotline/answer.html", words, status if key else 200, form=form, refusal=refusal)
    if "_erase" in request.POST:
        row.erase(HelpReading.Act.HERS)
        return page(request, "hotline/answer.html", words, is_erased=True)
    note_reading(row, refers="_refer" in request.POST)
    shown = {"row": row, "answer_lang": language_of(row.answer), "due": row.due_on(days_off())}
    return page(request, "hotline/answer.html", words, code=form.cleaned_data["code"], **shown)


def note_reading(row, refers):
    """Remember that she has seen the answer, and that she lets it be passed on."""
    changed = []
    if row.answered_at and not row.answer_read_at:
        row.answer_read_at = timezone.now()
        changed.append("answer_read_at")
    if refers and not row.may_refer:
        row.may_refer = True
        changed.append("may_refer")
    if changed:
        row.save(update_fields=changed)
