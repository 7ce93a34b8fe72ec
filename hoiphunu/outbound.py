"""What answers at an address on another site. Asks over the network, and never a machine that is not everybody's.

Each name is resolved once and the connection is made to the very address that was judged, so that a name that
changes its answer (DNS rebinding) leads nowhere else. No cookies, no accounts, the text itself is not fetched.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.db.models import TextChoices

from hoiphunu.webaddress import ascii_host, sendable

MOST_REDIRECTS = 5
# How many of a host's addresses are tried.
MOST_TRIED = 3
PORTS = {"http": 80, "https": 443}
MOVED, MOVED_FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
# Global by name, but they lead on to other addresses: mapped, translated (NAT64), 6to4 and its relays, Teredo.
TUNNELS = [
    ipaddress.ip_network(text)
    for text in ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/23", "192.88.99.0/24")
]
OTHERWISE_KEPT = [ipaddress.ip_network(text) for text in ("192.0.0.0/24", "2001:db8::/32", "3fff::/20")]
# All that is handed out to the public of IPv6.
HANDED_OUT = ipaddress.ip_network("2000::/3")


class State(TextChoices):
    FINE = "fine", "Mở được"
    GONE = "gone", "Trang không còn (404, 410)"
    SHY = "shy", "Có thể chặn máy kiểm tra"
    REFUSING = "refusing", "Trang báo lỗi yêu cầu (4xx)"
    BROKEN = "broken", "Máy chủ bên kia lỗi (5xx)"
    NO_NAME = "no_name", "Tên miền không còn"
    NAME_BUSY = "name_busy", "Chưa tra được tên miền"
    CLOSED = "closed", "Máy chủ từ chối kết nối"
    SLOW = "slow", "Quá lâu không trả lời"
    CUT = "cut", "Kết nối bị ngắt"
    EXPIRED = "expired", "Chứng thư đã hết hạn"
    WRONG_NAME = "wrong_name", "Chứng thư của tên miền khác"
    UNKNOWN_ISSUER = "unknown_issuer", "Chứng thư tự cấp hoặc không rõ nơi cấp"
    TLS = "tls", "Không lập được kết nối bảo mật"
    LOOP = "loop", "Chuyển hướng quá nhiều lần"
    FORBIDDEN = "forbidden", "Địa chỉ nội bộ hoặc không được phép"


# What OpenSSL says of a certificate, by its numbers (openssl/x509_vfy.h).
CERTIFICATES = {9: State.EXPIRED, 10: State.EXPIRED, 62: State.WRONG_NAME, 64: State.WRONG_NAME}
CERTIFICATES |= dict.fromkeys((18, 19, 20, 21), State.UNKNOWN_ISSUER)


@dataclass(frozen=True)
class Answer:
    """What was found: `hops` are (address, HTTP code) of the redirects on the way, `address` where they led."""

    state: State
    address: str
    code: int = 0
    hops: tuple[tuple[str, int], ...] = ()

    @property
    def has_moved_for_good(self) -> bool:
        """Whether the site says that the page is at `address` from now on, and it is."""
        return self.state == State.FINE and bool(self.hops) and all(code in MOVED_FOR_GOOD for _, code in self.hops)


class TroubleError(Exception):
    """There is no answer; `state` says why."""

    def __init__(self, state):
        super().__init__(state.label)
        self.state = state


def is_public(ip: str) -> bool:
    """Whether an address belongs to the public Internet, by itself and not by leading on to another one."""
    found = ipaddress.ip_address(ip)
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    if found.version == 6 and found not in HANDED_OUT:
        return False
    return not any(found in network for network in (*TUNNELS, *OTHERWISE_KEPT) if network.version == found.version)


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of `host` as the system finds them. Raises TroubleError."""
    found = []

    def ask():
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    # The system's own time-outs cannot be set; a thread that is left behind ends with them.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise TroubleError(State.NAME_BUSY)
    if isinstance(found[0], Exception):
        gone = isinstance(found[0], UnicodeError) or found[0].errno in (socket.EAI_NONAME, socket.EAI_NODATA)
        raise TroubleError(State.NO_NAME if gone else State.NAME_BUSY)
    return list(dict.fromkeys(entry[4][0] for entry in found[0]))


@dataclass(frozen=True)
class Visitor:
    """Who asks, and within which bounds. Everything that tests need otherwise is a field.

    `allowed` are networks that may be asked although they are not public, `ports` {scheme: ports} beside the usual.
    """

    agent: str = "Mozilla/5.0 (compatible; link check)"
    resolve: Callable[[str, int, float], list[str]] = resolve
    allowed: Collection = ()
    ports: Collection[int] = ()
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    connect_seconds: float = 5
    read_seconds: float = 8
    most_seconds: float = 25

    def visit(self, address: str) -> Answer:
        """Ask for `address` and follow its redirects; never raises for what the other side does."""
        deadline, hops = time.monotonic() + self.most_seconds, []
        while True:
            try:
                code, target = self._ask(address, deadline)
            except TroubleError as trouble:
                return Answer(trouble.state, address, 0, tuple(hops))
            if target is None:
                return Answer(_state(code), address, code, tuple(hops))
            hops.append((address, code))
            address = target
            if len(hops) > MOST_REDIRECTS:
                return Answer(State.LOOP, address, code, tuple(hops))

    def _ask(self, address, deadline):
        """(code, where it redirects to or None) of one address: asked for its head, then as readers ask."""
        try:
            code, target = self._request("HEAD", address, deadline)
        except TroubleError as trouble:
            if trouble.state != State.CUT:
                raise
            code, target = 400, None  # some servers hang up on what they do not know
        if code >= 400 and code not in (410, 429):
            code, target = self._request("GET", address, deadline)
        return code, target

    def _request(self, method, address, deadline):
        scheme, host, port, path = self._parts(address)
        sock = self._connect(self._addresses(host, port, deadline), port, deadline)
        try:
            if scheme == "https":
                sock = self._secured(sock, host, deadline)
            connection = http.client.HTTPConnection(host, port)
            connection.auto_open = 0  # never to another address than the one that was judged
            connection.sock = _Timed(sock, min(deadline, time.monotonic() + self.read_seconds))
            shown = f"[{host}]" if ":" in host else host
            headers = {
                "Host": shown if port == PORTS[scheme] else f"{shown}:{port}",
                "User-Agent": self.agent,
                "Accept": "text/html,*/*;q=0.8",
                "Accept-Language": "vi",
                "Connection": "close",
            }
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            place = response.headers.get("Location", "") if response.status in MOVED else ""
            return response.status, _target(address, place) if place else None
        except TimeoutError:
            raise TroubleError(State.SLOW) from None
        except (OSError, http.client.HTTPException, ValueError):
            raise TroubleError(State.CUT) from None
        finally:
            sock.close()

    def _parts(self, address):
        """(scheme, host as it is asked for, port, path with query). Raises TroubleError where no reader would go."""
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            raise TroubleError(State.FORBIDDEN) from None
        usual = PORTS.get(parts.scheme)
        port = port or usual
        if not usual or not parts.hostname or parts.username or port not in (*PORTS.values(), *self.ports):
            raise TroubleError(State.FORBIDDEN)
        path = sendable(parts.path or "/") + (f"?{sendable(parts.query)}" if parts.query else "")
        return parts.scheme, ascii_host(parts.hostname), port, path

    def _addresses(self, host, port, deadline):
        """Where `host` is, asked once; refused as a whole when any of its addresses is not everybody's."""
        found = self.resolve(host, port, _left(deadline, self.connect_seconds))
        if not found or not all(is_public(ip) or self._is_allowed(ip) for ip in found):
            raise TroubleError(State.FORBIDDEN if found else State.NO_NAME)
        return found[:MOST_TRIED]

    def _is_allowed(self, ip):
        found = ipaddress.ip_address(ip)
        return any(found in network for network in self.allowed if network.version == found.version)

    def _connect(self, addresses, port, deadline):
        state = State.CLOSED
        for ip in addresses:
            try:
                return socket.create_connection((ip, port), _left(deadline, self.connect_seconds))
            except TimeoutError:
                state = State.SLOW
            except OSError:
                state = State.CLOSED
        raise TroubleError(state)

    def _secured(self, sock, host, deadline):
        sock.settimeout(_left(deadline, self.connect_seconds))
        try:
            return self.trust.wrap_socket(sock, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            raise TroubleError(CERTIFICATES.get(error.verify_code, State.TLS)) from None
        except TimeoutError:
            raise TroubleError(State.SLOW) from None
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            raise TroubleError(State.TLS) from None


class _Timed(io.RawIOBase):
    """A socket as `http.client` uses it, with one deadline for all that is read: single bytes do not stretch it."""

    def __init__(self, sock, deadline):
        self.sock, self.deadline = sock, deadline

    def sendall(self, data):
        self.sock.settimeout(_left(self.deadline))
        self.sock.sendall(data)

    def makefile(self, mode):
        return io.BufferedReader(self)

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(_left(self.deadline))
        return self.sock.recv_into(buffer)


def _left(deadline, most=float("inf")):
    """Seconds until the deadline, at most `most`. Raises TroubleError when it has passed."""
    left = min(deadline - time.monotonic(), most)
    if left <= 0:
        raise TroubleError(State.SLOW)
    return left


def _target(address, place):
    """Where a redirect leads, without the fragment."""
    try:
        # Headers are read as Latin-1; what sites send beside ASCII is UTF-8.
        return urljoin(address, place.strip().encode("latin-1").decode("utf-8", "replace")).partition("#")[0]
    except ValueError:
        raise TroubleError(State.CUT) from None


def _state(code):
    if code in (404, 410):
        return State.GONE
    if code in (401, 403, 429):
        return State.SHY
    if code >= 500:
        return State.BROKEN
    return State.REFUSING if code >= 400 else State.FINE
