from django.core.management.base import BaseCommand

from announcements import commemoration_tables


class Command(BaseCommand):
    help = "Thêm các ngày kỷ niệm đi kèm trang. Ngày đã có giữ nguyên; chạy lại không thêm gì."

    def handle(self, *args, **options):
        self.stdout.write(f"Ngày kỷ niệm: thêm {commemoration_tables.load_shipped()}.")
