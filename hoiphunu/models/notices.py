from django.db import models
from django.utils import timezone


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at=None)

    def at(self, url):
        return self.filter(url=url)

    def mark_read(self, keys=None):
        """Mark as read those with these keys (None: all of them); how many were unread."""
        rows = self.unread() if keys is None else self.unread().filter(pk__in=keys)
        return rows.update(read_at=timezone.now())


class Notice(models.Model):
    """A sentence to one staff member about something that was done with her text."""

    # A letter to an account is nobody's once the account is gone.
    user = models.ForeignKey("hoiphunu.User", models.CASCADE, verbose_name="người nhận", related_name="+")
    text = models.CharField("nội dung", max_length=900)
    url = models.CharField("địa chỉ", max_length=300)
    created_at = models.DateTimeField("lúc", default=timezone.now)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "thư báo"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at", "-created_at"], name="notice_inbox")]

    def __str__(self):
        return self.text
