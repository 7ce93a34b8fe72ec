from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hoiphunu.models import User
from hoiphunu.oldsite import taking
from news.models import Category

SHOWN = 20
WIDTH = 30


class Command(BaseCommand):
    help = (
        "Nhập tin bài từ những trang đã lưu của trang web cũ; địa chỉ cũ dẫn tới bài mới. Chạy lại thì chỉ nhập phần "
        "chưa có. Nên chạy với --thu trước."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="THƯ-MỤC", help="Nơi có các tệp .html (và ảnh) đã lưu.")
        parser.add_argument("--by", required=True, metavar="TÀI-KHOẢN", help="Tài khoản đứng tên người nhập.")
        parser.add_argument(
            "--category", required=True, metavar="ĐỊA-CHỈ", help="Chuyên mục cho bài của chuyên mục cũ không có ở đây."
        )
        parser.add_argument("--draft", action="store_true", help="Để thành bản nháp, không đăng.")
        parser.add_argument("--dry-run", action="store_true", help="Chỉ thử và báo, không ghi gì.")
        parser.add_argument("--report", type=Path, metavar="TỆP.csv", help="Ghi bảng từng trang, mở được bằng Excel.")

    def handle(self, *, folder, by, category, draft, dry_run, report, **options):
        if not folder.is_dir():
            raise CommandError(f"Không có thư mục {folder}.")
        choices = taking.Choices(self._category(category), self._account(by), draft, dry_run)
        pages = taking.Folder(folder, choices)
        files, rows = pages.files(), []
        if not files:
            raise CommandError(f"Không thấy tệp .html, .htm hay .txt nào trong {folder}.")
        for number, path in enumerate(files, 1):
            rows.append(pages.take(path))
            self._progress(number, len(files))
        slogans = pages.add_slogans()
        if report:
            taking.write_report(report, rows)
        self._tell(rows, slogans, dry_run)
        if any(row.outcome == taking.REFUSED for row in rows):
            raise CommandError(
                "Có trang không nhập được: xem lý do ở trên, sửa rồi chạy lại; trang đã nhập không nhập lần nữa."
            )

    def _category(self, slug):
        found = Category.objects.in_bulk([slug], field_name="slug").get(slug)
        if not found:
            there = ", ".join(Category.objects.values_list("slug", flat=True))
            raise CommandError(f"Không có chuyên mục “{slug}”. Đang có: {there or 'chưa có chuyên mục nào'}.")
        return found

    def _account(self, name):
        found = User.objects.in_bulk([name], field_name="username").get(name)
        if not found or not found.is_staff or not found.is_active:
            raise CommandError(f"Không có tài khoản cán bộ “{name}” đang dùng.")
        return found

    def _progress(self, number, total):
        done = WIDTH * number // total
        if self.stdout.isatty():
            self.stdout.write(f"\r[{'█' * done}{'·' * (WIDTH - done)}] {number}/{total}", ending="")
        elif number % 100 == 0 or number == total:
            self.stdout.write(f"{number}/{total}")

    def _tell(self, rows, slogans, is_dry):
        self.stdout.write("")
        noted = [row for row in rows if row.notes]
        for row in noted[:SHOWN]:
            self.stdout.write(f"  {row.file} ({row.outcome}): {'; '.join(row.notes)}")
        if len(noted) > SHOWN:
            self.stdout.write(f"  … và {len(noted) - SHOWN} trang nữa; dùng --report để xem hết.")
        counts = Counter(row.outcome for row in rows)
        told = ", ".join(f"{counts[name]} {name}" for name in (taking.NEW, taking.KNOWN, taking.REFUSED))
        photos = sum(row.photos for row in rows)
        self.stdout.write(f"{'Thử, chưa ghi gì: ' if is_dry else ''}{len(rows)} trang: {told}; {photos} ảnh.")
        if slogans:
            self.stdout.write(f"{len(slogans)} khẩu hiệu trong dòng chạy cũ, thêm ở trạng thái tắt để bạn xem lại:")
            for slogan in slogans:
                self.stdout.write(f"  * {slogan}")
