from django.db import models, transaction

from hoiphunu.publishing import Public, PublicQuerySet
from hoiphunu.vietnamese import sort_key


class CommuneQuerySet(PublicQuerySet):
    def districts_with_help(self):
        """Former districts that have an active response team or chair, in Vietnamese order."""
        helped = models.Q(teams__is_active=True) | models.Q(chairs__is_active=True)
        names = self.filter(helped).exclude(former_district="")
        return sorted(set(names.values_list("former_district", flat=True)), key=sort_key)

    def on(self, day):
        """Those that exist on `day`."""
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        return self.filter(begun, models.Q(valid_to=None) | models.Q(valid_to__gte=day))


class Commune(Public):
    is_in_copies = True
    name = models.CharField("xã, phường", max_length=100, help_text="Ví dụ: xã Xuân Hòa")
    former_names = models.CharField(
        "tên cũ", max_length=300, blank=True, help_text="Cách nhau bằng dấu phẩy; người đọc tìm bằng tên cũ vẫn thấy."
    )
    former_district = models.CharField("huyện cũ", max_length=100, blank=True, help_text="Ví dụ: huyện Kế Sách")
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "xã, phường"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commune_valid_order",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="Ngày cuối phải sau ngày đầu.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        # In hexadecimal digits, so that every database collation sorts it alike.
        self.sort_key = sort_key(self.name).encode().hex()[:600]
        with transaction.atomic():
            super().save(*args, **kwargs)
            for row in [*self.teams.all(), *self.chairs.all()]:
                row.save(update_fields=["folded"])  # found by the names of its commune

    def rows_to_update(self):
        return [self, *self.teams.all()]


class DayOffQuerySet(PublicQuerySet):
    def from_day(self, day) -> frozenset:
        """The dates from `day` on."""
        return frozenset(self.filter(date__gte=day).values_list("date", flat=True))


class DayOff(Public):
    date = models.DateField("ngày nghỉ", unique=True, error_messages={"unique": "Ngày này đã có."})
    name = models.CharField("dịp", max_length=100, help_text="Ví dụ: Quốc khánh")

    objects = DayOffQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ngày nghỉ"
        ordering = ["-date"]

    def __str__(self):
        return f"{self.date:%d/%m/%Y} {self.name}"
