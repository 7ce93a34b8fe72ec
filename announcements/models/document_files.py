from django.db import models

from announcements.models.documents import LegalDocument
from hoiphunu import files
from hoiphunu.models.attachments import AttachedFile, AttachedFileQuerySet


class DocumentFileQuerySet(AttachedFileQuerySet):
    def with_key(self, pk):
        """The file with this key, or None."""
        return self.filter(pk=pk).first()

    def never_read(self, extensions):
        return self.filter(pages=None, extension__in=extensions)

    def twins(self, sha256):
        """Files with the very same content."""
        return self.filter(sha256=sha256).select_related("document")


class DocumentFile(AttachedFile):
    owner_name = "document"
    listed_fields = ("part", *AttachedFile.listed_fields)

    class Part(models.TextChoices):
        SIGNED = "signed", "Bản ký"
        EDITABLE = "editable", "Bản Word"
        ANNEX = "annex", "Phụ lục"
        OTHER = "other", "Tệp khác"

    document = models.ForeignKey(LegalDocument, models.CASCADE, verbose_name="văn bản", related_name="files")
    part = models.CharField("là", max_length=8, choices=Part, default=Part.SIGNED)
    pages = models.PositiveIntegerField("số trang", null=True, blank=True, editable=False)
    # What a machine read in it: searched, never printed.
    text = models.TextField("chữ trong tệp", blank=True, default="", editable=False)

    objects = DocumentFileQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        verbose_name = verbose_name_plural = "tệp văn bản"

    @property
    def download_name(self):
        return files.download_name(f"{self.document.number} {self.title}", self.extension)
