import os
import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from hoiphunu.audit import Kind, record

USERNAME = "quantri"


class Command(BaseCommand):
    help = "Tạo tài khoản quản trị đầu tiên nếu chưa có; mật khẩu lấy từ ADMIN_PASSWORD hoặc sinh ngẫu nhiên."

    def handle(self, *args, **options):
        users = get_user_model().objects
        if (True, True) in users.values_list("is_superuser", "is_active"):
            self.stdout.write("   Đã có tài khoản quản trị, giữ nguyên.")
            return
        given = os.environ.get("ADMIN_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        account = users.create_superuser(
            username=USERNAME, email="quantri@localhost.localdomain", password=password, full_name="Quản trị viên"
        )
        record(Kind.ACCOUNT_ADDED, account=account, words="bằng lệnh ensure_admin")
        self.stdout.write(f"   Tên đăng nhập: {USERNAME}")
        self.stdout.write(f"   Mật khẩu: {'lấy từ ADMIN_PASSWORD' if given else password + ' (chỉ hiện một lần này)'}")
        self.stdout.write("   Lần đăng nhập đầu, trang hướng dẫn bật xác thực hai bước bằng điện thoại.")
