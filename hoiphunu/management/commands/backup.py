from django.core.management.base import BaseCommand

from hoiphunu.backups import back_up
from hoiphunu.backups.words import explained, megabytes


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và mọi tệp vào BACKUPS, mã hoá bằng BACKUP_KEY; tệp không đổi không chép lại."
    requires_system_checks = []

    def handle(self, **options):
        with explained("sao lưu"):
            made = back_up(self.stdout.write)
        self.stdout.write(
            f"Đã sao lưu bản {made.copy}: cơ sở dữ liệu {megabytes(made.database_bytes)}, {made.files} tệp, "
            f"trong đó chép mới {megabytes(made.new_bytes)}; xoá {made.pruned} bản quá hạn."
        )
        if made.missing:
            shown = ", ".join(made.missing[:5])
            self.stderr.write(f"Trang nhắc tới {len(made.missing)} tệp không có trong MEDIA_ROOT: {shown}")
