from django.core.management.base import BaseCommand

from hotline.models import Hotline


class Command(BaseCommand):
    help = "Thêm các số máy của cả nước (113, 115, 111…), đánh dấu “cần kiểm tra”. Số đã có giữ nguyên."

    def handle(self, *args, **options):
        self.stdout.write(f"Số máy của cả nước: thêm {Hotline.objects.load_national()}.")
