from django.core.management.base import BaseCommand

from hotline.models import HelpRequest


class Command(BaseCommand):
    help = "Xoá hẳn những yêu cầu tư vấn đã quá số ngày được giữ (ghi trong lời đồng ý của từng yêu cầu)."

    def handle(self, **options):
        self.stdout.write(f"Đã xoá hẳn {HelpRequest.objects.erase_expired()} yêu cầu quá hạn giữ.")
