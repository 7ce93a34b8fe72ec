from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from hoiphunu.models import Commune, ContentVersion, Organisation
from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet
from hoiphunu.search import Text
from hoiphunu.vietnamese import fold, words
from hotline import phones


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


class Hotline(Public):
    name = models.CharField("tên", max_length=200, help_text="Ví dụ: Trung tâm Tư vấn Hôn nhân và Gia đình")
    phone = models.CharField("số máy", max_length=20, help_text="Ví dụ: 0377 672 444")
    hours = models.CharField(
        "giờ trực", max_length=120, blank=True, help_text="Ví dụ: 7 giờ đến 17 giờ, thứ Hai đến thứ Sáu"
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)
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


class ResponseTeamQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True).select_related("commune").order_by("commune__sort_key", "pk")

    def matching(self, text):
        """Teams whose commune (also by its former names and district) holds every word, accents ignored."""
        asked = words(text)[:8]
        if text.strip() and not asked:
            return self.none()
        for word in asked:
            self = self.filter(folded__contains=word)
        return self

    def in_district(self, name):
        return self.filter(commune__former_district=name)

    def totals(self):
        found = self.filter(is_active=True).aggregate(teams=models.Count("pk"), members=models.Sum("members_count"))
        return found["teams"], found["members"] or 0


class ResponseTeam(Public):
    name = models.CharField("tên tổ", max_length=200, help_text="Ví dụ: Tổ phản ứng nhanh xã Xuân Hòa")
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name="xã, phường", related_name="teams")
    phone = models.CharField(
        "số máy", max_length=20, blank=True, help_text="Để trống: hiện số chính của đường dây nóng."
    )
    members_count = models.PositiveSmallIntegerField("số thành viên", default=0)
    is_active = models.BooleanField("đang hoạt động", default=True)
    folded = models.TextField(editable=False, default="")

    objects = ResponseTeamQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tổ phản ứng nhanh"
        ordering = ["commune__sort_key", "pk"]

    def __str__(self):
        return self.name

    def clean(self):
        self.phone = phones.normalise(self.phone)

    def save(self, *args, **kwargs):
        place = self.commune
        self.folded = fold(f"{self.name} {place.name} {place.former_names} {place.former_district}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("hotline:help")

    def visible_window(self):
        return ALWAYS if self.is_active else None

    def search_text(self):
        place = self.commune
        return Text(
            self.get_absolute_url(), self.name, "", f"{place.name} {place.former_names} {place.former_district}"
        )

    @property
    def has_phone(self):
        return bool(self.phone)

    @property
    def phone_display(self):
        return phones.display(self.phone)

    @property
    def tel(self):
        return phones.tel(self.phone)
