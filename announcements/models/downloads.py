from django.db import models, transaction
from django.db.models import F, Sum

from announcements.models.consultations import ConsultationFile
from announcements.models.document_files import DocumentFile


class DownloadCountQuerySet(models.QuerySet):
    def add_up(self, counts):
        """Add `counts`, {(stored name, first of the month): number}; files of other nouns, or gone, are passed over."""
        stored_files = self.model._meta.get_field("file").related_model.objects
        files = dict(stored_files.stored_as(*{name for name, _ in counts}).order_by().values_list("file", "pk"))
        with transaction.atomic():
            for (name, month), number in sorted(counts.items()):
                if name in files:
                    row, _ = self.get_or_create(file_id=files[name], month=month)
                    self.filter(pk=row.pk).update(count=F("count") + number)

    def totals(self, files):
        """{key of a file: number of downloads} of `files`."""
        rows = self.filter(file__in=files).order_by().values_list("file").annotate(Sum("count"))
        return dict(rows)

    def tell(self, files):
        """Set `downloads` of each of `files`."""
        totals = self.totals(files) if files else {}
        for stored in files:
            stored.downloads = totals.get(stored.pk, 0)


class MonthOfDownloads(models.Model):
    """How often a file was downloaded in a month, and nothing else."""

    month = models.DateField("tháng")
    count = models.PositiveIntegerField("lượt tải", default=0)

    objects = DownloadCountQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-month", "pk"]

    def __str__(self):
        return f"{self.file}, {self.month:%m/%Y}: {self.count}"


class DownloadCount(MonthOfDownloads):
    file = models.ForeignKey(DocumentFile, models.CASCADE, verbose_name="tệp", related_name="download_counts")

    class Meta(MonthOfDownloads.Meta):
        verbose_name = verbose_name_plural = "lượt tải văn bản"
        constraints = [models.UniqueConstraint("file", "month", name="downloads_of_a_month")]


class DraftDownloadCount(MonthOfDownloads):
    file = models.ForeignKey(ConsultationFile, models.CASCADE, verbose_name="tệp", related_name="download_counts")

    class Meta(MonthOfDownloads.Meta):
        verbose_name = verbose_name_plural = "lượt tải dự thảo"
        constraints = [models.UniqueConstraint("file", "month", name="draft_downloads_of_a_month")]
