"""The key of the requests for help is changed, the command killed once on the way: nothing is lost, the old key opens
nothing.

`make drill` runs it: `python -m tests.rotating --db=sqlite --requests=1000`.
"""

import argparse
import base64
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
from cryptography.fernet import Fernet, InvalidToken

from tests import surroundings, traces

ROOT = Path(__file__).resolve().parent.parent


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def text_of(number: int) -> dict:
    return {"story": f"chuyenkhoa{number}", "name": f"tenkhoa{number}", "answer": f"loikhoa{number}" * (number % 2)}


def tokens() -> list[str]:
    """What lies in the database of all texts that are locked."""
    from django.db import connection

    from hotline.models.requests import LOCKED

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(LOCKED)} FROM hotline_helprequest")  # noqa: S608
        return [text for row in cursor.fetchall() for text in row if text]


def opened_by(key: str) -> int:
    """How many of the locked texts this key alone opens."""
    box, opened = Fernet(key), 0
    for token in tokens():
        try:
            box.decrypt(token.encode())
        except InvalidToken:
            continue
        opened += 1
    return opened


def unlike(count: int, *keys) -> int:
    """How many requests do not say what was written, to a site that has these keys."""
    from django.test import override_settings

    from hotline.models import HelpRequest

    with override_settings(HELP_KEYS=list(keys)):
        said = [{name: getattr(row, name) for name in text_of(0)} for row in HelpRequest.objects.order_by("pk")]
    return sum(one != text_of(number) for number, one in enumerate(said)) + abs(count - len(said))


def rotation(*keys) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "rotate_help_keys"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "HELP_KEYS": ",".join(keys)}, stdout=subprocess.PIPE)


def expect(what: str, got, wanted):
    print(f"  {what}: {got}")
    if got != wanted:
        print(f"SAI: {what}: phải là {wanted}.")
        sys.exit(1)


def drill(count: int):
    from django.test import override_settings

    from hotline import codes
    from tests import factories

    old, new = new_key(), new_key()
    with override_settings(HELP_KEYS=[old]):
        for number in range(count):
            factories.make_request(code=codes.made_from(str(number)), **text_of(number))
    texts = len(tokens())
    expect("Đoạn đã khoá bằng khoá cũ", opened_by(old), texts)
    with rotation(new, old) as program:
        while not (moved := opened_by(new)) and program.poll() is None:
            time.sleep(0.02)
        program.kill()
    print(f"  Bị ngắt (SIGKILL) khi khoá mới mở được {moved} trên {texts} đoạn")
    expect("Yêu cầu đọc sai sau khi bị ngắt, với hai khoá", unlike(count, new, old), 0)
    began = time.monotonic()
    with rotation(new, old) as program:
        said = program.communicate()[0].decode().strip()
    print(f"  {said} ({time.monotonic() - began:.1f} giây)")
    expect("Yêu cầu đọc sai khi chỉ còn khoá mới", unlike(count, new), 0)
    expect("Đoạn khoá cũ còn mở được", opened_by(old), 0)
    expect("Yêu cầu đọc được khi chỉ có khoá cũ", count - unlike(count, old), 0)
    words = [word for number in range(count) for word in text_of(number).values() if word]
    expect("Chữ đọc được trong bản sao cơ sở dữ liệu", len(traces.found_in(traces.dump(), words)), 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("postgres", "sqlite"), default="sqlite")
    parser.add_argument("--requests", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hp-drill-") as folder:
        surroundings.enter(Path(folder), options.db)
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(f"Đổi khoá trên {options.db}, {options.requests} yêu cầu:")
        drill(options.requests)


if __name__ == "__main__":
    main()
