from django.db import models
from django.utils import timezone

from hoiphunu.models.writtenonce import WrittenOnce, WrittenOnceQuerySet


class HelpReadingQuerySet(WrittenOnceQuerySet):
    def of(self, number):
        return self.filter(number=number)


class HelpReading(WrittenOnce):
    """Who opened which request for help, when, and what she did with it. Only ever added to."""

    class Act(models.TextChoices):
        READ = "read", "Đọc"
        SAVE = "save", "Sửa, trả lời"
        ERASE = "erase", "Xoá"
        EXPIRE = "expire", "Tự xoá khi hết hạn"
        HERS = "hers", "Người gửi xoá"

    # Not a key: the reading stays when the request is erased.
    number = models.PositiveBigIntegerField("yêu cầu số", db_index=True)
    act = models.CharField("việc", max_length=6, choices=Act, default=Act.READ)
    reader = models.ForeignKey(
        "hoiphunu.User", models.SET_NULL, null=True, verbose_name="tài khoản", related_name="+", editable=False
    )
    reader_name = models.CharField("người đọc", max_length=150, blank=True)
    read_at = models.DateTimeField("lúc", default=timezone.now)

    objects = HelpReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "lượt mở yêu cầu"
        ordering = ["-read_at", "-pk"]

    def __str__(self):
        return f"Yêu cầu số {self.number}: {self.get_act_display()}"
