"""Browsers tell us what they refused on our pages, and we keep nothing of who was there."""

import json

import pytest

from hoiphunu import csp_reports
from hoiphunu.models import Fault
from tests.factories import make_article, make_hotline, make_organisation

pytestmark = pytest.mark.django_db

TO = "/trinh-duyet-bao/"
HERE = "http://localhost"


def old(**changes):
    told = {
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/a.js?ai=hoa",
        "document-uri": f"{HERE}/tin-tuc/bai-viet-12/?q=hoa",
        "source-file": f"{HERE}/static/hoiphunu/js/menu.js",
        "line-number": 7,
    }
    return json.dumps({"csp-report": {**told, **changes}})


def new(*bodies):
    return json.dumps([{"type": "csp-violation", "url": f"{HERE}/", "body": body} for body in bodies])


def send(client, body, kind="application/csp-report"):
    return client.post(TO, body, content_type=kind).status_code


def test_pages_say_where_to_report_but_not_where_help_is_sought(client):
    make_organisation(), make_hotline(is_primary=True)
    article = make_article()
    for path in ("/", article.get_absolute_url(), "/quan-tri/login/", "/khong-co/"):
        answer = client.get(path)
        assert answer["Content-Security-Policy"].endswith(f"; report-uri {TO}; report-to csp"), path
        assert answer["Reporting-Endpoints"] == f'csp="{TO}"'
    for path in (
        "/ho-tro/",
        "/ho-tro/gui/",
        "/ho-tro/km/so-may/",
        "/tim-kiem/?q=a",
        f"{article.get_absolute_url()}bao-loi/",
    ):
        answer = client.get(path)
        assert ("report" in answer["Content-Security-Policy"], "Reporting-Endpoints" in answer) == (False, False), path
        assert "default-src 'none'" in answer["Content-Security-Policy"], path


def test_report_is_kept_once_without_the_reader(client):
    assert [send(client, old()) for _ in range(2)] == [204, 204]
    fault = Fault.objects.get()
    assert (fault.kind, fault.what, fault.count) == ("blocked", "script-src-elem: https://evil.example", 2)
    assert (fault.route, fault.place) == ("news:article-detail", "news:article-detail /static/hoiphunu/js/menu.js:7")
    told = repr(Fault.objects.values().get())
    assert [word for word in ("hoa", "bai-viet", "127.0.0.1", "a.js") if word in told] == []


def test_list_of_the_new_way_is_read(client):
    body = {
        "effectiveDirective": "style-src-attr",
        "blockedURL": "inline",
        "documentURL": f"{HERE}/van-ban/",
        "lineNumber": 3,
    }
    assert send(client, new(body, {**body, "documentURL": f"{HERE}/"}), "application/reports+json") == 204
    assert sorted(Fault.objects.values_list("what", "place")) == [
        ("style-src-attr: inline", "announcements:document-list"),
        ("style-src-attr: inline", "home"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        *("", "{", "[]", "null", "1", '"a"', '{"csp-report": []}', "[" * 5000, "\x00", '[{"type": "csp-violation"}]'),
        *(
            old(**{"document-uri": address})
            for address in ("https://evil.example/", "http://[", "", f"{HERE}/khong-co", None)
        ),
        *(old(**{"document-uri": f"{HERE}{path}"}) for path in ("/ho-tro/", "/ho-tro/gui/", "/thoat/")),
        *(old(**{"blocked-uri": f"{scheme}://abc"}) for scheme in ("chrome-extension", "moz-extension")),
        *(old(**{"effective-directive": name}) for name in ("", None, "<script>", 7)),
    ],
)
def test_other_bodies_are_passed_over(client, body):
    assert (send(client, body), Fault.objects.count()) == (204, 0)


def test_hostile_values_are_cut(client):
    hostile = {"blocked-uri": "javascript:alert(1)//" + "a" * 1000, "source-file": "<script>", "line-number": 10**12}
    assert send(client, old(**{**hostile, "line-number": 4})) == 204
    assert [len(fault.what) <= 200 and "<" not in fault.place for fault in Fault.objects.all()] == [True]
    assert send(client, old(**hostile)) == 204


def test_too_long_and_too_many_are_refused(client, frozen):
    frozen("2025-06-17 05:07")
    assert send(client, "a" * (csp_reports.LONGEST + 1)) == 413
    assert {send(client, old()) for _ in range(csp_reports.MOST_AN_HOUR)} == {204}
    answer = client.post(TO, old(), content_type="application/csp-report")
    assert (answer.status_code, answer["Retry-After"], answer.cookies) == (429, "3600", {})
    assert client.get(TO).status_code == 405
