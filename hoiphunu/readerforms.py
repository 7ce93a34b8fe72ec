"""Forms that readers send: no cookie, no authority. One decorator checks where the post comes from and its token."""

import secrets
from functools import wraps
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from hoiphunu import visitors
from hoiphunu.models.versions import UsedToken
from hoiphunu.vietnamese import nfc

LONGEST_SECONDS = 2 * 3600
# Nobody reads a form and fills it in faster; programs do.
SHORTEST_SECONDS = 2

FOREIGN = "Mẫu này phải được gửi từ chính trang của chúng tôi. Bạn kiểm tra lại nội dung rồi bấm gửi."
OLD = "Mẫu đã mở quá lâu. Nội dung bạn viết vẫn còn, bạn bấm gửi lại."
HASTY = "Mẫu được gửi quá nhanh. Nội dung bạn viết vẫn còn, bạn chờ vài giây rồi bấm gửi lại."
TWICE = "Mẫu này đã được gửi rồi, bạn không cần gửi lại."
TOO_MANY = "Hiện có quá nhiều góp ý. Nội dung bạn viết vẫn còn, bạn thử gửi lại sau một giờ."


class ReaderFields(forms.Form):
    """The fields of a reader's form, with one that only programs fill in: hidden by the style sheet and by its words.

    Print it by includes/_reader_form.html.
    """

    website = forms.CharField(
        label="Để trống ô này",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "field", "autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="gop-y-%s", **kwargs)

    def clean(self):
        return {name: nfc(value) if isinstance(value, str) else value for name, value in super().clean().items()}

    @property
    def is_from_program(self):
        return bool(self.cleaned_data["website"])


class ReaderForm:
    """What the decorator found: `refusal` is "" or a sentence; `token` goes into the form's hidden field."""

    def __init__(self, salt, request):
        self.signer = signing.TimestampSigner(salt=f"reader-form:{salt}")
        self.given = request.POST.get("token", "") if request.method == "POST" else ""
        self.token = self.signer.sign(secrets.token_urlsafe(18))
        self.refusal = self._refusal(request) if request.method == "POST" else ""

    def _refusal(self, request):
        if not same_origin(request):
            return FOREIGN
        try:
            self.nonce = self.signer.unsign(self.given, max_age=LONGEST_SECONDS)
        except signing.BadSignature:  # SignatureExpired is one
            return OLD
        try:
            self.signer.unsign(self.given, max_age=SHORTEST_SECONDS)
        except signing.SignatureExpired:
            return ""
        self.token = self.given  # the same token grows old enough by itself
        return HASTY

    def spend(self) -> bool:
        """Use the token up, in the transaction that stores the form; False when it was used before."""
        if self.refusal:
            return False
        if not UsedToken.objects.spend(self.nonce):
            self.refusal = TWICE
            return False
        return True


def receive(request, form, name, most_an_hour, is_full, store):
    """Take a valid `form` (`ReaderFields`) in: (whether the reader is thanked, why it was refused, the status).

    One visitor may send so many of this `name` an hour; `is_full()` says whether no more is taken from anybody;
    `store()` keeps it, in a transaction that spends the token, and says whether it did.
    """
    token = request.reader_form
    if form.is_from_program:
        return True, "", 200  # it need not know
    if token.refusal:
        return False, token.refusal, 403
    if not visitors.is_within(name, request, most_an_hour) or is_full():
        return False, TOO_MANY, 429
    return store(), token.refusal, 200


def same_origin(request) -> bool:
    """Whether the browser says the post comes from our own pages (Sec-Fetch-Site, else Origin)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return f"{origin.scheme}://{origin.netloc}" == settings.SITE_URL


def reader_form(view):
    """Give `view` a checked `request.reader_form`. Answers are never cached; Django's CSRF cookie is not used."""

    @csrf_exempt
    @wraps(view)
    def checked(request, *args, **kwargs):
        request.reader_form = ReaderForm(f"{view.__module__}.{view.__qualname__}", request)
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    checked.is_reader_form = True
    return checked
