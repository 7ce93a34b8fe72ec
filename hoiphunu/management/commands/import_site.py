from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hoiphunu.exporting import ExportError, import_site


class Command(BaseCommand):
    help = "Nạp nội dung do export_site ghi ra vào một cổng chưa có nội dung, tất cả hoặc không gì cả."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="THƯ-MỤC")

    def handle(self, *, folder, **options):
        try:
            done = import_site(folder, self.stdout.write)
        except ExportError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"Chưa nạp được: {error.strerror} ({error.filename}).") from None
        call_command("write_help_copies")
        self.stdout.write(
            f"Đã nạp {done.rows} dòng và {done.files} tệp. Tài khoản và quyền theo chuyên mục: tạo lại ở đây."
        )
