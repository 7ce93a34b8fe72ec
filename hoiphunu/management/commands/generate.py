import os
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hoiphunu.demo.generating import generate


class Command(BaseCommand):
    help = "Tạo thật nhiều tin bài và văn bản mẫu để đo tốc độ và tập dượt. Gỡ bằng: manage.py clear_demo --yes"

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, default=0, metavar="N", help="Số tin bài.")
        parser.add_argument("--documents", type=int, default=0, metavar="N", help="Số văn bản.")
        parser.add_argument("--yes", action="store_true", help="Đồng ý thêm vào PostgreSQL khi DEBUG tắt.")

    def handle(self, *, articles, documents, yes, **options):
        if articles < 0 or documents < 0 or not articles + documents:
            raise CommandError("Cho biết cần tạo bao nhiêu, ví dụ: manage.py generate --articles 10000 --documents 500")
        if connection.vendor == "postgresql" and not settings.DEBUG and not yes:
            raise CommandError(
                "Đây là PostgreSQL với DEBUG tắt, có thể là trang thật. "
                "Thêm --yes nếu đúng là bạn muốn đưa dữ liệu mẫu vào."
            )
        start = time.monotonic()
        alone = connection.vendor == "sqlite" or connection.in_atomic_block
        generate(articles, documents, self.stdout.write, 1 if alone else min(4, os.cpu_count()))
        self.stdout.write(f"Xong sau {time.monotonic() - start:.0f} giây.")
