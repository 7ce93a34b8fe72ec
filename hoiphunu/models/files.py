from django.db import models
from django.utils import timezone


class FileUseQuerySet(models.QuerySet):
    def visible(self, now=None):
        now = now or timezone.now()
        return self.filter(visible_from__lte=now).exclude(visible_until__lte=now)

    def named(self, name):
        return self.filter(name=name)

    def record(self, rows):
        """Write anew which stored files the rows show, and when."""
        self.drop(rows)
        uses = []
        for row in rows:
            window = row.visible_window()
            if window is None:
                continue
            uses += [
                FileUse(
                    name=name,
                    reader_name=reader_name,
                    kind=row.noun(),
                    object_id=row.pk,
                    visible_from=window[0],
                    visible_until=window[1],
                )
                for name, reader_name in dict(row.used_files()).items()
            ]
        self.bulk_create(uses)

    def drop(self, rows):
        for kind, keys in _by_kind(rows).items():
            self.filter(kind=kind, object_id__in=keys).delete()


def _by_kind(rows):
    kinds = {}
    for row in rows:
        kinds.setdefault(row.noun(), []).append(row.pk)
    return kinds


class FileUse(models.Model):
    """A stored file that a public row shows, while it does. `/tep/` serves readers nothing else."""

    name = models.CharField("tên lưu", max_length=120, db_index=True)
    reader_name = models.CharField("tên khi tải về", max_length=200, blank=True)
    kind = models.CharField("loại", max_length=40)
    object_id = models.PositiveBigIntegerField("mã")
    visible_from = models.DateTimeField("từ")
    visible_until = models.DateTimeField("đến", null=True)

    objects = FileUseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "nơi dùng tệp"
        indexes = [models.Index(fields=["kind", "object_id"], name="fileuse_row")]

    def __str__(self):
        return f"{self.name} ({self.kind} {self.object_id})"
