"""Telling authors what became of their texts: in the admin's inbox, and by e-mail where a server is named."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hoiphunu.models.notices import Notice


def tell_author(row, step):
    """Tell who wrote `row` of the `Transition` that was just taken, unless she took it herself or submitted it."""
    author = row.created_by
    if author is None or step.step == step.Step.SUBMIT or step.by_id == author.pk:
        return None
    meta = row._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    notice = Notice.objects.create(user=author, text=sentence(row, step), url=url)
    if settings.EMAIL_URL and author.is_active and author.email:
        # The step is taken whether or not the mail goes out; EMAIL_TIMEOUT ends a server that does not answer.
        transaction.on_commit(lambda: mail(author.email, notice.text, url), robust=True)
    return notice


def tell(users, text: str, url: str):
    """Put `text` into the inbox of each of `users`, except where one about the same page is still unread. No e-mail."""
    waiting = set(Notice.objects.unread().at(url).values_list("user", flat=True))
    Notice.objects.bulk_create(Notice(user=user, text=text[:900], url=url) for user in users if user.pk not in waiting)


def sentence(row, step) -> str:
    """What happened, in one sentence that names the text and the person."""
    title, who = f"“{row}”", step.by_name or "Ban biên tập"
    if step.step == step.Step.RETURN:
        return f"{who} trả lại {title} để sửa: {step.reason}"
    if step.step == step.Step.WITHDRAW:
        return f"{who} đã gỡ {title}: {step.reason or f'người đọc được chuyển tới {step.target}'}"
    if step.step == step.Step.BIN:
        return f"{who} đã bỏ {title} vào Thùng rác. Trong 30 ngày còn lấy lại được."
    if step.step == step.Step.TAKE_OUT:
        return f"{who} đã lấy lại {title} từ Thùng rác."
    if row.published_at > timezone.now():
        return f"{who} đã duyệt {title}, hẹn đăng {timezone.localtime(row.published_at):%H:%M ngày %d/%m/%Y}."
    return f"{who} đã đăng {title}."


def mail(address: str, text: str, url: str):
    """Send one notice. Raises what the mail server makes it raise."""
    subject = " ".join(text.split())
    subject = subject if len(subject) <= 120 else f"{subject[:119]}…"
    send_mail(subject, f"{text}\n\n{settings.SITE_URL}{url}\n", settings.DEFAULT_FROM_EMAIL, [address])
