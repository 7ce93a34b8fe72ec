"""Readers who ask at a steady pace while something is done to the site, and what they were answered."""

import itertools
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where the connection broke; `at` is when it was asked, in seconds of time.monotonic()."""

    path: str
    at: float
    seconds: float
    status: int
    text: str


def ask(url: str, path: str, **headers) -> Answer:
    began, status, text = time.monotonic(), 0, ""
    try:
        asked = urllib.request.Request(url + path, headers={"Host": "localhost", **headers})  # noqa: S310  our own
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            status, text = answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode(errors="replace")
    except (OSError, urllib.error.URLError):
        pass
    return Answer(path, began, time.monotonic() - began, status, text)


class Load:
    """`with Load(url, paths):` asks them in turn, `pace` a second; a path with {n} is another one each time."""

    def __init__(self, url, paths, pace=20):
        self.url, self.paths, self.pause = url, itertools.cycle(paths), 1 / pace
        self.answers, self.stopped = [], threading.Event()
        self.pool = ThreadPoolExecutor(80)

    def __enter__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.stopped.set()
        self.thread.join()
        self.pool.shutdown()

    def _run(self):
        due = time.monotonic()
        for number in itertools.count():
            due += self.pause
            if self.stopped.wait(max(0, due - time.monotonic())):
                return
            self.pool.submit(self._one, next(self.paths).format(n=number))

    def _one(self, path):
        self.answers.append(ask(self.url, path))

    def between(self, begin: float, end: float, *paths) -> list[Answer]:
        """What was asked in that time, at addresses that begin with one of `paths`."""
        found = sorted(self.answers, key=lambda answer: answer.at)
        return [each for each in found if begin <= each.at < end and each.path.startswith(paths or "/")]


def statuses(answers) -> dict[int, int]:
    return dict(sorted(Counter(answer.status for answer in answers).items()))


def p95(answers) -> float:
    seconds = [answer.seconds for answer in answers]
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else max(seconds, default=0.0)


def longest(answers) -> float:
    return max((answer.seconds for answer in answers), default=0.0)


def told(name: str, answers) -> str:
    counts = ", ".join(f"{number} × {status or 'đứt'}" for status, number in statuses(answers).items())
    return f"  {name}: {counts or 'không có lượt nào'}; p95 {p95(answers):.2f} s, lâu nhất {longest(answers):.2f} s"
