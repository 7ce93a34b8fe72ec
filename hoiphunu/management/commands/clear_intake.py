from django.core.management.base import BaseCommand

from announcements.models import IntakeItem


class Command(BaseCommand):
    help = "Bỏ những tệp văn bản đã chờ tiếp nhận quá 30 ngày mà không ai lưu."

    def handle(self, **options):
        self.stdout.write(f"Đã bỏ {IntakeItem.objects.old().discard()} tệp.")
