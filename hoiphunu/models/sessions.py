from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

# How much older than the truth `used_at` may be: so often at most a session that is used is written.
TOUCH_SECONDS = 60


class StaffSessionQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(expire_date__gt=timezone.now())

    def with_key(self, key):
        return self.filter(session_key=key)

    def of(self, account):
        """The sessions of an account, the one used last first."""
        return self.filter(account=account).order_by("-used_at", "pk")

    def others_than(self, key):
        return self.exclude(session_key=key)

    def end(self) -> int:
        """End them; how many they were."""
        return self.delete()[0]


class StaffSession(AbstractBaseSession):
    """Somebody signed in in one browser: until she signs out, for an hour unused, for twelve hours at most."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, verbose_name="tài khoản", related_name="sessions"
    )
    device = models.CharField("máy", max_length=60, blank=True)
    began_at = models.DateTimeField("đăng nhập lúc", default=timezone.now)
    used_at = models.DateTimeField("dùng lần cuối", default=timezone.now)

    objects = StaffSessionQuerySet.as_manager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = verbose_name_plural = "phiên đăng nhập"

    def __str__(self):
        return self.device

    @classmethod
    def get_session_store_class(cls):
        from hoiphunu.sessions import SessionStore

        return SessionStore

    @staticmethod
    def end_of(began_at, used_at):
        """When a session ends that began and was used then."""
        idle, whole = timedelta(seconds=settings.SESSION_IDLE_SECONDS), timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return min(used_at + idle, began_at + whole)

    @property
    def is_let_in(self):
        """Whether more than the password was given, where more is asked."""
        kept = self.get_decoded()
        return DEVICE_ID_SESSION_KEY in kept or bool(kept.get("is_first_sign_in"))

    def touch(self):
        """Note that it is used, unless that was noted just now."""
        now = timezone.now()
        if now - self.used_at >= timedelta(seconds=TOUCH_SECONDS):
            # Not a save: a session that was ended meanwhile must not come back, nor lose what another request put in.
            StaffSession.objects.with_key(self.pk).update(used_at=now, expire_date=self.end_of(self.began_at, now))
