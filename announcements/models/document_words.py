"""The words documents are sorted by: types, issuers, fields of work."""

from django.db import models, transaction
from django.db.models import Count

from announcements.document_types import shipped
from hoiphunu.publishing import Public, PublicQuerySet
from hoiphunu.slugs import save_with_slug


class NamedQuerySet(PublicQuerySet):
    def with_documents(self, now=None):
        """Those that published documents bear, with their number as `count`."""
        documents = self.model._meta.get_field("documents").related_model
        live = documents.objects.published(now)
        return self.annotate(count=Count("documents", filter=models.Q(documents__in=live), distinct=True)).filter(
            count__gt=0
        )

    def named(self, name):
        """The one of this name, or None."""
        return self.filter(name=name).first()


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
            for document in self.documents_that_say_it():
                document.save(update_fields=["slug", "folded"])  # both hold the name

    def documents_that_say_it(self):
        return self.documents.all()


class DocumentTypeQuerySet(NamedQuerySet):
    def load_shipped(self) -> int:
        """Add the types that come with the site and are not there yet, by name. How many."""
        known = set(self.values_list("name", flat=True))
        missing = [kind for kind in shipped() if kind.name not in known]
        for kind in missing:
            self.create(name=kind.name, has_proper_name=kind.has_proper_name, order=kind.order)
        return len(missing)


class DocumentType(Named):
    has_proper_name = models.BooleanField(
        "có tên riêng", default=False, help_text="Luật, Bộ luật, Pháp lệnh: tên giữ chữ hoa (Luật Phòng, chống …)."
    )

    objects = DocumentTypeQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = verbose_name_plural = "loại văn bản"


class Issuer(Named):
    class Meta(Named.Meta):
        verbose_name = verbose_name_plural = "cơ quan ban hành"

    def documents_that_say_it(self):
        return [*self.documents.all(), *self.joint_documents.all()]

    def rows_to_update(self):
        return [self, *(self.consultations.all() if self.pk else [])]


class DocumentField(Named):
    class Meta(Named.Meta):
        verbose_name = verbose_name_plural = "lĩnh vực"
