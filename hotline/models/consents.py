import json
from pathlib import Path

from django.db import models
from django.utils import timezone

ELSE_VIETNAMESE = "Để trống: người đọc thấy tiếng Việt."


def shipped() -> dict:
    return json.loads((Path(__file__).parent.parent / "consent.json").read_text(encoding="utf-8"))


class ConsentQuerySet(models.QuerySet):
    def current(self):
        """The words that whoever writes now agrees to; the shipped ones where nobody has written any."""
        return self.first() or self.create(**shipped())


class Consent(models.Model):
    """Words of consent, as they were on a day. Never changed: who changes them makes the next version."""

    words = models.TextField(
        "lời đồng ý",
        max_length=3000,
        help_text="Hiện cạnh ô đồng ý. Nói rõ: ai đọc, để làm gì, giữ bao lâu, xoá thế nào.",
    )
    basis = models.CharField(
        "căn cứ pháp luật",
        max_length=300,
        blank=True,
        help_text="Ghi số, ký hiệu và tên văn bản; hiện dưới lời đồng ý.",
    )
    words_km = models.TextField("lời đồng ý bằng tiếng Khmer", max_length=3000, blank=True, help_text=ELSE_VIETNAMESE)
    basis_km = models.CharField("căn cứ pháp luật bằng tiếng Khmer", max_length=300, blank=True)
    km_needs_check = models.BooleanField(
        "bản Khmer cần đọc lại",
        default=False,
        help_text="Chưa có người Khmer đọc lại: người đọc thấy tiếng Việt. Đọc lại rồi thì bỏ chọn ở bản mới.",
    )
    words_en = models.TextField("lời đồng ý bằng tiếng Anh", max_length=3000, blank=True, help_text=ELSE_VIETNAMESE)
    basis_en = models.CharField("căn cứ pháp luật bằng tiếng Anh", max_length=300, blank=True)
    keep_days = models.PositiveSmallIntegerField(
        "giữ bao nhiêu ngày",
        default=180,
        help_text="Kể từ ngày gửi; hết hạn thì yêu cầu tự xoá, dù đã trả lời hay chưa. Từ 30 đến 730.",
    )
    created_at = models.DateTimeField("dùng từ", default=timezone.now, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "lời đồng ý"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="consent_keep_days",
                condition=models.Q(keep_days__gte=30) & models.Q(keep_days__lte=730),
                violation_error_message="Giữ từ 30 đến 730 ngày.",
            )
        ]

    def __str__(self):
        return f"Bản {self.pk}, từ {timezone.localtime(self.created_at):%d/%m/%Y}"
