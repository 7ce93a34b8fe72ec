"""What is wrong with a running site, in sentences, each with the command that mends it."""

import shutil
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.cache import cache
from django.core.checks import WARNING, run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from announcements.models import IntakeItem, LinkCheck
from hoiphunu import backups, maintenance, reindexing, viruses
from hoiphunu.models import AuditEntry, DemoRow
from hotline import copies

BAD, UNSURE, GOOD = "hỏng", "xem lại", "tốt"
PATIENCE = 5
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 2 * 1024**3, 0.05
CERTIFICATE_DAYS = 14
LINKS_AGE = timedelta(days=3)
MOST_CLOCK_SECONDS = 3
MAINTENANCE_SECONDS = 3600


@dataclass(frozen=True)
class Finding:
    """One line: `what` was looked at, `state` of BAD, UNSURE, GOOD, what was seen, and the command that mends it."""

    what: str
    state: str
    seen: str
    remedy: str = ""


def findings() -> Iterator[Finding]:
    """Everything that was looked at, in order. A check that fails itself is a finding, never an exception."""
    for check in CHECKS:
        what = check.__doc__.partition(".")[0]
        try:
            yield check(what)
        except Exception as error:  # noqa: BLE001  the doctor goes on to the next
            yield Finding(what, BAD, f"không xem được: {type(error).__name__}: {error}"[:300])
            if check is database:
                return  # nothing else can be asked


def database(what):
    """Cơ sở dữ liệu."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.vendor == "sqlite":
        return Finding(what, UNSURE, "SQLite: đủ để chạy thử, trang thật dùng PostgreSQL", "docs/deploy.md")
    return Finding(what, GOOD, f"PostgreSQL {connection.pg_version // 10000}")


def migrations(what):
    """Cấu trúc dữ liệu."""
    executor = MigrationExecutor(connection)
    left = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if left:
        return Finding(what, BAD, f"còn {left} bước chưa chạy", "manage.py migrate")
    return Finding(what, GOOD, "đã đủ")


def clock(what):
    """Đồng hồ và múi giờ."""
    if settings.TIME_ZONE != "Asia/Ho_Chi_Minh":
        return Finding(what, BAD, f"múi giờ {settings.TIME_ZONE}", "TIME_ZONE phải là Asia/Ho_Chi_Minh")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
            apart = abs(float(cursor.fetchone()[0]) - time.time())
        if apart > MOST_CLOCK_SECONDS:
            return Finding(what, BAD, f"lệch {apart:.0f} giây so với cơ sở dữ liệu", "timedatectl set-ntp true")
    return Finding(what, GOOD, f"{timezone.localtime():%H:%M %d/%m/%Y}")


def kept_pages(what):
    """Bộ nhớ đệm."""
    cache.set("doctor", "1", 10)
    if cache.get("doctor") != "1":
        return Finding(what, BAD, "không giữ được gì", "systemctl status redis-server")
    if not settings.CACHE_URL:
        return Finding(what, GOOD, "mỗi tiến trình giữ riêng; nhiều máy thì đặt CACHE_URL")
    return Finding(what, GOOD, "Redis trả lời")


def storage(what):
    """Nơi giữ tệp."""
    name = default_storage.save("doctor.txt", ContentFile(b"1"))
    default_storage.delete(name)
    return Finding(what, GOOD, str(settings.MEDIA_ROOT))


def disk(what):
    """Chỗ trống trên đĩa."""
    usage = shutil.disk_usage(settings.MEDIA_ROOT)
    seen = f"còn {usage.free / 1024**3:.1f} GB, {usage.free / usage.total:.0%}"
    if usage.free < LEAST_FREE_BYTES or usage.free / usage.total < LEAST_FREE_SHARE:
        return Finding(what, BAD, seen, f"dọn đĩa chứa {settings.MEDIA_ROOT}, xem các bản sao lưu cũ")
    return Finding(what, GOOD, seen)


def static_files(what):
    """Tệp tĩnh."""
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        return Finding(what, BAD, "chưa gom", "manage.py collectstatic --noinput")
    return Finding(what, GOOD, "đã gom" if not settings.DEBUG else "chế độ phát triển")


def mail(what):
    """Gửi thư."""
    if not settings.EMAIL_URL:
        return Finding(what, UNSURE, "chưa có máy chủ gửi thư: chỉ báo được trong hộp thư của trang", "đặt EMAIL_URL")
    link = get_connection(timeout=PATIENCE)
    try:
        link.open()
    except OSError as error:
        return Finding(what, BAD, f"máy chủ gửi thư không trả lời: {error}", "xem EMAIL_URL")
    finally:
        link.close()
    return Finding(what, GOOD, settings.EMAIL_HOST)


def virus_scanner(what):
    """Máy quét vi-rút."""
    if not settings.CLAMD_URL:
        return Finding(what, GOOD, "không dùng; muốn dùng thì cài clamav-daemon và đặt CLAMD_URL")
    if not viruses.is_there():
        return Finding(what, BAD, "không trả lời: không tệp nào tải lên được", "systemctl restart clamav-daemon")
    return Finding(what, GOOD, "trả lời")


def certificate(what):
    """Chứng thư https."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https":
        return Finding(what, UNSURE, "trang chạy http (chạy thử)")
    try:
        days = _days_left(address.hostname, address.port or 443)
    except OSError as error:
        return Finding(what, BAD, f"{address.hostname} không trả lời https: {error}", "systemctl status nginx")
    if days < CERTIFICATE_DAYS:
        return Finding(what, BAD, f"còn {days} ngày", "certbot renew")
    return Finding(what, GOOD, f"còn {days} ngày")


def _days_left(host, port) -> int:
    # What it is worth is the reader's browser's matter; here only its date counts.
    context = ssl._create_unverified_context()  # noqa: S323
    with socket.create_connection((host, port), PATIENCE) as plain:
        with context.wrap_socket(plain, server_hostname=host) as link:
            found = x509.load_der_x509_certificate(link.getpeercert(binary_form=True))
    return (found.not_valid_after_utc - timezone.now()).days


def backed_up(what):
    """Sao lưu."""
    if not settings.BACKUP_KEY:
        return Finding(what, BAD, "chưa đặt BACKUP_KEY, không sao lưu được", "docs/deploy.md, mục Sao lưu")
    age = backups.age(settings.BACKUPS)
    if age is None:
        remedy = "systemctl start hoiphunu-backup.service"
        return Finding(what, BAD, f"không thấy bản nào dùng được trong {settings.BACKUPS}", remedy)
    seen = f"bản mới nhất cách đây {backups.in_words(age)}"
    if age > backups.LATE:
        return Finding(what, BAD, seen, "systemctl status hoiphunu-backup.timer")
    return Finding(what, GOOD, seen)


def search_index(what):
    """Chỉ mục tìm kiếm."""
    if wrong := next(reindexing.differences(), ""):
        return Finding(what, BAD, wrong, "manage.py rebuild_search")
    return Finding(what, GOOD, "khớp với nội dung")


def help_copies(what):
    """Bản trang hỗ trợ để dùng khi mất cơ sở dữ liệu."""
    due = copies.texts()
    wrong = [name for name, text in due.items() if _read(settings.HELP_COPIES / name) != text]
    if wrong:
        return Finding(what, BAD, f"cũ hoặc thiếu: {', '.join(sorted(wrong))}", "manage.py write_help_copies")
    return Finding(what, GOOD, f"{len(due)} trang")


def _read(path):
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None


def links(what):
    """Liên kết ra ngoài."""
    checked = LinkCheck.objects.newest_check()
    broken = LinkCheck.objects.to_see().count()
    if checked is None or checked < timezone.now() - LINKS_AGE:
        return Finding(what, UNSURE, "chưa kiểm tra mấy ngày nay", "systemctl status hoiphunu-nightly.timer")
    if broken:
        return Finding(what, UNSURE, f"{broken} liên kết cần xem", "trang quản trị, Kiểm tra liên kết")
    return Finding(what, GOOD, f"kiểm tra lúc {timezone.localtime(checked):%H:%M %d/%m/%Y}")


def worker(what):
    """Tiến trình chạy nền."""
    if standing := IntakeItem.objects.stalled().count():
        return Finding(what, BAD, f"{standing} tệp chờ quá lâu", "systemctl restart hoiphunu-worker.service")
    return Finding(what, GOOD, "không có tệp nào chờ lâu")


def configuration(what):
    """Cấu hình."""
    silenced = set(settings.SILENCED_SYSTEM_CHECKS)
    found = [each for each in run_checks(include_deployment_checks=True) if each.level >= WARNING]
    wrong = sorted({each.id for each in found} - silenced)
    if settings.DEBUG:
        return Finding(what, BAD, "DEBUG đang bật: lỗi hiện ra cho người lạ đọc", "đặt DEBUG=0")
    if wrong:
        seen = f"chưa đạt {', '.join(wrong)}"
        return Finding(what, UNSURE if settings.INSECURE_LOOPBACK else BAD, seen, "manage.py check --deploy")
    return Finding(what, GOOD, "đạt")


def under_maintenance(what):
    """Chế độ bảo trì."""
    if (seconds := maintenance.began_seconds_ago()) is None:
        return Finding(what, GOOD, "tắt")
    state = BAD if seconds > MAINTENANCE_SECONDS else UNSURE
    return Finding(
        what, state, f"bật đã {seconds / 60:.0f} phút: không ai sửa hay gửi được gì", "manage.py maintenance off"
    )


def audit_log(what):
    """Nhật ký an ninh."""
    if not AuditEntry.objects.is_guarded():
        return Finding(what, BAD, "cơ sở dữ liệu không còn ngăn việc sửa, xoá", "manage.py lock_audit")
    return Finding(what, GOOD, "chỉ ghi thêm được")


def demonstration(what):
    """Dữ liệu mẫu."""
    if DemoRow.objects.exists():
        return Finding(what, UNSURE, "còn dữ liệu mẫu trên trang", "manage.py clear_demo")
    return Finding(what, GOOD, "không có")


CHECKS: tuple[Callable[[str], Finding], ...] = (
    *(database, migrations, clock, kept_pages, storage, disk, static_files, mail, virus_scanner, certificate),
    *(backed_up, search_index, help_copies, links, worker, configuration, audit_log, under_maintenance),
    demonstration,
)
