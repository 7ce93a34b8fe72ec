from django.core.management.base import BaseCommand
from django.db import transaction

from hotline.models import HelpRequest


class Command(BaseCommand):
    help = (
        "Mã hoá lại mọi yêu cầu tư vấn bằng khoá đầu trong HELP_KEYS. Cách đổi khoá: thêm khoá mới vào đầu HELP_KEYS, "
        "khởi động lại, chạy lệnh này, rồi bỏ khoá cũ và khởi động lại lần nữa."
    )

    def handle(self, **options):
        done, unreadable = 0, []
        for number in HelpRequest.objects.values_list("pk", flat=True):
            with transaction.atomic():
                row = HelpRequest.objects.locked(number)
                if row is None:
                    continue  # erased meanwhile
                if row.is_unreadable:
                    unreadable.append(number)
                else:
                    row.lock_anew()
                    done += 1
        self.stdout.write(f"Đã mã hoá lại {done} yêu cầu bằng khoá đầu.")
        if unreadable:
            self.stderr.write(f"Không khoá nào mở được yêu cầu số {', '.join(map(str, unreadable))}: đừng bỏ khoá nào.")
            raise SystemExit(1)
