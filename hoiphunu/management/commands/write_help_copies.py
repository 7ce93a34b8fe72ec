from django.core.management.base import BaseCommand, CommandError

from hotline import copies


class Command(BaseCommand):
    help = "Ghi lại bản sao các trang Hỗ trợ, dùng khi cơ sở dữ liệu ngừng; chạy sau mỗi lần nâng cấp"

    def handle(self, **options):
        try:
            copies.write(anew=True)
        except OSError as error:
            raise CommandError(f"Chưa ghi được bản sao trang Hỗ trợ: {error.strerror}.") from None
