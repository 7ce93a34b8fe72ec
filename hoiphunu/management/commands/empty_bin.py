from django.apps import apps
from django.core.management.base import BaseCommand

from hoiphunu import bin
from hoiphunu.publishing import Publishable


class Command(BaseCommand):
    help = "Xóa hẳn những mục đã nằm trong Thùng rác 30 ngày. Mở màn hình Thùng rác cũng làm việc này."

    def handle(self, **options):
        gone = sum(bin.empty(model) for model in apps.get_models() if issubclass(model, Publishable))
        self.stdout.write(f"Đã xóa hẳn {gone} mục.")
