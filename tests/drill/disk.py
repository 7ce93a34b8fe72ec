"""Disks that are full or can only be read: uploads, both databases, the log (F8, F9, F10). Mounts need root."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import postgres
from tests.bench import servers
from tests.drill import load
from tests.drill.report import Report
from tests.drill.site import prepared


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int, owner=None):
    """`folder` on a disk of its own of so many megabytes."""
    folder.mkdir(exist_ok=True)
    options = f"size={megabytes}m,mode=755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Không gắn được đĩa nhỏ (cần root): {done.stderr}")
    try:
        if owner:
            import shutil

            shutil.chown(folder, owner)
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Nothing more fits on the disk of `folder` until the file that is returned is gone."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"0" * 4096)
    return ballast


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def picture():
    from PIL import Image

    content = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(content, "JPEG", quality=95)
    return content.getvalue()


def uploads(report):
    from django.conf import settings
    from django.test import override_settings

    from hoiphunu.models import Photo
    from tests import staff

    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    with small_disk(settings.MEDIA_ROOT, 6) as media, override_settings(MEDIA_ROOT=media):
        editor = staff.signed_in(staff.EDITOR)
        editor.raise_request_exception = False

        def send():
            words = {**staff.values_of(Photo), "alt": "Các chị trồng hoa"}
            return staff.send(
                editor, staff.add_url(Photo), **{**words, "upload": staff.photo_file("anh.jpg", picture())}
            )

        report.say("Đĩa ảnh đầy (tmpfs 6 MB):")
        ballast = fill(media)
        answer, left = send(), files(media)
        report.say(f"  trả lời {answer.status_code}: {staff.errors_of(answer)}")
        report.hold("lời báo trong mẫu, chữ còn nguyên", answer.status_code == 200 and "trồng hoa" in page(answer))
        report.hold("không tệp dở dang nào", left == ["ballast"] and not Photo.objects.exists())
        ballast.unlink()
        report.hold("có chỗ thì lưu được ngay", send().status_code == 302 and Photo.objects.count() == 1)
        report.say("Đĩa ảnh chỉ đọc (remount ro):")
        subprocess.run(["mount", "-o", "remount,ro", media], check=True)
        before, answer = files(media), send()
        report.say(f"  trả lời {answer.status_code}: {staff.errors_of(answer)}")
        report.hold("lời báo trong mẫu", answer.status_code == 200 and bool(staff.errors_of(answer)))
        report.hold("đọc như thường", [editor.get(path).status_code for path in ("/", "/tin-tuc/")] == [200, 200])
        report.hold("tệp cũ nguyên vẹn", files(media) == before and Photo.objects.count() == 1)


def page(answer):
    return answer.content.decode()


def saving(report, name, folder, limit):
    """Articles are written until the disk of `folder` is full; what was said to be saved must be there."""
    from news.models import Article
    from tests import staff

    editor = staff.signed_in(staff.EDITOR)
    editor.raise_request_exception = False
    url, done, refused = staff.add_url(Article), [], None
    ballast = None
    for number in range(limit):
        if number == 3:
            ballast = fill(folder)
        body = "".join(f"<p>{number} {os.urandom(40).hex()}</p>" for _ in range(1500))
        answer = staff.send(editor, url, **{**staff.values_of(Article), "title": f"Bài {number}", "body": body})
        if answer.status_code != 302:
            refused = answer
            break
        done.append(f"Bài {number}")
    said = staff.errors_of(refused) if refused is not None else []
    report.say(f"  lưu được {len(done)} bài rồi hết chỗ; trả lời {refused.status_code}: {said}")
    kind = refused.status_code == 503 and "tạm ngừng" in page(refused)
    report.hold(f"{name}: báo bằng lời, chữ còn trong mẫu hoặc 503", kind or bool(said))
    report.hold("đọc như thường", [editor.get(path).status_code for path in ("/tin-tuc/", "/ho-tro/")] == [200, 200])
    ballast.unlink()
    answer = staff.send(editor, url, **{**staff.values_of(Article), "title": "Bài sau"})
    report.hold("có chỗ thì lưu được ngay", answer.status_code == 302)
    kept = set(Article._base_manager.values_list("title", flat=True))
    report.hold("bài đã báo lưu đều còn, bài bị từ chối không có", {*done, "Bài sau"} == kept - START)


START: set[str] = set()


def logs(report):
    report.say("Nhật ký không ghi được (/dev/full):")
    port = servers.free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "hoiphunu.wsgi"]
    environment = {**os.environ, "BIND": f"127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    with open("/dev/full", "w") as full:
        site = subprocess.Popen(command, env=environment, cwd=servers.ROOT, stdout=full, stderr=full)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(100):
            if load.ask(url, "/healthz").status == 200:
                break
            time.sleep(0.2)
        answers = [load.ask(url, f"{path}{number}") for number in range(20) for path in ("/tin-tuc/?a=", "/khong-co-")]
        report.say(load.told("trang", answers))
        report.hold("không lượt nào hỏng", load.statuses(answers) == {200: 20, 404: 20})
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait()


def on_sqlite(report):
    with tempfile.TemporaryDirectory(prefix="hp-disk-", dir="/tmp") as name, small_disk(Path(name), 40) as folder:
        os.environ["TMPDIR"] = str(folder)
        tempfile.tempdir = None
        with prepared("sqlite", articles=2) as site:
            from django.db import connection

            from news.models import Article

            START.update(Article._base_manager.values_list("title", flat=True))
            report.say("Đĩa của SQLite đầy (tmpfs 40 MB):")
            saving(report, "SQLite", site, 60)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                report.hold("tệp SQLite nguyên vẹn", cursor.fetchone() == ("ok",))


def on_postgres(report):
    with prepared("postgres", articles=2):
        from django.db import connection

        from news.models import Article

        START.clear()
        START.update(Article._base_manager.values_list("title", flat=True))
        uploads(report)
        logs(report)
        report.say("Đĩa của bảng dữ liệu PostgreSQL đầy (tmpfs 40 MB):")
        folder = Path(tempfile.mkdtemp(prefix="hp-pg-disk-", dir="/tmp"))
        with small_disk(folder, 40, postgres.unprivileged()), connection.cursor() as cursor:
            (folder / "data").mkdir()
            if owner := postgres.unprivileged():
                import shutil

                shutil.chown(folder / "data", owner)
            cursor.execute(f"CREATE TABLESPACE small LOCATION '{folder}/data'")
            for table in ("news_article", "hoiphunu_revision"):
                cursor.execute(f"ALTER TABLE {table} SET TABLESPACE small")
            saving(report, "PostgreSQL", folder, 200)
            for table in ("news_article", "hoiphunu_revision"):
                cursor.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")


def main():
    report = Report("Đĩa")
    if sys.argv[2:] == ["sqlite"]:
        on_sqlite(report)
    else:
        on_postgres(report)
        done = subprocess.run([sys.executable, "-m", "tests.drill", "disk", "sqlite"])
        report.hold("SQLite (trên đây)", done.returncode == 0)
    report.end()
