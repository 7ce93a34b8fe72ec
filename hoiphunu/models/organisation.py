from django.db import models

from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet
from hoiphunu.validators import site_address


class OrganisationQuerySet(PublicQuerySet):
    def current(self):
        """The one row; an unsaved empty one before anybody has filled it in."""
        return self.select_related("emblem").first() or Organisation()


class Organisation(Public):
    is_in_copies = True
    name_upper = models.CharField("tên, dòng trên", max_length=120, help_text="Ví dụ: Hội Liên hiệp Phụ nữ")
    name_lower = models.CharField("tên, dòng dưới", max_length=120, blank=True, help_text="Ví dụ: tỉnh Sóc Trăng")
    short_name = models.CharField(
        "tên ngắn", max_length=60, help_text="Hiện ở tên thẻ trình duyệt. Ví dụ: Phụ nữ Sóc Trăng"
    )
    description = models.CharField(
        "giới thiệu một câu", max_length=300, blank=True, help_text="Hiện khi tìm trên mạng."
    )
    governing_body = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    phone = models.CharField("điện thoại văn phòng", max_length=40, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    content_lead = models.CharField("chịu trách nhiệm nội dung", max_length=200, blank=True)
    licence = models.CharField(
        "giấy phép", max_length=300, blank=True, help_text="Ví dụ: Giấy phép số …, do … cấp ngày …"
    )
    emblem = models.ForeignKey(
        "hoiphunu.Photo", models.PROTECT, null=True, blank=True, verbose_name="biểu trưng", related_name="+"
    )
    exit_url = models.CharField(
        "trang mở khi bấm Thoát nhanh",
        max_length=200,
        default="https://nchmf.gov.vn/",
        help_text="Một trang bình thường, không liên quan, ví dụ trang thời tiết. Phải bắt đầu bằng https://",
        validators=[site_address],
    )
    exit_title = models.CharField("tên thẻ khi thoát nhanh", max_length=40, default="Thời tiết")
    requires_two_people = models.BooleanField(
        "hai người", default=False, help_text="Người viết không tự đăng bài của mình; người khác duyệt."
    )
    is_demo = models.BooleanField("đang là dữ liệu mẫu", default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "đơn vị"
        constraints = [
            models.CheckConstraint(name="organisation_one_row", condition=models.Q(pk=1)),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if self.pk is None:  # of two who fill it in at once, the second must not write over the first
            self.pk, kwargs["force_insert"] = 1, True
        super().save(*args, **kwargs)

    @property
    def name(self):
        return f"{self.name_upper} {self.name_lower}".strip()

    def visible_window(self):
        return ALWAYS

    def used_files(self):
        return self.emblem.stored_files() if self.emblem else []


class MenuItemQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True)


class MenuItem(Public):
    label = models.CharField("chữ hiện ra", max_length=40, help_text="Ví dụ: Tin tức")
    address = models.CharField(
        "địa chỉ", max_length=300, validators=[site_address], help_text="Ví dụ: /tin-tuc/ hoặc https://…"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")
    is_active = models.BooleanField("hiện", default=True)

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "mục menu"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.label
