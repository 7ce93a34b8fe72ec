"""Who is really at the keyboard: the password, and a code where she has one, given again before rights change hands.

An open screen that was left alone must not make somebody else an administrator.
"""

import time
from functools import wraps

from django import forms
from django.contrib.auth import authenticate
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from hoiphunu import secondfactor

PROVED_AT = "proved_at"
# How long a proof holds: long enough for a round of work at the accounts, shorter than a coffee.
PROOF_SECONDS = 600
PREFIX = "_proof"
SAFE = ("GET", "HEAD", "OPTIONS")
WRONG = "Mật khẩu không đúng."


class ProofForm(forms.Form):
    password = forms.CharField(
        label="Mật khẩu của bạn",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    code = forms.CharField(
        label="Mã sáu chữ số, hoặc mã dự phòng",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, prefix=PREFIX, **kwargs)
        self.request = request
        if not secondfactor.has_device(request.user):
            del self.fields["code"]

    def clean(self):
        cleaned, user = super().clean(), self.request.user
        if self.errors:
            return cleaned
        # Counts towards the lock-out as a login does, and stands in the audit log.
        if authenticate(self.request, username=user.get_username(), password=cleaned["password"]) != user:
            self.add_error("password", WRONG)
        elif "code" in self.fields:
            device, refusal = secondfactor.check(self.request, user, cleaned["code"])
            if device is None:
                self.add_error("code", refusal)
        return cleaned


def freshen(request):
    """Note that she has just proved who she is."""
    request.session[PROVED_AT] = time.time()


def is_fresh(request) -> bool:
    return 0 <= time.time() - request.session.get(PROVED_AT, 0) < PROOF_SECONDS


def required(view):
    """For views that change rights, e-mail or the second factor: what is sent waits until its sender has proved anew.

    It travels in the page that asks, and goes on from there as if it had been sent then; nothing typed is lost.
    """

    @wraps(view)
    @sensitive_post_parameters(f"{PREFIX}-password", f"{PREFIX}-code")
    def proved(request, *args, **kwargs):
        if request.method in SAFE or request.user.is_anonymous or is_fresh(request):
            return view(request, *args, **kwargs)
        if hasattr(request, "save_trouble"):
            return view(request, *args, **kwargs)  # comes back with its trouble and saves nothing
        is_answer = f"{PREFIX}-password" in request.POST
        form = ProofForm(request.POST if is_answer else None, request=request)
        kept = request.POST.copy()
        for name in [name for name in kept if name.startswith(PREFIX)]:
            del kept[name]
        if is_answer and form.is_valid():
            freshen(request)
            request.POST = kept
            return view(request, *args, **kwargs)
        kept.pop("csrfmiddlewaretoken", None)
        pairs = [(name, value) for name, values in kept.lists() for value in values]
        context = {"form": form, "kept": pairs, "has_files": bool(request.FILES)}
        return render(request, "admin/proof.html", context, status=403)

    return proved
