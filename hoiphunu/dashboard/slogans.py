"""Slogans and the days they speak of."""

from datetime import timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from announcements.models import ApprovedYear, Banner, Commemoration
from hoiphunu.dashboard.task import Task, Tasks, change_list, marked, may

SOON = timedelta(days=7)
# A rule may be a month late.
CONFIRM_AHEAD = timedelta(days=90)
YEAR_AHEAD = timedelta(days=31)


class SloganTasks(Tasks):
    def days_to_confirm(self):
        """Days of the Khmer calendar in the months to come: readers see them once somebody has said when they are."""
        if not may(self.user, "change", Commemoration):
            return None
        today = timezone.localdate()
        found = Commemoration.objects.active().moving().calendar().between(today, today + CONFIRM_AHEAD)
        rows = [one for one in found if one.is_shown and not one.is_confirmed]
        if not rows:
            return None
        example = f"{rows[0].event}: máy đề nghị {rows[0].first:%d/%m/%Y}, người đọc chưa thấy"
        url = reverse("admin:announcements_year", args=[rows[0].first.year])
        title = "Ngày lễ cần xác nhận ngày năm nay"
        return Task(Commemoration._meta.label, len(rows), title, example, "Xác nhận", url, is_harmful=True)

    def year_to_approve(self):
        """The year, and from December on the next one."""
        if not may(self.user, "change", Commemoration):
            return None
        year = (timezone.localdate() + YEAR_AHEAD).year
        if not self.commemorations["active"] or ApprovedYear.objects.of_year(year):
            return None
        example, url = "Xem cả năm, sửa rồi duyệt một lần", reverse("admin:announcements_year", args=[year])
        return Task(Commemoration._meta.label, 1, f"Lịch khẩu hiệu năm {year} chưa duyệt", example, "Xem và duyệt", url)

    def commemorations_to_check(self):
        title = "Ngày kỷ niệm cần đối chiếu, đang tắt"
        return self.to_check(Commemoration, "name", title, "Đối chiếu", lambda: self.commemorations)

    @cached_property
    def commemorations(self):
        return marked(Commemoration, "name", active=Count("pk", filter=Q(is_active=True)))

    def past_slogans(self):
        if not may(self.user, "change", Banner):
            return None
        today = timezone.localdate()
        past = [
            row for row in self.slogans_to_see if not row.is_quoting and row.speaks_until and row.speaks_until < today
        ]
        if not past:
            return None
        past.sort(key=lambda row: (row.speaks_until, row.pk))
        days = (today - past[0].speaks_until).days
        example = f"Cũ nhất: “{past[0]}”, qua {days} ngày"
        title, url = "Khẩu hiệu tự do đã qua ngày, không còn hiện", change_list(Banner, xem_lai="da_qua")
        return Task(Banner._meta.label, len(past), title, example, "Xem", url)

    def ending_slogans(self):
        if not may(self.user, "change", Banner):
            return None
        today = timezone.localdate()
        rows = [row for row in self.slogans_to_see if row.ends_on and today <= row.ends_on <= today + SOON]
        rows.sort(key=lambda row: (row.ends_on, row.pk))
        example = f"“{rows[0]}”, hiện đến hết {rows[0].ends_on:%d/%m/%Y}" if rows else ""
        url = change_list(Banner, xem_lai="sap_het")
        return Task(Banner._meta.label, len(rows), "Khẩu hiệu hết hạn trong 7 ngày", example, "Xem", url)

    @cached_property
    def slogans_to_see(self):
        """Free slogans whose day is over or whose window ends soon: a few dozen at most, in one query."""
        today = timezone.localdate()
        return list(Banner.objects.past_on(today) | Banner.objects.ending_between(today, today + SOON))
