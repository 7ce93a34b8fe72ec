from django.core.management.base import BaseCommand, CommandError

from hoiphunu.demo.clearing import clear


class Command(BaseCommand):
    help = "Gỡ dữ liệu mẫu, trừ những mục đã có người sửa, và bỏ dòng báo “Dữ liệu mẫu”."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="Đồng ý xoá.")

    def handle(self, *, yes, **options):
        if not yes:
            raise CommandError("Lệnh này xoá dữ liệu mẫu khỏi cơ sở dữ liệu. Thêm --yes nếu bạn đồng ý.")
        gone, kept = clear()
        self.stdout.write(f"Đã xoá {gone} mục của dữ liệu mẫu.")
        if kept:
            self.stdout.write(f"Giữ lại {len(kept)} mục đã có người sửa hoặc đang dùng:")
            for name in kept:
                self.stdout.write(f"  {name}")
