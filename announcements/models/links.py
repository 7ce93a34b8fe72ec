from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from hoiphunu import webaddress
from hoiphunu.models import Photo
from hoiphunu.models.ordering import Ordered
from hoiphunu.models.trees import InTree, TreeQuerySet, tree_order
from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet
from hoiphunu.search import Text
from hoiphunu.validators import site_address
from hoiphunu.vietnamese import nfc

# Groups in the order of their tree, in each of them the links as staff have put them.
ORDER = (*tree_order("group__"), "order", "pk")


class LinkGroupQuerySet(TreeQuerySet, PublicQuerySet):
    pass


class LinkGroup(InTree, Public):
    name = models.CharField("tên nhóm", max_length=100, unique=True, error_messages={"unique": "Đã có nhóm này."})
    description = models.CharField("giới thiệu", max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="thuộc nhóm", related_name="children"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")

    objects = LinkGroupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "nhóm liên kết"
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name


class WebLinkQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def in_order(self):
        return self.order_by(*ORDER)

    def grouped(self):
        """[{group, links}] of the active links and of the groups above theirs, in order."""
        groups = {}
        for link in self.active().in_order().select_related("group__parent__parent", "logo"):
            for group in link.group.path:
                groups.setdefault(group, [])
            groups[link.group].append(link)
        return [{"group": group, "links": links} for group, links in groups.items()]

    def with_address(self, address):
        """Those that lead to the same page, however the address is spelled."""
        return self.filter(address_key=webaddress.key(address))


class WebLink(Ordered, Public):
    group = models.ForeignKey(LinkGroup, models.PROTECT, verbose_name="nhóm", related_name="links")
    title = models.CharField("tên", max_length=200, help_text="Ví dụ: Báo Phụ nữ Việt Nam")
    address = models.CharField(
        "địa chỉ", max_length=300, validators=[site_address], help_text="Ví dụ: https://phunuvietnam.vn/"
    )
    address_key = models.CharField(max_length=webaddress.LONGEST_KEY, unique=True, editable=False)
    description = models.CharField("một dòng giới thiệu", max_length=300, blank=True)
    logo = models.ForeignKey(
        Photo,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="biểu trưng",
        related_name="+",
        help_text="Để trống: hiện chữ cái đầu của tên.",
    )
    opens_new_tab = models.BooleanField(
        "mở tab mới", default=False, help_text="Thường không chọn: bấm nút lùi là quay lại trang Hội."
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")
    is_active = models.BooleanField("hiện", default=True)

    ordered_within = ("group",)

    objects = WebLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "liên kết web"
        ordering = ["group__order", "group__name", "order", "pk"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.address_key = webaddress.key(self.address)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("announcements:link-list")

    def clean(self):
        super().clean()
        for twin in type(self).objects.with_address(self.address).select_related("group"):
            if twin != self:
                sentence = f"Liên kết “{twin}” trong nhóm “{twin.group}” đã có địa chỉ này: {twin.address}"
                raise ValidationError({"address": sentence})

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
