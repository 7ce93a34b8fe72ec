from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

# The page says every 15 seconds that it is still open.
THERE = timedelta(seconds=45)
KEPT = timedelta(days=30)


class OpenFormQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def of_row(self, model, pk):
        """Forms of one row; `pk` None for rows that are still to be made."""
        return self.filter(kind=model._meta.label_lower, object_id=pk or 0)

    def of_form(self, key: str):
        return self.filter(key=key)

    def other_than(self, key: str):
        return self.exclude(key=key)

    def of_others(self, user):
        return self.exclude(user=user)

    def typed_in(self):
        return self.exclude(typed_at=None).order_by("-typed_at")

    def there(self):
        """Those that somebody has before her now."""
        return self.filter(seen_at__gt=timezone.now() - THERE)

    def give_to(self, user):
        """Let `user` find what was typed in them."""
        return self.typed_in().update(user=user)

    def with_key(self, pk):
        return self.filter(pk=pk).first()

    def over(self):
        """Forms that were left empty, and what nobody has asked for in thirty days."""
        now = timezone.now()
        return self.filter(Q(seen_at__lt=now - KEPT) | Q(typed_at=None, seen_at__lt=now - timedelta(days=1)))


class OpenForm(models.Model):
    """A form that somebody has or had open: who is there, and what she typed and has not saved."""

    # What was typed is of nobody's concern once the account is gone.
    user = models.ForeignKey("hoiphunu.User", models.CASCADE, verbose_name="người gõ", related_name="+")
    key = models.CharField("khoá của mẫu", max_length=64)
    kind = models.CharField("loại", max_length=60)
    object_id = models.PositiveBigIntegerField("mã", default=0)
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    seen_at = models.DateTimeField("còn mở lúc", default=timezone.now, db_index=True)
    typed = models.JSONField("chữ đã gõ", default=dict)
    typed_at = models.DateTimeField("gõ lúc", null=True)
    taken_by_name = models.CharField("người sửa tiếp", max_length=150, blank=True)
    taken_at = models.DateTimeField("sửa tiếp lúc", null=True)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "mẫu đang mở"
        ordering = ["opened_at", "pk"]
        constraints = [models.UniqueConstraint("user", "key", name="openform_once")]
        indexes = [models.Index(fields=["kind", "object_id"], name="openform_row")]

    def __str__(self):
        return f"{self.kind} {self.object_id}, {timezone.localtime(self.seen_at):%H:%M %d/%m/%Y}"
