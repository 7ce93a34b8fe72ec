from django.db import models, transaction
from django.db.models import F, Sum

from announcements.models.document_files import DocumentFile


class DownloadCountQuerySet(models.QuerySet):
    def add_up(self, counts):
        """Add `counts`, {(stored name, first of the month): number}; files that are gone are dropped."""
        found = DocumentFile.objects.stored_as(*{name for name, _ in counts})
        files = {stored.file.name: stored for stored in found.defer("text")}
        with transaction.atomic():
            for (name, month), number in sorted(counts.items()):
                if name in files:
                    row, _ = self.get_or_create(file=files[name], month=month)
                    self.filter(pk=row.pk).update(count=F("count") + number)

    def totals(self, files):
        """{key of a file: number of downloads} of `files`."""
        rows = self.filter(file__in=files).order_by().values_list("file").annotate(Sum("count"))
        return dict(rows)


class DownloadCount(models.Model):
    """How often a file was downloaded in a month, and nothing else."""

    file = models.ForeignKey(DocumentFile, models.CASCADE, verbose_name="tệp", related_name="download_counts")
    month = models.DateField("tháng")
    count = models.PositiveIntegerField("lượt tải", default=0)

    objects = DownloadCountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "lượt tải văn bản"
        ordering = ["-month", "pk"]
        constraints = [models.UniqueConstraint("file", "month", name="downloads_of_a_month")]

    def __str__(self):
        return f"{self.file}, {self.month:%m/%Y}: {self.count}"
