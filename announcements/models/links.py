from urllib.parse import urlsplit

from django.db import models
from django.urls import reverse

from hoiphunu.models import Photo
from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet
from hoiphunu.search import Text
from hoiphunu.validators import site_address
from hoiphunu.vietnamese import nfc


class LinkGroup(Public):
    name = models.CharField("tên nhóm", max_length=100, unique=True, error_messages={"unique": "Đã có nhóm này."})
    description = models.CharField("giới thiệu", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")

    class Meta:
        verbose_name = verbose_name_plural = "nhóm liên kết"
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name


class WebLinkQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def grouped(self):
        """[{group, links}] of the active links, in order."""
        groups = {}
        for link in self.active().select_related("group", "logo"):
            groups.setdefault(link.group, []).append(link)
        return [{"group": group, "links": links} for group, links in groups.items()]


class WebLink(Public):
    group = models.ForeignKey(LinkGroup, models.PROTECT, verbose_name="nhóm", related_name="links")
    title = models.CharField("tên", max_length=200, help_text="Ví dụ: Báo Phụ nữ Việt Nam")
    address = models.CharField(
        "địa chỉ", max_length=300, validators=[site_address], help_text="Ví dụ: https://phunuvietnam.vn/"
    )
    description = models.CharField("một dòng giới thiệu", max_length=300, blank=True)
    logo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, verbose_name="biểu trưng", related_name="+")
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")
    is_active = models.BooleanField("hiện", default=True)

    objects = WebLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "liên kết web"
        ordering = ["group__order", "group__name", "order", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("announcements:link-list")

    def visible_window(self):
        return ALWAYS if self.is_active else None

    def search_text(self):
        return Text(self.get_absolute_url(), self.title, self.description, self.domain)

    def used_files(self):
        return self.logo.stored_files() if self.logo else []

    @property
    def domain(self):
        return (urlsplit(self.address).hostname or "").removeprefix("www.")

    @property
    def letter(self):
        return nfc(self.title)[:1].upper()
