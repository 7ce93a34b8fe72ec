"""Readers' side of requests for help: the form, and coming back with the code to read the answer."""

from django import forms
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from hoiphunu import visitors
from hoiphunu.models import Commune
from hoiphunu.readerforms import HASTY, TWICE, reader_form
from hoiphunu.vietnamese import nfc
from hotline import codes, helppage, letters
from hotline.models import Consent, HelpReading, HelpRequest
from hotline.models.requests import days_off

# One address may send so many an hour, and try so many codes.
MOST_AN_HOUR, MOST_CODES = 5, 20
TOO_MANY = "Hiện có quá nhiều lời nhắn từ nơi này. Chữ bạn viết vẫn còn; hãy gọi một trong các số ở đầu trang."
NEW_WORDS = "Lời đồng ý vừa được sửa. Bạn đọc lại lời mới rồi chọn, nếu bạn đồng ý."
NOT_FOUND = "Không có lời nhắn nào mang mã này, hoặc lời nhắn đã xoá. Bạn xem lại từng chữ của mã."
NEEDS_HOUR = "Bạn cho biết lúc nào liên hệ là an toàn, để không ai gọi vào lúc nguy hiểm."
FIELD = {"class": "field", "autocomplete": "off"}


class AskForm(forms.Form):
    danger = forms.ChoiceField(
        label="Ngay lúc này, bạn có đang bị đe doạ không?",
        choices=[("yes", "Có"), ("no", "Không")],
        required=False,
        widget=forms.RadioSelect,
    )
    story = forms.CharField(
        label="Chuyện gì đang xảy ra?",
        help_text="Bạn viết theo cách của mình, ngắn cũng được.",
        max_length=6000,
        error_messages={"required": "Bạn viết vài chữ để chúng tôi biết chuyện gì đang xảy ra."},
        widget=forms.Textarea(attrs={**FIELD, "rows": 6}),
    )
    name = forms.CharField(
        label="Gọi bạn là gì (không bắt buộc)",
        help_text="Không cần tên thật.",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs=FIELD),
    )
    contact = forms.CharField(
        label="Cách liên hệ với bạn (không bắt buộc)",
        help_text="Để trống thì không ai liên hệ: bạn quay lại trang này xem trả lời bằng mã.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=FIELD),
    )
    safe_when = forms.CharField(
        label="Liên hệ lúc nào thì an toàn?",
        help_text="Ví dụ: từ 8 đến 10 giờ sáng, khi tôi ở chợ.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=FIELD),
    )
    may_leave_message = forms.BooleanField(label="Không gặp tôi thì được nhắn lại", required=False)
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Xã, phường của bạn (không bắt buộc)",
        required=False,
        empty_label="Không nói",
        widget=forms.Select(attrs=FIELD),
    )
    may_refer = forms.BooleanField(
        label="Khi cần, Hội được chuyển lời của tôi tới nơi giúp được (công an, y tế, trợ giúp pháp lý)", required=False
    )
    consent = forms.BooleanField(
        label="Tôi đồng ý", error_messages={"required": "Chúng tôi chỉ được đọc lời bạn viết khi bạn đồng ý."}
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, auto_id="gui-%s", **kwargs)
        self.words = words
        self.fields["commune"].queryset = Commune.objects.on(timezone.localdate())

    def clean_story(self):
        return nfc(self.cleaned_data["story"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("contact") and not cleaned.get("safe_when"):
            self.add_error("safe_when", NEEDS_HOUR)
        if cleaned.get("consent") and cleaned.get("version") != self.words.pk:
            self.add_error("consent", NEW_WORDS)
        return cleaned


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Mã tra cứu",
        max_length=40,
        error_messages={"required": "Bạn gõ mã đã nhận khi gửi."},
        widget=forms.TextInput(attrs={**FIELD, "autocapitalize": "none", "spellcheck": "false", "id": "ma-tra-cuu"}),
    )


def page(request, template, status=200, **context):
    """A page of the request: the numbers come first on each, and nothing of it is kept anywhere."""
    words = helppage.words("vi")
    context = {**helppage.lines(words, shows_duty=True), "words": words, "reader_form": request.reader_form, **context}
    response = render(request, template, context, status=status)
    # reader_form has said no-store. Not no-referrer: older browsers then send forms without saying from where.
    response["Referrer-Policy"] = "same-origin"
    return response


@sensitive_post_parameters()
@sensitive_variables()
@reader_form
def ask(request):
    """The form; whatever is refused, the words typed stay and the numbers are on top."""
    words, token = Consent.objects.current(), request.reader_form
    posted = request.method == "POST"
    form = AskForm(request.POST if posted else None, words=words, initial={"version": words.pk})
    if not posted or not form.is_valid():
        return page(request, "hotline/ask.html", form=form, consent=words)
    if token.refusal:
        return page(request, "hotline/ask.html", 403, form=form, consent=words, refusal=token.refusal)
    code = codes.made_from(token.nonce)
    if HelpRequest.objects.with_code(code) is None:
        if not visitors.is_within("help-request", request, MOST_AN_HOUR):
            return page(request, "hotline/ask.html", 429, form=form, consent=words, refusal=TOO_MANY)
        # Pressed twice at one moment, the second finds what the first has kept.
        if not keep(token, code, form) and HelpRequest.objects.with_code(code) is None:
            return page(request, "hotline/ask.html", 403, form=form, consent=words, refusal=TWICE)
    return page(request, "hotline/asked.html", code=code, is_urgent=form.cleaned_data["danger"] == "yes")


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
        consent=form.words,
        **{name: values[name] for name in named},
    )
    letters.tell_readers()
    return True


@sensitive_post_parameters()
@sensitive_variables()
@reader_form
def answer(request):
    """With the code: the answer, and the ways to erase everything or let it be passed on."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "hotline/answer.html", form=form)
    refusal, status = request.reader_form.refusal, 403
    if refusal == HASTY:
        refusal = ""  # a code is pasted in no time
    if not refusal and not visitors.is_within("help-code", request, MOST_CODES):
        refusal, status = TOO_MANY, 429
    row = None if refusal else HelpRequest.objects.with_code(form.cleaned_data["code"])
    if row is None:
        return page(request, "hotline/answer.html", status if refusal else 200, form=form, refusal=refusal or NOT_FOUND)
    if "_erase" in request.POST:
        row.erase(HelpReading.Act.HERS)
        return page(request, "hotline/answer.html", is_erased=True)
    note_reading(row, refers="_refer" in request.POST)
    due = row.due_on(days_off())
    return page(request, "hotline/answer.html", row=row, code=form.cleaned_data["code"], due=due)


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
