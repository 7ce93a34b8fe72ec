"""Logins, as Django and axes tell of them, for the audit log."""

import axes.signals
from django.contrib.auth import get_user_model, user_logged_in, user_logged_out, user_login_failed

from hoiphunu import proof, secondfactor, sessions
from hoiphunu.audit import Kind, record, record_from_outside

NO_ACCOUNT = "(không có tài khoản tên này)"


def listen():
    """Write down every login from now on; called once, at the start."""
    user_logged_in.connect(_logged_in)
    user_logged_out.connect(_logged_out)
    user_login_failed.connect(_login_failed)
    axes.signals.user_locked_out.connect(_locked_out)


def _logged_in(request, user, **kwargs):
    proof.freshen(request)
    request.proved_name = user.get_username()
    sessions.begin(request)
    secondfactor.note_sign_in(request, user)
    record(Kind.PASSWORD_GIVEN if secondfactor.is_asked(request, user) else Kind.LOGIN, request, by=user)


def _logged_out(request, user, **kwargs):
    if user := user or getattr(request, "half_in", None):
        record(Kind.LOGOUT, request, by=user)


def _login_failed(credentials, request=None, **kwargs):
    record_from_outside(Kind.LOGIN_FAILED, request, _account_named(credentials.get("username")))


def _locked_out(request, username, **kwargs):
    record_from_outside(Kind.LOCKED_OUT, request, _account_named(username))


def _account_named(username):
    # A name that no account has may be a password typed into the wrong box: it is not kept.
    found = get_user_model().objects.in_bulk([str(username or "")], field_name="username")
    return next(iter(found.values()), NO_ACCOUNT)
