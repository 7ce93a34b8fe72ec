from django.core.management.base import BaseCommand, CommandError

from hoiphunu import reindexing

SHOWN = 50


class Command(BaseCommand):
    help = "So chỉ mục tìm kiếm với nội dung; nêu từng mục sai. Sửa bằng rebuild_search."

    def handle(self, **options):
        wrong = 0
        for sentence in reindexing.differences():
            wrong += 1
            if wrong <= SHOWN:
                self.stdout.write(sentence)
        if wrong:
            raise CommandError(f"Chỉ mục sai {wrong} mục. Chạy: manage.py rebuild_search")
        self.stdout.write("Chỉ mục tìm kiếm khớp với nội dung.")
