from django.db import models, transaction

from hoiphunu import richtext
from hoiphunu.editor import RichTextField
from hoiphunu.models.photos import Photo
from hoiphunu.publishing import Publishable, PublishableQuerySet
from hoiphunu.search import Text
from hoiphunu.validators import page_path, site_address


class PageQuerySet(PublishableQuerySet):
    def at(self, path):
        return self.filter(path=path)

    def at_any(self, paths):
        return self.filter(path__in=paths)


class Page(Publishable):
    revised_fields = ("title", "summary", "body", "published_at", "expires_at")

    path = models.CharField(
        "địa chỉ",
        max_length=120,
        unique=True,
        validators=[page_path],
        help_text="Ví dụ: /gioi-thieu/",
        error_messages={"unique": "Đã có trang ở địa chỉ này, có thể trong Thùng rác."},
    )
    title = models.CharField("tiêu đề", max_length=200)
    summary = models.CharField("tóm tắt", max_length=400, blank=True)
    body = RichTextField("nội dung")

    objects = PageQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = "trang"
        ordering = ["path"]
        permissions = [("publish_page", "Được đăng trang")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.path

    def search_text(self):
        return Text(self.path, self.title, self.summary, richtext.plain_text(self.body))

    def used_files(self):
        return Photo.stored_files_of(richtext.photo_ids(self.body))


class OldAddressQuerySet(models.QuerySet):
    def at(self, path):
        return self.filter(path=path[:300]).first()

    def leading(self, paths):
        """Those of `paths` that lead somewhere else now."""
        return set(self.filter(path__in=paths).exclude(target="").values_list("path", flat=True))

    def lead(self, path, target):
        """Let `path` lead to `target` from now on, and so whatever led to `path` before."""
        with transaction.atomic():
            self.filter(path=target).delete()
            self.filter(target=path).update(target=target)
            self.update_or_create(path=path, defaults={"target": target, "reason": ""})

    def close(self, path, target, reason):
        """Let `path` lead to `target`, or where there is none say why it is gone."""
        self.update_or_create(path=path, defaults={"target": target, "reason": "" if target else reason})

    def reopen(self, path):
        """Forget what `path` answered: it is somebody's own again."""
        self.filter(path=path).delete()


class OldAddress(models.Model):
    path = models.CharField(
        "địa chỉ cũ", max_length=300, unique=True, help_text="Ví dụ: /1234_tin-cu.html", validators=[site_address]
    )
    target = models.CharField(
        "chuyển tới", max_length=300, blank=True, validators=[site_address], help_text="Để trống: báo đã gỡ, kèm lý do."
    )
    reason = models.CharField("lý do gỡ", max_length=300, blank=True)
    created_at = models.DateTimeField("lúc", auto_now_add=True)

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "địa chỉ cũ"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="oldaddress_target_or_reason",
                condition=~models.Q(target="") | ~models.Q(reason=""),
                violation_error_message="Cần nơi chuyển tới, hoặc lý do gỡ.",
            ),
            models.CheckConstraint(
                name="oldaddress_not_itself",
                condition=~models.Q(target=models.F("path")),
                violation_error_message="Địa chỉ không thể chuyển tới chính nó.",
            ),
        ]

    def __str__(self):
        return self.path
