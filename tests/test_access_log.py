import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from hoiphunu import access_log
from tests.conftest import ROOT


@pytest.fixture
def written(caplog):
    """Logs one request through the real configuration and returns the line."""
    config = Config()
    module = {}
    exec(compile((ROOT / "deploy/gunicorn.conf.py").read_text(), "gunicorn.conf.py", "exec"), module)  # noqa: S102
    config.set("accesslog", "-")
    config.set("access_log_format", module["access_log_format"])
    logger = access_log.AccessLogger(config)
    logger.access_log.addHandler(caplog.handler)

    def write(address, path=None, referrer="https://tim.example/search?q=tu+van"):
        path = path or address.partition("?")[0]
        headers = {"REFERER": referrer, "USER-AGENT": "Mozilla/5.0", "X-FORWARDED-FOR": "203.0.113.7"}
        environ = {
            "REMOTE_ADDR": "203.0.113.7",
            "REQUEST_METHOD": "GET",
            "RAW_URI": address,
            "PATH_INFO": path,
            "QUERY_STRING": address.partition("?")[2],
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_REFERER": referrer,
            "HTTP_USER_AGENT": "Mozilla/5.0",
        }
        answer = SimpleNamespace(status="200 OK", sent=5120, headers=[])
        caplog.clear()
        with caplog.at_level(logging.INFO):
            logger.access(answer, SimpleNamespace(headers=list(headers.items())), environ, timedelta(microseconds=900))
        [record] = caplog.records
        before, _, after = record.getMessage().partition("[")
        return before + after.partition("] ")[2]

    yield write
    logger.access_log.removeHandler(caplog.handler)


def test_public_page_is_logged_without_query_and_with_the_host_of_the_referrer(written):
    line = '203.0.113.7 - - "GET /tin-tuc/ HTTP/1.1" 200 5120 "https://tim.example/" "Mozilla/5.0" 900'
    assert written("/tin-tuc/?trang=2") == line


@pytest.mark.parametrize(
    "address", ["/ho-tro", "/ho-tro/", "/ho-tro/gui/", "/ho-tro/km/", "/thoat/", "/tim-kiem/", "//ho-tro/", "/Ho-Tro/"]
)
def test_private_page_is_logged_without_anything_about_the_reader(written, address):
    assert written(f"{address}?q=bao+luc") == f'- - - "GET {address} HTTP/1.1" 200 5120 "-" "-" 900'


def test_private_page_in_percent_encoding_is_still_private(written):
    line = '- - - "GET /%68o-tro/ HTTP/1.1" 200 5120 "-" "-" 900'
    assert written("/%68o-tro/", path="/ho-tro/") == line


def test_name_that_only_begins_like_a_private_page_is_public(written):
    assert written("/ho-tro-khoi-nghiep/").startswith("203.0.113.7 - - ") is True


def test_line_break_in_the_address_forges_no_line(written):
    assert "\n" not in written("/tin-tuc/%0A203.0.113.9", path="/tin-tuc/\n203.0.113.9")


def test_referrer_that_is_no_address_is_dropped():
    assert [access_log.host_of(text) for text in ("-", "", "javascript:alert(1)", "http://[", "https://a.vn/b?c")] == [
        *["-"] * 4,
        "https://a.vn/",
    ]
