from django.core.management.base import BaseCommand

from announcements.models import Opinion
from news.models import Correction


class Command(BaseCommand):
    help = "Xóa cách liên hệ của bạn đọc góp ý dự thảo sau 180 ngày, góp ý sửa bài sau 90 ngày."

    def handle(self, **options):
        contacts, _ = Opinion.objects.erase_old_contacts(), Correction.objects.erase_old()
        self.stdout.write(f"Đã xóa {contacts} cách liên hệ của bạn đọc góp ý dự thảo.")
