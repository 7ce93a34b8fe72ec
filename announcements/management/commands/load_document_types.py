from django.core.management.base import BaseCommand

from announcements.models import DocumentType


class Command(BaseCommand):
    help = "Thêm các loại văn bản đi kèm trang (pháp luật, hành chính, Đảng). Loại đã có giữ nguyên."

    def handle(self, *args, **options):
        self.stdout.write(f"Loại văn bản: thêm {DocumentType.objects.load_shipped()}.")
