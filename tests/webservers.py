"""Web sites on loopback, with and without TLS, for what asks other sites."""

import datetime
import ipaddress
import ssl
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hoiphunu.outbound import Visitor

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


class Site(ThreadingHTTPServer):
    """Answers by its `pages`: {path: code, (code, Location), or a function of the handler}; remembers `asked`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages, self.asked, self.heads = {}, [], []

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        pass  # who asks may hang up


class _Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.server.asked.append((self.command, self.path))
        self.server.heads.append(dict(self.headers))
        page = self.server.pages.get(self.path, 200)
        if callable(page):
            return page(self)
        code, place = page if isinstance(page, tuple) else (page, "")
        self.send_response(code)
        if place:
            self.send_header("Location", place)
        self.end_headers()
        return None

    do_HEAD = do_GET = answer

    def log_message(self, *args):
        pass


@contextmanager
def served(context=None):
    """A running `Site`; with an SSL context, by https."""
    site = Site()
    if context:
        site.socket = context.wrap_socket(site.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=site.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()


def only_get(code=200):
    """A page that refuses to be asked for its head."""

    def page(handler):
        handler.send_response(405 if handler.command == "HEAD" else code)
        handler.end_headers()

    return page


def hangs_up(handler):
    handler.connection.close()


def drips(handler):
    """A byte of the answer now and then."""
    for _ in range(200):
        handler.wfile.write(b"H")
        time.sleep(0.05)


def pours(handler):
    """A text without end."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


class Names:
    """A resolver: {name: addresses, or a list of such for one question after another}; remembers who was `asked`."""

    def __init__(self, **places):
        self.places = {name.replace("_", "."): found for name, found in places.items()}
        self.asked = []

    def __call__(self, host, port, seconds):
        self.asked.append(host)
        found = self.places.get(host, ["127.0.0.1"])
        return found.pop(0) if found and isinstance(found[0], list) else found


def visitor(*sites, names=None, **overrides):
    """Finds every name on loopback, at the ports of these sites."""
    bounds = {"connect_seconds": 2, "read_seconds": 0.5, "most_seconds": 4, **overrides}
    return Visitor(resolve=names or Names(), allowed=LOOPBACK, ports=[site.port for site in sites], **bounds)


class Authority:
    """Issues certificates that `trust` believes."""

    def __init__(self, folder):
        self.folder, self.key, self.number = folder, ec.generate_private_key(ec.SECP256R1()), 0
        self.name = f"Nơi cấp {folder.name}"
        self.certificate = self._sign(self.name, self.key.public_key(), None, -10, 10)
        (folder / "authority.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def trust(self):
        return ssl.create_default_context(cafile=self.folder / "authority.pem")

    def context(self, host, first_day=-1, last_day=1):
        """What a server of `host` needs; days are counted from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(host, key.public_key(), host, first_day, last_day)
        self.number += 1
        path = self.folder / f"{self.number}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(self, name, public_key, host, first_day, last_day):
        now = datetime.datetime.now(datetime.UTC)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        made = x509.CertificateBuilder(
            issuer_name=issuer,
            subject_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
            public_key=public_key,
            serial_number=x509.random_serial_number(),
            not_valid_before=now + datetime.timedelta(days=first_day),
            not_valid_after=now + datetime.timedelta(days=last_day),
        ).add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        if host:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return made.sign(self.key, hashes.SHA256())
