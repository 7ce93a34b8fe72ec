"""Each line of the log is one line with the number of its request, and holds nothing that is nobody's business."""

import json
import logging

import pytest
from django.test import RequestFactory

from hoiphunu import access_log, logs

SECRETS = {
    "SECRET_KEY": "khoa-ky-cua-trang-0123456789",
    "HELP_KEYS": ["a2hvYS15ZXUtY2F1LTAxMjM0NTY3ODkwMTIzNDU2Nzg="],
    "CACHE_URL": "redis://:mat-khau-redis@127.0.0.1/0",
    "EMAIL_URL": "smtps://thu:mat-khau-thu@thu.example.vn:465",
}
WORDS = ["khoa-ky-cua-trang", "a2hvYS15ZXUt", "mat-khau-redis", "mat-khau-thu", "mat-khau-du-lieu"]


def record(message, *args, error=None, **extra):
    made = logging.getLogger("hoiphunu").makeRecord(
        "hoiphunu",
        logging.ERROR,
        __file__,
        1,
        message,
        args,
        (type(error), error, error.__traceback__) if error else None,
    )
    vars(made).update(extra)
    return made


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def written(*args, formatter=logs.JsonFormatter, **options) -> str:
    return formatter().format(record(*args, **options))


def test_line_is_one_object_with_the_number_of_the_request():
    token = logs.request_id.set("abc12345")
    line = json.loads(written("Xong %s", "việc", error=raised(ValueError("sai"))))
    logs.request_id.reset(token)
    trace = line.pop("trace")
    assert (line.pop("time").endswith("+00:00"), trace[-1]) == (True, "ValueError: sai")
    assert line == {"level": "ERROR", "logger": "hoiphunu", "request": "abc12345", "message": "Xong việc"}


@pytest.mark.parametrize("formatter", [logs.JsonFormatter, logs.LineFormatter])
def test_control_characters_forge_no_line(formatter):
    line = written("Không thấy: %s", "/a\r\n2025 ERROR giả\x1b[31m\u202e\u2028\x85", formatter=formatter)
    assert [character for character in line if not character.isprintable()] == []


@pytest.mark.parametrize("formatter", [logs.JsonFormatter, logs.LineFormatter])
def test_secrets_are_never_written(settings, monkeypatch, formatter):
    for name, value in SECRETS.items():
        setattr(settings, name, value)
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "mat-khau-du-lieu")
    everything = " ".join([settings.SECRET_KEY, *settings.HELP_KEYS, settings.CACHE_URL, settings.EMAIL_URL])
    error = raised(ValueError(f"không nối được postgres://a:mat-khau-du-lieu@b {everything}"))
    line = written(everything, error=error, formatter=formatter)
    assert [word for word in WORDS if word in line] == []
    assert "thu.example.vn" in line


def test_what_a_database_repeats_and_links_to_drafts_are_left_out():
    error = raised(ValueError("duplicate key\nDETAIL:  Key (email)=(hoa@example.vn) already exists."))
    line = written("Not Found: %s", "/xem-truoc/article-3~abc~defg/", error=error)
    assert ("hoa@example.vn" in line, "defg" in line, "duplicate key" in line) == (False, False, True)


def test_error_where_help_is_sought_tells_its_place_alone():
    request = RequestFactory().post("/ho-tro/gui/")
    error = raised(ValueError("Anh ấy đánh tôi"))
    line = written("Internal Server Error: %s", request.path, error=error, request=request)
    assert ("Anh ấy" in line, "ho-tro" in line, "ValueError" in line, "test_logs.py" in line) == (
        False,
        False,
        True,
        True,
    )


def test_each_answer_has_a_number_and_only_our_proxy_gives_it(client, settings):
    given = {"X-Request-ID": "0123456789abcdef"}
    numbers = [client.get("/healthz", headers=given)["X-Request-ID"] for _ in range(2)]
    assert (len({*numbers, given["X-Request-ID"]}), [len(number) for number in numbers]) == (3, [16, 16])
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert client.get("/healthz", headers=given)["X-Request-ID"] == given["X-Request-ID"]
    assert len(client.get("/healthz", headers={"X-Request-ID": "a b\r\nc"})["X-Request-ID"]) == 16


def test_access_line_is_one_object():
    atoms = {"h": "203.0.113.7", "r": 'GET /a"b HTTP/1.1', "s": "200", "b": "5", "f": "-", "a": "x\n\u2028", "D": 9}
    line = access_log.Atoms({**atoms, "request": "abc"})["json"]
    found = json.loads(line)
    assert (found["line"], found["agent"], found["request"], line.isprintable()) == (
        *('GET /a"b HTTP/1.1', "x\n\u2028", "abc", True),
    )


def test_logging_is_json_where_the_site_is_real():
    from tests.test_settings import start

    program = "from hoiphunu import settings as s; print(s.LOGGING['handlers']['console']['formatter'])"
    assert start(("-c", program)).stdout.strip() == "json"
