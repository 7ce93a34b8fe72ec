from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from hoiphunu.models.attachments import stored_content, taken_in
from hoiphunu.storage import kept_only_on_success

KEPT_FOR = timedelta(days=30)
# A scan is recognised at five seconds a page; whoever is silent longer than this has stopped.
PATIENCE = timedelta(minutes=5)


class IntakeItemQuerySet(models.QuerySet):
    def among(self, keys):
        return self.filter(pk__in=keys)

    def with_key(self, pk):
        """The item with this key, or None."""
        return self.filter(pk=pk).first()

    def unread(self):
        return self.filter(status__in=[IntakeItem.Status.WAITING, IntakeItem.Status.READING])

    def stalled(self):
        """Items nobody has worked on for longer than a worker that runs would leave them."""
        return self.unread().filter(touched_at__lt=timezone.now() - PATIENCE)

    def twins(self, item):
        """Other items with the very same file."""
        return self.filter(sha256=item.sha256).exclude(pk=item.pk)

    def old(self):
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)

    def receive(self, upload, by):
        """Take `upload` through the file door and keep it to be read. Raises `files.FileRefused` or OSError."""
        with kept_only_on_success(), transaction.atomic():
            facts, name = taken_in(upload)
            return self.create(name=name, created_by_name=by.full_name, **facts)

    @transaction.atomic
    def discard(self):
        """Delete these items and, once that is certain, their files. How many."""
        names = list(self.values_list("file", flat=True))
        self.delete()
        transaction.on_commit(lambda: [default_storage.delete(name) for name in names], robust=True)
        return len(names)


class IntakeItem(models.Model):
    """A file handed in to become a document: what a machine read in it, until a person has looked at it."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Đang chờ xử lý"
        READING = "reading", "Đang đọc"
        READ = "read", "Đã đọc"
        UNREADABLE = "unreadable", "Không đọc được"

    file = models.FileField("tệp", max_length=120)
    name = models.CharField("tên tệp", max_length=200)
    extension = models.CharField("đuôi", max_length=5)
    size = models.PositiveBigIntegerField("dung lượng")
    sha256 = models.CharField("dấu vân nội dung", max_length=64)
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField("số trang đã đọc", default=0)
    total = models.PositiveIntegerField("số trang phải đọc", default=0)
    # A sentence for staff: why it could not be read, or what was left out.
    note = models.CharField("ghi chú", max_length=300, blank=True)
    # The fields of a `reading.Reading` but its text, dates as ISO strings.
    found = models.JSONField("máy đọc được", default=dict)
    text = models.TextField("chữ trong tệp", blank=True)
    pages = models.PositiveIntegerField("số trang", null=True)
    created_by_name = models.CharField("người gửi", max_length=150, blank=True)
    created_at = models.DateTimeField("nhận lúc", default=timezone.now)
    touched_at = models.DateTimeField("xử lý lúc", default=timezone.now)

    objects = IntakeItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tệp chờ tiếp nhận"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self):
        return self.name

    @property
    def is_unread(self):
        return self.status in (self.Status.WAITING, self.Status.READING)

    @property
    def is_stalled(self):
        return self.is_unread and self.touched_at < timezone.now() - PATIENCE

    def touch(self, status, **values):
        """Write down how far the reading is; nothing happens to an item discarded meanwhile."""
        values |= {"status": status, "touched_at": timezone.now()}
        IntakeItem.objects.among([self.pk]).update(**values)
        self.__dict__.update(values)

    def content(self) -> bytes:
        """Raises OSError."""
        return stored_content(self.file.name)
