"""Redis gone, frozen, emptied and full under a site that is read (F7)."""

import os
import signal
import subprocess
import time

from tests.bench import servers
from tests.drill import load
from tests.drill.database import ANEW, HELP, KEPT
from tests.drill.report import Report
from tests.drill.site import prepared

PATHS = (*KEPT, *HELP, *ANEW[:2], "/quan-tri/login/?a={n}")
SECONDS = 6
MOST_SECONDS = 2.0


def watched(report, url, what, begin, end):
    report.say(f"{what} {SECONDS} s:")
    with load.Load(url, PATHS) as readers:
        time.sleep(1)
        began = time.monotonic()
        begin()
        time.sleep(SECONDS)
        end()
        time.sleep(2)
    answers = readers.between(began, time.monotonic())
    report.say(load.told("trang", answers))
    report.hold("không lượt nào hỏng", not [each for each in answers if each.status not in (200, 404)])
    report.hold(f"không ai chờ quá {MOST_SECONDS:g} s", load.longest(answers) <= MOST_SECONDS)


def main():
    report = Report("Redis")
    with prepared("postgres") as folder, servers.redis(folder) as (address, redis):
        path = address.removeprefix("unix://")

        def told(*words):
            subprocess.run([servers.program("redis-cli"), "-s", path, *words], check=True, stdout=subprocess.DEVNULL)

        def full():
            told("config", "set", "maxmemory-policy", "noeviction")
            told("config", "set", "maxmemory", "1")

        with servers.site(CACHE_URL=address) as application:
            url, pid = application.url, redis.process.pid
            watched(report, url, "Trống (FLUSHALL)", lambda: told("flushall"), lambda: None)
            watched(report, url, "Đầy (maxmemory, noeviction)", full, lambda: told("config", "set", "maxmemory", "0"))
            frozen = (lambda: os.kill(pid, signal.SIGSTOP)), (lambda: os.kill(pid, signal.SIGCONT))
            watched(report, url, "Đứng im (SIGSTOP)", *frozen)
            watched(report, url, "Chết (SIGKILL)", lambda: os.kill(pid, signal.SIGKILL), lambda: None)
    report.end()
