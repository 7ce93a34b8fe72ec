"""Telling those who answer that a request has come; not a word of what it says."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from hoiphunu import notices
from hotline.models.requests import readers

NEW = "Có một yêu cầu mới."


def tell_readers():
    """In the inbox of the admin, and by one e-mail to all of them where a server is named."""
    people, url = list(readers()), reverse("admin:hotline_helprequest_changelist")
    notices.tell(people, NEW, url)
    addresses = [person.email for person in people if person.email]
    if settings.EMAIL_URL and addresses:
        # The request is kept whether or not the mail goes out; EMAIL_TIMEOUT ends a server that does not answer.
        transaction.on_commit(lambda: mail(addresses, url), robust=True)


def mail(addresses, url):
    body = f"{NEW}\n\n{settings.SITE_URL}{url}\n"
    EmailMessage(NEW, body, settings.DEFAULT_FROM_EMAIL, bcc=addresses).send()
