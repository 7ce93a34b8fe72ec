import time

from django.core.management import call_command
from django.core.management.base import BaseCommand

from hoiphunu import audit, maintenance
from hoiphunu.backups import restore
from hoiphunu.backups.words import explained, megabytes

MINUTES = 15


class Command(BaseCommand):
    help = "Nạp lại cả cổng từ một bản sao lưu vào một cổng trống, rồi so từng bảng, từng tệp."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "copy", nargs="?", default="", metavar="BẢN", help="Ví dụ 20250617-011000; mặc định: mới nhất."
        )
        parser.add_argument(
            "--replace", action="store_true", dest="replacing", help="Cổng không trống: thay hết bằng bản sao lưu."
        )

    def handle(self, *, copy, replacing, **options):
        start = time.monotonic()
        with explained("khôi phục"):
            was_on = maintenance.is_on()
            maintenance.begin(MINUTES)  # whoever writes on a running site meanwhile would write for nothing
            try:
                done = restore(copy, replacing, self.stdout.write)
            finally:
                if not was_on:
                    maintenance.end()
        self.stdout.write(
            f"Đã khôi phục bản {done.copy} sau {time.monotonic() - start:.0f} giây: {done.tables}/{done.tables} bảng "
            f"({done.rows} dòng) và {done.files}/{done.files} tệp ({megabytes(done.bytes)}) đúng như lúc sao lưu."
        )
        for warning in done.warnings:
            self.stderr.write(f"Chú ý: {warning}")
        say = {"stdout": self.stdout, "verbosity": 0}
        call_command("migrate", interactive=False, **say)
        # What was due to be erased since then is erased again.
        call_command("erase_help_requests", **say)
        call_command("erase_contacts", **say)
        call_command("write_help_copies", **say)
        audit.record(audit.Kind.RESTORED, words=f"bản {done.copy}")
        self.stdout.write("Khởi động lại cổng là xong.")
