from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hoiphunu.demo.seeding import seed
from news.models import Article


class Command(BaseCommand):
    help = "Thêm dữ liệu mẫu. Chạy lại không thêm lần nữa, không ghi đè."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="Đồng ý thêm vào PostgreSQL khi DEBUG tắt.")
        parser.add_argument("--if-empty", action="store_true", help="Không làm gì khi đã có tin bài.")

    def handle(self, *, yes, if_empty, **options):
        if if_empty and Article.objects.exists():
            self.stdout.write("Đã có tin bài, không thêm dữ liệu mẫu.")
            return
        if connection.vendor == "postgresql" and not settings.DEBUG and not yes:
            raise CommandError(
                "Đây là PostgreSQL với DEBUG tắt, có thể là trang thật. "
                "Thêm --yes nếu đúng là bạn muốn đưa dữ liệu mẫu vào."
            )
        if seed(self.stdout.write):
            self.stdout.write("Đã thêm dữ liệu mẫu. Gỡ bằng: manage.py clear_demo --yes")
        else:
            self.stdout.write("Dữ liệu mẫu đã có, không thêm gì.")
