"""Requests for help are erased in each way there is; no word of them, and no locked text of them, is left anywhere.

`make drill` runs it: `python -m tests.erasing --db=sqlite --requests=200`.
"""

import argparse
import logging
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import django

from tests import surroundings, traces
from tests.rotating import expect, tokens

ASK, ANSWER = "/ho-tro/gui/", "/ho-tro/tra-loi/"
OURS = {"Sec-Fetch-Site": "same-origin"}
SAMPLE = 100
HIDDEN = re.compile(r'type="hidden" name="(token|version|code)"[^>]*? value="([^"]+)"')


def words_of(number: int) -> dict:
    return {"story": f"bimatxoa{number}x", "name": f"tenxoa{number}x", "contact": f"lienhexoa{number}x"}


def send(count: int) -> list[str]:
    """The codes of so many requests, each sent through the form by a visitor of her own."""
    from django.test import Client

    senders = [Client(REMOTE_ADDR=f"203.0.{number // 250}.{number % 250}") for number in range(count)]
    forms = [dict(HIDDEN.findall(sender.get(ASK).content.decode())) for sender in senders]
    time.sleep(2.1)  # nobody reads the form faster
    codes = []
    for number, (sender, hidden) in enumerate(zip(senders, forms, strict=True)):
        given = {**hidden, **words_of(number), "safe_when": "sáng", "consent": "on"}
        page = sender.post(ASK, given, headers=OURS).content.decode()
        codes.append(re.search(r"<code>(.+?)</code>", page)[1])
    return codes


def answer_some(editor):
    from hotline.models import HelpRequest
    from tests import staff

    for row in HelpRequest.objects.order_by("pk")[:10]:
        staff.send(editor, staff.change_url(row), answer=f"loixoa{row.pk}x")


def erased_by_her(code: str) -> float:
    """Seconds from her press of the button to the answer."""
    from django.test import Client

    sender = Client(REMOTE_ADDR="198.51.100.7")
    hidden = dict(HIDDEN.findall(sender.get(ANSWER).content.decode()))
    began = time.perf_counter()
    sender.post(ANSWER, {**hidden, "code": code, "_erase": "1"}, headers=OURS)
    return time.perf_counter() - began


def erase(codes, editor):
    """A tenth by herself (one address tries twenty codes an hour), half the rest by staff, the others by time."""
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from hotline.models import HelpRequest
    from tests import staff

    hers = codes[: min(15, len(codes) // 10)]
    seconds = [erased_by_her(code) for code in hers]
    print(f"  Chị tự xoá bằng mã: {len(hers)} yêu cầu, trung vị {median(seconds) * 1000:.0f} ms")
    rows = list(HelpRequest.objects.order_by("pk"))
    for row in rows[: len(rows) // 2]:
        editor.post(staff.change_url(row, "delete"), {"post": "yes"})
    print(f"  Cán bộ xoá: {len(rows) // 2} yêu cầu")
    HelpRequest.objects.update(sent_at=timezone.now() - timedelta(days=181))
    call_command("erase_help_requests", stdout=sys.stdout)


def server_files(folder: Path) -> list[Path]:
    """Where the database itself keeps its files, its journal too."""
    from django.db import connection

    return [Path(connection.settings_dict["HOST"])] if connection.vendor == "postgresql" else [folder]


def drill(folder: Path, count: int):
    from hotline.models import HelpReading, HelpRequest, HelpTally
    from tests import factories, staff

    factories.make_organisation(), factories.make_hotline(is_primary=True)
    editor = staff.client_of(factories.make_user(staff.HOTLINE))
    codes = send(count)
    answer_some(editor)
    locked = tokens()
    expect("Đoạn đã khoá trong bản sao, trước khi xoá", len(traces.found_in(traces.dump(), locked)), len(locked))
    erase(codes, editor)
    expect("Yêu cầu còn lại", HelpRequest.objects.count(), 0)
    expect("Yêu cầu được đếm trong thống kê", sum(row.count for row in HelpTally.objects.all()), count)
    acts = ("hers", "erase", "expire")
    expect("Lượt xoá trong sổ", sum(reading.act in acts for reading in HelpReading.objects.all()), count)
    expect("Thư báo đã gửi", len(list((folder / "thu").iterdir())), count)
    words = ["bimatxoa", "tenxoa", "lienhexoa", "loixoa", *codes, *(code.replace("-", "") for code in codes)]
    places = {
        "bảng": b"\n".join(traces.tables().values()),
        "bản sao cơ sở dữ liệu": traces.dump(),
        "dumpdata": traces.dumpdata(),
        "tệp, nhật ký, thư": traces.files(folder),
        "tệp và nhật ký riêng của cơ sở dữ liệu": traces.files(*server_files(folder)),
    }
    for name, content in places.items():
        expect(f"Chữ đọc được trong {name} ({len(content) / 1e6:.1f} MB)", len(traces.found_in(content, words)), 0)
    for name in ("bảng", "dumpdata"):
        expect(f"Đoạn đã khoá trong {name}", len(traces.found_in(places[name], locked)), 0)
    # Their place is free to be written over; until then they lie there locked (docs/adr/0014).
    left = len(traces.found_in(places["tệp và nhật ký riêng của cơ sở dữ liệu"], locked[:SAMPLE]))
    print(f"  Đoạn đã khoá còn trong chỗ trống của tệp cơ sở dữ liệu: {left} trên {len(locked[:SAMPLE])} xem thử")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("postgres", "sqlite"), default="sqlite")
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hp-drill-") as name:
        folder = Path(name)
        surroundings.enter(folder, options.db)
        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        logging.getLogger().addHandler(logging.FileHandler(folder / "log.txt"))
        call_command("migrate", verbosity=0)
        print(f"Xoá trên {options.db}, {options.requests} yêu cầu:")
        with override_settings(
            STORAGES={**settings.STORAGES, "staticfiles": plain},
            EMAIL_URL="smtp://x",
            EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
            EMAIL_FILE_PATH=str(folder / "thu"),
        ):
            drill(folder, options.requests)


if __name__ == "__main__":
    main()
