"""A site that people write to is backed up, destroyed and restored; then every row and byte is compared.

`make drill` runs it: `python -m tests.destroying --db=postgres`. The site is backed up twice: in the middle of saves
and uploads, where each save that was done before must be there; and at rest, where everything must be equal.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import django

from tests import surroundings
from tests.killing import ROOT, begin, faults

# The writer has saved so often before the backup begins.
WARM = 3


def manage(*command) -> tuple[float, str]:
    """(seconds, what it said) of a command in a process of its own, as the timer starts it."""
    start = time.monotonic()
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return time.monotonic() - start, done.stdout


class Writers:
    """A program that saves an article without pause, and a thread that uploads photos, until they are stopped."""

    def __init__(self, article, account):
        self.done, self.photos, self.stopping = [], 0, threading.Event()
        self.program = subprocess.Popen(
            [sys.executable, "-m", "tests.killing", "save", str(article.pk), str(account.pk)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.threads = [threading.Thread(target=self.read), threading.Thread(target=self.upload)]
        for thread in self.threads:
            thread.start()

    def read(self):
        for line in self.program.stdout:
            self.done.append(int(line))

    def upload(self):
        from django.db import connection

        from hoiphunu.models import Photo
        from tests.factories import tiny_jpeg

        while not self.stopping.is_set():
            self.photos += 1
            Photo.from_upload(tiny_jpeg(f"#{self.photos:06x}", (400, 300)), alt=f"Ảnh {self.photos}")
        connection.close()

    def stop(self):
        self.stopping.set()
        self.program.kill()
        for thread in self.threads:
            thread.join()


def populate(articles: int):
    from django.core.management import call_command

    from tests import factories

    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("seed_demo", stdout=nowhere)
        call_command("generate", articles=articles, documents=articles // 5, yes=True, stdout=nowhere)
    for number in range(40):
        factories.make_request(f"Lời số {number}", code=f"abcd-efgh-{number:04}".replace("0", "x").replace("1", "y"))
    return begin()


def state() -> tuple[dict, dict, dict]:
    """Every row of every table, every counter, every stored byte; read without anything that backing up uses."""
    from django.conf import settings
    from django.db import connection

    rows, counters = {}, "SELECT name, seq FROM sqlite_sequence"
    if connection.vendor == "postgresql":
        counters = "SELECT sequencename, last_value FROM pg_sequences"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            # That the site was restored is written down; nothing else may be more or less.
            rows[table] = sorted(row for row in map(repr, cursor.fetchall()) if "'restored'" not in row)
        cursor.execute(counters)
        found = {name: value for name, value in cursor.fetchall() if not name.startswith("hoiphunu_auditentry")}
    rows.pop("sqlite_sequence", None)
    files = {str(path.relative_to(settings.MEDIA_ROOT)): path for path in settings.MEDIA_ROOT.rglob("*")}
    return rows, found, {name: path.read_bytes() for name, path in files.items() if path.is_file()}


def destroy():
    """As on a machine where nothing was ever installed: no table, no file."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    connection.close()
    if connection.vendor == "sqlite":
        for path in Path(connection.settings_dict["NAME"]).parent.glob("db.sqlite3*"):
            path.unlink()
    shutil.rmtree(settings.MEDIA_ROOT)
    shutil.rmtree(settings.HELP_COPIES, ignore_errors=True)


def while_written(article, account) -> list[str]:
    """Back up in the middle of saves and uploads; what is not whole after it was restored."""
    from hoiphunu.backups import media
    from hoiphunu.models import Revision

    writers = Writers(article, account)
    while len(writers.done) < WARM:
        time.sleep(0.05)
        if writers.program.poll() is not None:
            writers.stop()
            raise SystemExit("Chương trình lưu bài đã dừng.")
    before, photos = writers.done[-1], writers.photos
    took, said = manage("backup")
    after = writers.done[-1]
    writers.stop()
    print(
        f"  sao lưu trong lúc ghi: {took:.1f} giây, {after - before} lần lưu và {writers.photos - photos} ảnh chen vào"
    )
    print("  " + said.splitlines()[-1])
    destroy()
    took, said = manage("restore")
    print(
        f"  khôi phục: {took:.1f} giây", *[line for line in said.splitlines() if line.startswith("Đã khôi")], sep="\n  "
    )
    kept = Revision.objects.of(article).count()
    print(f"  mất {after - kept} lần lưu chen vào sau thời điểm của bản sao lưu, 0 lần trước đó")
    wrong = faults(article, before)
    wrong += [f"thiếu tệp {name}" for name in media.named_by_rows() - set(media.names())]
    return wrong


def made() -> str:
    """The name of a copy made now."""
    from django.conf import settings

    from hoiphunu.backups.archive import copies

    manage("backup")
    return copies(settings.BACKUPS)[-1]


def closed() -> list[str]:
    """Addresses that a reader of the restored site cannot open."""
    from django.test import Client

    from announcements.models import LegalDocument
    from news.models import Article

    rows = [*Article.objects.published()[:5], *LegalDocument.objects.published()[:5]]
    addresses = ["/", "/tin-tuc/", "/van-ban/", "/ho-tro/", "/tim-kiem/?q=hoi", *(r.get_absolute_url() for r in rows)]
    addresses += [article.cover.url for article in rows if getattr(article, "cover", None)]
    wrong = [address for address in addresses if Client().get(address).status_code != 200]
    print(f"  mở được: {len(addresses) - len(wrong)}/{len(addresses)} trang và ảnh")
    return wrong


def at_rest() -> list[str]:
    """Back up, destroy, restore; whatever is not exactly as it was."""
    before = state()
    took, said = manage("backup")
    print(f"  sao lưu lúc yên: {took:.1f} giây", *said.splitlines()[-1:], sep="\n  ")
    destroy()
    took, said = manage("restore")
    print(f"  khôi phục: {took:.1f} giây")
    after, wrong = state(), []
    for what, old, new in zip(("bảng", "bộ đếm", "tệp"), before, after, strict=True):
        equal = [name for name in old if new.get(name) == old[name]]
        print(f"  {what} giống hệt: {len(equal)}/{len(old)}")
        wrong += [f"{what} {name}" for name in {*old, *new} if old.get(name) != new.get(name)]
    print(f"  dòng: {sum(map(len, after[0].values()))}, byte tệp: {sum(map(len, after[2].values()))}")
    return wrong + closed()


def killed(rounds: int) -> list[str]:
    """Kill a backup somewhere in its middle, again and again; each time the last copy must be whole as before."""
    from hoiphunu.backups import BackupError, verify

    wrong = []
    for number in range(rounds):
        program = subprocess.Popen(
            [sys.executable, "manage.py", "backup"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(1 + 4 * random.random())
        program.kill()
        program.wait()
        try:
            verify("", lambda line: None)
        except BackupError as error:
            wrong.append(f"lần ngắt {number + 1}: {error}")
    print(f"  sao lưu bị ngắt ngang {rounds} lần: bản mới nhất nguyên vẹn {rounds - len(wrong)}/{rounds}")
    return wrong


def bit(path: Path, content: bytes):
    changed = bytearray(content)
    changed[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(changed)


def cut(path: Path, content: bytes):
    path.write_bytes(content[: random.randrange(len(content))])


def gone(path: Path, content: bytes):
    path.unlink()


def spoilt(rounds: int) -> list[str]:
    """Turn a bit in, cut or delete any file of a copy, or use another key: each must be found out."""
    from django.conf import settings
    from django.test import override_settings

    from hoiphunu.backups import Archive, BackupError, verify

    place = Archive(settings.BACKUPS, settings.BACKUP_KEY)
    copy = made()
    listed = place.list_of(copy)
    names = {file["name"] for file in (*listed["media"], listed["databases"][0])}
    paths = [place.lists / f"{copy}.hpsl", *map(place.path, sorted(names))]

    def is_found() -> bool:
        try:
            verify(copy, lambda line: None)
        except BackupError:
            return True
        return False

    missed = []
    for _ in range(rounds):
        path, harm = random.choice(paths), random.choice((bit, cut, gone))
        content = path.read_bytes()
        harm(path, content)
        if not is_found():
            missed.append(f"{harm.__name__}: {path.name}")
        path.write_bytes(content)
    with override_settings(BACKUP_KEY="một cụm từ khoá hoàn toàn khác"):
        if not is_found():
            missed.append("khoá khác")
    print(f"  lật bit, cắt, xoá, sai khoá: phát hiện {rounds + 1 - len(missed)}/{rounds + 1}")
    return missed + (["bản nguyên vẹn bị báo hỏng"] if is_found() else [])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("postgres", "sqlite"), default="sqlite")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--harms", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hp-drill-") as folder:
        surroundings.enter(Path(folder), options.db)
        os.environ["BACKUPS"], os.environ["BACKUP_KEY"] = f"{folder}/sao-luu", "một cụm từ chỉ dùng để thử"
        os.environ["DEBUG"] = "1"  # hashed static files would need a collectstatic first
        django.setup()
        print(f"{options.db}: sao lưu, phá, khôi phục, so")
        article, account = populate(options.articles)
        wrong = while_written(article, account) or at_rest() or killed(options.kills) or spoilt(options.harms)
        if wrong:
            print("Khác:", *(line[:200] for line in wrong[:20]), sep="\n  ")
            sys.exit(1)
        print(f"{options.db}: mọi dòng, bộ đếm và tệp trở lại đúng như trước; hỏng hóc nào cũng được phát hiện.")


if __name__ == "__main__":
    main()
