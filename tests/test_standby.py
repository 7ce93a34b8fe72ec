"""The database is really away: what readers and staff are answered by the application as production runs it."""

import contextlib
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError

from hoiphunu import front, pageversion, standby
from hotline import copies
from hotline.models import Hotline
from tests import surroundings
from tests.bench import servers
from tests.factories import make_article, make_hotline, make_organisation
from tests.test_two_processes import Unfollowed

HELP = ("/ho-tro/", "/ho-tro/km/", "/ho-tro/en/", "/ho-tro/so-may/", "/ho-tro/km/so-may/", "/ho-tro/?q=xuan+hoa")
OTHERS = ("/", "/tin-tuc/", "/rss.xml", "/tim-kiem/?q=luat", "/quan-tri/login/", "/khong-co-trang-nay/", "/ho-tro/gui/")


def fetch(server, path, **headers):
    asked = urllib.request.Request(server.url + path, headers={"Host": "localhost", **headers})  # noqa: S310  our own
    try:
        answer = urllib.request.build_opener(Unfollowed).open(asked, timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return SimpleNamespace(status=answer.status, headers=answer.headers, text=answer.read().decode())


@contextlib.contextmanager
def without_database(folder, copied):
    """A process whose database is a port that nobody listens on; it never saw another."""
    folder.mkdir()
    variables = surroundings.variables(folder, "sqlite") | {
        "DATABASE_URL": f"postgres://hoiphunu@127.0.0.1:{servers.free_port()}/hoiphunu",
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "HELP_COPIES": str(copied),
    }
    with servers.gunicorn("hoiphunu.wsgi", 1, **variables) as server:
        yield server


@pytest.mark.django_db
def test_help_stays_when_the_database_is_away(tmp_path, settings):
    make_organisation(exit_url="https://thoi-tiet.example.vn/")
    make_hotline(phone="0299382212", is_primary=True)
    make_hotline(phone="113", is_emergency=True)
    copies.write()
    with without_database(tmp_path / "site", settings.HELP_COPIES) as server:
        answers = {path: fetch(server, path) for path in (*HELP, *OTHERS)}
        assert {path: answers[path].status for path in HELP} == dict.fromkeys(HELP, 200)
        assert {path: answers[path].status for path in OTHERS} == dict.fromkeys(OTHERS, 503)
        # Every one of them has the number to call.
        assert [path for path, answer in answers.items() if "tel:+84299382212" not in answer.text] == []
        assert 'lang="km"' in answers["/ho-tro/km/"].text.split("<head>")[0]
        assert "Trang đang tạm ngừng" in answers["/tin-tuc/"].text
        for path, answer in answers.items():
            told = answer.headers
            assert (path, told["Cache-Control"], told["Referrer-Policy"], told["Set-Cookie"]) == (
                path,
                "no-store",
                "no-referrer",
                None,
            )
            assert "default-src 'none'" in told["Content-Security-Policy"]
            assert (path, told["Retry-After"]) == (path, None if path in HELP else "30")
        left = fetch(server, "/thoat/")
        assert (left.status, left.headers["Location"], left.headers["Clear-Site-Data"]) == (
            303,
            "https://thoi-tiet.example.vn/",
            '"cache", "cookies", "storage"',
        )
        assert [fetch(server, path).status for path in ("/healthz", "/readyz")] == [200, 503]


@pytest.mark.django_db
def test_without_copies_the_answer_is_a_sentence(tmp_path):
    with without_database(tmp_path / "site", tmp_path / "khong-co") as server:
        answers = [fetch(server, path) for path in ("/ho-tro/", "/thoat/", "/tin-tuc/")]
    assert [answer.status for answer in answers] == [503] * 3
    assert ["Trang đang tạm ngừng" in answer.text for answer in answers] == [True] * 3


@pytest.fixture
def failing(client, monkeypatch):
    """`failing(error)`: the home page meets this error while the rest of the site goes on."""

    def make(error):
        def fail(request):
            raise error

        monkeypatch.setattr(front, "page", fail)
        client.raise_request_exception = False
        return client

    return make


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("canceling statement due to lock timeout"), 503),
        (InterfaceError("closed"), 503),
        (KeyError("x"), 500),
    ],
    ids=["operational", "interface", "other"],
)
def test_only_trouble_of_the_database_is_called_so(failing, error, status):
    make_hotline(is_primary=True)
    copies.write()
    response = failing(error).get("/")
    assert (response.status_code, "0377 672 444" in response.content.decode()) == (status, status == 503)


@pytest.mark.django_db
def test_copied_answer_is_kept_by_no_cache(client, monkeypatch):
    make_hotline(is_primary=True)
    copies.write()
    client.raise_request_exception = False
    away = [True]
    shown = Hotline.objects.shown

    def fail(*args):
        if away[0]:
            raise OperationalError("gone")
        return shown()

    monkeypatch.setattr(type(Hotline.objects), "shown", fail)
    response = client.get("/ho-tro/")
    assert (response.status_code, response.content.decode()) == (200, standby.copy("ho-tro/index.html"))
    away[0] = False
    assert "Khi bạn gọi" in client.get("/ho-tro/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put"])
def test_what_is_sent_to_a_help_page_is_not_answered_by_its_copy(method, rf):
    copies.write()
    middleware = standby.StandbyMiddleware(lambda request: standby.away(request))
    assert middleware(getattr(rf, method)("/ho-tro/")).status_code == 503
    assert middleware(rf.get("/ho-tro/")).status_code == 200


@pytest.mark.django_db
def test_nobody_waits_for_what_another_has_just_found_out(client, monkeypatch):
    looks = []

    def away(self):
        looks.append(1)
        raise OperationalError("gone")

    from hoiphunu.models import ContentVersion

    make_article()
    assert client.get("/tin-tuc/").status_code == 200
    monkeypatch.setattr(type(ContentVersion.objects), "current", away)
    pageversion.forget()
    client.raise_request_exception = False
    statuses = [client.get(path).status_code for path in ("/lien-ket/", "/van-ban/", "/khau-hieu/")]
    assert (statuses, len(looks)) == ([503] * 3, 1)
    monkeypatch.undo()
    pageversion.forget()
    assert client.get("/lien-ket/").status_code == 200
