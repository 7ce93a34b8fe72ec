from django.db import models
from django.urls import reverse

from hoiphunu.models import Commune
from hoiphunu.publishing import ALWAYS, Public, PublicQuerySet
from hoiphunu.search import Text
from hoiphunu.vietnamese import fold, words
from hotline import phones


class ByCommuneQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True).select_related("commune").order_by("commune__sort_key", "pk")

    def matching(self, text):
        """Rows whose commune (also by its former names and district) holds every word, accents ignored."""
        asked = words(text)[:8]
        if text.strip() and not asked:
            return self.none()
        for word in asked:
            self = self.filter(folded__contains=word)
        return self

    def in_district(self, name):
        return self.filter(commune__former_district=name)


class ResponseTeamQuerySet(ByCommuneQuerySet):
    def totals(self):
        found = self.filter(is_active=True).aggregate(teams=models.Count("pk"), members=models.Sum("members_count"))
        return found["teams"], found["members"] or 0


class ByCommune(Public):
    """Somebody who helps in one commune, with a number of their own or none."""

    is_in_copies = True
    phone = models.CharField(
        "số máy", max_length=20, blank=True, help_text="Để trống: hiện số chính của đường dây nóng."
    )
    is_active = models.BooleanField("đang hoạt động", default=True)
    folded = models.TextField(editable=False, default="")

    objects = ByCommuneQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["commune__sort_key", "pk"]

    def clean(self):
        self.phone = phones.normalise(self.phone)

    def save(self, *args, **kwargs):
        place = self.commune
        self.folded = fold(f"{self} {place.name} {place.former_names} {place.former_district}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("hotline:help")

    def visible_window(self):
        return ALWAYS if self.is_active else None

    @property
    def has_phone(self):
        return bool(self.phone)

    @property
    def phone_display(self):
        return phones.display(self.phone)

    @property
    def tel(self):
        return phones.tel(self.phone)


class ResponseTeam(ByCommune):
    name = models.CharField("tên tổ", max_length=200, help_text="Ví dụ: Tổ phản ứng nhanh xã Xuân Hòa")
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name="xã, phường", related_name="teams")
    members_count = models.PositiveSmallIntegerField("số thành viên", default=0)

    objects = ResponseTeamQuerySet.as_manager()

    class Meta(ByCommune.Meta):
        verbose_name = verbose_name_plural = "tổ phản ứng nhanh"

    def __str__(self):
        return self.name

    def search_text(self):
        place = self.commune
        return Text(
            self.get_absolute_url(), self.name, "", f"{place.name} {place.former_names} {place.former_district}"
        )


class UnionChair(ByCommune):
    """Who leads the Union in a commune: by law an address that takes reports of violence."""

    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name="xã, phường", related_name="chairs")
    full_name = models.CharField("họ và tên", max_length=100, blank=True, help_text="Để trống nếu không muốn nêu tên.")
    office = models.CharField("nơi làm việc", max_length=200, blank=True, help_text="Ví dụ: trụ sở UBND xã Xuân Hòa")

    class Meta(ByCommune.Meta):
        verbose_name = verbose_name_plural = "Chủ tịch Hội ở xã"

    def __str__(self):
        return f"Chủ tịch Hội {self.commune.name}"

    @property
    def detail(self):
        return ", ".join(filter(None, [self.full_name, self.office]))


def by_commune(*found):
    """[{commune, teams, chairs, found_by}] of rows of both kinds, in Vietnamese order of the communes."""
    places = {}
    for row in (row for rows in found for row in rows):
        place = places.setdefault(row.commune_id, {"commune": row.commune, "teams": [], "chairs": []})
        place["teams" if isinstance(row, ResponseTeam) else "chairs"].append(row)
        place["found_by"] = row.folded
    return sorted(places.values(), key=lambda place: (place["commune"].sort_key, place["commune"].pk))
