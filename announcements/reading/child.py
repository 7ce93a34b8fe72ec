"""Runs the reader in a process of its own with little memory and time, so that no file can hurt who asks."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from announcements.reading.result import BROKEN, MAX_BYTES, NOT_READ, OLD_WORD, TOO_HARD, TOO_HEAVY, Reading, Unreadable

# Seconds without a sign of life. A page to be recognised takes about five.
PATIENCE = 90
# Of the processor, for all but the recognition of pages.
SECONDS = 60
MAX_ANSWER = 16 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]

Progress = Callable[[int, int], None]


def read(content: bytes, extension: str, ocr: bool = True, progress: Progress | None = None) -> Reading:
    """What the PDF or DOCX says about itself; `Unreadable` for what cannot be read, never anything else.

    `ocr`: recognise scanned pages, where tesseract is installed (seconds for each page); without, their fields are
    empty. `progress(done, total)` is told of each page recognised.
    """
    extension = extension.lower().lstrip(".")
    if extension not in ("pdf", "docx"):
        raise Unreadable(OLD_WORD if extension == "doc" else NOT_READ)
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_HEAVY)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return _answer(file, [extension, "ocr" if ocr else "text", str(SECONDS)], progress)


def _answer(file, arguments: list[str], progress: Progress | None) -> Reading:
    process = subprocess.Popen(  # noqa: S603  our own module, fixed arguments
        [sys.executable, "-m", "announcements.reading", *arguments],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=_environment(),
        start_new_session=True,
    )
    watch = _Watch(process)
    try:
        while line := process.stdout.readline(MAX_ANSWER):
            watch.wait()
            said = json.loads(line)
            if "unreadable" in said:
                raise Unreadable(said["unreadable"])
            if "reading" in said:
                return _reading(said["reading"])
            if progress:
                progress(said["done"], said["total"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(BROKEN) from error
    finally:
        watch.end()
    raise Unreadable(TOO_HARD)


def _environment() -> dict[str, str]:
    """Nothing of ours: what reads hostile files has no business with passwords and keys."""
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_THREAD_LIMIT": "1"}


class _Watch:
    """Ends the process and what it started once it has been silent for too long."""

    def __init__(self, process: subprocess.Popen):
        self.process, self.timer = process, None
        self.wait()

    def wait(self) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = threading.Timer(PATIENCE, self._kill)
        self.timer.daemon = True
        self.timer.start()

    def end(self) -> None:
        self.timer.cancel()
        self._kill()
        self.process.stdout.close()
        self.process.wait()

    def _kill(self) -> None:
        try:
            os.killpg(self.process.pid, 9)
        except ProcessLookupError:
            pass


def _reading(said: dict) -> Reading:
    days = {name: date.fromisoformat(said[name]) if said[name] else None for name in ("issued_on", "effective_on")}
    signers = tuple((name, position) for name, position in said["signers"])
    return Reading(**{**said, **days, "signers": signers, "issuers": tuple(said["issuers"])})
