"""Addresses of films on YouTube. The site itself never asks YouTube for anything."""

import re
from urllib.parse import parse_qs, urlsplit

HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
# Where the player lives; pages that may show it name it in their policy.
PLAYER = "https://www.youtube-nocookie.com"

_KEY = re.compile(r"[A-Za-z0-9_-]{11}")


def key(address: str) -> str:
    """The eleven characters that name the film at `address`; "" for all that is no film on YouTube."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    names = parts.path.strip("/").split("/")
    if parts.scheme not in ("http", "https"):
        return ""
    if host == "youtu.be":
        found = names[0]
    elif host in HOSTS and names[0] in ("embed", "shorts", "live", "v") and len(names) > 1:
        found = names[1]
    elif host in HOSTS and names[0] == "watch":
        found = parse_qs(parts.query).get("v", [""])[0]
    else:
        return ""
    return found if _KEY.fullmatch(found) else ""


def page(film: str) -> str:
    """The address of the film's page."""
    return f"https://www.youtube.com/watch?v={film}"
