from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hoiphunu.models import ContentVersion, Organisation
from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet
from hoiphunu.search import Text
from hotline import duty, phones


class HotlineQuerySet(PublicQuerySet):
    def shown(self):
        """Lines readers see: active, and checked; while the demo stands, also those still to be checked."""
        active = self.filter(is_active=True)
        return active if Organisation.objects.current().is_demo else active.filter(needs_check=False)

    def emergencies(self):
        return self.filter(is_emergency=True)

    def others(self):
        return self.filter(is_emergency=False, is_primary=False)

    def primary(self):
        """The one number to call, or None: the primary line, else the first there is."""
        return self.shown().order_by("-is_primary", "order", "pk").filter(is_emergency=False).first()


class Days(models.TextChoices):
    DAILY = "daily", "mỗi ngày"
    WEEKDAYS = "weekdays", "thứ Hai đến thứ Sáu"
    TO_SATURDAY = "to_saturday", "thứ Hai đến thứ Bảy"


class Hotline(Public):
    is_in_copies = True
    name = models.CharField("tên", max_length=200, help_text="Ví dụ: Trung tâm Tư vấn Hôn nhân và Gia đình")
    name_km = models.CharField("tên bằng tiếng Khmer", max_length=200, blank=True)
    name_en = models.CharField("tên bằng tiếng Anh", max_length=200, blank=True)
    phone = models.CharField("số máy", max_length=20, help_text="Ví dụ: 0377 672 444")
    hours = models.CharField(
        "giờ trực",
        max_length=120,
        blank=True,
        help_text="Ví dụ: 7:00-11:00, 13:30-17:00, hoặc: cả ngày đêm. Trang tự báo “đang trực”, “ngoài giờ”.",
    )
    days = models.CharField("những ngày trực", max_length=12, choices=Days, default=Days.DAILY)
    answers_on_days_off = models.BooleanField(
        "trực cả ngày nghỉ", default=False, help_text="Không chọn: các “Ngày nghỉ” đã khai là ngoài giờ."
    )
    note = models.CharField("ghi chú", max_length=300, blank=True, help_text="Ví dụ: Miễn phí.")
    note_km = models.CharField("ghi chú bằng tiếng Khmer", max_length=300, blank=True)
    note_en = models.CharField("ghi chú bằng tiếng Anh", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")
    is_primary = models.BooleanField("số chính", default=False, help_text="Hiện trên đầu mọi trang. Chỉ một số.")
    is_emergency = models.BooleanField("số khẩn cấp", default=False, help_text="Ví dụ: 113, 115, 111")
    is_active = models.BooleanField("đang dùng", default=True)
    needs_check = models.BooleanField(
        "cần kiểm tra", default=False, help_text="Chưa gọi thử: người đọc chưa thấy số này."
    )
    checked_on = models.DateField("gọi thử ngày", null=True, blank=True)

    objects = HotlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "đường dây nóng"
        ordering = ["-is_primary", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_primary"], condition=Q(is_primary=True), name="hotline_one_primary")
        ]

    def __str__(self):
        return f"{self.name} {self.phone_display}"

    def clean(self):
        self.phone = phones.normalise(self.phone)
        self.hours = duty.normalise(self.hours)

    def validate_constraints(self, exclude=None):
        # Saving a new primary line takes the mark from the old one, so that two at once are no error of hers.
        super().validate_constraints(exclude={*(exclude or ()), "is_primary"})

    def save(self, *args, **kwargs):
        with transaction.atomic():
            if self.is_primary:
                ContentVersion.objects.advance()  # its lock makes two who save a primary line take turns
                Hotline.objects.filter(is_primary=True).exclude(pk=self.pk).update(is_primary=False)
            super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("hotline:help")

    def visible_window(self):
        return ALWAYS if self.is_active and not self.needs_check else None

    def search_text(self):
        return Text(self.get_absolute_url(), f"{self.name} {self.phone_display}", "", f"{self.phone} {self.note}")

    @property
    def phone_display(self):
        return phones.display(self.phone)

    @property
    def tel(self):
        return phones.tel(self.phone)

    @property
    def hours_display(self):
        """07:00–11:00, 13:30–17:00, thứ Hai đến thứ Sáu · cả ngày đêm · nothing."""
        if not self.hours or (self.hours == duty.ALL_DAY and self.days == Days.DAILY):
            return self.hours
        return f"{self.hours}, {self.get_days_display()}"

    def duty(self, days_off) -> duty.Duty | None:
        """Whether somebody answers now; `days_off` are the dates of the holidays to come."""
        works = self.answers_on_days_off or self.hours == duty.ALL_DAY
        return duty.at(timezone.localtime(), self.hours, self.days, frozenset() if works else days_off)
