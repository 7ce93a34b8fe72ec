"""docs/security.md: every line has its proof or its reason; and the proofs that belong to no other file."""

import ast
import re
from functools import cache

import pytest
from django.conf import settings as site_settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch

from hotline.models import HelpRequest
from tests import crawl
from tests.conftest import ROOT
from tests.factories import make_banner, make_category, make_link, make_photo, make_request, make_tag, make_user
from tests.staff import HOTLINE, add_url, change_url, client_of, list_url
from tests.test_settings import start

TABLE = ROOT.joinpath("docs/security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# The numbers of ASVS 5.0.0 that must stand in the first column.
WANTED = """
1.1.1 1.1.2 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.9 1.3.1 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.9 1.3.10 1.3.11 1.4.2 1.5.1
1.5.2 2.1.1 2.2.1 2.2.3 2.3.1 2.3.3 2.3.4 2.4.1 3.2.1 3.2.2 3.3.1 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.4.7 3.5.1
3.5.2 3.5.3 3.5.4 3.7.2 4.1.1 4.1.3 4.2.1 5.1.1 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.2 5.4.3 6.1.1 6.1.2 6.2.1
6.2.2 6.2.3 6.2.4 6.2.5 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.4.1 6.4.2 6.4.3 6.4.4 6.5.1 6.5.2 6.5.5
7.1.1 7.1.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.5 7.5.1 7.6.2 8.1.1 8.1.2 8.2.1 8.2.3 8.3.1 11.4.2 11.5.1
12.1.1 12.1.2 12.2.1 12.3.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.1 13.4.2 13.4.3 13.4.4 13.4.5 14.1.1 14.2.1
14.2.2 14.2.3 14.3.1 14.3.2 15.1.1 15.1.2 15.1.3 15.2.1 15.2.2 15.2.3 15.3.1 15.3.3 15.3.4 15.3.5 15.3.7 16.2.1
16.2.3 16.2.5 16.3.1 16.3.4 16.4.1 16.4.2 16.5.1 16.5.2 16.5.3
""".split()


def lines() -> list[str]:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ")]
    return [line for line in rows if not line.startswith(("| requirement", "| where"))]


@cache
def functions(path: str) -> set[str]:
    tree = ast.parse(ROOT.joinpath(path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_has_its_line():
    named = {number for line in lines() for number in re.findall(r"\d+\.\d+\.\d+", line.split("|")[1])}
    assert sorted(set(WANTED) - named) == []


def test_every_line_has_a_proof_that_exists_or_a_reason():
    assert [line for line in lines() if not NAMED.search(line) and "Reason: " not in line] == []
    assert [f"{path}::{name}" for path, name in NAMED.findall(TABLE) if name not in functions(path)] == []


def test_every_threat_to_a_woman_has_a_proof_that_exists():
    told = ROOT.joinpath("docs/threats.md").read_text(encoding="utf-8")
    defended = told[told.index("## Defended") : told.index("## Not defended")]
    rows = [line for line in defended.splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if not NAMED.search(row)] == []
    assert [f"{path}::{name}" for path, name in NAMED.findall(told) if name not in functions(path)] == []


def test_production_speaks_https_alone():
    told = "SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD DEBUG"
    done = start(("-c", f"from hoiphunu import settings as s; print(*(getattr(s, n) for n in {told.split()}))"))
    assert done.stdout.split() == ["True", "31536000", "True", "True", "False"]


def test_passwords_are_kept_by_argon2():
    done = start(("-c", "from hoiphunu import settings; print(settings.PASSWORD_HASHERS[0])"))
    assert done.stdout.strip() == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_nginx_speaks_tls_of_today():
    config = ROOT.joinpath("deploy/nginx/hoiphunu.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\s*ssl_protocols (.*);", config, re.MULTILINE) == ["TLSv1.2 TLSv1.3"]


def test_nothing_of_others_is_unpickled():
    assert site_settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    ours = [path for app in ("hoiphunu", "news", "announcements", "hotline") for path in ROOT.glob(f"{app}/**/*.py")]
    unpacking = re.compile(r"^\s*(?:import|from) (?:pickle|marshal|shelve|yaml|dill)\b", re.MULTILINE)
    assert [str(path) for path in ours if unpacking.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_locked_with_hashes(name):
    blocks = re.split(r"\n(?=[a-z0-9])", ROOT.joinpath(name).read_text(encoding="utf-8"))
    blocks = [block for block in blocks if not block.startswith("#")]
    assert (len(blocks) > 20, [block for block in blocks if "==" not in block or "--hash=sha256:" not in block]) == (
        *(True, []),
    )


@pytest.mark.django_db
def test_nobody_can_log_in_to_a_fresh_site():
    assert get_user_model().objects.count() == 0


@pytest.mark.django_db
def test_every_text_names_its_charset(client):
    paths, _ = crawl.rows()
    more = ("/rss.xml", "/atom.xml", "/robots.txt", "/sitemap.xml", "/su-kien/lich.ics", "/khong-co/", "/thoat/")
    kinds = {path: client.get(path).headers["Content-Type"] for path in (*paths, *more) if not path.startswith("/tep/")}
    assert [path for path, kind in kinds.items() if "charset=utf-8" not in kind] == []


@pytest.mark.django_db
def test_other_methods_are_refused_everywhere():
    paths, _ = crawl.rows()
    client = Client(raise_request_exception=False)
    for path in (*paths, "/quan-tri/", "/quan-tri/news/article/", "/static/khong-co.css", "/khong-co/"):
        answers = {client.generic(method, path).status_code for method in ("TRACE", "PUT", "DELETE", "PROPFIND")}
        assert (path, answers) == (path, {405})
    assert client.generic("TRACE", "/")["Content-Length"] == "0"


# What opening a page may write: who is asked, and that a request for help was read.
WRITTEN_BY_READING = {"django_session", "otp_totp_totpdevice", "hotline_helpreading"}


def everything() -> dict:
    """Each table with its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - WRITTEN_BY_READING:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def addresses():
    """The staff pages of every model: list, add form, and those of one row, where there is one."""
    for model in admin.site._registry:
        for address in (list_url, add_url):
            yield address(model)
        if row := model._default_manager.first():
            for view in ("change", "history", "delete"):
                try:
                    yield change_url(row, view)
                except NoReverseMatch:
                    continue


@pytest.mark.django_db
def test_opening_every_staff_page_changes_nothing():
    crawl.rows()
    make_banner(), make_category(), make_link(), make_photo(), make_request(), make_tag()
    root, helper = client_of(make_user(is_superuser=True, is_staff=True)), client_of(make_user(HOTLINE))
    Client().get("/ho-tro/gui/")  # the words of consent are there from the first time they are asked for
    before = everything()
    opened = [root.get(url).status_code for url in addresses()] + [
        helper.get(change_url(HelpRequest.objects.get())).status_code
    ]
    assert (opened.count(200) > 100, [code for code in opened if code in range(500, 600)]) == (True, [])
    after = everything()
    assert [table for table, rows in before.items() if after[table] != rows] == []
