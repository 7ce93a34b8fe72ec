"""Forms that readers send: no cookie, no authority. One decorator checks where the post comes from and its token."""

import secrets
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from hoiphunu.models.versions import UsedToken

LONGEST_SECONDS = 2 * 3600
# Nobody reads a form and fills it in faster; programs do.
SHORTEST_SECONDS = 2

FOREIGN = "Mẫu này phải được gửi từ chính trang của chúng tôi. Bạn kiểm tra lại nội dung rồi bấm gửi."
OLD = "Mẫu đã mở quá lâu. Nội dung bạn viết vẫn còn, bạn bấm gửi lại."
HASTY = "Mẫu được gửi quá nhanh. Nội dung bạn viết vẫn còn, bạn chờ vài giây rồi bấm gửi lại."
TWICE = "Mẫu này đã được gửi rồi, bạn không cần gửi lại."


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

    return checked
