from django.db import models
from django.utils import timezone

from hoiphunu.models import Commune


class HelpTallyQuerySet(models.QuerySet):
    def note(self, sent_at, commune_id, kind):
        """Count one request that is being erased."""
        key = {"month": timezone.localtime(sent_at).date().replace(day=1), "commune_id": commune_id, "kind": kind}
        if not self.filter(**key).update(count=models.F("count") + 1):
            self.create(**key, count=1)

    def between(self, first, last):
        """{(month, commune key, kind): count} of the months from `first` to `last`."""
        rows = self.filter(month__gte=first, month__lte=last)
        found = rows.values_list("month", "commune", "kind").annotate(total=models.Sum("count")).order_by()
        return {tuple(key): total for *key, total in found}


class HelpTally(models.Model):
    """How many erased requests came in a month, from where, of what kind: all that is left of them."""

    month = models.DateField("tháng")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, verbose_name="xã, phường", related_name="+")
    kind = models.CharField("loại việc", max_length=12, blank=True)
    count = models.PositiveIntegerField("số yêu cầu", default=0)

    objects = HelpTallyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "số yêu cầu đã xoá"
        ordering = ["-month", "pk"]

    def __str__(self):
        return f"{self.month:%m/%Y}: {self.count}"
