from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from announcements import numbers, validity
from hoiphunu import files, richtext
from hoiphunu.editor import RichTextField
from hoiphunu.models import Photo
from hoiphunu.models.attachments import AttachedFile, HasFiles
from hoiphunu.publishing import Public, PublicQuerySet, Publishable, PublishableQuerySet
from hoiphunu.search import Text
from hoiphunu.slugs import save_with_slug
from hoiphunu.vietnamese import slugify, words


class NamedQuerySet(PublicQuerySet):
    def with_documents(self, now=None):
        """Those that published documents use, with their number as `count`."""
        live = LegalDocument.objects.published(now)
        return self.annotate(count=Count("documents", filter=Q(documents__in=live), distinct=True)).filter(count__gt=0)


class Named(Public):
    """A word staff choose from a list, and readers filter by."""

    name = models.CharField("tên", max_length=200)
    slug = models.SlugField("địa chỉ", max_length=90, unique=True, editable=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        with transaction.atomic():
            save_with_slug(self, super().save, self.name, "muc", *args, **kwargs)
            for document in self.documents.all():
                document.save(update_fields=["slug", "folded"])  # both hold the name


class DocumentType(Named):
    has_proper_name = models.BooleanField(
        "có tên riêng", default=False, help_text="Luật, Bộ luật, Pháp lệnh: tên giữ chữ hoa (Luật Phòng, chống …)."
    )

    class Meta(Named.Meta):
        verbose_name = verbose_name_plural = "loại văn bản"


class Issuer(Named):
    class Meta(Named.Meta):
        verbose_name = verbose_name_plural = "cơ quan ban hành"


class DocumentField(Named):
    class Meta(Named.Meta):
        verbose_name = verbose_name_plural = "lĩnh vực"


class LegalDocumentQuerySet(PublishableQuerySet):
    def for_list(self):
        return self.select_related("kind", "issuer").prefetch_related(
            models.Prefetch("files", DocumentFile.objects.attached(), to_attr="attached_files")
        )

    def newest(self):
        return self.order_by("-issued_on", "-ordinal", "-pk")

    def matching(self, text):
        """Documents that hold every word of `text`, accents ignored, words begun counted; numbers however typed."""
        asked = numbers.asked(text)[:12]
        if text.strip() and not asked:
            return self.none()
        end = " " if numbers.is_question(text) else ""  # the 77 of "kh 77" is not the beginning of 778
        for word in asked:
            self = self.filter(folded__contains=f" {word}{end}")
        return self

    def same_number(self, document):
        """Others that bear the document's number, of its issuer, in the year or term in which it may be given once."""
        first, last = numbers.period(document.number, document.issued_on)
        same = self.filter(number_key=document.number_key, issuer=document.issuer_id, issued_on__range=(first, last))
        return same.exclude(number_key="").other_than(document).order_by("issued_on", "pk")

    def of_kinds(self, slugs):
        return self.filter(kind__slug__in=slugs)

    def by_issuer(self, slug):
        return self.filter(issuer__slug=slug)

    def in_field(self, slug):
        return self.filter(fields__slug=slug)

    def signed_by(self, name):
        """Documents whose signer's name holds the words of `name` in their order, accents ignored."""
        return self.filter(signer_folded__contains=f" {' '.join(words(name))} ") if words(name) else self.none()

    def in_year(self, year):
        return self.filter(issued_on__year=year)

    def with_status(self, status, day):
        """Documents whose legal status on `day` is `status`."""
        return self.filter(validity.condition(status, day))

    def other_than(self, document):
        return self.exclude(pk=document.pk)

    def near(self, document):
        """Published ones of the same fields or type."""
        fields = document.fields.all()
        return self.published().other_than(document).filter(Q(fields__in=fields) | Q(kind=document.kind_id)).distinct()

    def years(self):
        return [day.year for day in self.dates("issued_on", "year", order="DESC")]


class LegalDocument(HasFiles, Publishable):
    legal_dates = ("issued_on", "effective_on", "partly_expired_on", "suspended_on", "resumed_on", "expired_on")
    revised_sets = ("fields", "files")
    revised_fields = (
        *("number", "kind", "summary", "issuer", "signer", "signer_position", *legal_dates),
        *("gazette_number", "gazette_on", "note", "needs_check", "published_at", "expires_at"),
    )

    # Numbering restarts every year, so the number alone is not unique.
    number = models.CharField("số, ký hiệu", max_length=60, help_text="Ví dụ: 77/KH-BTV, 13/2022/QH15, hoặc Không số")
    slug = models.SlugField("địa chỉ", max_length=100, editable=False)
    kind = models.ForeignKey(DocumentType, models.PROTECT, verbose_name="loại văn bản", related_name="documents")
    summary = models.TextField("trích yếu", max_length=1000, help_text="Ví dụ: Phòng, chống bạo lực gia đình")
    issuer = models.ForeignKey(Issuer, models.PROTECT, verbose_name="cơ quan ban hành", related_name="documents")
    signer = models.CharField("người ký", max_length=150, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=150, blank=True, help_text="Ví dụ: Chủ tịch")
    fields = models.ManyToManyField(DocumentField, blank=True, verbose_name="lĩnh vực", related_name="documents")
    issued_on = models.DateField("ngày ban hành", help_text="Ví dụ: 14/11/2022")
    effective_on = models.DateField("ngày có hiệu lực", null=True, blank=True)
    expired_on = models.DateField(
        "ngày hết hiệu lực", null=True, blank=True, help_text="Từ ngày này không còn hiệu lực."
    )
    partly_expired_on = models.DateField(
        "ngày hết hiệu lực một phần", null=True, blank=True, help_text="Ngày một số điều bị sửa đổi hoặc bãi bỏ."
    )
    suspended_on = models.DateField("ngày ngưng hiệu lực", null=True, blank=True)
    resumed_on = models.DateField("ngày có hiệu lực trở lại", null=True, blank=True)
    gazette_number = models.CharField("số công báo", max_length=40, blank=True, help_text="Ví dụ: 893 + 894")
    gazette_on = models.DateField("ngày công báo", null=True, blank=True)
    note = RichTextField("tóm tắt dễ hiểu", blank=True)
    needs_check = models.BooleanField(
        "cần kiểm tra", default=False, help_text="Số hoặc ngày chưa đối chiếu với bản gốc."
    )
    folded = models.TextField(editable=False, default="")
    signer_folded = models.CharField(max_length=160, editable=False, default="")
    # The number's tokens, and its place in its year: for telling twins and for sorting.
    number_key = models.CharField(max_length=80, editable=False, default="")
    ordinal = models.PositiveIntegerField(editable=False, default=0)

    objects = LegalDocumentQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = "văn bản"
        ordering = ["-issued_on", "-pk"]
        permissions = [("publish_legaldocument", "Được đăng và gỡ văn bản")]
        indexes = [
            models.Index(fields=["state", "-issued_on", "-id"], name="document_newest"),
            models.Index(fields=["number_key", "issuer"], name="document_number"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="document_expires_after_effect",
                condition=Q(expired_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(expired_on__gte=models.F("effective_on")),
                violation_error_message="Ngày hết hiệu lực phải sau ngày có hiệu lực.",
            ),
        ]

    def __str__(self):
        return f"{self.number} ({self.issued_on:%d/%m/%Y})"

    def derive(self):
        """Set what follows from the typed fields: the number's normal form and key, the address, the folded words."""
        self.number = numbers.normal(self.number)
        self.number_key = numbers.key(self.number)
        self.ordinal = numbers.ordinal(self.number)
        self.slug = slugify(f"{self.kind.name} {self.number}", fallback="van-ban")
        self.signer_folded = f" {' '.join(words(self.signer))} "
        said = words(f"{self.kind.name} {self.issuer.name} {self.summary} {self.signer}")
        self.folded = f" {' '.join([*numbers.asked(self.number), *said])} "

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("announcements:document-detail", args=[self.slug, self.pk])

    @property
    def title(self):
        if self.kind.has_proper_name or not self.summary[1:2].islower():  # "UBND tỉnh …" stays as it is
            return f"{self.kind.name} {self.summary}"
        return f"{self.kind.name} {self.summary[:1].lower()}{self.summary[1:]}"

    @property
    def status(self):
        return validity.status(self, timezone.localdate())

    def get_status_display(self):
        return self.status.label

    def related_data(self):
        if not self.pk:
            return {"fields": [], "files": []}
        return {
            "fields": sorted(self.fields.values_list("pk", flat=True)),
            "files": self.listed_files(),
        }

    def still_there(self, data):
        data = super().still_there(data)
        if "fields" in data:
            data["fields"] = sorted(DocumentField.objects.in_bulk(data["fields"]))
        return data

    def apply_related(self, data):
        if "fields" in data:
            self.fields.set(data["fields"])
        if "files" in data:
            DocumentFile.objects.attach(self, data["files"])

    def search_text(self):
        note = richtext.plain_text(self.note)
        body = f"{self.issuer.name} {self.signer} {note} {self.number_key}".strip()
        return Text(self.get_absolute_url(), f"{self.number} {self.title}", "", body, self.issued_on)

    def used_files(self):
        return self.used_attachments() + Photo.stored_files_of(richtext.photo_ids(self.note))


class DocumentFile(AttachedFile):
    owner_name = "document"

    document = models.ForeignKey(LegalDocument, models.CASCADE, verbose_name="văn bản", related_name="files")

    class Meta(AttachedFile.Meta):
        verbose_name = verbose_name_plural = "tệp văn bản"

    @property
    def download_name(self):
        return files.download_name(f"{self.document.number} {self.title}", self.extension)
