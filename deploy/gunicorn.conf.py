"""Gunicorn, the same for `make run` and for production; BIND and WEB_CONCURRENCY come from the environment."""

import contextlib
import os
import shutil
import signal
import tempfile

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Behind nginx a request takes milliseconds; an upload of 30 MB over a slow line needs the minute.
timeout = 60
graceful_timeout = 30
keepalive = 5
# Nobody manages the server through a socket, so none stands open.
control_socket_disable = True
# A heartbeat file on a slow disk can stall a worker; this directory is memory on Linux.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108

accesslog = "-"
errorlog = "-"
logger_class = "hoiphunu.access_log.AccessLogger"
access_log_format = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" %(D)s'
if os.environ.get("INSECURE_LOOPBACK") != "1":
    # One JSON object a line; the one above is for people who try the site on their own machine.
    access_log_format = "%(json)s"
# Only our own proxies may say that a request came by https; the settings read the same variable.
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "")


# Renewal (HUP): by itself gunicorn ends the old workers while the new ones are still loading, and readers wait for that
# long. Here each new worker ends old ones once it is ready.
_renewal = {"old": [], "first": 0}


def on_reload(server):
    _renewal.update(old=sorted(server.WORKERS), first=server.worker_age + 1)
    server.num_workers += len(_renewal["old"])


def post_worker_init(worker):
    nth = worker.age - _renewal["first"]
    if 0 <= nth < 2 * workers:  # a new one may have died while loading; what is begun later ends nobody
        for pid in _renewal["old"][nth % workers :: workers]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


# Each process counts in files of its own, /metrics adds them up; they end with the server.
COUNTS = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server):
    if os.environ.get("METRICS_TOKEN"):
        os.environ[COUNTS] = tempfile.mkdtemp(prefix="hoiphunu-metrics-")


def child_exit(server, worker):
    if worker.pid in _renewal["old"]:
        _renewal["old"].remove(worker.pid)
        server.num_workers -= 1
    if COUNTS in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server):
    if COUNTS in os.environ:
        shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
