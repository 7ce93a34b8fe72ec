from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from announcements.models import LinkCheck
from hoiphunu import link_health


class Command(BaseCommand):
    help = "Kiểm tra các liên kết tới trang khác: Liên kết web và liên kết trong bài, trang, văn bản đang đăng."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=2000, help="Nhiều nhất bao nhiêu địa chỉ một lần")
        parser.add_argument("--older-than", type=int, default=20, help="Bỏ qua địa chỉ đã kiểm tra trong ngần ấy giờ")

    def handle(self, limit, older_than, **options):
        LinkCheck.objects.list_places(link_health.gathered())
        before = timezone.now() - timedelta(hours=older_than)
        rows = list(LinkCheck.objects.due(before)[:limit])
        done = 0

        def told(row):
            nonlocal done
            done += 1
            self.stdout.write(f"{done}/{len(rows)} {row.get_state_display()}: {row.address}")

        link_health.check(rows, link_health.visitor(), told)
        broken = LinkCheck.objects.broken().count()
        self.stdout.write(f"Đã kiểm tra {len(rows)} liên kết. Hiện có {broken} liên kết hỏng.")
