"""The screens of the second factor: the question after the password, setting it up, and what an account has."""

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters

from hoiphunu import notices, proof, secondfactor
from hoiphunu.models import Organisation, User
from hoiphunu.views import locked_out

PAPER = "giay"
NOT_YET = "Mã chưa đúng. Bạn quét lại hình bên trên, rồi gõ sáu chữ số ứng dụng đang hiện."
RESET = "Đặt lại xác thực hai bước"


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Mã sáu chữ số",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    held = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args, on_paper=False, **kwargs):
        super().__init__(*args, **kwargs)
        if on_paper:
            self.fields["code"].label = "Mã dự phòng"
            self.fields["code"].widget.attrs |= {"inputmode": "text", "autocomplete": "off", "autocapitalize": "none"}


class WayForm(forms.Form):
    """What the address says: which kind of code is to be typed, and where she was going."""

    cach = forms.CharField(required=False, max_length=10)
    next = forms.CharField(required=False, max_length=2000)


def way(request):
    form = WayForm(request.GET)
    return form.cleaned_data if form.is_valid() else {"cach": "", "next": ""}


def onward(request, target):
    """Where she was going, if that is a page of ours."""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if target and is_ours else "admin:index")


@sensitive_post_parameters("code")
def ask(request):
    """After the password: the code, or a recovery code. Five wrong ones close the account's door at this address."""
    user, asked = secondfactor.half_in(request), way(request)
    if user is None:
        return onward(request, asked["next"])
    if not secondfactor.has_device(user):
        return redirect(f"{reverse('second-factor-set-up')}?{urlencode({'next': asked['next']})}")
    if secondfactor.is_locked(request, user):
        return locked_out(request, {})
    on_paper = asked["cach"] == PAPER
    form = CodeForm(request.POST or None, on_paper=on_paper, initial={"next": asked["next"]})
    if request.method == "POST" and form.is_valid():
        device, refusal = secondfactor.check(request, user, form.cleaned_data["code"])
        if device:
            secondfactor.accept(request, user, device)
            return onward(request, form.cleaned_data["next"])
        form.add_error("code", refusal)
    other = urlencode({"next": asked["next"], **({} if on_paper else {"cach": PAPER})})
    return render(request, "admin/secondfactor/ask.html", {"form": form, "on_paper": on_paper, "other": other})


@proof.required
@sensitive_post_parameters("code", "held")
def set_up(request):
    """A picture to scan and the first code; then the recovery codes, once.

    Who has a second factor already gives it before she may change it, even in a session that is open.
    """
    asked, user = way(request), secondfactor.half_in(request)
    if user is None:
        user = request.user
        if not (user.is_active and user.is_staff):
            return redirect("admin:login")
        if secondfactor.has_device(user) and not secondfactor.is_fresh(request):
            return redirect("second-factor")
    elif secondfactor.has_device(user):
        return redirect(f"{reverse('second-factor-ask')}?{urlencode({'next': asked['next']})}")
    form = CodeForm(request.POST or None, initial={"next": asked["next"]})
    if request.method != "POST":
        # The page is read from its top, which says why she is here.
        del form.fields["code"].widget.attrs["autofocus"]
    is_sent = request.method == "POST" and form.is_valid()
    pending = secondfactor.SetUp(user, form.cleaned_data["held"] if is_sent else "")
    if is_sent:
        if device := pending.finish(form.cleaned_data["code"], request):
            secondfactor.accept(request, user, device)
            return codes_page(request, form.cleaned_data["next"])
        form.add_error("code", NOT_YET)
    context = {
        "form": form,
        "pending": pending,
        "picture": pending.picture(Organisation.objects.current().short_name),
        "account": user,
    }
    return render(request, "admin/secondfactor/set_up.html", context)


def codes_page(request, target=""):
    """New recovery codes, on the one answer that ever holds them."""
    codes = secondfactor.new_recovery_codes(request.user, request)
    onward_url = onward(request, target).url
    return render(request, "admin/secondfactor/codes.html", {"codes": codes, "onward": onward_url})


@staff_member_required
@sensitive_post_parameters("code")
def overview(request):
    """What the account has; new recovery codes or another phone, each for a fresh code."""
    user = request.user
    has_device = secondfactor.has_device(user)
    form = CodeForm(request.POST or None)
    del form.fields["code"].widget.attrs["autofocus"]
    if request.method == "POST" and has_device:
        if secondfactor.is_locked(request, user):
            return locked_out(request, {})
        if form.is_valid():
            device, refusal = secondfactor.check(request, user, form.cleaned_data["code"])
            if device and "_codes" in request.POST:
                return codes_page(request)
            if device and "_phone" in request.POST:
                secondfactor.freshen(request)
                return redirect("second-factor-set-up")
            form.add_error("code", refusal or "Bạn bấm một trong hai nút bên dưới.")
    context = {
        **site.each_context(request),
        "title": "Xác thực hai bước",
        "form": form,
        "has_device": has_device,
        "codes_left": secondfactor.codes_left(user),
    }
    return render(request, "admin/secondfactor/overview.html", context)


@staff_member_required
@proof.required
def reset(request, pk):
    """A superuser takes the second factor from a colleague who has lost her phone and her paper."""
    if not request.user.is_superuser:
        raise PermissionDenied
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        secondfactor.remove(user, request.user, RESET, request)
        notices.tell([user], f"{request.user} đã đặt lại xác thực hai bước của bạn.", reverse("second-factor"))
        messages.success(request, f"Đã đặt lại xác thực hai bước của {user}.")
        return redirect("admin:hoiphunu_user_change", pk)
    context = {**site.each_context(request), "title": RESET, "account": user, "opts": User._meta}
    return render(request, "admin/secondfactor/reset.html", context)
