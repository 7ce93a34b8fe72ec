"""5,000 hostile requests sent to a real gunicorn on a real PostgreSQL by a stranger; no answer may be a 5xx.

`make drill` runs it: `python -m tests.crawling`. What is sent: tests/crawl.py.
"""

import socket
import sys
import tempfile
import time
from collections import Counter
from email.parser import BytesParser
from pathlib import Path

import django

from tests import crawl, surroundings
from tests.bench import servers

COUNT = 5_000
LONGEST_SECONDS = 5.0


def ask(port: int, request: crawl.Request) -> tuple[int, dict, bytes]:
    """The answer as it came over the wire: (status, headers, body)."""
    lines = [f"{request.method} {request.target} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers)]
    lines += [f"Content-Length: {len(request.body)}", "Connection: close", "", ""]
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall("\r\n".join(lines).encode() + request.body)
        while part := line.recv(65536):
            received += part
    head, _, content = bytes(received).partition(b"\r\n\r\n")
    first, _, headers = head.partition(b"\r\n")
    told = BytesParser().parsebytes(headers)
    return int(first.split()[1]), told, unchunked(content) if told["Transfer-Encoding"] == "chunked" else content


def unchunked(content: bytes) -> bytes:
    """The body of an answer that was sent in pieces, each behind its length in hexadecimal digits."""
    found = b""
    while content:
        length, _, content = content.partition(b"\r\n")
        found, content = found + content[: int(length, 16)], content[int(length, 16) + 2 :]
    return found


def is_of_gunicorn(status: int, content: bytes) -> bool:
    """Whether the server refused what is no HTTP, in its own words, before the site saw it."""
    return 400 <= status < 500 and content.lstrip().startswith(b"<html>\n  <head>\n    <title>")


def drill(port: int, paths, leads) -> int:
    statuses, wrong, refused, slowest, began = Counter(), [], 0, 0.0, time.monotonic()
    for request in crawl.requests(COUNT, paths):
        started = time.monotonic()
        status, headers, content = ask(port, request)
        took = time.monotonic() - started
        slowest, statuses[status] = max(slowest, took), statuses[status] + 1
        if is_of_gunicorn(status, content):
            refused += 1
            continue
        if found := crawl.faults(request, status, headers, content, leads):
            wrong.append(f"{request}: {found}")
        if took > LONGEST_SECONDS:
            wrong.append(f"{request}: {took:.1f} giây")
    print(
        f"{COUNT} yêu cầu phá hoại tới {len(crawl.templates())} mẫu địa chỉ trong {time.monotonic() - began:.0f} giây;"
    )
    print(f"  gunicorn tự từ chối {refused}; câu trả lời lâu nhất {slowest:.2f} giây;")
    print("  mã trả lời:", ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())))
    print(f"  5xx: {sum(count for status, count in statuses.items() if status >= 500)}; sai khác: {len(wrong)}")
    print(*wrong[:50], sep="\n")
    return 1 if wrong else 0


def main():
    with tempfile.TemporaryDirectory(prefix="hp-drill-") as name:
        surroundings.enter(Path(name), "postgres")
        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            call_command("migrate", verbosity=0)
            paths, leads = crawl.rows()
            with servers.site() as application:
                return drill(application.port, paths, leads)


if __name__ == "__main__":
    sys.exit(main())
