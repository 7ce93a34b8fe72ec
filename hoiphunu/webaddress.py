"""Addresses of pages anywhere: one form for every spelling of the same page, and the name of its site. Pure."""

import hashlib
import re
from urllib.parse import quote, urljoin, urlsplit

from hoiphunu.vietnamese import nfc

# A unique column on PostgreSQL holds no more than some 2,700 bytes; what is longer ends in a digest.
LONGEST_KEY = 600
DEFAULT_PORTS = {"http": 80, "https": 443}

# What newsletters and social networks add to count who came from where.
_COUNTING = re.compile(r"(?:utm_[^=&]*|fbclid|gclid|zarsrc)(?:=|$)", re.IGNORECASE)
# Not of www.vn, which has nothing else.
_WWW = re.compile(r"^www\.(?=.*\.)")
_ESCAPED = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def key(address: str) -> str:
    """One text for all spellings of one page: "https://www.VBPL.vn:443/a/?utm_source=x#b" → "vbpl.vn/a".

    Scheme, "www.", default port, fragment, closing slash and counting parameters do not matter, nor does how letters
    are escaped. A path of this site stays one. What is no address at all is its own key. At most 600 characters.
    """
    try:
        parts = urlsplit(nfc(address).strip())
        port = parts.port
    except ValueError:
        return _cut(nfc(address).strip())
    if parts.scheme.lower() not in ("", "http", "https"):
        return _cut(nfc(address).strip())
    host = _WWW.sub("", ascii_host(parts.hostname or ""))
    at_port = f":{port}" if port and port != DEFAULT_PORTS.get(parts.scheme) else ""
    # Joined, so that "/a/./b/../c" is "/a/c"; from a dot, so that "//a" is no host.
    path = urljoin("http://host/", f".{_unescaped(parts.path)}").removeprefix("http://host") if parts.path else ""
    query = "&".join(part for part in parts.query.split("&") if part and not _COUNTING.match(part))
    where = f"{host}{at_port}{path.rstrip('/')}" or "/"
    return _cut(f"{where}?{_unescaped(query)}" if query else where)


def ascii_host(host: str) -> str:
    """A host's name as it is asked for: lower case, IDNA, no closing dot; as it is where it cannot be one."""
    host = host.rstrip(".").lower()
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def sendable(address: str) -> str:
    """The address with every letter outside ASCII and every blank escaped, as a request line has to have it."""
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]|")


def _unescaped(text):
    """Escapes that hide ordinary letters opened, all others in capitals: "%7e%c3%A0%2f" → "~à%2F"."""

    def opened(match):
        raw = bytes.fromhex(match[0].replace("%", ""))
        try:
            letters = raw.decode()
        except UnicodeDecodeError:
            letters = ""
        if letters:
            return "".join(c if ord(c) > 0x9F or ord(c) in _PLAIN else quote(c, safe="") for c in letters)
        return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)

    return nfc(_ESCAPED.sub(opened, text))


def _cut(text):
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY - 65]}#{hashlib.sha256(text.encode()).hexdigest()}"
