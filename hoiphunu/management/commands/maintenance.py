from django.core.management.base import BaseCommand, CommandError

from hoiphunu import maintenance


class Command(BaseCommand):
    help = "Bật (on), tắt (off) hay xem (status) chế độ bảo trì: bạn đọc vẫn đọc, việc sửa và gửi tạm ngừng"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("switch", choices=("on", "off", "status"), help="bật, tắt hay xem")
        parser.add_argument("--minutes", type=int, default=15, help="dự kiến bao nhiêu phút thì xong (mặc định 15)")

    def handle(self, *, switch, minutes, **options):
        if not 1 <= minutes <= 24 * 60:
            raise CommandError("--minutes là số phút từ 1 đến 1440.")
        try:
            if switch == "on":
                maintenance.begin(minutes)
            elif switch == "off":
                maintenance.end()
        except OSError as error:
            raise CommandError(f"Chưa đổi được chế độ bảo trì: {error.strerror}.") from None
        said = "Đang bảo trì: đọc được, sửa và gửi tạm ngừng." if maintenance.is_on() else "Đang chạy bình thường."
        self.stdout.write(said)
