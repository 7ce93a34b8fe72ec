"""Guessing from many addresses, or at many accounts: browsers that nobody has signed in with have to wait in between.

Nobody is locked out by it: a browser that an account was signed in with goes on as ever (OWASP's device cookies), and
so does one that has just set its password by a link.
"""

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from hoiphunu import visitors
from hoiphunu.models.attempts import failures

MOST_AT_ACCOUNT, MOST_FROM_ADDRESS = 20, 50
WAIT_SECONDS = 30
SALT, KEPT_SECONDS, KEPT_ACCOUNTS = "hoiphunu.guessing", 180 * 24 * 3600, 5


def seconds_to_wait(request, username: str) -> int:
    """How long an unknown browser has to wait before it may try this name; 0 when it may at once.

    The same for names that no account has. What comes too early counts for nothing.
    """
    if is_known(request, username):
        return 0
    counted = (
        (failures(username=username), MOST_AT_ACCOUNT),
        (failures(ip_address=visitors.client_address(request)), MOST_FROM_ADDRESS),
    )
    passed = [(timezone.now() - last).total_seconds() for (count, last), most in counted if count >= most]
    return max(0, *(round(WAIT_SECONDS - seconds) for seconds in passed)) if passed else 0


def is_known(request, username: str) -> bool:
    """Whether the account of this name was signed in with this browser."""
    return any(constant_time_compare(mark, _mark(username)) for mark in _marks(request))


def remember(request, response):
    """Let the browser be known from now on for the account whose password was right in `request`."""
    mark = _mark(request.proved_name)
    marks = [mark, *(other for other in _marks(request) if other != mark)][:KEPT_ACCOUNTS]
    value = signing.TimestampSigner(salt=SALT).sign(".".join(marks))
    response.set_cookie(
        _cookie(), value, KEPT_SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def _marks(request):
    try:
        signer = signing.TimestampSigner(salt=SALT)
        return signer.unsign(request.COOKIES.get(_cookie(), ""), max_age=KEPT_SECONDS).split(".")
    except signing.BadSignature:
        return []


def _mark(username):
    # On a shared computer the cookie names nobody.
    return salted_hmac(SALT, username, algorithm="sha256").hexdigest()[:32]


def _cookie():
    return "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"
