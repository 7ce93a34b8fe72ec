"""A forgotten password: a link by e-mail that works once, within the hour; and word to whose password was changed."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from hoiphunu import notices
from hoiphunu.audit import Kind, record
from hoiphunu.models import AuditEntry, Organisation, User
from hoiphunu.models.accounts import at_address

log = logging.getLogger(__name__)

# Letters an account gets within an hour at most, whoever asks for them.
MOST = 3
ASKED, DONE = "gửi liên kết qua thư", "bằng liên kết qua thư"
SUBJECT = "Đặt lại mật khẩu trang quản trị {}"
LETTER = """Chào {name}.

Có người (mong là bạn) xin đặt lại mật khẩu trang quản trị {site}.
Tên đăng nhập của bạn: {username}

{address}

Liên kết dùng một lần, trong {minutes} phút. Xác thực hai bước vẫn như cũ: đăng nhập xong trang vẫn hỏi mã.
Nếu không phải bạn xin, bạn bỏ qua thư này: mật khẩu chưa đổi.
"""
CHANGED = (
    "Mật khẩu của bạn vừa được đổi lúc {:%H:%M ngày %d/%m/%Y}. Nếu không phải bạn đổi, hãy báo quản trị viên ngay."
)


@task()
def send_link(email: str) -> None:
    """Send a link to whose address this is, if it is anybody's. In the worker: how long it takes, nobody can tell."""
    account = at_address(email)
    if account is None or _is_enough(account):
        return
    record(Kind.PASSWORD_RESET, account=account, words=ASKED)
    site, address = Organisation.objects.current().short_name, settings.SITE_URL + link(account)
    text = LETTER.format(
        name=account.get_full_name(),
        site=site,
        username=account.get_username(),
        address=address,
        minutes=settings.PASSWORD_RESET_TIMEOUT // 60,
    )
    send_mail(SUBJECT.format(site), text, settings.DEFAULT_FROM_EMAIL, [account.email])


def _is_enough(account):
    lately = AuditEntry.objects.of_kind(Kind.PASSWORD_RESET).since(timezone.now() - timedelta(hours=1))
    return lately.about(account.pk).saying(ASKED).count() >= MOST


def link(account) -> str:
    """The path of a link that sets the password of `account`; it ends with the password, the e-mail or a sign-in."""
    return reverse("password-set", args=[account.pk, default_token_generator.make_token(account)])


def account_of(pk: int, token: str):
    """The account a link belongs to while it holds; None otherwise."""
    account = User.objects.in_bulk([pk]).get(pk)
    is_right = account is not None and default_token_generator.check_token(account, token)
    return account if is_right and account.is_active and account.is_staff else None


@transaction.atomic
def take(account, form, request):
    """Store the password of a valid `form`; every session ends, the second factor stays."""
    form.save()
    record(Kind.PASSWORD_RESET, request, by=account, words=DONE)
    tell(account)


def tell(account):
    """Tell whose password was changed, in her inbox and where a server is named by e-mail; no word of what it is."""
    text, url = CHANGED.format(timezone.localtime()), reverse("sessions")
    notices.tell([account], text, url)
    if settings.EMAIL_URL and account.is_active and account.email:
        transaction.on_commit(lambda: _mail(account.email, text), robust=True)


def _mail(address, text):
    try:
        notices.mail(address, text, reverse("admin:index"))
    except (SMTPException, OSError) as error:
        log.warning("Chưa gửi được thư báo đổi mật khẩu: %s", type(error).__name__)
