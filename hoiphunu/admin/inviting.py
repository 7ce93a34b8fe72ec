"""How an account comes to its password: by a link to its own person, never typed by anybody else."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from hoiphunu import invitations, proof
from hoiphunu.admin.base import StaffForm
from hoiphunu.models import User
from hoiphunu.models.invitations import Invitation

ADDED = "Đã thêm tài khoản {}."
REVOKED = "Đã thu hồi liên kết của {}."
NOBODYS = "Tài khoản đang khoá, không gửi liên kết được."


class NewAccountForm(StaffForm):
    """Name, e-mail and groups; no password, which its person sets."""

    class Meta:
        model = User
        fields = ["full_name", "email", "username", "groups"]
        field_classes = {"username": UsernameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].required = False
        self.fields["username"].help_text = "Để trống thì lấy phần đầu của thư điện tử."

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("username") and cleaned.get("email"):
            cleaned["username"] = cleaned["email"].partition("@")[0][:150]
        return cleaned

    def save(self, commit=True):
        self.instance.set_unusable_password()
        self.instance.is_staff = True
        return super().save(commit)


class InvitesByLink:
    """The part of the account admin that sends, sends again and revokes the link."""

    def get_urls(self):
        # Not Django's screen to type another's password.
        urls = [url for url in super().get_urls() if url.name != "auth_user_password_change"]
        return [path("<int:pk>/lien-ket/", self.admin_site.admin_view(self.link), name="account-link"), *urls]

    def response_add(self, request, obj, post_url_continue=None):
        # A link on this very answer would be lost to a second click; its page says how it went, or makes one.
        if settings.EMAIL_URL:
            invitations.invite(obj, request)
        self.message_user(request, ADDED.format(obj), messages.SUCCESS)
        return self.remembered(request, redirect("admin:account-link", obj.pk))

    def invited(self, request, account):
        """Invite; the one page that ever shows the link, where no mail server took it."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Liên kết đặt mật khẩu",
            "opts": self.opts,
            "letter": invitations.invite(account, request),
        }
        return TemplateResponse(request, "admin/accounts/invited.html", context)

    def link(self, request, pk):
        """Send the link (again), or revoke it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        account = self.get_object(request, str(pk))
        if account is None:
            raise Http404
        return proof.required(self.link_of)(request, account)

    def link_of(self, request, account):
        if request.method == "POST":
            if "_revoke" in request.POST:
                invitations.revoke(account, request)
                self.message_user(request, REVOKED.format(account), messages.SUCCESS)
                return redirect("admin:hoiphunu_user_change", account.pk)
            if account.is_active:
                return self.invited(request, account)
            self.message_user(request, NOBODYS, messages.ERROR)
        context = {
            **self.admin_site.each_context(request),
            "title": "Liên kết đặt mật khẩu",
            "opts": self.opts,
            "account": account,
            "has_mail": bool(settings.EMAIL_URL),
            "invitation": Invitation.objects.of(account).first(),
        }
        return TemplateResponse(request, "admin/accounts/link.html", context)

    def password_state(self, obj):
        """How it stands with the password, and the way to a link."""
        invitation = Invitation.objects.of(obj).first()
        state = "đã đặt" if obj.has_usable_password() else "chưa đặt"
        if invitation:
            ends = f"{timezone.localtime(invitation.ends_at):%H:%M %d/%m/%Y}"
            state += f", liên kết {'đã hết hạn' if invitation.is_over else 'dùng được đến'} {ends}"
        url = reverse("admin:account-link", args=[obj.pk])
        return format_html('{} · <a href="{}">Gửi liên kết đặt mật khẩu</a>', state, url)

    password_state.short_description = "mật khẩu"
