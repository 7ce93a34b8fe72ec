from django.core.management.base import BaseCommand, CommandError

from hoiphunu import doctor


class Command(BaseCommand):
    help = "Khám cả cổng: cơ sở dữ liệu, tệp, thư, chứng thư, sao lưu, tìm kiếm…; nói chỗ hỏng và lệnh sửa."
    requires_system_checks = []

    def handle(self, **options):
        bad = 0
        for found in doctor.findings():
            bad += found.state == doctor.BAD
            remedy = f" → {found.remedy}" if found.remedy and found.state != doctor.GOOD else ""
            self.stdout.write(f"[{found.state:^7}] {found.what}: {found.seen}{remedy}")
        if bad:
            raise CommandError(f"{bad} chỗ hỏng.")
