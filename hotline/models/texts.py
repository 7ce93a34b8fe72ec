from django.db import models
from django.urls import reverse

from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet
from hotline import words


class HelpTextQuerySet(PublicQuerySet):
    def incomplete(self):
        """Texts that readers of Khmer or English meet in Vietnamese."""
        return self.filter(models.Q(km="") | models.Q(en="") | models.Q(km_needs_check=True))


class HelpText(Public):
    """One text of the help pages in three languages; where a row is missing, what hotline/texts.json says stands."""

    is_in_copies = True
    key = models.SlugField("mã", max_length=40, unique=True, editable=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0, editable=False)
    vi = models.TextField("tiếng Việt", max_length=3000)
    km = models.TextField("tiếng Khmer", max_length=3000, blank=True, help_text="Để trống: người đọc thấy tiếng Việt.")
    km_needs_check = models.BooleanField(
        "bản Khmer cần đọc lại",
        default=False,
        help_text="Chưa có người Khmer đọc lại: người đọc thấy tiếng Việt.",
    )
    en = models.TextField("tiếng Anh", max_length=3000, blank=True, help_text="Để trống: người đọc thấy tiếng Việt.")

    objects = HelpTextQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "lời trên trang Hỗ trợ"
        ordering = ["order", "pk"]

    def __str__(self):
        return words.label(self.key)

    def get_absolute_url(self):
        return reverse("hotline:help")

    def visible_window(self):
        return ALWAYS
