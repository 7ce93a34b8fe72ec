from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from announcements import wording
from announcements.occurrences import Calendar, occurrence
from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet, days_window
from hoiphunu.search import Text
from hoiphunu.vietnamese import slugify

KEY = RegexValidator(r"^[a-z0-9_]+$", "Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới.")


class CommemorationQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def moving(self):
        """Those whose day somebody confirms each year."""
        return self.filter(moves_yearly=True)

    def switched_off(self):
        return self.filter(is_active=False)

    def by_key(self):
        return {row.key: row for row in self}

    def delete(self):
        with transaction.atomic(using=self.db):
            # By themselves, so that the search forgets their words.
            CommemorationDay.objects.of(self).delete()
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def calendar(self) -> Calendar:
        """The calendar of these rows with all years' own days: two queries."""
        events = list(self)
        return Calendar(events, CommemorationDay.objects.of(events))


class Commemoration(Public):
    """A day that comes back every year, by the solar or the lunar calendar."""

    class Kind(models.TextChoices):
        SOLAR = "solar", "dương lịch"
        LUNAR = "lunar", "âm lịch"

    class Importance(models.TextChoices):
        MAJOR = "major", "ngày lễ lớn"
        UNION = "union", "của Hội"
        LOCAL = "local", "địa phương"
        INTERNATIONAL = "international", "quốc tế"
        # Days of trades and services, which are none of the four and the most of all.
        TRADITION = "tradition", "ngành, giới"

    class Accent(models.TextChoices):
        NONE = "", "không"
        SPRING = "spring", "mai vàng (Tết)"
        FLOWERS = "flowers", "hoa (ngày của phụ nữ)"

    # Days before and after on which the slogan is shown.
    WINDOWS = {
        Importance.MAJOR: (15, 3),
        Importance.UNION: (15, 3),
        Importance.LOCAL: (10, 2),
        Importance.INTERNATIONAL: (7, 1),
        Importance.TRADITION: (7, 1),
    }
    RANKS = {importance: place for place, importance in enumerate(WINDOWS)}

    key = models.CharField(
        "mã",
        max_length=60,
        unique=True,
        blank=True,
        validators=[KEY],
        help_text="Để nhận ra ngày này khi nhập từ bảng. Để trống: máy tự đặt theo tên.",
        error_messages={"unique": "Đã có ngày khác mang mã này."},
    )
    name = models.CharField("tên ngày", max_length=200, help_text="Ví dụ: Ngày Gia đình Việt Nam")
    calendar = models.CharField(
        "theo lịch",
        max_length=5,
        choices=Kind,
        default=Kind.SOLAR,
        help_text="Âm lịch: máy tự đổi sang dương lịch. Năm có tháng nhuận: lấy tháng thứ nhất.",
    )
    month = models.PositiveSmallIntegerField("tháng", validators=[MinValueValidator(1), MaxValueValidator(12)])
    day = models.PositiveSmallIntegerField("ngày", validators=[MinValueValidator(1), MaxValueValidator(31)])
    end_month = models.PositiveSmallIntegerField(
        "tháng cuối", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    end_day = models.PositiveSmallIntegerField(
        "ngày cuối",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="Chỉ ghi khi kéo dài nhiều ngày.",
    )
    founding_year = models.PositiveSmallIntegerField(
        "năm gốc", null=True, blank=True, help_text="Để đếm số năm. Ví dụ: 1930; Khởi nghĩa Hai Bà Trưng: 40"
    )
    importance = models.CharField(
        "loại",
        max_length=13,
        choices=Importance,
        default=Importance.TRADITION,
        help_text="Ngày lễ lớn và ngày của Hội hiện trước 15 ngày, giữ 3 ngày; địa phương 10 và 2; còn lại 7 và 1.",
    )
    template = models.CharField(
        "câu mẫu",
        max_length=300,
        blank=True,
        help_text="Để trống: câu thường dùng. Chỗ điền: "
        + ", ".join(f"{{{name}}} {meaning}" for name, meaning in wording.PLACES.items()),
    )
    lead_days = models.PositiveSmallIntegerField(
        "hiện trước (ngày)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        help_text="Để trống: theo loại.",
    )
    linger_days = models.PositiveSmallIntegerField(
        "giữ sau (ngày)", null=True, blank=True, validators=[MaxValueValidator(60)], help_text="Để trống: theo loại."
    )
    moves_yearly = models.BooleanField(
        "xác nhận ngày từng năm",
        default=False,
        help_text="Ngày do lịch Khmer hoặc kế hoạch định: máy chỉ đề nghị, người đọc thấy sau khi có người xác nhận.",
    )
    has_slogan = models.BooleanField("lên dải khẩu hiệu", default=True, help_text="Bỏ chọn: chỉ có ở trang Sự kiện.")
    accent = models.CharField("trang trí đầu trang", max_length=8, choices=Accent, default=Accent.NONE, blank=True)
    is_active = models.BooleanField("bật", default=True)
    needs_check = models.BooleanField(
        "cần kiểm tra", default=False, help_text="Ngày hoặc năm chưa đối chiếu với văn bản gốc."
    )
    note = models.CharField("ghi chú cho cán bộ", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự trong ngày", default=10, help_text="Số nhỏ đứng trước.")

    objects = CommemorationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ngày kỷ niệm"
        ordering = ["month", "day", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commemoration_end_whole",
                condition=Q(end_month__isnull=True, end_day__isnull=True)
                | Q(end_month__isnull=False, end_day__isnull=False),
                violation_error_message="Ngày cuối cần đủ ngày và tháng.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        problems = {}
        for names in (("day", "month"), ("end_day", "end_month")):
            day, month = (getattr(self, name) for name in names)
            if day and month and not self._exists(day, month):
                problems[names[0]] = f"Không có ngày {day}/{month} {self.get_calendar_display()}."
        wrong = wording.mistakes(self.pattern, bool(self.founding_year), self.is_lunar)
        if wrong:
            problems["template"] = wrong
        if problems:
            raise ValidationError(problems)

    def _exists(self, day, month):
        if self.is_lunar:
            return day <= 30
        try:
            date(2024, month, day)  # a leap year: 29 February is a day
        except ValueError:
            return month > 12
        return True

    def save(self, *args, **kwargs):
        if not self.key:
            self.key = self.free_key()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            self.days.all().delete()
            return super().delete(*args, **kwargs)

    def free_key(self):
        """A key made of the name that no other row has."""
        base = key = slugify(self.name, "ngay").replace("-", "_")[:55]
        number = 2
        while type(self).objects.filter(key=key).exists():
            key, number = f"{base}_{number}", number + 1
        return key

    def get_absolute_url(self):
        return reverse("announcements:event-list")

    def visible_window(self):
        return ALWAYS if self.is_active else None

    def search_text(self):
        return Text(self.get_absolute_url(), self.name)

    def rows_to_update(self):
        return [self, *self.days.all()] if self.pk else [self]

    @property
    def is_lunar(self):
        return self.calendar == self.Kind.LUNAR

    @property
    def pattern(self):
        """The template in use."""
        if self.template:
            return self.template
        if self.founding_year and not self.end_month:
            return wording.COUNTED
        return wording.LASTING if self.end_month else wording.GREETED

    @property
    def counts(self):
        """Whether its slogan tells how many years it is: only such ones are joined two in one."""
        return "{n}" in self.pattern

    @property
    def lead(self):
        return self.WINDOWS[self.importance][0] if self.lead_days is None else self.lead_days

    @property
    def linger(self):
        return self.WINDOWS[self.importance][1] if self.linger_days is None else self.linger_days

    @property
    def rank(self):
        return self.RANKS[self.importance]


class CommemorationDayQuerySet(PublicQuerySet):
    def of(self, events):
        return self.filter(commemoration__in=events)

    def keep_words(self, event, year, slogan):
        """What `year` says of `event`, other words of that year replaced."""
        row = self.filter(commemoration=event, year=year).first() or self.model(commemoration=event, year=year)
        row.slogan = slogan
        row.save()


class CommemorationDay(Public):
    """What staff say of one commemoration in one year: its day, its words, whether it is shown."""

    commemoration = models.ForeignKey(Commemoration, models.CASCADE, verbose_name="ngày kỷ niệm", related_name="days")
    year = models.PositiveSmallIntegerField(
        "năm",
        validators=[MinValueValidator(1990), MaxValueValidator(2098)],
        help_text="Với ngày âm lịch: năm âm lịch.",
    )
    starts_on = models.DateField("ngày (dương lịch)", null=True, blank=True, help_text="Để trống: theo quy tắc.")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True, help_text="Để trống: dài như quy tắc.")
    slogan = models.CharField(
        "câu riêng của năm", max_length=600, blank=True, help_text="Để trống: theo câu mẫu. Ghi khi năm ấy có chủ đề."
    )
    is_shown = models.BooleanField("hiện trong năm này", default=True)

    objects = CommemorationDayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ngày của từng năm"
        ordering = ["-year", "commemoration__name", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "commemoration",
                "year",
                name="commemorationday_once_a_year",
                violation_error_message="Ngày này đã có dòng cho năm đó.",
            ),
            models.CheckConstraint(
                name="commemorationday_order_of_days",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=models.F("starts_on")),
                violation_error_message="Ngày cuối phải từ ngày đầu trở đi.",
            ),
        ]

    def __str__(self):
        return f"{self.commemoration} {self.year}"

    def clean(self):
        if self.starts_on and self.year and self.starts_on.year not in (self.year, self.year + 1):
            raise ValidationError({"starts_on": f"Ngày này không thuộc năm {self.year}."})

    def get_absolute_url(self):
        return reverse("announcements:banner-list")

    def visible_window(self):
        found = occurrence(self.commemoration, self.year, self)
        if not (self.slogan and self.commemoration.is_active and found and found.is_shown and found.is_confirmed):
            return None
        return days_window(found.shows_from, found.shows_until)

    def search_text(self):
        return Text(self.get_absolute_url(), self.slogan, day=self.starts_on) if self.slogan else None


class ApprovedYearQuerySet(PublicQuerySet):
    def of_year(self, year):
        """The row of `year`, or None."""
        return self.filter(year=year).first()

    def approve(self, year, by):
        row = self.of_year(year) or self.model(year=year)
        row.approved_by, row.approved_by_name = by, str(by)
        row.save()
        return row


class ApprovedYear(Public):
    """A year whose plan of slogans somebody went through and approved as a whole."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    approved_by = models.ForeignKey(
        "hoiphunu.User", models.SET_NULL, null=True, blank=True, verbose_name="người duyệt", related_name="+"
    )
    approved_by_name = models.CharField("tên người duyệt", max_length=150, blank=True)
    approved_at = models.DateTimeField("duyệt lúc", auto_now=True)

    objects = ApprovedYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "năm đã duyệt"
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)
