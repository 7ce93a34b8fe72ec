from django.core.management.base import BaseCommand

from hoiphunu.backups import verify
from hoiphunu.backups.words import explained, megabytes


class Command(BaseCommand):
    help = "Đọc trọn một bản sao lưu, giải mã và so từng nội dung; hỏng hay thiếu chỗ nào thì nói và thoát với mã lỗi."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "copy", nargs="?", default="", metavar="BẢN", help="Ví dụ 20250617-011000; mặc định: mới nhất."
        )

    def handle(self, *, copy, **options):
        with explained("soát"):
            seen = verify(copy, self.stdout.write)
        self.stdout.write(f"Bản {seen.copy} nguyên vẹn: {seen.contents} nội dung, {megabytes(seen.bytes)}.")
