import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone

# So many different ones of a kind are kept; whoever makes up new ones fills no table.
MOST = 300
KEPT_DAYS = 180


class FaultQuerySet(models.QuerySet):
    def errors(self):
        return self.filter(kind=Fault.Kind.ERROR)

    def since(self, moment):
        return self.filter(last_at__gte=moment)

    def note(self, kind, what, place, **told):
        """Count this one more time; the first time at this `place`, keep it with what is `told` of it."""
        now, digest = timezone.now(), hashlib.blake2b(f"{kind}\0{what}\0{place}".encode(), digest_size=16).hexdigest()
        if self.filter(digest=digest).update(count=models.F("count") + 1, last_at=now, **told):
            return
        self.filter(last_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
        if self.filter(kind=kind).count() < MOST:
            row = Fault(digest=digest, kind=kind, what=what, place=place, first_at=now, last_at=now, **told)
            self.bulk_create([row], ignore_conflicts=True)


class Fault(models.Model):
    """Something went wrong at one place of the code, or a browser refused something at one place of a page.

    Nothing of whoever was there is kept: no address, no words that were typed, not even which article.
    """

    class Kind(models.TextChoices):
        ERROR = "error", "Lỗi của trang"
        BLOCKED = "blocked", "Trình duyệt đã chặn"

    digest = models.CharField(max_length=32, unique=True, editable=False)
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    what = models.CharField("điều gì", max_length=200)
    place = models.CharField("ở đâu", max_length=300)
    route = models.CharField("trang", max_length=100, blank=True)
    request = models.CharField("số yêu cầu gần nhất", max_length=64, blank=True)
    trace = models.TextField("đường đi trong mã", blank=True)
    count = models.PositiveIntegerField("số lần", default=1)
    first_at = models.DateTimeField("lần đầu")
    last_at = models.DateTimeField("gần nhất")

    objects = FaultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "sự cố"
        ordering = ["-last_at", "-pk"]

    def __str__(self):
        return f"{self.what} · {self.place}"
