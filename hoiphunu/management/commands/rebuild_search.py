from django.core.management.base import BaseCommand

from hoiphunu import reindexing


class Command(BaseCommand):
    help = "Dựng lại chỉ mục tìm kiếm trong lúc trang vẫn chạy. Cần khi nâng cấp hoặc khi check_search báo sai."

    def handle(self, **options):
        def told(done, total):
            self.stdout.write(f"{done:,}/{total:,} mục".replace(",", "."))

        self.stdout.write(f"Xong: đã dựng lại {reindexing.rebuild(told):,} mục.".replace(",", "."))
