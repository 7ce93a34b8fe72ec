"""The nginx we ship, really run, before an application that says how often it was asked."""

import socket
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from tests.bench import nginx
from tests.test_two_processes import Unfollowed

asked = Counter()


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        asked[self.path] += 1
        content = f"{self.path} {asked[self.path]}".encode()
        self.send_response(503 if self.path == "/bao-tri/" else 200)
        self.send_header("Content-Length", str(len(content)))
        if self.path.startswith("/tep/"):
            self.send_header("X-Accel-Redirect", "/tep-noi-bo/a.txt")
        elif self.path.startswith("/trang/"):
            self.send_header("X-Accel-Expires", "1")
        else:
            self.send_header("Cache-Control", "public, max-age=3600")
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    asked.clear()
    folder = tmp_path_factory.mktemp("nginx")
    for place in (folder, *list(folder.parents)[:3]):
        place.chmod(0o755)  # nginx's own account walks through them
    for name in ("media", "tro-giup"):
        (folder / name).mkdir()
    (folder / "media" / "a.txt").write_text("tệp")
    application = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    thread = threading.Thread(target=application.serve_forever)
    thread.start()
    stopped = []

    def stop():
        if not stopped:
            application.shutdown()
            application.server_close()
            thread.join()
            stopped.append(True)

    with nginx.server(folder, application.server_port) as server:
        yield SimpleNamespace(url=server.url, folder=folder, stop=stop)
    stop()


def fetch(front, path, data=None, **headers):
    try:
        answer = urllib.request.urlopen(urllib.request.Request(front.url + path, data, headers), timeout=5)  # noqa: S310
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.read().decode()


def test_public_page_is_asked_for_once_a_second(front):
    assert [fetch(front, "/trang/1")[1] for _ in range(3)] == ["/trang/1 1"] * 3
    time.sleep(2)  # nginx counts whole seconds
    assert fetch(front, "/trang/1")[1] == "/trang/1 2"


def test_staff_are_always_answered_by_the_application(front):
    cookie = {"Cookie": "__Host-sessionid=abc"}
    assert [fetch(front, "/trang/2", **cookie)[1] for _ in range(2)] == ["/trang/2 1", "/trang/2 2"]
    assert fetch(front, "/trang/2")[1] == "/trang/2 3"  # and leave nothing behind


def test_what_does_not_ask_to_be_kept_is_not(front):
    for path in ("/khac/", "/quan-tri/"):
        assert [fetch(front, path)[1] for _ in range(2)] == [f"{path} 1", f"{path} 2"]


def test_files_are_handed_out_only_where_the_application_says_so(front):
    assert fetch(front, "/tep/a") == (200, "tệp")
    assert fetch(front, "/tep-noi-bo/a.txt")[0] == 404
    assert fetch(front, "/media/a.txt")[1] == "/media/a.txt 1"


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: 4, 5",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Content-Length : 4",
    ],
)
def test_request_that_is_two_things_is_refused(front, framing):
    address = urlsplit(front.url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as line:
        line.sendall(f"POST /khac/ HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n0\r\n\r\n".encode())
        line.shutdown(socket.SHUT_WR)
        answer = line.makefile("rb").read()
    assert (answer.split()[1] in (b"400", b"501"), answer.count(b"HTTP/1.1")) == (True, 1)


def test_modules_have_a_type_that_browsers_run(front):
    folder = front.folder / "static"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    for name, kind in (("a.mjs", "text/javascript"), ("a.css", "text/css")):
        (folder / name).write_text("")
        with urllib.request.urlopen(f"{front.url}/static/{name}", timeout=5) as answer:  # noqa: S310
            assert answer.headers["Content-Type"] == kind


def copied(folder, name, text):
    path = folder / "tro-giup" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    for place in (path, *list(path.parents)[:2]):
        place.chmod(0o755)


def test_help_stays_when_the_application_is_away(front):
    for name in ("ho-tro/index.html", "ho-tro/km/index.html", "loi/index.html"):
        copied(front.folder, name, f"bản sao {name}")
    assert fetch(front, "/ho-tro/km/") == (200, "/ho-tro/km/ 1")
    assert fetch(front, "/ho-tro/gui/", b"noi-dung=bi-mat")[0] == 200
    front.stop()
    copies = {
        "/ho-tro/": "ho-tro/index.html",
        "/ho-tro/?q=xa": "ho-tro/index.html",
        "/ho-tro/so-may/": "ho-tro/index.html",
        "/ho-tro/km/": "ho-tro/km/index.html",
        "/ho-tro/km/so-may/": "ho-tro/km/index.html",
        "/ho-tro/en/": "ho-tro/index.html",  # not there: better in Vietnamese than not at all
    }
    assert {path: fetch(front, path) for path in copies} == {path: (200, f"bản sao {copies[path]}") for path in copies}
    others = ("/tin-tuc/", "/quan-tri/", "/tep/a", "/ho-tro/gui/")
    assert {path: fetch(front, path) for path in others} == dict.fromkeys(others, (503, "bản sao loi/index.html"))
    # Nothing that was answered or sent lies on disk beside what the application writes.
    kept = [str(path.relative_to(front.folder / "tro-giup")) for path in (front.folder / "tro-giup").rglob("*.*")]
    assert sorted(kept) == ["ho-tro/index.html", "ho-tro/km/index.html", "loi/index.html"]


def test_exit_leaves_when_the_application_is_away(front):
    front.stop()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.build_opener(Unfollowed).open(f"{front.url}/thoat/", timeout=5)
    with refused.value as answer:
        told = answer.headers
        assert (answer.status, told["Location"], told["Clear-Site-Data"], told["Referrer-Policy"]) == (
            303,
            "https://nchmf.gov.vn/",
            '"cache", "cookies", "storage"',
            "no-referrer",
        )
