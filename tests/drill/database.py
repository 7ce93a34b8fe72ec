"""PostgreSQL frozen, locked, crashed and used up under a site that is read (F4, F5, F6)."""

import os
import signal
import time

import psycopg2

from tests import postgres
from tests.bench import servers
from tests.drill import load
from tests.drill.report import Report
from tests.drill.site import CALLED, prepared

KEPT = ("/", "/tin-tuc/", "/van-ban/", "/rss.xml")
HELP = ("/ho-tro/", "/ho-tro/so-may/")
ANEW = ("/tim-kiem/?q=tin+{n}", "/tin-tuc/?trang={n}", "/khong-co-{n}/")
STAFF = ("/quan-tri/login/?a={n}",)
PATHS = (*KEPT, *HELP, *ANEW, *STAFF, *KEPT, *HELP)
MOST_SECONDS, HEALED_SECONDS = 5.0, 3.0


def signalled(number):
    for pid in servers.descendants(servers.postmaster()):
        os.kill(pid, number)


def healed(url, began) -> float:
    """Seconds from `began` to the first page rendered anew."""
    for number in range(200):
        if load.ask(url, f"/tim-kiem/?q=lai+{number}").status == 200:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def watched(report, url, away, seconds, back):
    """Readers ask; `away()` takes the database from them for so many seconds, `back()` returns it."""
    with load.Load(url, PATHS) as readers:
        time.sleep(3)
        began = time.monotonic()
        away()
        time.sleep(seconds)
        ended = time.monotonic()
        back()
        healing = healed(url, time.monotonic())
        time.sleep(5)
    during = readers.between(began, ended)
    kept = [each for each in during if each.path in HELP]
    pages = [each for each in during if each.path in KEPT]
    asked = [each for each in during if each.path not in (*KEPT, *HELP)]
    for name, answers in (("trang đã giữ", pages), ("trang hỗ trợ", kept), ("trang khác", asked)):
        report.say(load.told(name, answers))
    report.say(f"  trang dựng mới được sau {healing:.2f} s")
    report.hold("trang hỗ trợ luôn mở, có số máy", all(a.status == 200 and CALLED in a.text for a in kept))
    report.hold("trang đã giữ luôn mở", load.statuses(pages).keys() <= {200})
    report.hold("trang khác: 503 có số máy, không lỗi lộ ra", all(_is_kind(answer) for answer in asked))
    report.hold(f"không ai chờ quá {MOST_SECONDS:g} s", load.longest([*pages, *kept, *asked]) <= MOST_SECONDS + 0.5)
    report.hold(f"lành lại trong {HEALED_SECONDS:g} s, không khởi động lại", healing <= HEALED_SECONDS)
    rest = readers.between(ended + HEALED_SECONDS, time.monotonic())
    report.hold(f"{HEALED_SECONDS:g} s sau không còn lỗi nào", not [a for a in rest if a.status >= 500 or not a.status])


def _is_kind(answer):
    return answer.status in (200, 404) or (answer.status == 503 and CALLED in answer.text)


def frozen(report, url, seconds):
    report.say(f"Đứng im (SIGSTOP) {seconds} s:")
    watched(report, url, lambda: signalled(signal.SIGSTOP), seconds, lambda: signalled(signal.SIGCONT))


def crashed(report, url):
    report.say("Chết ngang (pg_ctl stop -m immediate), 3 s sau chạy lại:")
    watched(report, url, postgres.drills["stop"], 3, postgres.drills["start"])


def locked(report, url):
    report.say("Bảng tin bị khoá 6 s (LOCK … ACCESS EXCLUSIVE):")
    from django.db import connection

    parameters = connection.get_connection_params()
    holder = psycopg2.connect(host=parameters["host"], user=parameters["user"], dbname=parameters["dbname"])

    def lock():
        holder.cursor().execute("LOCK TABLE news_article IN ACCESS EXCLUSIVE MODE")

    watched(report, url, lock, 6, holder.rollback)
    holder.close()


def used_up(report, url):
    report.say("Hết kết nối (mọi chỗ bị giữ) 4 s:")
    from django.db import connection

    connection.close()
    where, held = connection.get_connection_params(), []

    def take():
        while True:
            try:
                held.append(psycopg2.connect(host=where["host"], user=where["user"], dbname=where["dbname"]))
            except psycopg2.OperationalError:
                return

    def give():
        while held:
            held.pop().close()

    watched(report, url, take, 4, give)


def main():
    report = Report("PostgreSQL")
    with prepared("postgres"), servers.site() as application:
        frozen(report, application.url, 8)
        frozen(report, application.url, 45)
        locked(report, application.url)
        used_up(report, application.url)
        crashed(report, application.url)
    report.end()
