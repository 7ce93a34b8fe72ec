"""Many who write at one moment: 200 saves on PostgreSQL, 20 writers on SQLite, none told that it is locked (F17)."""

import subprocess
import sys
import threading
import time

from tests.drill.report import Report
from tests.drill.site import prepared

THREADS = {"postgres": 200, "sqlite": 20}
SAVES = {"postgres": 1, "sqlite": 3}
BUSY = "Máy chủ đang bận nên chưa lưu được"
# As many as gunicorn has threads; on SQLite all of them at once.
AT_ONCE = {"postgres": 8, "sqlite": 20}


def write(report, db):
    from django.db import connection

    from hoiphunu.models import Revision
    from news.models import Article
    from tests import staff

    number, each = THREADS[db], SAVES[db]
    report.say(f"{db}: {number} người lưu cùng lúc, mỗi người {each} bài mới")
    clients = [staff.signed_in(staff.EDITOR) for _ in range(number)]
    url, words = staff.add_url(Article), staff.values_of(Article)
    forms = [[{**staff.opened(client, url), **words} for _ in range(each)] for client in clients]
    before, gate, answers = Article._base_manager.count(), threading.Barrier(number), []
    pool = threading.BoundedSemaphore(AT_ONCE[db])

    def run(nth):
        client = clients[nth]
        client.raise_request_exception = False
        gate.wait()
        with pool:
            post(nth, client)
        connection.close()

    def post(nth, client):
        for turn, fields in enumerate(forms[nth]):
            began = time.monotonic()
            answer = client.post(url, {**fields, "title": f"Bài {nth}-{turn}", "_save": "1"})
            # Where a machine is too slow for so many, the form comes back with its words and says to press again.
            is_kind = answer.status_code == 200 and BUSY in answer.content.decode()
            answers.append((302 if answer.status_code == 302 else BUSY if is_kind else 0, time.monotonic() - began))

    threads = [threading.Thread(target=run, args=[nth]) for nth in range(number)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, saved = time.monotonic() - began, sum(status == 302 for status, _ in answers)
    slowest = max(seconds for _, seconds in answers)
    report.say(f"  lưu được {saved}/{number * each} trong {took:.1f} s; lâu nhất {slowest:.1f} s")
    made = Article._base_manager.count() - before
    revisions = Revision.objects.count()
    busy = sum(status == BUSY for status, _ in answers)
    report.say(f"  được nhắc bấm lưu lại, chữ còn nguyên: {busy}")
    report.hold("không lượt nào hỏng hay mất chữ", saved + busy == number * each)
    report.hold("SQLite không bao giờ nói bị khoá", db == "postgres" or not busy)
    report.hold("mỗi lượt đúng một bài, một bản ghi", made == saved and revisions >= saved)


def main():
    report = Report("Nhiều người ghi")
    if sys.argv[2:]:
        with prepared(sys.argv[2], articles=2):
            write(report, sys.argv[2])
    else:
        for db in THREADS:
            done = subprocess.run([sys.executable, "-m", "tests.drill", "writers", db])
            report.hold(f"{db} (trên đây)", done.returncode == 0)
    report.end()
