"""The two pages of a forgotten password: asking for the link, and what it opens."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from hoiphunu import resets, visitors

# How often somebody at one address may ask within an hour; what is over goes nowhere and is answered the same.
MOST_ASKED = 20


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="Thư điện tử của tài khoản",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """The same answer, as fast, whether or not there is such an account: only the worker looks."""
    form = AddressForm(request.POST or None)
    is_asked = bool(settings.EMAIL_URL) and request.method == "POST" and form.is_valid()
    if is_asked and visitors.is_within("password-reset", request, MOST_ASKED):
        resets.send_link.enqueue(form.cleaned_data["email"])
    context = {"form": form, "is_asked": is_asked, "has_mail": bool(settings.EMAIL_URL)}
    return render(request, "admin/accounts/forgotten.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("token")
def set_new(request, pk, token):
    """Looking uses nothing up: programs that open links in letters must not spend them."""
    account = resets.account_of(int(pk), token)
    if account is None:
        return render(request, "admin/accounts/link_over.html", {"is_reset": True}, status=410)
    form = SetPasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        resets.take(account, form, request)
        request.proved_name = account.get_username()
        return render(request, "admin/accounts/password_set.html", {"account": account})
    return render(request, "admin/accounts/set_password.html", {"form": form, "account": account})
