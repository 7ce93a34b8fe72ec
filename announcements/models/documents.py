from collections import Counter

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from announcements import numbers, validity
from announcements.models.document_words import DocumentField, DocumentType, Issuer
from hoiphunu import richtext
from hoiphunu.editor import RichTextField
from hoiphunu.models import Photo
from hoiphunu.models.attachments import HasFiles
from hoiphunu.models.search import FoldedField
from hoiphunu.publishing import Publishable, PublishableQuerySet
from hoiphunu.search import Text
from hoiphunu.vietnamese import slugify, words


class LegalDocumentQuerySet(PublishableQuerySet):
    def for_list(self):
        files = self.model._meta.get_field("files").related_model.objects.attached().defer("text")
        return (
            self.select_related("kind", "issuer")
            .defer("body", "note", "folded", "signer_folded")
            .prefetch_related(models.Prefetch("files", files, to_attr="attached_files"))
        )

    def for_page(self):
        """As `for_list`, with the texts and the other issuers."""
        return self.for_list().defer(None).defer("folded", "signer_folded").prefetch_related("co_issuers", "fields")

    def with_sets(self):
        """With the words a document bears: its type, issuers and fields."""
        return self.select_related("kind", "issuer").prefetch_related("co_issuers", "fields")

    def identical(self, values):
        """The document of this number, first issuer and day ({field: value}), or None."""
        issuer, day = values.get("issuer"), values.get("issued_on")
        if not (values.get("number") and issuer and issuer.pk and day):
            return None
        same = self.filter(number_key=numbers.key(values["number"]), issuer=issuer, issued_on=day)
        return same.exclude(number_key="").first()

    def newest(self):
        return self.order_by("-issued_on", "-ordinal", "-pk")

    def matching(self, text):
        """Documents that hold every word of `text`, accents ignored, words begun counted; numbers however typed."""
        asked = numbers.asked(text)[:12]
        if text.strip() and not asked:
            return self.none()
        is_whole = numbers.is_question(text)  # the 77 of "kh 77" is not the beginning of 778
        return self.filter(folded__holds=[(word, is_whole) for word in asked]) if asked else self

    def numbered(self, number):
        """Those whose number is so written, in its normal form."""
        return self.filter(number=number)

    def same_number(self, document):
        """Others that bear the document's number, of its issuer, in the year or term in which it may be given once."""
        first, last = numbers.period(document.number, document.issued_on)
        issued = Q(issuer=document.issuer_id) | Q(co_issuers=document.issuer_id)
        same = self.filter(issued, number_key=document.number_key, issued_on__range=(first, last)).distinct()
        return same.exclude(number_key="").other_than(document).order_by("issued_on", "pk")

    def of_kinds(self, slugs):
        return self.filter(kind__slug__in=slugs)

    def by_issuer(self, slug):
        """Those it issued, alone or with others."""
        joint = self.model.co_issuers.through.objects.filter(issuer__slug=slug, legaldocument=models.OuterRef("pk"))
        return self.filter(Q(issuer__slug=slug) | models.Exists(joint))

    def in_field(self, slug):
        return self.filter(fields__slug=slug)

    def signed_by(self, name):
        """Documents whose signer's name holds the words of `name` in their order, accents ignored."""
        return self.filter(signer_folded__contains=f" {' '.join(words(name))} ") if words(name) else self.none()

    def in_year(self, year):
        return self.filter(year=year)

    def with_status(self, status, day):
        """Documents whose legal status on `day` is `status`."""
        return self.filter(validity.condition(status, day))

    def other_than(self, document):
        return self.exclude(pk=document.pk)

    def not_among(self, keys):
        return self.exclude(pk__in=keys)

    def near(self, document):
        """Published ones of the same fields; of the same type where it has none."""
        fields = [field.pk for field in document.fields.all()]
        same = self.model.fields.through.objects.filter(documentfield__in=fields, legaldocument=models.OuterRef("pk"))
        return self.published().other_than(document).filter(models.Exists(same) if fields else Q(kind=document.kind_id))

    def counts_by_issuer(self):
        """{key of an issuer: number of the documents it issued, alone or with others}."""
        alone = self.order_by().values_list("issuer").annotate(Count("pk"))
        joint = self.order_by().exclude(co_issuers=None).values_list("co_issuers").annotate(Count("pk"))
        found = Counter()
        for issuer, count in alone.union(joint, all=True):
            found[issuer] += count
        return dict(found)

    def counts_by_field(self):
        """{key of a field: number of documents}."""
        return dict(self.order_by().exclude(fields=None).values_list("fields").annotate(Count("pk")))

    def counts_by_kind_year_status(self, day):
        """[(key of a type, year, legal status on `day`, number of documents)]: three filters from one look."""
        status = validity.expression(day)
        rows = self.order_by().annotate(legal_status=status).values_list("kind", "year", "legal_status")
        return list(rows.annotate(Count("pk")))


class LegalDocument(HasFiles, Publishable):
    legal_dates = ("issued_on", "effective_on", *validity.ENDS)
    revised_sets = ("co_issuers", "fields", "relations", "files")
    revised_fields = (
        *("number", "kind", "summary", "issuer", "signer", "signer_position", "co_signers", *legal_dates),
        *("gazette_number", "gazette_on", "note", "body", "needs_check", "published_at", "expires_at"),
    )

    # Numbering restarts every year, so the number alone is not unique.
    number = models.CharField("số, ký hiệu", max_length=60, help_text="Ví dụ: 77/KH-BTV, 13/2022/QH15, hoặc Không số")
    slug = models.SlugField("địa chỉ", max_length=100, editable=False)
    kind = models.ForeignKey(DocumentType, models.PROTECT, verbose_name="loại văn bản", related_name="documents")
    summary = models.TextField("trích yếu", max_length=1000, help_text="Ví dụ: Phòng, chống bạo lực gia đình")
    issuer = models.ForeignKey(Issuer, models.PROTECT, verbose_name="cơ quan ban hành", related_name="documents")
    co_issuers = models.ManyToManyField(
        Issuer,
        blank=True,
        verbose_name="cùng ban hành",
        related_name="joint_documents",
        help_text="Các cơ quan khác của văn bản liên tịch; cơ quan ở trên đứng đầu.",
    )
    signer = models.CharField("người ký", max_length=150, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=150, blank=True, help_text="Ví dụ: Chủ tịch")
    co_signers = models.TextField(
        "người cùng ký",
        max_length=1000,
        blank=True,
        help_text="Mỗi dòng một người: họ tên, chức vụ. Ví dụ: Trần Thị Bình, Phó Chủ tịch",
    )
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
    body = RichTextField("toàn văn", blank=True, help_text="Có thể để trống khi đã có tệp bản ký.")
    needs_check = models.BooleanField(
        "cần kiểm tra", default=False, help_text="Số hoặc ngày chưa đối chiếu với bản gốc."
    )
    folded = FoldedField(editable=False, default="")
    signer_folded = models.TextField(editable=False, default="")
    year = models.PositiveSmallIntegerField(editable=False, default=0)
    # The number's tokens, and its place in its year: for telling twins and for sorting.
    number_key = models.CharField(max_length=80, editable=False, default="")
    ordinal = models.PositiveIntegerField(editable=False, default=0)

    objects = LegalDocumentQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = "văn bản"
        ordering = ["-issued_on", "-pk"]
        permissions = [("publish_legaldocument", "Được đăng và gỡ văn bản")]
        indexes = [
            # With all that the filters count by: PostgreSQL leaves the texts alone.
            models.Index(
                fields=["state", "-issued_on", "-ordinal", "-id"],
                include=["published_at", "expires_at", "kind", "issuer", "year", "effective_on", *validity.ENDS],
                name="document_newest_counted",
            ),
            models.Index(fields=["kind", "-issued_on", "-ordinal", "-id"], name="document_kind_newest"),
            models.Index(fields=["issuer", "-issued_on", "-ordinal", "-id"], name="document_issuer_newest"),
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
        self.year = self.issued_on.year
        self.slug = slugify(f"{self.kind.name} {self.number}", fallback="van-ban")
        names = " ".join(name for name, _ in self.signers)
        self.signer_folded = f" {' '.join(words(names))} "
        issuers = " ".join(issuer.name for issuer in self.issuers)
        said = words(f"{self.kind.name} {issuers} {self.summary} {names}")
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
    def has_number(self):
        return self.number != numbers.NO_NUMBER

    @property
    def choice_label(self):
        return f"{self}: {self.title}"

    @property
    def issuers(self):
        """All who issued it, the first one first."""
        return [self.issuer, *(self.co_issuers.all() if self.pk else [])]

    @property
    def signers(self):
        """[(name, position)] of all who signed it."""
        lines = [line.partition(",") for line in self.co_signers.splitlines() if line.strip()]
        others = [(name.strip(), position.strip()) for name, _, position in lines]
        return ([(self.signer, self.signer_position)] if self.signer else []) + others

    @property
    def status(self):
        return validity.status(self, timezone.localdate())

    def get_status_display(self):
        return self.status.label

    def related_data(self):
        if not self.pk:
            return {name: [] for name in self.revised_sets}
        return {
            "co_issuers": sorted(self.co_issuers.values_list("pk", flat=True)),
            "fields": sorted(self.fields.values_list("pk", flat=True)),
            "relations": [row.listed() for row in self.relations.with_documents()],
            "files": self.listed_files(),
        }

    def still_there(self, data):
        data = super().still_there(data)
        for name, model in (("fields", DocumentField), ("co_issuers", Issuer)):
            if name in data:
                data[name] = sorted(model.objects.in_bulk(data[name]))
        if "relations" in data:
            there = LegalDocument.objects.in_bulk([entry["target"] for entry in data["relations"]])
            data["relations"] = [entry for entry in data["relations"] if entry["target"] in there]
        return data

    def apply_related(self, data):
        if "fields" in data:
            self.fields.set(data["fields"])
        if "co_issuers" in data:
            self.co_issuers.set([pk for pk in data["co_issuers"] if pk != self.issuer_id])
        if "relations" in data:
            self.relations.relate(self, self.still_there({"relations": data["relations"]})["relations"])
        if "files" in data:
            self.files.attach(self, data["files"])

    def search_text(self):
        texts = [richtext.plain_text(self.note), richtext.plain_text(self.body)]
        texts += [stored.text for stored in self.files.all() if stored.is_attached]
        issuers, signers = (" ".join(names) for names in ([i.name for i in self.issuers], [n for n, _ in self.signers]))
        body = " ".join(text for text in (issuers, signers, *texts) if text)
        title = f"{self.number} {self.title}"
        return Text(self.get_absolute_url(), title, "", body, self.issued_on, keys=self.number_key)

    def used_files(self):
        photos = [*richtext.photo_ids(self.note), *richtext.photo_ids(self.body)]
        return self.used_attachments() + Photo.stored_files_of(photos)
