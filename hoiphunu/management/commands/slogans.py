from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from announcements import marquee, slogans
from announcements.models import Banner, Commemoration
from hoiphunu import lunar
from hoiphunu.demo import customer_page
from hoiphunu.vietnamese import weekday

OLD_PAGE = Path(customer_page.__file__).with_suffix(".txt")


class Command(BaseCommand):
    help = "In ra dải khẩu hiệu hiện gì trong một ngày, vì sao, và dòng chạy của trang cũ sai ở đâu hôm ấy."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="Ngày, ví dụ 2025-06-17. Để trống: hôm nay.")
        parser.add_argument("--old", type=Path, help="Tệp chữ chứa dòng chạy cũ “… * … * …”; để trống: trang mẫu.")

    def handle(self, *, on, old, **options):
        day = on or timezone.localdate()
        moon = lunar.to_lunar(day)
        self.say(f"{weekday(day)}, {day:%d/%m/%Y} ({moon} âm lịch, năm {lunar.can_chi(moon.year)})")
        active = Commemoration.objects.active().calendar()
        self.band(day, slogans.shown(day, active, Banner.objects.on(day)))
        everything = Commemoration.objects.all().calendar()
        self.waiting(day, everything)
        line = self.old_line(old)
        self.old_band(day, marquee.pieces(line, everything.events, day))
        self.missing(day, everything, marquee.pieces(line, everything.events, day))

    def say(self, text=""):
        self.stdout.write(text)

    def band(self, day, shown):
        self.say(f"\nDải khẩu hiệu hiện {len(shown)} câu:")
        for number, slogan in enumerate(shown, 1):
            self.say(f"{number}. {slogan.text}\n   {slogan.why(day)}")

    def waiting(self, day, calendar):
        """What would be shown if somebody had looked at it."""
        held = [one for one in calendar.between(day, day) if not one.is_confirmed]
        held += [one for one in calendar.due(day) if not one.event.is_active]
        if held:
            self.say("\nChưa hiện, chờ cán bộ xem:")
        for one in held:
            self.say(f"- {one.first:%d/%m/%Y} {one.event.name} ({one.distance(day)}): {self.held_back(one)}")

    def held_back(self, one):
        if not one.event.is_active:
            return "đang tắt, cần kiểm tra" if one.event.needs_check else "đang tắt"
        return "chưa xác nhận ngày năm nay"

    def old_line(self, path):
        if path is None:
            return " * ".join(customer_page.parse(OLD_PAGE.read_text(encoding="utf-8")).slogans)
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Không đọc được tệp {path}: {error}") from error

    def old_band(self, day, pieces):
        wrong = [(piece, piece.report(day)) for piece in pieces if piece.report(day)]
        self.say(f"\nTrang cũ chạy {len(pieces)} câu, {len(wrong)} câu sai:")
        for piece, faults in wrong:
            self.say(f"- {', '.join(faults)}: {piece.text}")

    def missing(self, day, calendar, pieces):
        told = {one.event.pk for piece in pieces for one in piece.occurrences}
        lacking = [one for one in calendar.due(day) if one.first >= day and one.event.pk not in told]
        if lacking:
            self.say("\nTrang cũ thiếu:")
        for one in sorted(lacking, key=lambda one: one.first):
            held = "" if one.event.is_active else f"; trang này: {self.held_back(one)}"
            self.say(f"- {one.first:%d/%m/%Y} {one.event.name} ({one.distance(day)}{held})")
