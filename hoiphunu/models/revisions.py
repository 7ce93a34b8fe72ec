from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from hoiphunu.models.transitions import Transition


class RevisionQuerySet(models.QuerySet):
    def of(self, row):
        return self.filter(kind=row._meta.label_lower, object_id=row.pk)

    def mentioning(self, photo):
        """Revisions whose text or cover holds `photo`."""
        return self.filter(models.Q(data__icontains=f'data-photo=\\"{photo.pk}\\"') | models.Q(data__cover=photo.pk))

    def of_model(self, model):
        return self.filter(kind=model._meta.label_lower)

    def numbered(self, number: int):
        """The one with this number. Raises Revision.DoesNotExist."""
        return self.get(number=number)

    def for_list(self):
        return self.defer("data")

    def newest(self):
        """Of each row the newest only: what is being written."""
        newer = Revision.objects.filter(
            kind=models.OuterRef("kind"), object_id=models.OuterRef("object_id"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer))

    def keys_of_rows(self):
        """The (kind, key) of the rows they belong to, each once."""
        return set(self.order_by().values_list("kind", "object_id"))


class Revision(models.Model):
    kind = models.CharField("loại", max_length=60)
    object_id = models.PositiveBigIntegerField("mã")
    number = models.PositiveIntegerField("số")
    data = models.JSONField("nội dung", encoder=DjangoJSONEncoder)
    note = models.CharField("việc đã làm", max_length=20, blank=True)
    created_by = models.ForeignKey(
        "hoiphunu.User", models.SET_NULL, null=True, verbose_name="người viết", related_name="+"
    )
    # Kept beside the account, so that the history survives it.
    created_by_name = models.CharField("tên người viết", max_length=150, blank=True)
    created_at = models.DateTimeField("lúc", default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bản ghi"
        ordering = ["-number", "-pk"]
        constraints = [models.UniqueConstraint("kind", "object_id", "number", name="revision_number")]

    @property
    def what(self):
        """What was done by it, in words."""
        step, _, number = self.note.partition(":")
        if step == "restore":
            return f"Lấy lại bản {number}"
        return dict(Transition.Step.choices).get(step, "Lưu")

    def __str__(self):
        return f"Bản {self.number}, {timezone.localtime(self.created_at):%H:%M %d/%m/%Y}, {self.created_by_name}"
