"""No request waits for a database that has stopped answering. See docs/adr/0012.

A server that stands still, or a network that swallows everything, breaks no connection: psycopg2 would wait for ever,
and PostgreSQL's own limits (statement_timeout, lock_timeout) do not run in a server that does not run. So the web
processes (`begin`, hoiphunu/wsgi.py) wait by a clock of their own. Once a server has let one of them down, the others
stop waiting too, and for a moment nobody asks it but one at a time.
"""

import contextlib
import select
import threading
import time
from dataclasses import dataclass, field

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, set_wait_callback

# What a tiny question may take at most, even on a busy machine; longer means that nobody is there.
SOON_SECONDS = 2.0
# How long a server that let somebody down is asked nothing.
REST_SECONDS = 1.0
STEP_SECONDS = 0.1

_limits = {"seconds": None}
_this = threading.local()


@dataclass
class Server:
    """What this process knows of one server."""

    failed_at: float | None = None
    probe: threading.Lock = field(default_factory=threading.Lock)

    @property
    def rests(self) -> bool:
        return self.failed_at is not None and time.monotonic() - self.failed_at < REST_SECONDS

    @contextlib.contextmanager
    def asked(self):
        """While one thread asks a server that had failed, no other does. Raises OperationalError."""
        if self.failed_at is None:
            yield
            return
        if self.rests or not self.probe.acquire(blocking=False):
            raise OperationalError("the database did not answer a moment ago")
        try:
            yield
        finally:
            self.probe.release()


_servers: dict[str, Server] = {}


def begin(seconds: float):
    """From now on no thread of this process waits longer than so many seconds for an answer."""
    _limits["seconds"] = seconds
    set_wait_callback(_wait)


@contextlib.contextmanager
def hurried():
    """Inside, an answer that takes longer than SOON_SECONDS is none, and the server counts as one that has failed."""
    _this.seconds = SOON_SECONDS
    try:
        yield
    finally:
        del _this.seconds


def _wait(connection):
    """psycopg2 calls this whenever it would wait; where it raises, the connection is closed."""
    server = _servers.setdefault(connection.dsn, Server())
    began = time.monotonic()
    limit = getattr(_this, "seconds", _limits["seconds"])
    with server.asked():
        while (wanted := connection.poll()) != POLL_OK:
            if _is_ready(connection, wanted):
                continue
            now = time.monotonic()
            if now - began > limit:
                server.failed_at = now
            # Whoever began before another's time was up need not wait for the end of her own.
            if server.failed_at is not None and server.failed_at > began:
                raise OperationalError("the database does not answer")
        server.failed_at = None


def _is_ready(connection, wanted) -> bool:
    watched = select.poll()
    watched.register(connection.fileno(), select.POLLIN if wanted == POLL_READ else select.POLLOUT)
    return bool(watched.poll(STEP_SECONDS * 1000))
