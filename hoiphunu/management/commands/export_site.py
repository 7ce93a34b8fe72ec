from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hoiphunu import audit
from hoiphunu.exporting import ExportError, export_site


class Command(BaseCommand):
    help = "Ghi toàn bộ nội dung ra một thư mục theo định dạng mở: JSON Lines, tệp, và bản HTML mở được không cần mạng."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="THƯ-MỤC", help="Một thư mục mới, ví dụ /srv/xuat-2025")

    def handle(self, *, folder, **options):
        try:
            done = export_site(folder, self.stdout.write)
        except ExportError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"Chưa ghi được {folder}: {error.strerror}.") from None
        audit.record(audit.Kind.EXPORTED, words=f"export_site: {done.rows} dòng, {done.files} tệp")
        self.stdout.write(f"Đã ghi {done.rows} dòng, {done.files} tệp, {done.pages} trang HTML vào {folder}.")
        self.stdout.write("Không có tài khoản, mật khẩu, yêu cầu tư vấn, cách liên hệ của người góp ý.")
        if done.missing:
            self.stderr.write(f"Thiếu {len(done.missing)} tệp trong MEDIA_ROOT: {', '.join(done.missing[:5])}")
