"""`make bench`: what saving, the form and readers' pages cost, in one run on a database of its own.

Processor time of this process (the database's own is not in it), median of the rounds; the last column compares with a
bare Django view that returns the same bytes.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from tests import surroundings

ARTICLES = 200
BODY_BYTES = 50_000
# What issue 3 asks of saving.
MOST_SAVING_MS = 150
MOST_FORM_QUERIES = 25

urlpatterns = []  # of the bare view


def long_body(photos) -> str:
    """A stored body of about 50 KB with what articles have: headings, lists, links, a table, photos."""
    paragraph = (
        "<p>Sáng ngày 17/06/2025, Hội Liên hiệp Phụ nữ phối hợp với <strong>chính quyền địa phương</strong> tổ chức"
        ' <a href="/tin-tuc/">buổi sinh hoạt</a> về phòng, chống bạo lực gia đình cho chị em trong xã.</p>'
    )
    table = "<table><tbody>" + "<tr><td>Xã Xuân Hòa</td><td>25 chị</td></tr>" * 10 + "</tbody></table>"
    part = "<h2>Kết quả bước đầu</h2>" + paragraph * 8 + "<ul>" + "<li>Thăm hỏi từng nhà</li>" * 6 + "</ul>" + table
    figures = "".join(
        f'<figure><img src="{photo.url}" alt="Chị em dự họp" data-photo="{photo.pk}"></figure>' for photo in photos
    )
    size = BODY_BYTES - len(figures.encode())
    return figures + part * round(size / len(part.encode()))


def measured(prepare, act, rounds):
    """(median CPU ms, median wall ms, queries) of `act(prepare())`; neither preparing nor two first rounds count."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cpu, wall = [], []
    for _ in range(rounds + 2):
        given = prepare()
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        act(given)
        cpu.append(time.process_time() - cpu_start)
        wall.append(time.perf_counter() - wall_start)
    given = prepare()
    with CaptureQueriesContext(connection) as captured:
        act(given)
    return statistics.median(cpu[2:]) * 1000, statistics.median(wall[2:]) * 1000, len(captured)


def show(name, cpu, wall, queries, ratio=None):
    print(f"{name:32}{cpu:9.2f}{wall:9.2f}{queries:10}{f'{ratio:.1f} lần' if ratio else '':>20}")


class Bench:
    def __init__(self, rounds):
        from tests import factories, staff

        self.rounds, self.staff, self.reader = rounds, staff, Client(headers={"Accept-Encoding": "gzip"})
        self.editor = staff.signed_in(staff.EDITOR)
        factories.make_organisation()
        factories.make_hotline()
        photos = [factories.make_photo() for _ in range(3)]
        for number in range(ARTICLES):
            factories.make_article(title=f"Tin số {number}", tags=[f"thẻ {number % 20}", "gia đình"], cover=photos[0])
        body = long_body(photos)
        self.article = factories.make_article(title="Bài dài", body=body, tags=["gia đình"], cover=photos[1])

    def run(self) -> list[str]:
        """Print the table; what is over its bar, in sentences."""
        size = len(self.article.body.encode()) / 1000
        print(f"Bài {size:.0f} KB trong {ARTICLES + 1} bài; trung vị của {self.rounds} lần, thời gian bộ xử lý (CPU).")
        print(f"{'':32}{'CPU ms':>9}{'ms':>9}{'truy vấn':>10}{'so với trang trơn':>20}")
        saving = max(self.saving("Lưu bản nháp", "_save", "1"), self.saving("Lưu và đăng", "_step", "publish"))
        queries = self.form()
        self.article.refresh_from_db()  # saving gave it another title, so another address
        for name, path in (
            ("Bài viết", self.article.get_absolute_url()),
            ("Danh sách", "/tin-tuc/"),
            ("Trang chủ", "/"),
        ):
            self.page(name, path)
        over = []
        if saving > MOST_SAVING_MS:
            over.append(f"Lưu bài mất {saving:.0f} ms CPU, mức cho phép là {MOST_SAVING_MS}.")
        if queries > MOST_FORM_QUERIES:
            over.append(f"Mở mẫu mất {queries} truy vấn, mức cho phép là {MOST_FORM_QUERIES}.")
        return over

    def saving(self, name, *button) -> float:
        url, count = self.staff.change_url(self.article), iter(range(10_000))

        def typed():
            # Each save needs the number of the revision before it, so that the form is opened anew.
            fields, number = self.staff.opened(self.editor, url), next(count)
            # Another word each time: a body that was cleaned before costs nothing. Line ends as browsers send them.
            body = fields["body"].replace("Kết quả", f"Kết quả {number}", 1).replace("\n", "\r\n")
            return {**fields, "title": f"Bài dài, lần {number}", "body": body, button[0]: button[1]}

        def save(fields):
            answer = self.editor.post(url, fields)
            if answer.status_code != 302:
                raise SystemExit(f"{name}: {self.staff.errors_of(answer)}")

        cpu, wall, queries = measured(typed, save, self.rounds)
        show(name, cpu, wall, queries)
        return cpu

    def form(self) -> int:
        url = self.staff.change_url(self.article)
        cpu, wall, queries = measured(lambda: url, self.editor.get, self.rounds)
        show("Mở mẫu sửa bài", cpu, wall, queries)
        return queries

    def page(self, name, path):
        from django.core.cache import cache

        answer = self.reader.get(path)
        bare = measured(lambda: "/", bare_reader(answer), self.rounds * 5)
        show(f"{name}: trang trơn", *bare, ratio=1)
        for label, prepare, rounds in (
            ("có trong bộ nhớ đệm", lambda: path, self.rounds * 5),
            ("dựng mới", lambda: cache.clear() or path, self.rounds),
        ):
            cost = measured(prepare, self.reader.get, rounds)
            show(f"{name}: {label}", *cost, ratio=cost[0] / bare[0])


def bare_reader(answer):
    """A GET of a view that only returns the bytes of `answer`, through Django without middleware."""
    from django.http import HttpResponse
    from django.urls import path

    urlpatterns[:] = [path("", lambda request: HttpResponse(answer.content))]
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        client = Client()
        client.get("/")  # loads the middleware, which stays loaded
    return override_settings(ROOT_URLCONF=__name__)(client.get)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hp-bench-") as folder:
        surroundings.enter(Path(folder), options.db)
        django.setup()
        call_command("migrate", verbosity=0)
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        # Hashed names of static files need a collectstatic first; looking one up costs nothing to speak of.
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            over = Bench(options.rounds).run()
    print(*over, sep="\n")
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
