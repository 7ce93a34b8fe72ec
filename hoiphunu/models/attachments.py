"""Files attached to a text: stored at once, public once a published revision lists them."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction

from hoiphunu import files
from hoiphunu.publishing import Public, PublicQuerySet
from hoiphunu.storage import kept_only_on_success, stem


def taken_in(upload) -> tuple[dict, str]:
    """Take `upload` through the file door and store it: ({file, extension, size, sha256}, its name for people).

    Call it inside `kept_only_on_success()`. Raises `files.FileRefused` or OSError.
    """
    clean = files.clean(upload)
    name = files.new_name(clean.extension)
    upload.seek(0)
    default_storage.save(name, ContentFile(upload.read()))
    facts = {"file": name, "extension": clean.extension, "size": clean.size, "sha256": clean.sha256}
    return facts, clean.display_name


def stored_content(name: str) -> bytes:
    """Raises OSError."""
    with default_storage.open(name) as stored:
        return stored.read()


class AttachedFileQuerySet(PublicQuerySet):
    def attached(self):
        return self.filter(is_attached=True)

    def stored_as(self, *names):
        return self.filter(file__in=names)

    def attach(self, owner, listed):
        """Make exactly the files `listed` ([{id, title, order, …}]) the owner's public ones."""
        wanted = {entry["id"]: entry for entry in listed}
        for stored in self.filter(**{self.model.owner_name: owner}):
            entry = wanted.get(stored.pk)
            stored.is_attached = entry is not None
            for name in self.model.listed_fields if entry else ():
                setattr(stored, name, entry.get(name, getattr(stored, name)))
            stored.save()


class AttachedFile(Public):
    """A stored file of the row its foreign key `owner_name` leads to; that key's reverse name is `files`."""

    owner_name = ""
    # What a revision says of each file.
    listed_fields = ("title", "order")

    title = models.CharField("tên tệp", max_length=200, blank=True, help_text="Ví dụ: Bản ký, Phụ lục 1")
    order = models.PositiveSmallIntegerField("thứ tự", default=10)
    file = models.FileField("tệp", max_length=120, editable=False)
    extension = models.CharField("đuôi", max_length=5, editable=False)
    size = models.PositiveBigIntegerField("dung lượng", default=0, editable=False)
    sha256 = models.CharField("dấu vân nội dung", max_length=64, editable=False)
    is_attached = models.BooleanField("đang dùng", default=False, editable=False)

    objects = AttachedFileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title or self.download_name

    @classmethod
    def from_upload(cls, owner, upload, title="", order=10):
        """Take `upload` through the file door and store it, not yet attached. Raises `files.FileRefused` or OSError."""
        with kept_only_on_success(), transaction.atomic():
            facts, name = taken_in(upload)
            return cls.objects.create(**{cls.owner_name: owner}, title=title or name, order=order, **facts)

    def listed(self):
        """The file as revisions keep it."""
        return {"id": self.pk, **{name: getattr(self, name) for name in self.listed_fields}}

    def rows_to_update(self):
        return [getattr(self, self.owner_name)]

    def stored_names(self):
        return [self.file.name]

    @property
    def download_name(self):
        return files.download_name(self.title, self.extension)

    @property
    def content_type(self):
        return files.CONTENT_TYPES[self.extension]

    def content(self) -> bytes:
        """Raises OSError."""
        return stored_content(self.file.name)

    def get_absolute_url(self):
        return default_storage.url(self.file.name)


class HasFiles:
    """The part of a `Publishable` that has attached files; comes before it among the bases."""

    def still_there(self, data):
        data = super().still_there(data)
        if "files" in data:
            kept = self.files.in_bulk([entry["id"] for entry in data["files"]])
            data["files"] = [entry for entry in data["files"] if entry["id"] in kept]
        return data

    def listed_files(self):
        """The files readers find, as revisions keep them."""
        return [f.listed() for f in self.files.attached()]

    @property
    def public_files(self):
        if not hasattr(self, "attached_files"):
            self.attached_files = list(self.files.attached())
        return self.attached_files

    def used_attachments(self):
        return [(stem(f.file.name), f.download_name) for f in self.files.all() if f.is_attached]

    def stored_names(self):
        return [name for stored in self.files.all() for name in stored.stored_names()]
