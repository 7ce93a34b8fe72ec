"""The second factor of staff accounts: a code from an app on the phone, or a recovery code kept on paper.

docs/adr says who needs one and why; nothing here decides who may do what.
"""

import re
import secrets
import time
from base64 import b32encode
from urllib.parse import quote, urlencode

import segno
from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.contrib.admin.models import CHANGE, LogEntry
from django.core import signing
from django.db import transaction
from django.db.models import BooleanField, Value
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import login, verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from hoiphunu.audit import Kind, record, record_from_outside

GROUP = "Phụ trách đường dây nóng"
APP, PAPER = "Ứng dụng trên điện thoại", "Mã dự phòng"
RECOVERY_CODES = 10
# Letters and digits that nobody takes for one another on paper: ten of them are 49 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# How long the secret of a set-up may stand on the screen before it is confirmed.
SET_UP_SECONDS = 3600
# How long a code given counts as fresh where the second factor itself is changed.
FRESH_SECONDS = 600
SALT, GIVEN_AT = "hoiphunu.secondfactor", "second_factor_given_at"
# In the session of an account's first sign-in, which goes without.
FIRST = "is_first_sign_in"

WRONG = "Mã không đúng, hoặc đã dùng rồi. Bạn đợi ứng dụng hiện mã mới rồi gõ lại."
WAIT = "Mã vừa rồi không đúng. Bạn chờ {} giây rồi gõ mã mới."


def note_sign_in(request, user):
    """Remember in the session whether it is the account's first; before Django notes when she last signed in."""
    request.session[FIRST] = user.last_login is None


def has_device(user) -> bool:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def is_asked(request, user) -> bool:
    """Whether she must give a code before anything else. One query at most.

    Everybody has to, except in the session of her first sign-in; in that too superusers, who reads requests for help,
    and who has set it up already.
    """
    if user.is_superuser or not request.session.get(FIRST):
        return True
    devices = TOTPDevice.objects.devices_for_user(user, confirmed=True)
    groups = user.groups.values_list("name", Value(False, BooleanField()))
    return any(is_device or name == GROUP for name, is_device in devices.values_list("name", "confirmed").union(groups))


def half_in(request):
    """The account whose password was given but whose second factor was not; None for everybody else."""
    request.user.is_authenticated  # noqa: B018  lazy: only now the middleware looks
    return request.half_in


def accept(request, user, device):
    """Let the session of `user` in, under a new key, as verified by `device`."""
    request.session.cycle_key()
    if request.half_in:
        record(Kind.LOGIN, request, by=user, words=f"bằng mã: {device.name}")
    request.user, request.half_in = user, None
    login(request, device)
    freshen(request)


def freshen(request):
    request.session[GIVEN_AT] = time.time()


def is_fresh(request) -> bool:
    """Whether a code was given in this session just now, so that it is not somebody else at an open screen."""
    return time.time() - request.session.get(GIVEN_AT, 0) < FRESH_SECONDS


def is_locked(request, user) -> bool:
    """Whether too many wrong codes (or passwords) came from this address for this account."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def check(request, user, code: str):
    """(the device that took `code`, "") or (None, a sentence). A wrong code makes the next wait twice as long, and
    counts as a wrong password does: the fifth locks the account at this address."""
    code = re.sub(r"[\s-]", "", code).lower()
    is_from_app = re.fullmatch(r"[0-9]{6}", code) is not None
    kind = TOTPDevice if is_from_app else StaticDevice
    device = kind.objects.devices_for_user(user, confirmed=True).first()
    if device is None:
        return None, _failed(request, user, WRONG)
    if seconds := _seconds_to_wait(device):
        return None, WAIT.format(seconds)
    if verify_token(user, device.persistent_id, code if is_from_app else _mark(user, code)):
        return device, ""
    return None, _failed(request, user, WRONG)


def _failed(request, user, sentence):
    record_from_outside(Kind.CODE_FAILED, request, user)
    AxesProxyHandler.user_login_failed(sender=SALT, credentials={"username": user.get_username()}, request=request)
    return sentence


def _seconds_to_wait(device) -> int:
    is_allowed, why = device.verify_is_allowed()
    if is_allowed:
        return 0
    return max(1, round((why["locked_until"] - timezone.now()).total_seconds()))


def _mark(user, code) -> str:
    """What is stored of a recovery code: a keyed hash that a copy of the database does not lead back from."""
    return salted_hmac(SALT, f"{user.pk}:{code}", algorithm="sha256").hexdigest()[:16]


class SetUp:
    """A secret on its way to an app: it travels in the form, signed, and is stored once a code proves it arrived."""

    def __init__(self, user, held: str = ""):
        self.user = user
        signer = signing.TimestampSigner(salt=f"{SALT}:{user.pk}")
        try:
            self.key = signer.unsign(held, max_age=SET_UP_SECONDS)
            self.held = held
        except signing.BadSignature:
            self.key = random_hex(20)
            self.held = signer.sign(self.key)

    @property
    def secret(self) -> str:
        """The secret to type where no camera can read the picture, in groups of four."""
        text = b32encode(bytes.fromhex(self.key)).decode()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    def picture(self, issuer: str) -> dict:
        """{size, path}: the QR code of the app's address as one SVG path, quiet zone included."""
        label = quote(f"{issuer}:{self.user.get_username()}")
        asked = urlencode({"secret": self.secret.replace(" ", ""), "issuer": issuer}, quote_via=quote)
        rows = list(segno.make(f"otpauth://totp/{label}?{asked}", micro=False, error="m").matrix_iter(border=4))
        dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
        return {"size": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)}

    @transaction.atomic
    def finish(self, code: str, request=None):
        """The new device once `code` is right, in place of any before it; None while it is not."""
        code = re.sub(r"\s", "", code)
        clock = TOTP(bytes.fromhex(self.key))
        clock.time = time.time()
        if not re.fullmatch(r"[0-9]{6}", code) or not clock.verify(int(code), tolerance=1):
            return None
        _forget(self.user)
        # This code is used up.
        device = TOTPDevice.objects.create(user=self.user, name=APP, key=self.key, drift=clock.drift, last_t=clock.t())
        _note(self.user, self.user, "Bật xác thực hai bước", Kind.FACTOR_ADDED, request)
        return device


@transaction.atomic
def new_recovery_codes(user, request=None) -> list[str]:
    """Ten codes that work once each, in place of those before; shown now and never again."""
    StaticDevice.objects.devices_for_user(user).delete()
    device = StaticDevice.objects.create(user=user, name=PAPER)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=_mark(user, code))
    record(Kind.RECOVERY_CODES, request, by=user)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user) -> int:
    device = StaticDevice.objects.devices_for_user(user).first()
    return device.token_set.count() if device else 0


@transaction.atomic
def remove(user, by, words: str, request=None):
    """Take the second factor from `user`, end her sessions, open the lock of her account, and write `words` into its
    history."""
    _forget(user)
    user.sessions.all().delete()
    reset(username=user.get_username())
    _note(user, by, words, Kind.FACTOR_REMOVED, request)


def _forget(user):
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.devices_for_user(user).delete()


def _note(user, by, words, kind, request):
    record(kind, request, by=by, account=user, words=words)
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, change_message=words, single_object=True)
