"""Two web processes over one PostgreSQL, its replica and one Redis, all of them real."""

import os
import time
import urllib.error
import urllib.parse
import urllib.request
from types import SimpleNamespace

import psycopg2
import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from tests import postgres, staff, surroundings
from tests.bench import servers
from tests.factories import make_article, make_hotline, make_page, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


OLD_NUMBER, NEW_NUMBER = "0299382212", "0377672999"


class Remote:
    """A browser with a session, as far as the forms of `tests.staff` need one."""

    def __init__(self, server, **cookies):
        self.server, self.cookies = server, cookies

    def get(self, path, data=None):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        url = self.server.url + path
        asked = urllib.request.Request(url, data, {"Cookie": cookies, "Host": "localhost"})  # noqa: S310  our own address
        opener = urllib.request.build_opener(Unfollowed)
        try:
            answer = opener.open(asked, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return SimpleNamespace(status_code=answer.status, headers=answer.headers, content=answer.read())

    def post(self, path, fields):
        return self.get(path, urllib.parse.urlencode(fields, doseq=True).encode())


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture
def site(tmp_path, client, settings):
    """Two processes; the replica is a copy of the database that stands still, and says so in the page's title."""
    editor = make_user(staff.EDITOR)
    rights = Permission.objects.filter(codename__in=["change_hotline", "view_hotline"])
    editor.user_permissions.set(rights)
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    page = make_page(title="Chữ cũ")
    line = make_hotline(phone=OLD_NUMBER, is_primary=True)
    sensitive = make_article(title="Bài cần số máy", sensitivity="yes")
    article = make_article(title="Chờ đăng", created_by=editor, state="draft", published_at=None)
    source, where = connection.settings_dict["NAME"], os.environ["DATABASE_URL"]
    connection.close()
    names = {name: f"{source}_{name}" for name in ("primary", "replica")}
    # Not CREATE DATABASE … TEMPLATE: that is refused while a thread of an earlier test still holds a connection.
    dump = postgres.dumped(connection.settings_dict)
    urls = {name: postgres.restored(connection.settings_dict, dump, database) for name, database in names.items()}
    replica = psycopg2.connect(host=connection.settings_dict["HOST"], user="hoiphunu", dbname=names["replica"])
    replica.cursor().execute("UPDATE hoiphunu_page SET title = 'Chữ ở bản sao' WHERE id = %s", [page.pk])
    replica.commit()
    replica.close()
    folder = tmp_path / "site"
    folder.mkdir()
    variables = surroundings.variables(folder, "sqlite") | {
        "DATABASE_URL": urls["primary"],
        "DATABASE_REPLICA_URL": urls["replica"],
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "HELP_COPIES": str(settings.HELP_COPIES),
    }
    with servers.redis(tmp_path) as (cache, redis):
        variables["CACHE_URL"] = cache
        with (
            servers.gunicorn("hoiphunu.wsgi", 1, **variables) as one,
            servers.gunicorn("hoiphunu.wsgi", 1, **variables) as two,
        ):
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            yield SimpleNamespace(
                one=one,
                two=two,
                redis=redis,
                page=page,
                line=line,
                sensitive=sensitive,
                article=article,
                session={settings.SESSION_COOKIE_NAME: session},
            )
    other = psycopg2.connect(host=connection.settings_dict["HOST"], user="hoiphunu", dbname="postgres")
    other.autocommit = True
    for database in names.values():
        other.cursor().execute(f'DROP DATABASE "{database}" WITH (FORCE)')
    other.close()
    assert where == os.environ["DATABASE_URL"]


def saved(site, server, row, **typed):
    """Type into the form of `row` at this process and press a button."""
    form = Remote(server, **site.session)
    url = staff.change_url(row)
    opened = form.get(url)
    fields = staff.fields_of(opened)
    token = next(c.partition("=")[2].partition(";")[0] for c in opened.headers.get_all("Set-Cookie", []) if "csrf" in c)
    form.cookies["csrftoken"] = token
    answer = form.post(url, {**fields, "csrfmiddlewaretoken": token, **typed})
    assert answer.status_code == 302, staff.errors_of(answer)


def publish(site, server, title):
    saved(site, server, site.article, title=title, _step="publish")


def shown(server, path):
    return Remote(server).get(path).content.decode()


def change_the_number(site):
    # The header of every page, the card, an article on violence, the help pages; all of them lie in the cache.
    paths = (
        "/",
        "/lien-ket/",
        site.sensitive.get_absolute_url(),
        "/ho-tro/",
        "/ho-tro/km/",
        "/ho-tro/en/",
        "/ho-tro/so-may/",
    )
    old, new = (f"tel:+84{number[1:]}" for number in (OLD_NUMBER, NEW_NUMBER))

    def telling(server, number):
        return [path for path in paths if number in shown(server, path)]

    assert [telling(server, old) for server in (site.one, site.two, site.two)] == [list(paths)] * 3
    saved(site, site.one, site.line, phone=NEW_NUMBER, _save="1")
    assert (telling(site.one, new), telling(site.one, old)) == (list(paths), [])
    time.sleep(1)
    assert (telling(site.two, new), telling(site.two, old)) == (list(paths), [])


def test_what_one_publishes_the_other_shows_within_a_second(site):
    path = site.page.path
    time.sleep(2 if time.time() % 60 > 58 else 0)  # the three are of one minute
    answers = [Remote(server).get(path) for server in (site.one, site.one, site.two)]
    # The second process finds what the first has rendered, from the replica, which is as new as the version.
    assert [answer.headers["X-Page-Cache"] for answer in answers] == ["miss", "hit", "hit"]
    assert "Chữ ở bản sao" in answers[2].content.decode()

    assert "Tin vừa đăng" not in shown(site.two, "/tin-tuc/")
    publish(site, site.one, "Tin vừa đăng")
    assert "Tin vừa đăng" in shown(site.one, "/tin-tuc/")
    time.sleep(1)
    assert "Tin vừa đăng" in shown(site.two, "/tin-tuc/")
    # The replica stands still, so it is asked no more.
    assert "Chữ cũ" in shown(site.two, path)
    change_the_number(site)

    site.redis.stop()
    for server in (site.one, site.two):
        answer = Remote(server).get("/tin-tuc/")
        assert (answer.status_code, "Tin vừa đăng" in answer.content.decode()) == (200, True)
    publish(site, site.two, "Tin đăng khi Redis ngừng")
    assert "Tin đăng khi Redis ngừng" in shown(site.two, "/tin-tuc/")
    time.sleep(1)
    assert "Tin đăng khi Redis ngừng" in shown(site.one, "/tin-tuc/")
