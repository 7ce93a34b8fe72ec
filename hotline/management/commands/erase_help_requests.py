from django.core.management.base import BaseCommand

from hotline.models import HelpReading, HelpRequest


class Command(BaseCommand):
    help = "Xoá hẳn những yêu cầu tư vấn đã quá số ngày được giữ (ghi trong lời đồng ý của từng yêu cầu)."

    def handle(self, **options):
        rows = list(HelpRequest.objects.closed_texts().expired())
        for row in rows:
            row.erase(HelpReading.Act.EXPIRE)
        self.stdout.write(f"Đã xoá hẳn {len(rows)} yêu cầu quá hạn giữ.")
