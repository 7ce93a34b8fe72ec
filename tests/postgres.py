"""A throw-away PostgreSQL for one test run, from whatever server binaries the machine has."""

import atexit
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

# What `make drill` does to the server that `start` has started: "stop" as if it had crashed, "start" again.
drills = {}


def bindir() -> Path:
    """The folder of initdb and pg_ctl: $PG_BINDIR, else the newest Debian one, else the one on PATH."""
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    on_path = shutil.which("initdb")
    chosen = os.environ.get("PG_BINDIR") or (debian and os.path.dirname(debian[-1])) or os.path.dirname(on_path or "")
    if not chosen or not Path(chosen, "initdb").exists():
        raise SystemExit("Kiểm thử cần PostgreSQL: apt-get install postgresql, hoặc đặt PG_BINDIR.")
    return Path(chosen)


def unprivileged() -> str | None:
    """Whom to run the server as: PostgreSQL refuses root, so root lends it another account."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in accounts else "nobody"


def start() -> str:
    """Start a server on a Unix socket in a folder of its own and return its DATABASE_URL; it stops at exit."""
    binaries, user = bindir(), unprivileged()
    # Not under pytest's own folders: the path of a socket must be short and open to the other account.
    folder = Path(tempfile.mkdtemp(prefix="hp-pg-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)

    def run(*command):
        # In a session of its own, so that Ctrl-C reaches pytest alone, which then stops the server in order.
        done = subprocess.run(
            [binaries / command[0], *command[1:]],
            user=user, cwd=folder, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"PostgreSQL: {command[0]}: {done.stdout}")

    def stop():
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "stop", "-D", "data", "-m", "immediate", "-w")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    # A time limit of the machine ends us by this signal, which would pass over what is registered.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    run("initdb", "-D", "data", "-U", "hoiphunu", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    start_again = ("pg_ctl", "start", "-D", "data", "-w", "-l", "log", "-o", options)
    run(*start_again)
    drills["stop"] = lambda: run("pg_ctl", "stop", "-D", "data", "-m", "immediate", "-w")
    drills["start"] = lambda: run(*start_again)
    return f"postgres://hoiphunu@{str(folder).replace('/', '%2F')}/postgres"


def dumped(settings: dict) -> bytes:
    """The database of Django's `settings`, as a backup holds it; others may be using it meanwhile."""
    where = ["--host", settings["HOST"], "--username", settings["USER"], "--dbname", settings["NAME"]]
    return subprocess.run([bindir() / "pg_dump", *where], check=True, capture_output=True).stdout


def restored(settings: dict, dump: bytes, name: str) -> str:
    """The DATABASE_URL of a new database `name` that holds `dump`, on the server of Django's `settings`."""
    where = ["--host", settings["HOST"], "--username", settings["USER"]]
    subprocess.run([bindir() / "createdb", *where, name], check=True)
    strict = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", name]
    subprocess.run([bindir() / "psql", *where, *strict], input=dump, check=True, stdout=subprocess.DEVNULL)
    return f"postgres://{settings['USER']}@{settings['HOST'].replace('/', '%2F')}/{name}"
