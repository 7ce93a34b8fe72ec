"""The programs that are measured, each in processes of its own, and what /proc says of them."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def program(name: str) -> str:
    """Where `name` is, also among the programs for administrators."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if not found:
        raise SystemExit(f"Cần chương trình {name}: apt-get install {name.removesuffix('-server')}")
    return found


class Server:
    """A program in a process group of its own; `with` stops all of it."""

    def __init__(self, command, port=None, ready="/", **environment):
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if ready is not None:
            self._wait(ready)

    def _wait(self, path):
        for _ in range(200):
            with contextlib.suppress(urllib.error.HTTPError, OSError):
                urllib.request.urlopen(self.url + path, timeout=5).close()  # noqa: S310  our own address
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()
        raise SystemExit(f"Không khởi động được: {self.process.args}")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def processes(self) -> list[int]:
        return descendants(self.process.pid)

    def workers(self) -> list[int]:
        return self.processes()[1:]


def gunicorn(application: str, workers=2, ready="/healthz", **environment) -> Server:
    """`deploy/gunicorn.conf.py` as production has it, on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    return Server(command, port, ready, BIND=f"127.0.0.1:{port}", WEB_CONCURRENCY=str(workers), **environment)


def site(**environment) -> Server:
    return gunicorn("hoiphunu.wsgi", DJANGO_SETTINGS_MODULE="tests.bench.settings", **environment)


def floor(pages: Path) -> Server:
    return gunicorn("tests.bench.floor", ready="/0", BENCH_FLOOR=str(pages))


@contextlib.contextmanager
def redis(folder: Path):
    """A Redis of this run alone; yields its CACHE_URL and its server."""
    path = folder / "redis.sock"
    settings = ["--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder)]
    with Server([program("redis-server"), *settings], ready=None) as server:
        for _ in range(100):
            if path.exists():
                break
            time.sleep(0.05)
        yield f"unix://{path}", server


def stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; [] for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def descendants(pid: int) -> list[int]:
    """`pid` and every process below it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(int(entry))):
            parents.setdefault(int(fields[1]), []).append(int(entry))
    found = [pid]
    for one in found:
        found += sorted(parents.get(one, []))
    return found


def cpu_seconds(roots) -> float:
    """Processor time that these processes and all below them have used so far, those that have ended too."""
    found = [fields for root in roots for pid in descendants(root) if (fields := stat(pid))]
    return sum(sum(map(int, fields[11:15])) / TICKS for fields in found)


def memory_mb(pid: int) -> float:
    """Proportional memory (PSS) of a process."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def postmaster() -> int:
    """The first process of the PostgreSQL that this run started."""
    folder = os.environ["DATABASE_URL"].partition("@")[2].rpartition("/")[0].replace("%2F", "/")
    return int(Path(folder, "data", "postmaster.pid").read_text().split()[0])
