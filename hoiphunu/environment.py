"""Strict reading of the environment: a missing or bad value stops the start with one sentence."""

import os
from base64 import urlsafe_b64decode
from ipaddress import ip_address
from urllib.parse import urlsplit


def refuse(name: str, why: str):
    """Stop the process; SystemExit prints the sentence without a traceback, under manage.py and gunicorn alike."""
    raise SystemExit(f"Không khởi động: biến môi trường {name} {why}. Xem .env.example.")


def text(name: str, default: str | None = None) -> str:
    """The value of `name` as text; without a default it must be there."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        refuse(name, "chưa có")
    return default


def flag(name: str, default: bool = False) -> bool:
    """`1` or `0`; anything else is refused, so that DEBUG=false never means true."""
    value = os.environ.get(name, "").strip()
    if value not in ("", "0", "1"):
        refuse(name, f"phải là 1 hoặc 0, đang là “{value}”")
    return default if value == "" else value == "1"


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        refuse(name, f"phải là số từ {least} đến {most}, đang là “{value}”")
    return int(value)


def names(name: str, default: str | None = None) -> list[str]:
    """Comma-separated names, blanks dropped; at least one must be there unless the default is ""."""
    found = [part.strip() for part in text(name, default).split(",") if part.strip()]
    if not found and default != "":
        refuse(name, "phải có ít nhất một tên")
    return found


def site_url(name: str) -> str:
    """`https://host` (or `http://` for a trial on loopback), without a path or a closing slash."""
    value = text(name).rstrip("/")
    try:
        parts = urlsplit(value)
        # As browsers write it in Origin: lower case, nothing but scheme, host and port.
        is_plain = value.lower() == value == f"{parts.scheme}://{parts.netloc}" and parts.port != 0
    except ValueError:
        is_plain = False
    if not is_plain or parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        refuse(name, f"phải có dạng https://tên-miền, đang là “{value}”")
    return value


def keys(name: str, default: str | None = None) -> list[str]:
    """Comma-separated keys of 32 random bytes each, in URL-safe base64; the first one locks, all of them unlock."""
    found = names(name, default)
    for value in found:
        try:
            is_key = len(urlsafe_b64decode(value.encode("ascii"))) == 32
        except ValueError:
            is_key = False
        if not is_key:
            # Not shown: it may be a key with a letter missing.
            refuse(name, "phải là các khoá 32 byte viết theo base64, cách nhau bằng dấu phẩy")
    return found


def addresses(name: str) -> list[str]:
    """Comma-separated IP addresses, written as the socket gives them; none is allowed."""
    found = names(name, default="")
    for value in found:
        try:
            is_plain = str(ip_address(value)) == value
        except ValueError:
            is_plain = False
        if not is_plain:
            refuse(name, f"phải là các địa chỉ IP cách nhau bằng dấu phẩy, đang có “{value}”")
    return found
