"""Asks ClamAV's daemon about an uploaded document, where the office runs one (`CLAMD_URL`).

Its protocol (INSTREAM) is some lines; the libraries that speak it have stood still for years.
"""

import socket
import struct
from contextlib import contextmanager
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

PIECE = 256 * 1024
# For each send and each answer: a large archive takes the daemon some seconds.
PATIENCE = 20
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The daemon cannot be asked, or could not say: whoever is told must not take the file."""


def name_in(upload: BinaryIO) -> str:
    """What ClamAV calls the virus in the file, "" for none or where no scanner is set. Raises ScannerAway.

    The file is left at its start.
    """
    if not settings.CLAMD_URL:
        return ""
    try:
        with _daemon() as daemon:
            daemon.sendall(b"zINSTREAM\0")
            upload.seek(0)
            while piece := upload.read(PIECE):
                daemon.sendall(struct.pack("!I", len(piece)) + piece)
            daemon.sendall(struct.pack("!I", 0))
            answer = _answer(daemon)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    finally:
        upload.seek(0)
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer != "stream: OK":
        raise ScannerAway(answer)
    return ""


def is_there() -> bool:
    """Whether the daemon answers."""
    try:
        with _daemon() as daemon:
            daemon.sendall(b"zPING\0")
            return _answer(daemon) == "PONG"
    except OSError:
        return False


@contextmanager
def _daemon():
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        daemon = socket.socket(socket.AF_UNIX)
        target = address.path
    else:
        daemon = socket.socket()
        target = address.hostname, address.port
    with daemon:
        daemon.settimeout(PATIENCE)
        daemon.connect(target)
        yield daemon


def _answer(daemon) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        if not (part := daemon.recv(LONGEST_ANSWER)):
            break
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
