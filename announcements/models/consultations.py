from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from announcements import stages
from announcements.models.document_words import DocumentField, Issuer
from announcements.models.documents import LegalDocument
from announcements.stages import Stage
from hoiphunu import richtext
from hoiphunu.editor import RichTextField
from hoiphunu.models import Photo
from hoiphunu.models.attachments import AttachedFile, HasFiles
from hoiphunu.publishing import Publishable, PublishableQuerySet
from hoiphunu.search import Text
from hoiphunu.vietnamese import slugify


class ConsultationQuerySet(PublishableQuerySet):
    def for_list(self):
        return self.select_related("drafter").defer("body")

    def for_page(self):
        """With all it says, the document that came of it, its files and fields."""
        attached = ConsultationFile.objects.attached()
        with_files = models.Prefetch("files", attached, to_attr="attached_files")
        return self.select_related("drafter", "result").prefetch_related(with_files, "fields")

    def in_stage(self, stage, day):
        """Those that stand so on `day`."""
        return self.filter(stages.condition(stage, day))

    def due_a_digest(self, day):
        """Published ones that are over on `day` and say nothing yet of what was heard; the longest over first."""
        return self.published().in_stage(Stage.CLOSED, day).order_by("ends_on", "pk")

    def with_opinions(self):
        """With the numbers of opinions `received` and `waiting`."""
        new = Q(opinions__state="new")
        return self.annotate(received=models.Count("opinions"), waiting=models.Count("opinions", filter=new))

    def in_order(self, day):
        """Those open on `day` first, those to come, then those that are over."""
        return self.order_by(*stages.order(day))

    def newest(self):
        return self.order_by("-published_at", "-pk")

    def behind(self, document):
        """Those that `document` came of."""
        return self.filter(result=document).order_by("starts_on", "pk")

    def in_field(self, slug):
        return self.filter(fields__slug=slug)

    def counts_by_stage(self, day) -> dict:
        """{stage on `day`: number of consultations}."""
        counts = {each.value: models.Count("pk", filter=stages.condition(each, day)) for each in Stage}
        return self.order_by().aggregate(**counts)

    def counts_by_field(self) -> dict:
        """{key of a field: number of consultations}."""
        return dict(self.order_by().exclude(fields=None).values_list("fields").annotate(models.Count("pk")))


class Consultation(HasFiles, Publishable):
    """A draft on which readers are asked for their opinion, and what became of what they said."""

    revised_sets = ("fields", "files")
    revised_fields = (
        *("title", "summary", "body", "drafter", "starts_on", "ends_on", "digest", "digest_on", "result"),
        *("published_at", "expires_at"),
    )

    title = models.CharField("tên dự thảo", max_length=300, help_text="Ví dụ: Dự thảo Kế hoạch hoạt động năm 2026")
    slug = models.SlugField("địa chỉ", max_length=100, editable=False)
    summary = models.TextField(
        "tóm tắt", max_length=1000, blank=True, help_text="Dự thảo nói về gì, cần hỏi ý kiến điều gì."
    )
    body = RichTextField("nội dung cần lấy ý kiến", blank=True, help_text="Có thể để trống khi đã có tệp dự thảo.")
    drafter = models.ForeignKey(Issuer, models.PROTECT, verbose_name="cơ quan soạn thảo", related_name="consultations")
    fields = models.ManyToManyField(DocumentField, blank=True, verbose_name="lĩnh vực", related_name="consultations")
    starts_on = models.DateField("nhận ý kiến từ ngày", help_text="Ví dụ: 01/07/2025")
    ends_on = models.DateField("đến hết ngày", help_text="Nhận đến 23:59:59 của ngày này.")
    digest = RichTextField(
        "tổng hợp, tiếp thu, giải trình", blank=True, help_text="Đã nhận những ý kiến gì, tiếp thu gì, vì sao không."
    )
    digest_on = models.DateField(
        "ngày công bố tổng hợp",
        null=True,
        blank=True,
        help_text="Từ ngày này người đọc thấy bản tổng hợp. Để trống: ngay khi hết hạn.",
    )
    result = models.ForeignKey(
        LegalDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="văn bản đã ban hành",
        related_name="consultations",
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = "lấy ý kiến dự thảo"
        ordering = ["-starts_on", "-pk"]
        permissions = [("publish_consultation", "Được đăng và gỡ lấy ý kiến dự thảo")]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="consultation_ends_after_start",
                condition=Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="Ngày cuối không thể trước ngày bắt đầu.",
            ),
            models.CheckConstraint(
                name="consultation_digest_after_end",
                condition=Q(digest_on__isnull=True) | Q(digest_on__gt=models.F("ends_on")),
                violation_error_message="Công bố tổng hợp sau ngày cuối lấy ý kiến.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.slug = slugify(self.title, fallback="du-thao")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("announcements:consultation-detail", args=[self.slug, self.pk])

    def get_opinion_url(self):
        return reverse("announcements:opinion", args=[self.slug, self.pk])

    @property
    def stage(self):
        return stages.stage(self, timezone.localdate())

    @property
    def stage_shown(self):
        return stages.label(self, timezone.localdate())

    @property
    def is_open(self):
        return self.stage == Stage.OPEN

    @property
    def is_digested(self):
        return self.stage == Stage.DIGESTED

    @property
    def public_result(self):
        """The document that came of it, where readers can open it."""
        return self.result if self.result and self.result.is_published else None

    def apply(self, data):
        super().apply(data)
        # What came of it may have been deleted since it was written down.
        self.result = LegalDocument.objects.with_key(self.result_id) if self.result_id else None

    def related_data(self):
        if not self.pk:
            return {name: [] for name in self.revised_sets}
        return {"fields": sorted(self.fields.values_list("pk", flat=True)), "files": self.listed_files()}

    def still_there(self, data):
        data = super().still_there(data)
        if "fields" in data:
            data["fields"] = sorted(DocumentField.objects.in_bulk(data["fields"]))
        return data

    def apply_related(self, data):
        if "fields" in data:
            self.fields.set(data["fields"])
        if "files" in data:
            self.files.attach(self, data["files"])

    def search_text(self):
        # The digest waits for its day, which the index knows nothing of.
        said = f"{self.drafter.name} {richtext.plain_text(self.body)}"
        return Text(self.get_absolute_url(), self.title, self.summary, said, self.starts_on)

    def used_files(self):
        photos = [*richtext.photo_ids(self.body), *richtext.photo_ids(self.digest)]
        return self.used_attachments() + Photo.stored_files_of(photos)


class ConsultationFile(AttachedFile):
    owner_name = "consultation"
    listed_fields = ("part", *AttachedFile.listed_fields)

    class Part(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        EXPLANATION = "explain", "Tờ trình"
        OTHER = "other", "Tài liệu kèm theo"

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, verbose_name="lấy ý kiến dự thảo", related_name="files"
    )
    part = models.CharField("là", max_length=8, choices=Part, default=Part.DRAFT)

    class Meta(AttachedFile.Meta):
        verbose_name = verbose_name_plural = "tệp dự thảo"
