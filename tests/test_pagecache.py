import gzip
import threading
import time
from types import SimpleNamespace

import brotli
import pytest
from django.core.cache.backends.base import BaseCache
from django.db import DatabaseError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import include, path

from hoiphunu import pagecache, pageversion
from hoiphunu.models import ContentVersion, Page
from hoiphunu.pagecache import public_page
from hoiphunu.publishing import Public
from tests import crawl
from tests.factories import at, make_article, make_banner, make_document, make_organisation, make_page, make_user
from tests.staff import enter

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

renderings = []
slow = SimpleNamespace(seconds=0.0)


def counting(request):
    renderings.append(request.get_full_path())
    time.sleep(slow.seconds)
    return HttpResponse(f"<p>{request.GET.get('q', '')}</p>" + "Nội dung dài. " * 100)


def with_cookie(request):
    renderings.append("cookie")
    response = HttpResponse("x")
    response.set_cookie("a", "b")
    return response


def for_one(request):
    renderings.append("session")
    return HttpResponse(f"Chào {request.user}")


def failing(request):
    renderings.append("fails")
    return HttpResponse("x", status=503)


def streaming(request):
    renderings.append("streams")
    return StreamingHttpResponse([b"x"])


def private(request):
    renderings.append("private")
    return HttpResponse("x", headers={"Cache-Control": "no-store"})


urlpatterns = [
    path("dem/", public_page("q", "trang")(counting)),
    path("khong-dau/", counting),
    path("cookie/", public_page()(with_cookie)),
    path("mot-nguoi/", public_page()(for_one)),
    path("loi/", public_page()(failing)),
    path("dong/", public_page()(streaming)),
    path("rieng/", public_page()(private)),
    path("", include("hoiphunu.urls")),
]

PAGES = (
    *("/", "/tin-tuc/", "/tin-tuc/2019/01/", "/chuyen-muc/hoat-dong-hoi/", "/the/tre-em/", "/tac-gia/ngoc-bich/"),
    *("/van-ban/", "/lien-ket/", "/khau-hieu/", "/hinh-anh/", "/ho-tro/", "/tim-kiem/", "/tim-kiem/?q=tin"),
    *("/rss.xml", "/chuyen-muc/hoat-dong-hoi/rss.xml", "/the/tre-em/rss.xml", "/van-ban/rss.xml"),
    *("/sitemap.xml", "/sitemap-tin-tuc-0.xml", "/robots.txt"),
)


@pytest.fixture(autouse=True)
def _start():
    renderings.clear()
    slow.seconds = 0.0


@pytest.fixture
def pages():
    """The addresses of every kind of public page, with a row to show on each."""
    make_organisation()
    make_banner()
    rows = make_article(tags=["trẻ em"]), make_document(), make_page()
    return [*PAGES, *(row.get_absolute_url() for row in rows), rows[0].get_print_url()]


def outcome(client, url, **options):
    return client.get(url, **options)["X-Page-Cache"]


def test_one_rendering_a_minute(client, frozen):
    found = []
    for moment in ("05:07:00", "05:07:59", "05:08:00", "05:08:01"):
        frozen(f"2025-06-17 {moment}")
        found.append(outcome(client, "/dem/"))
    assert (found, len(renderings)) == (["miss", "hit", "miss", "hit"], 2)


def test_clock_is_the_minute_of_the_answer(client, frozen):
    clocks = []
    for moment in ("05:07:59", "05:08:00"):
        frozen(f"2025-06-17 {moment}")
        clocks.append(b"<b>%b</b> 17/06/2025" % moment[:5].encode() in client.get("/").content)
    assert clocks == [True, True]


def test_every_public_page_is_kept_for_everybody(client, pages):
    """No cookie, nothing that depends on one, the same bytes for a reader and a staff member."""
    staff = Client()
    enter(staff, make_user(is_superuser=True))
    for url in pages:
        first = client.get(url)
        again = staff.get(url)
        assert (url, first.status_code, first["X-Page-Cache"]) == (url, 200, "miss")
        assert (url, again["X-Page-Cache"], again.content == first.content) == (url, "hit", True)
        assert (url, first.cookies, again.cookies, first["Vary"]) == (url, {}, {}, "Accept-Encoding")
        assert (first["X-Content-Type-Options"], "Content-Security-Policy" in first) == ("nosniff", True)
        own = ("X-Page-Cache", "X-Request-ID")
        assert {k: v for k, v in first.items() if k not in own} == {k: v for k, v in again.items() if k not in own}


def test_browsers_ask_each_time_and_shared_caches_after_a_second(client, pages):
    for url in pages:
        response = client.get(url)
        if url == "/ho-tro/":
            assert (response["Cache-Control"], response.get("ETag"), response.get("X-Accel-Expires")) == (
                *("no-store", None, None),
            )
        else:
            assert (url, response["Cache-Control"], response["X-Accel-Expires"]) == (url, "no-cache", "1")


@pytest.mark.django_db(transaction=True)
def test_change_is_seen_at_once_in_the_process_that_made_it(client, frozen):
    frozen("2025-06-17 05:07")
    page = make_page(title="Chữ cũ")
    assert "Chữ cũ" in client.get(page.path).content.decode()
    page.title = "Chữ mới"
    page.save()
    assert "Chữ mới" in client.get(page.path).content.decode()


def changed_elsewhere(page, title):
    """As another process does it: the row and the version change, nobody tells us."""
    Page._base_manager.filter(pk=page.pk)._update([(Page._meta.get_field("title"), None, title)])
    ContentVersion._base_manager.update(number=100)


def test_change_made_elsewhere_is_seen_when_the_version_is_looked_up_again(client, frozen, settings):
    assert settings.PAGE_CACHE_VERSION_SECONDS == 1
    settings.PAGE_CACHE_VERSION_SECONDS = 0.5
    frozen("2025-06-17 05:07")  # one minute, however long this takes
    page = make_page(title="Chữ cũ")
    client.get(page.path)
    changed_elsewhere(page, "Chữ mới")
    assert "Chữ cũ" in client.get(page.path).content.decode()
    time.sleep(0.55)
    assert "Chữ mới" in client.get(page.path).content.decode()


def test_staff_see_what_was_saved_elsewhere_at_once(client, frozen):
    frozen("2025-06-17 05:07:10")
    page = make_page(title="Chữ cũ")
    client.get(page.path)
    changed_elsewhere(page, "Chữ mới")
    client.force_login(make_user())
    assert "Chữ mới" in client.get(page.path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_look_that_began_before_a_change_does_not_outlive_it(monkeypatch):
    make_page()
    number = ContentVersion.objects.current()
    looking, go_on = threading.Event(), threading.Event()

    def slowly(self):
        looking.set()
        go_on.wait(5)
        return number

    monkeypatch.setattr(type(ContentVersion.objects), "current", slowly)
    pageversion.forget()
    look = threading.Thread(target=pageversion.current)
    look.start()
    looking.wait(5)
    change = threading.Thread(target=pageversion.forget)
    change.start()
    go_on.set()
    look.join()
    change.join()
    monkeypatch.undo()
    assert pageversion._seen["read_at"] is None


def test_version_last_known_serves_while_the_database_is_away(client, monkeypatch):
    outcome(client, "/dem/")

    def away(self):
        raise DatabaseError

    monkeypatch.setattr(type(ContentVersion.objects), "current", away)
    pageversion.forget()
    assert outcome(client, "/dem/") == "hit"


def test_etag_is_of_the_content_not_of_the_minute(client, frozen, pages):
    def etags():
        return {url: client.get(url).get("ETag") for url in pages}

    frozen("2025-06-17 05:07")
    make_article(title="Tin hẹn giờ", tags=["trẻ em"], published_at=at("2025-06-17 05:09"))
    first = etags()
    assert {url for url, etag in first.items() if etag is None} == {"/ho-tro/"}
    frozen("2025-06-17 05:08")
    assert etags() == first
    frozen("2025-06-17 05:09")
    differs = {url for url, etag in etags().items() if etag != first[url]}
    assert differs == {
        *("/", "/tin-tuc/", "/chuyen-muc/hoat-dong-hoi/", "/the/tre-em/", "/tac-gia/ngoc-bich/", "/tim-kiem/?q=tin"),
        "/tin-tuc/2019/01/",  # for the numbers beside the categories
        *("/rss.xml", "/chuyen-muc/hoat-dong-hoi/rss.xml", "/the/tre-em/rss.xml"),
        "/sitemap-tin-tuc-0.xml",
        pages[len(PAGES)],  # the other article names it among the related ones
    }


def test_known_page_is_answered_with_304(client):
    first = client.get("/dem/")
    for sent in (first["ETag"], f'"x", {first["ETag"]}', "*"):
        again = client.get("/dem/", headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"] == "no-cache"
    assert client.get("/dem/", headers={"If-None-Match": '"x"'}).status_code == 200


def test_page_that_must_not_be_stored_is_never_304(client):
    client.get("/rieng/")
    assert client.get("/rieng/", headers={"If-None-Match": "*"}).status_code == 200
    assert renderings == ["private"]


@pytest.mark.parametrize("first", ["GET", "HEAD"])
def test_head_is_the_same_without_a_body(client, first):
    answers = {method: client.generic(method, "/dem/") for method in (first, "HEAD", "GET")}
    head, get = answers["HEAD"], answers["GET"]
    assert (head.status_code, head.content, get["X-Page-Cache"]) == (200, b"", "hit")
    assert [head[name] for name in ("ETag", "Content-Length", "Content-Type")] == [
        get[name] for name in ("ETag", "Content-Length", "Content-Type")
    ]
    assert len(renderings) == 1


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.5", "br"),
        ("br;q=0.0, gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("vibrant", None),
    ],
)
def test_compression_as_the_browser_accepts(client, accepted, encoding):
    plain = client.get("/dem/").content
    response = client.get("/dem/", headers={"Accept-Encoding": accepted})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert (response.get("Content-Encoding"), unpack(response.content) == plain) == (encoding, True)
    assert response["Content-Length"] == str(len(response.content))


def test_short_pages_are_not_compressed(client):
    assert client.get("/rieng/", headers={"Accept-Encoding": "gzip"}).get("Content-Encoding") is None


def test_only_known_query_names_make_another_page(client):
    urls = ("/dem/", "/dem/?fbclid=1", "/dem/?x=1&x=2", "/dem/?utm_source=zalo&trang", "/dem/?Q=1")
    assert [outcome(client, url) for url in urls] == ["miss", "hit", "hit", "miss", "hit"]
    urls = ("/dem/?q=a", "/dem/?q=a&fbclid=1", "/dem/?trang=2&q=a", "/dem/?q=a&trang=2", "/dem/?q=a&q=b", "/dem/?q=b")
    assert [outcome(client, url) for url in urls] == ["miss", "hit", "miss", "hit", "miss", "miss"]


def test_long_queries_are_answered_but_not_kept(client):
    for _ in range(2):
        response = client.get("/dem/?q=" + "a" * 10_000)
        assert (response.status_code, "X-Page-Cache" in response) == (200, False)


def test_each_host_name_has_pages_of_its_own(client):
    assert [outcome(client, "/dem/", headers={"host": host}) for host in ("localhost", "127.0.0.1")] == ["miss", "miss"]


@pytest.mark.parametrize("is_redirected", [False, True])
def test_foreign_host_name_is_refused_with_every_header(client, settings, is_redirected):
    settings.SECURE_SSL_REDIRECT = is_redirected
    client = Client()
    for _ in range(2):
        response = client.get("/dem/", headers={"host": "evil.example"})
        assert (response.status_code, "X-Page-Cache" in response, renderings) == (400, False, [])
        assert crawl.missing_headers(response.headers) == []


def test_plain_http_is_redirected_also_while_the_page_is_kept(settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert [outcome(client, "/dem/", secure=True) for _ in range(2)] == ["miss", "hit"]
    response = client.get("/dem/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/dem/")


@pytest.mark.parametrize("url", ["/cookie/", "/mot-nguoi/", "/loi/", "/dong/", "/khong-dau/", "/dem/khong-co/"])
def test_answers_that_are_never_kept(client, url):
    client.force_login(make_user())
    for _ in range(2):
        response = client.get(url)
        assert "X-Page-Cache" not in response
        b"".join(response)
    assert len(renderings) == (0 if url == "/dem/khong-co/" else 2)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused_and_not_kept(client, method):
    response = client.generic(method, "/dem/")
    assert (response.status_code, "X-Page-Cache" in response, renderings) == (405, False, [])


def test_staff_pages_are_never_kept_anywhere(client):
    enter(client, make_user(is_superuser=True))
    for url in ("/quan-tri/", "/quan-tri/login/"):
        response = client.get(url)
        assert ("X-Page-Cache" in response, response["Cache-Control"]) == (False, "no-store"), url


def in_threads(count, work):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_one_renders_and_the_others_wait_for_it(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 3600
    outcome(client, "/rieng/")  # the version is known: the threads need no database
    slow.seconds, found = 0.1, []
    in_threads(4, lambda: found.append(outcome(Client(), "/dem/")))
    assert (sorted(found), len(renderings)) == (["hit", "hit", "hit", "miss"], 2)


def test_who_waited_long_enough_renders_for_herself(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 3600
    outcome(client, "/rieng/")
    slow.seconds, waited = 0.5, []

    def ask():
        start = time.monotonic()
        outcome(Client(), "/dem/")
        waited.append(time.monotonic() - start - slow.seconds)

    in_threads(2, ask)
    assert len(renderings) == 3
    # The wait itself, with room for a busy machine.
    assert 0.2 <= max(waited) < 0.45


class AwayCache(BaseCache):
    def __init__(self, location, params):
        super().__init__(params)

    def away(self, *args, **kwargs):
        raise ConnectionError("no route to the cache")

    add = get = set = delete = away

    def clear(self):
        """The tests empty every cache before they begin."""


def test_site_stands_without_its_cache(client, settings):
    settings.CACHES, settings.CACHE_URL = {"default": {"BACKEND": f"{__name__}.AwayCache"}}, "redis://away"
    assert [outcome(client, "/dem/") for _ in range(2)] == ["miss", "hit"]  # kept by this process alone
    assert client.get("/").status_code == 200


def test_pages_kept_here_are_bounded_and_come_from_the_shared_cache_too(client, settings, frozen):
    frozen("2025-06-17 05:07")
    settings.CACHE_URL = "stands for any"
    assert [outcome(client, f"/dem/?q={n}") for n in range(3)] == ["miss"] * 3
    size = pagecache.near.size // 3
    pagecache.near.clear()
    settings.PAGE_CACHE_NEAR_BYTES = 2 * size
    assert [outcome(client, f"/dem/?q={n}") for n in range(3)] == ["hit"] * 3
    assert (len(pagecache.near.entries), pagecache.near.size <= 2 * size) == (2, True)


def test_hits_and_misses_are_counted(client):
    before = pagecache.outcomes.copy()
    for _ in range(3):
        client.get("/dem/")
    assert pagecache.outcomes - before == {"miss": 1, "hit": 2}


def test_versions_are_one_number_for_all_nouns():
    assert ContentVersion.objects.current() == 0
    make_organisation()
    first = ContentVersion.objects.current()
    make_banner()
    assert 0 < first < ContentVersion.objects.current()
    assert ContentVersion.objects.count() == 1
    assert issubclass(Page, Public)
