from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from hoiphunu import images, renditions
from hoiphunu.models.files import FileUse
from hoiphunu.models.revisions import Revision
from hoiphunu.publishing import Public, PublicQuerySet
from hoiphunu.storage import kept_only_on_success, stem
from hoiphunu.vietnamese import words

# The words of a search in the library that count.
MOST_WORDS = 12


class PhotoQuerySet(PublicQuerySet):
    def without_alt(self):
        return self.filter(alt="")

    def of(self, user):
        return self.filter(created_by=user)

    def by_ids(self, ids):
        return self.filter(pk__in=list(ids))

    def other_than(self, ids):
        return self.exclude(pk__in=list(ids))

    def matching(self, text):
        """Photos whose description, caption, source or uploader holds every word of `text`, accents ignored."""
        asked = words(text)[:MOST_WORDS]
        if text.strip() and not asked:
            return self.none()
        for word in asked:
            self = self.filter(folded__contains=word)
        return self

    def same_picture(self, content_hash):
        """The oldest photo with these pixels, or None."""
        return self.filter(content_hash=content_hash).order_by("created_at", "pk").first()


class Photo(Public):
    file = models.FileField("tệp ảnh", max_length=120, editable=False)
    extension = models.CharField("đuôi", max_length=4, editable=False)
    content_hash = models.CharField("dấu vân nội dung", max_length=64, db_index=True, editable=False)
    width = models.PositiveIntegerField("rộng", editable=False)
    height = models.PositiveIntegerField("cao", editable=False)
    alt = models.CharField(
        "mô tả ảnh",
        max_length=300,
        blank=True,
        help_text="Cho người không nhìn thấy ảnh. Ví dụ: Chị em trồng hành tím trên ruộng. Cần có trước khi đăng.",
    )
    caption = models.CharField("chú thích", max_length=300, blank=True, help_text="Hiện dưới ảnh.")
    credit = models.CharField("nguồn ảnh", max_length=120, blank=True, help_text="Ví dụ: Ảnh: Ngọc Bích")
    focal_x = models.FloatField("tâm ảnh, ngang", default=0.5, help_text="0 là mép trái, 1 là mép phải.")
    focal_y = models.FloatField("tâm ảnh, dọc", default=0.5, help_text="0 là mép trên, 1 là mép dưới.")
    created_by = models.ForeignKey(
        "hoiphunu.User", models.SET_NULL, null=True, editable=False, verbose_name="người tải lên", related_name="+"
    )
    created_by_name = models.CharField("tên người tải lên", max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField("tải lên lúc", default=timezone.now, editable=False)
    folded = models.TextField(editable=False, default="")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ảnh"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_focal_point",
                condition=models.Q(focal_x__range=(0, 1)) & models.Q(focal_y__range=(0, 1)),
                violation_error_message="Tâm ảnh phải nằm trong khoảng từ 0 đến 1.",
            )
        ]

    def __str__(self):
        return self.alt or self.caption or f"Ảnh {self.pk}"

    def save(self, *args, **kwargs):
        self.folded = " ".join(words(f"{self.alt} {self.caption} {self.credit} {self.created_by_name}"))
        super().save(*args, **kwargs)

    @classmethod
    def from_upload(cls, upload, by=None, **texts):
        """Take `upload` (a file object) through the image door and store it with its renditions.

        `texts`: alt, caption, credit, focal_x, focal_y. Raises `images.ImageRefused`; OSError when storing fails, with
        nothing left behind.
        """
        return cls.store(images.clean(upload), by, **texts)

    @classmethod
    def store(cls, image, by=None, **texts):
        """Store an `images.CleanImage`; see `from_upload`."""
        with kept_only_on_success(), transaction.atomic():
            photo = cls(created_by=by, created_by_name=by.full_name if by else "", **texts)
            photo.take_file(image)
            photo.save()
            return photo

    def take_file(self, image):
        """Store an `images.CleanImage` under new names and make it this photo's file; the row is not saved.

        Any former files stay; call it inside `kept_only_on_success`.
        """
        self.file = renditions.new_name(image.extension)
        default_storage.save(self.file.name, ContentFile(image.content))
        for ending, content in image.renditions.items():
            default_storage.save(stem(self.file.name) + ending, ContentFile(content))
        self.extension, self.content_hash = image.extension, image.content_hash
        self.width, self.height = image.width, image.height
        if (self.focal_x, self.focal_y) != (0.5, 0.5):
            self.cut_open_graph()

    def cut_open_graph(self):
        """Cut the preview picture anew around the focal point."""
        with default_storage.open(self.file.name) as master:
            content = renditions.open_graph(master.read(), self.focal_x, self.focal_y)
        name = renditions.open_graph_name(self.file.name)
        default_storage.replace(name, ContentFile(content))

    @property
    def sources(self):
        """[(width, WebP address, address in the master's own format)], narrowest first; the last is the whole photo."""
        name, address = self.file.name, default_storage.url
        smaller = [
            (
                width,
                address(renditions.rendition_name(name, width, "webp")),
                address(renditions.rendition_name(name, width, self.extension)),
            )
            for width in renditions.widths_for(self.width)
        ]
        return [*smaller, (self.width, address(renditions.rendition_name(name, None, "webp")), address(name))]

    def widest(self, width):
        """(width, address in the master's own format) of the largest size that is no wider than `width` pixels."""
        fitting = [(wide, own) for wide, _, own in self.sources if wide <= width]
        return fitting[-1] if fitting else (self.width, self.url)

    @property
    def url(self):
        return default_storage.url(self.file.name)

    @property
    def open_graph_url(self):
        return default_storage.url(renditions.open_graph_name(self.file.name))

    def stored_files(self):
        """[(stem of the stored names, reader's name)]: one stem stands for the photo and all its renditions."""
        return [(stem(self.file.name), "")]

    @classmethod
    def stored_files_of(cls, ids):
        """`stored_files` of the photos with these ids; ids that do not exist are passed over."""
        return [(stem(name), "") for name in cls.objects.by_ids(ids).values_list("file", flat=True)]

    def in_use(self) -> bool:
        """Whether some text, draft or public, still shows the photo."""
        return Revision.objects.mentioning(self).exists() or FileUse.objects.named(stem(self.file.name)).exists()

    def stored_names(self):
        """The names of all its files."""
        return [self.file.name, *renditions.names(self.file.name, self.width)]
