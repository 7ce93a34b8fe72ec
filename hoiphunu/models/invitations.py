import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone

VALID = timedelta(days=7)


def mark(token: str) -> str:
    """What is stored of a link: a hash, from which nobody who reads the database comes to the link."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def of(self, account):
        return self.filter(account=account)

    def make(self, account, by) -> str:
        """The token of a new link, in place of any before; it is never to be had again."""
        token = secrets.token_urlsafe(24)
        values = {"mark": mark(token), "sent_at": timezone.now(), "by_name": by.get_full_name(), "mailed_at": None}
        self.update_or_create(account=account, defaults=values)
        return token

    def opened_by(self, token: str):
        """The invitation this token belongs to, expired or not, of an account that is not locked; or None."""
        return self.filter(mark=mark(token), account__is_active=True).select_related("account").first()

    def note_mailed(self, account):
        """A mail server took the letter."""
        self.of(account).update(mailed_at=timezone.now())

    def spend(self, invitation) -> bool:
        """Use a link up; False when it was used, or another one was sent, a moment ago."""
        return self.filter(pk=invitation.pk, mark=invitation.mark).delete()[0] == 1


class Invitation(models.Model):
    """A link by which somebody sets the password of her own account: once, within a week."""

    # A letter to an account is nobody's once the account is gone.
    account = models.OneToOneField("hoiphunu.User", models.CASCADE, related_name="invitation")
    mark = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    by_name = models.CharField(max_length=150)
    mailed_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "lời mời"

    def __str__(self):
        return f"Lời mời {self.account}"

    @property
    def ends_at(self):
        return self.sent_at + VALID

    @property
    def is_over(self):
        return timezone.now() >= self.ends_at
