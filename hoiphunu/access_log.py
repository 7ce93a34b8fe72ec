"""The access log: one line a request, and no trace of who asked for help or what anybody searched for."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from gunicorn.glogging import Logger, SafeAtoms

# Seeking help, leaving in a hurry, searching: these lines say that it happened, never who did.
PRIVATE_PATHS = ("/ho-tro", "/thoat", "/tim-kiem", "/luot-doc", "/trinh-duyet-bao")
# Nor who wrote to us about which article.
PRIVATE_ENDS = ("/bao-loi",)

# What follows opens a text that is not public, or an account.
PREVIEW = re.compile(r"^(/+(?:xem-truoc|quan-tri/+(?:loi-moi|dat-lai-mat-khau))/+)[^/]+", re.IGNORECASE)


def is_private(path: str) -> bool:
    """Whether requests for this decoded path are logged without anything that points to a person."""
    path = re.sub("/+", "/", path).lower()
    begins = any(path == private or path.startswith(private + "/") for private in PRIVATE_PATHS)
    return begins or path.rstrip("/").endswith(PRIVATE_ENDS)


def without_query(address: str) -> str:
    """The path of a request address as it was sent (still percent-encoded), without query and fragment."""
    return re.split("[?#]", address, maxsplit=1)[0]


def host_of(referrer: str) -> str:
    """Scheme and host of a referrer; "-" for none or a broken one. The page itself is nobody's business."""
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return "-"
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in ("http", "https") and parts.netloc else "-"


class Atoms(SafeAtoms):
    """The parts of a line; gunicorn escapes quotes in all of them, which would break the one that is JSON."""

    def __init__(self, atoms):
        super().__init__(atoms)
        self["json"] = as_json(atoms)


def as_json(atoms) -> str:
    """The whole line as one object; control characters are escaped, so that nothing in it forges another line."""
    names = {
        "client": "h",
        "line": "r",
        "status": "s",
        "bytes": "b",
        "referrer": "f",
        "agent": "a",
        "microseconds": "D",
    }
    told = {name: atoms.get(short, "-") for name, short in names.items()}
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": now, "logger": "access", "request": atoms.get("request", "-"), **told})


class AccessLogger(Logger):
    atoms_wrapper_class = Atoms

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        # From the raw address: the decoded one may hold line breaks, with which a reader could forge lines.
        address = PREVIEW.sub(r"\1-", without_query(environ["RAW_URI"]))
        atoms["r"] = f"{environ['REQUEST_METHOD']} {address} {environ['SERVER_PROTOCOL']}"
        atoms["U"], atoms["q"] = address, ""
        atoms["f"] = host_of(environ.get("HTTP_REFERER", "-"))
        atoms["request"] = atoms.get("{x-request-id}o", "-")
        if is_private(environ.get("PATH_INFO", "")):
            # Headers and variables go too, whatever the format of the line comes to ask for.
            atoms = {name: value for name, value in atoms.items() if not name.startswith("{")}
            atoms.update(dict.fromkeys("hufa", "-"))
        return atoms
