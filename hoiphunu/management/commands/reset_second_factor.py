from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from hoiphunu import secondfactor

WORDS = "Đặt lại xác thực hai bước bằng lệnh trên máy chủ"


class Command(BaseCommand):
    help = "Đặt lại xác thực hai bước và mở khoá đăng nhập của một tài khoản, khi không còn quản trị viên nào vào được."

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="tên-đăng-nhập")

    def handle(self, username, **options):
        user = get_user_model().objects.in_bulk([username], field_name="username").get(username)
        if user is None:
            raise CommandError(f"Không có tài khoản nào tên “{username}”.")
        secondfactor.remove(user, user, WORDS)
        self.stdout.write(f"Đã đặt lại. Lần đăng nhập tới của {user.get_username()}, trang hướng dẫn bật lại từ đầu.")
