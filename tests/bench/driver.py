"""Readers: wrk where it is installed, else threads of our own."""

import http.client
import re
import shutil
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# Enough that both workers get some: each connection stays with the worker that took it.
CONNECTIONS = 24
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
HEADERS = {"Accept-Encoding": "br", "User-Agent": "bench"}
MIXED = """
local paths, n = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
request = function() n = n %% #paths + 1; return wrk.format("GET", paths[n]) end
"""


@dataclass
class Load:
    requests: int
    seconds: float
    p50: float
    p99: float
    errors: int

    @property
    def rate(self):
        return self.requests / self.seconds


def drive(url: str, seconds: float, headers=None, paths: Path | None = None, connections=CONNECTIONS) -> Load:
    """Ask for `url` (or in turn for the lines of the file `paths` below it) as fast as answers come."""
    headers = {**HEADERS, **(headers or {})}
    by = _wrk if shutil.which("wrk") else _threads
    return by(url, seconds, headers, paths, connections)


def _wrk(url, seconds, headers, paths, connections):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if paths:
        script = paths.with_suffix(".lua")
        script.write_text(MIXED % paths)
        command += ["-s", str(script)]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout

    def latency(percent):
        value, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s|m)\b", said).groups()
        return float(value) * UNITS[unit]

    count, took, unit = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m)", said).groups()
    errors = sum(map(int, re.findall(r"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)", said)))
    return Load(int(count), float(took) * UNITS[unit] / 1000, latency(50), latency(99), errors)


def _threads(url, seconds, headers, paths, connections):
    where, times, errors = urlsplit(url), [], []
    asked = paths.read_text().split("\n") if paths else [f"{where.path}?{where.query}"]
    end = time.monotonic() + seconds

    def read(start):
        connection, n = http.client.HTTPConnection(where.netloc), start
        while time.monotonic() < end:
            begun = time.perf_counter()
            connection.request("GET", asked[n % len(asked)], headers=headers)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - begun) * 1000)
            errors.extend([1] if answer.status >= 400 else [])
            n += connections

    readers = [threading.Thread(target=read, args=[n]) for n in range(connections)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    cuts = statistics.quantiles(times, n=100)
    return Load(len(times), seconds, cuts[49], cuts[98], len(errors))
