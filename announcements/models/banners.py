from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from announcements.slogan_dates import last_day
from hoiphunu.models import Photo
from hoiphunu.models.ordering import Ordered
from hoiphunu.publishing import Public, PublicQuerySet, days_window
from hoiphunu.search import Text
from hoiphunu.validators import site_address


class BannerQuerySet(PublicQuerySet):
    def on(self, day):
        """Free slogans shown on `day` (a date in Vietnam), in their order."""
        started = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
        ended = Q(ends_on__lt=day) | Q(speaks_until__lt=day, is_quoting=False)
        return self.filter(started, is_active=True).exclude(ended).select_related("photo")

    def past_on(self, day):
        """Active ones that are over on `day` because of the day their own words name."""
        return self.filter(is_active=True, is_quoting=False, speaks_until__lt=day)

    def active(self):
        return self.filter(is_active=True)

    def keep(self, slogan, **values):
        """The free slogan of these words, made or switched on anew."""
        row = self.filter(slogan=slogan).first() or self.model(slogan=slogan)
        for name, value in {**values, "is_active": True}.items():
            setattr(row, name, value)
        row.save()

    def with_slogans(self, texts):
        return self.filter(slogan__in=texts)

    def with_keys(self, keys):
        return self.filter(pk__in=keys)

    def ending_between(self, first, last):
        return self.filter(is_active=True, ends_on__range=(first, last))


class Banner(Ordered, Public):
    slogan = models.TextField("khẩu hiệu", max_length=600, help_text="Viết như sẽ hiện ra, ví dụ: Kỷ niệm 95 năm …")
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, verbose_name="ảnh trang trí", related_name="+"
    )
    link = models.CharField(
        "liên kết", max_length=300, blank=True, validators=[site_address], help_text="Ví dụ: /tin-tuc/ hoặc https://…"
    )
    starts_on = models.DateField("hiện từ ngày", null=True, blank=True, help_text="Để trống: hiện ngay.")
    ends_on = models.DateField("hiện đến hết ngày", null=True, blank=True, help_text="Ví dụ: 03/02/2026")
    is_endless = models.BooleanField(
        "không hết hạn", default=False, help_text="Chỉ chọn khi khẩu hiệu thật sự không có ngày cuối."
    )
    is_quoting = models.BooleanField(
        "ngày trong câu chỉ là trích dẫn",
        default=False,
        help_text="Ví dụ ngày ban hành nghị quyết. Không chọn: qua ngày ghi trong câu thì câu tự thôi hiện.",
    )
    speaks_until = models.DateField("ngày cuối ghi trong câu", null=True, editable=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ hiện trước.")
    is_active = models.BooleanField("bật", default=True)

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "khẩu hiệu"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="banner_end_or_endless",
                condition=Q(ends_on__isnull=False, is_endless=False) | Q(ends_on__isnull=True, is_endless=True),
                violation_error_message="Hãy ghi ngày cuối, hoặc chọn “không hết hạn” (một trong hai).",
            ),
            models.CheckConstraint(
                name="banner_order_of_days",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="Ngày cuối phải từ ngày đầu trở đi.",
            ),
        ]

    def __str__(self):
        return self.slogan if len(self.slogan) <= 90 else f"{self.slogan[:89]}…"

    def clean(self):
        past = last_day(self.slogan)
        if self._state.adding and not self.is_quoting and past and past < timezone.localdate():
            days = (timezone.localdate() - past).days
            raise ValidationError(
                {
                    "slogan": f"Câu này nói về ngày {past:%d/%m/%Y}, đã qua {days} ngày, nên sẽ không hiện. "
                    "Nếu đó chỉ là ngày trích dẫn, hãy chọn ô “ngày trong câu chỉ là trích dẫn”."
                }
            )

    def save(self, *args, **kwargs):
        self.speaks_until = last_day(self.slogan)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("announcements:banner-list")

    def visible_window(self):
        return days_window(self.starts_on, self.leaves_on) if self.is_active else None

    def search_text(self):
        return Text(self.get_absolute_url(), self.slogan, day=self.starts_on)

    def used_files(self):
        return self.photo.stored_files() if self.photo else []

    @property
    def is_on(self):
        window, now = self.visible_window(), timezone.now()
        return window is not None and window[0] <= now and (window[1] is None or now < window[1])

    @property
    def last_day_named(self):
        """The last day its own words speak of, None when they name none or only quote it."""
        return None if self.is_quoting else last_day(self.slogan)

    @property
    def is_past(self):
        return self.last_day_named is not None and self.last_day_named < timezone.localdate()

    @property
    def leaves_on(self):
        """The last day it is shown: its own end or the day its words speak of, whichever is first; None for never."""
        return min(filter(None, (self.ends_on, self.last_day_named)), default=None)

    def is_on_day(self, day):
        started = self.starts_on is None or self.starts_on <= day
        return self.is_active and started and (self.leaves_on is None or day <= self.leaves_on)
