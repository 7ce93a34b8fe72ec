"""PostgreSQL is stopped under a running site; the help pages must go on with the number that was saved last.

`make drill` runs it: `python -m tests.stopping`. Gunicorn and nginx are those of deploy/.
"""

import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import django

from tests import postgres, surroundings
from tests.bench import nginx, servers

HELP = ("/ho-tro/", "/ho-tro/km/", "/ho-tro/en/", "/ho-tro/so-may/", "/ho-tro/?q=xa")
BEFORE, AFTER = "0299382212", "0299382299"
# From the server's word that it is up to a page rendered anew.
HEALED_WITHIN = 3.0


def fetch(url: str) -> tuple[int, str]:
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers={"Host": "localhost"}), timeout=20)  # noqa: S310
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.read().decode()


def faults(fronts: dict[str, str], wanted: int, number: str, paths=HELP) -> list[str]:
    """What is not as it should be: each of `paths` at each of the fronts answers `wanted` with `number` to call."""
    found = []
    for name, url in fronts.items():
        for path in paths:
            status, text = fetch(url + path)
            if status != wanted or f"tel:+84{number[1:]}" not in text:
                found.append(f"{name} {path}: {status}, số {'có' if number[1:] in text else 'không có'}")
    return found


def tell(what: str, found: list[str]):
    if found:
        print(f"{what}:", *found, sep="\n  ")
        sys.exit(1)
    print(f"{what}: đúng.")


def drill(folder: Path, fronts: dict[str, str], line):
    tell("PostgreSQL chạy", faults(fronts, 200, BEFORE))
    line.phone = AFTER
    line.save()
    time.sleep(1.1)
    tell("Một giây sau khi đổi số", faults(fronts, 200, AFTER))
    postgres.drills["stop"]()
    tell("PostgreSQL ngừng", faults(fronts, 200, AFTER))
    tell("PostgreSQL ngừng, trang khác", faults(fronts, 503, AFTER, ("/van-ban/", "/quan-tri/login/")))
    postgres.drills["start"]()
    began = time.monotonic()
    while faults(fronts, 200, AFTER, ("/van-ban/?nam=2020",)) and time.monotonic() - began < HEALED_WITHIN:
        time.sleep(0.1)
    tell("PostgreSQL chạy lại", faults(fronts, 200, AFTER, (*HELP, "/van-ban/?nam=2020")))
    print(f"Trang lại như thường sau {time.monotonic() - began:.1f} giây.")


def main():
    with tempfile.TemporaryDirectory(prefix="hp-drill-") as name:
        folder = Path(name)
        surroundings.enter(folder, "postgres")
        django.setup()
        from django.core.management import call_command
        from django.test import override_settings

        from tests import factories

        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        from django.conf import settings

        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            call_command("migrate", verbosity=0)
            factories.make_organisation()
            line = factories.make_hotline(phone=BEFORE, is_primary=True)
            with servers.site() as application:
                with nginx.server(folder, application.port) as front:
                    drill(folder, {"gunicorn": application.url, "nginx": front.url}, line)
                    application.stop()
                    tell("Cổng ngừng hẳn", faults({"nginx": front.url}, 200, AFTER))


if __name__ == "__main__":
    main()
