"""Letting somebody set the password of her own account: a link by e-mail or, without a mail server, by hand."""

import logging
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hoiphunu import resets
from hoiphunu.audit import Kind, record
from hoiphunu.models import Organisation, User
from hoiphunu.models.invitations import Invitation

log = logging.getLogger(__name__)

SUBJECT = "Đặt mật khẩu vào trang quản trị {}"
LETTER = """Chào {name}.

{by} gửi bạn liên kết để tự đặt mật khẩu vào trang quản trị {site}.
Tên đăng nhập của bạn: {username}

{address}

Liên kết dùng một lần, đến {ends}. Đừng chuyển cho ai: ai mở trước thì đặt được mật khẩu.
Không ai ở Hội cần biết mật khẩu của bạn. Nếu không chờ thư này, bạn bỏ qua và báo người quản trị.
"""


@dataclass
class Letter:
    """A link on its way; `is_sent` once a mail server took it."""

    account: User
    by: User
    address: str
    ends_at: datetime
    is_sent: bool = False

    def send(self):
        site = Organisation.objects.current().short_name
        text = LETTER.format(
            name=self.account.get_full_name(),
            by=self.by.get_full_name(),
            site=site,
            username=self.account.get_username(),
            address=self.address,
            ends=f"{timezone.localtime(self.ends_at):%H:%M ngày %d/%m/%Y}",
        )
        try:
            send_mail(SUBJECT.format(site), text, settings.DEFAULT_FROM_EMAIL, [self.account.email])
            Invitation.objects.note_mailed(self.account)
            self.is_sent = True
        except (SMTPException, OSError) as error:
            # The page then shows the link instead. Not the letter into the log: it holds the link.
            log.warning("Chưa gửi được thư mời: %s", type(error).__name__)


@transaction.atomic
def invite(account, request) -> Letter:
    """Make the one link of `account` anew; where a mail server is named, the letter goes out after the commit."""
    token = Invitation.objects.make(account, request.user)
    record(Kind.INVITED, request, account=account)
    address = settings.SITE_URL + reverse("invitation", args=[token])
    letter = Letter(account, request.user, address, account.invitation.ends_at)
    if settings.EMAIL_URL:
        transaction.on_commit(letter.send)
    return letter


@transaction.atomic
def revoke(account, request):
    """Make the link of `account` useless, if there is one."""
    if Invitation.objects.of(account).delete()[0]:
        record(Kind.INVITED, request, account=account, words="Thu hồi liên kết")


@transaction.atomic
def take(invitation, form, request) -> bool:
    """Store the password of a valid `form` and use the link up; False when somebody was faster."""
    if not Invitation.objects.spend(invitation):
        return False
    had_one = invitation.account.has_usable_password()
    form.save()
    record(Kind.PASSWORD_RESET, request, by=invitation.account, words="bằng liên kết")
    if had_one:
        resets.tell(invitation.account)
    return True
