from datetime import date
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from announcements.models import Consultation
from hoiphunu import pagecache, pageversion
from hoiphunu.models import OldAddress
from hoiphunu.publishing import State
from hoiphunu.sitemaps import SIZE
from news.models import Article
from tests.factories import (
    at,
    in_body,
    make_article,
    make_banner,
    make_chair,
    make_commemoration,
    make_commune,
    make_consultation,
    make_day_of_year,
    make_document,
    make_field,
    make_group,
    make_hotline,
    make_link,
    make_menu_item,
    make_opinion,
    make_organisation,
    make_page,
    make_photo,
    make_team,
    make_user,
)
from tests.staff import enter

pytestmark = pytest.mark.django_db

# --- pages, lists, what they cost


def make_site(count):
    """`count` rows of everything, for the pages to show."""
    make_organisation(emblem=make_photo())
    photo, group, field = make_photo(), make_group(), make_field()
    make_hotline(is_primary=True)
    make_menu_item()
    for number in range(count):
        make_banner(photo=photo)
        make_day_of_year(make_commemoration())
        make_link(group=group, logo=photo)
        make_document(fields=[field], files=["Bản ký"], issued_on=date(2022, 11, 14))
        make_opinion(make_consultation(fields=[field], files=["Dự thảo"]), state="posted")
        make_article(title=f"Tin {number}", tags=["trẻ em", f"thẻ {number}"], cover=photo, body=in_body(photo))
        make_team(commune=make_commune(former_district="huyện Kế Sách"))
        make_chair(commune=make_commune())
        make_hotline(phone="111", is_emergency=True)
    for path in ("/lien-he/", "/rieng-tu/", "/tro-nang/"):
        make_page(path=path, body=in_body(photo))


def site_paths():
    article = Article.objects.newest().first()
    return {
        "home": "/",
        "articles": "/tin-tuc/",
        "filtered articles": "/tin-tuc/?cm=hoat-dong-hoi&the=tre-em&nam=2019",
        "month": "/tin-tuc/2019/01/",
        "category": "/chuyen-muc/hoat-dong-hoi/",
        "tag": "/the/tre-em/",
        "byline": "/tac-gia/ngoc-bich/",
        "article": article.get_absolute_url(),
        "print": article.get_print_url(),
        "saved page": article.get_file_url("html"),
        "saved PDF": article.get_file_url("pdf"),
        "documents": "/van-ban/",
        "filtered documents": "/van-ban/?q=luat&loai=luat&co_quan=quoc-hoi&linh_vuc=gia-dinh&nam=2022",
        "document": make_document("0/DAU").get_absolute_url(),
        "drafts": "/van-ban/lay-y-kien/",
        "filtered drafts": "/van-ban/lay-y-kien/?trang_thai=open&linh_vuc=gia-dinh",
        "draft": Consultation.objects.published().newest().first().get_absolute_url(),
        "draft feed": "/van-ban/lay-y-kien/rss.xml",
        "links": "/lien-ket/",
        "slogans": "/khau-hieu/",
        "days": "/su-kien/",
        "calendar": "/su-kien/lich.ics",
        "photos": "/hinh-anh/",
        "help": "/ho-tro/",
        "help in Khmer": "/ho-tro/km/",
        "numbers": "/ho-tro/so-may/",
        "search form": "/tim-kiem/",
        "search": f"/tim-kiem/?q={quote('trẻ em')}",
        "page": "/lien-he/",
        "feed": "/rss.xml",
        "category feed": "/chuyen-muc/hoat-dong-hoi/rss.xml",
        "tag feed": "/the/tre-em/rss.xml",
        "document feed": "/van-ban/rss.xml",
        "atom": "/atom.xml",
        "map of places": "/sitemap-chung.xml",
        "map of articles": f"/sitemap-tin-tuc-{article.pk // SIZE}.xml",
        "sitemap": "/sitemap.xml",
        "robots": "/robots.txt",
        "not found": "/khong-co/",
    }


# Queries, the look at the content version among them.
COSTS = {
    "home": 22,
    "articles": 21,
    "filtered articles": 22,
    "month": 20,
    "category": 21,
    "tag": 21,
    "byline": 21,
    "print": 6,
    "saved page": 6,
    "saved PDF": 7,
    "documents": 21,
    "filtered documents": 21,
    "document": 22,
    "drafts": 19,
    "filtered drafts": 19,
    "draft": 20,
    "draft feed": 5,
    "links": 14,
    "slogans": 14,
    "days": 13,
    "calendar": 4,
    "photos": 16,
    "help": 19,
    "help in Khmer": 19,
    "numbers": 11,
    "search form": 13,
    "search": 19,
    "page": 15,
    "feed": 7,
    "category feed": 8,
    "tag feed": 8,
    "document feed": 6,
    "atom": 9,
    "map of places": 6,
    "map of articles": 3,
    "sitemap": 5,
    "robots": 1,
    "not found": 13,
}


REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list")


def test_what_a_page_points_to_is_there(client):
    make_site(2)
    more = {
        path: path for path in ("/ho-tro/gui/", "/ho-tro/tra-loi/", "/ho-tro/en/gui/", "/lien-ket/bao-hong/", "/gop-y/")
    }
    wrong = []
    for name, path in {**site_paths(), **more}.items():
        answer = client.get(path)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        there = {tag["id"] for tag in page.select("[id]")}
        for kind in REFERENCES:
            asked = {key for tag in page.select(f"[{kind}]") for key in tag.get_attribute_list(kind)[0].split()}
            wrong += [(name, kind, key) for key in sorted(asked - there)]
    assert wrong == []


@pytest.mark.parametrize("count", [1, 3, 30])
def test_what_each_page_costs(client, count):
    make_site(count)
    found = {}
    for name, path in site_paths().items():
        pagecache.near.clear()
        pagecache.forget_frames()
        pageversion.forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path)
        assert response.status_code == (404 if name == "not found" else 200), path
        found[name] = len(queries)
    # An article alone has no neighbours to fetch; among thirty its tags lead to enough of them.
    assert found == {**COSTS, "article": {1: 23, 3: 24, 30: 22}[count]}


# --- what nobody types by accident

LISTS = (
    *("/", "/tin-tuc/", "/tin-tuc/2019/01/", "/chuyen-muc/hoat-dong-hoi/", "/the/tre-em/", "/tac-gia/ngoc-bich/"),
    *(
        "/van-ban/",
        "/van-ban/lay-y-kien/",
        "/lien-ket/",
        "/khau-hieu/",
        "/hinh-anh/",
        "/ho-tro/",
        "/tim-kiem/",
        "/rss.xml",
        "/sitemap.xml",
    ),
)
VALUES = (
    *(
        "",
        "abc",
        "-1",
        "0",
        "99999999999999999999",
        "1e3",
        "2.0",
        "x' OR 1=1 --",
        "%00",
        "a%00b",
        "%",
        "%ff%fe",
        "%ED%A0%80",
    ),
    *("%E2%80%AE", "zzz", "2025", "[]", "{{7*7}}", "%0d%0aX-A: b", "../../etc/passwd", "1" * 5000, "a" * 10_000),
)


@pytest.fixture
def listed():
    make_article(tags=["trẻ em"])
    make_document()
    make_consultation()
    make_team()


@pytest.mark.parametrize("path", LISTS)
def test_hostile_queries_are_no_errors(client, listed, path):
    client.raise_request_exception = False
    names = sorted(resolve(path).func.public_query) or ["q"]
    urls = [f"{path}?{name}={value}" for name in names for value in ("abc", "99999999999999999999", "%00", "%ff%fe")]
    urls += [f"{path}?{'&'.join(f'{name}={value}' for name in names)}" for value in VALUES]
    urls += [f"{path}?" + "&".join(["the=a"] * 4000), f"{path}?" + "&" * 4000, f"{path}?=&=x&%00=1"]
    assert [(url[:80], status) for url in urls if (status := client.get(url).status_code) not in (200, 404)] == []


@pytest.mark.parametrize(
    "path", ["/%00/", "/%ff/", "/a%00b", "/tin-tuc/%00-1/", "/" + "a" * 5000 + "/", "/the/%00/", "/.env"]
)
def test_hostile_paths_are_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", [*LISTS, "/robots.txt", "/healthz", "/readyz", "/thoat/"])
def test_readers_pages_are_only_read(client, listed, path, method):
    response = client.generic(method, path, b"a=b", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.cookies) == (405, {})


def test_post_without_a_token_is_refused_without_a_cookie(listed):
    response = Client(enforce_csrf_checks=True).post("/tin-tuc/", {"a": "b"})
    assert (response.status_code, response.cookies) == (403, {})


@pytest.mark.parametrize("path", ["/tin-tuc/", "/van-ban/", "/van-ban/lay-y-kien/", "/tim-kiem/?q=tin", "/hinh-anh/"])
def test_pages_beyond_the_last_are_not_found(client, listed, path):
    joined = "&" if "?" in path else "?"
    found = [client.get(f"{path}{joined}trang={page}").status_code for page in ("1", "2", "0", "-1", "x", "100001")]
    assert found == [200, 404, 404, 404, 404, 404]


def test_lists_are_paged_with_their_filters(client):
    for number in range(21):
        make_article(title=f"Tin {number}", tags=["trẻ em"])
    first = client.get("/tin-tuc/?the=tre-em&trang=1&fbclid=x").context
    assert (len(first["articles"]), first["newer_url"], first["older_url"]) == (20, "", "/tin-tuc/?the=tre-em&trang=2")
    second = client.get("/tin-tuc/?the=tre-em&trang=2").context
    assert (len(second["articles"]), second["newer_url"], second["older_url"]) == (1, "/tin-tuc/?the=tre-em", "")
    assert (second["querystring"], second["total"]) == ("the=tre-em", 21)


# --- search


def test_search_page_keeps_the_question_and_counts_by_kind(client):
    make_article(title="Bạo lực gia đình")
    make_document(summary="Phòng chống bạo lực")
    context = client.get("/tim-kiem/?q=bao+luc&loai=article").context
    assert context["query"] == "bao luc"
    assert [hit["title_html"] for hit in context["hits"]] == ["<mark>Bạo lực</mark> gia đình"]
    assert [(kind["value"], kind["count"]) for kind in context["kinds"]] == [("article", 1), ("legaldocument", 1)]
    assert (context["total"], context["found"].all_kinds) == (1, 2)


def test_search_page_escapes_the_question(client):
    make_article(title="<script>alert(1)</script>")
    text = client.get("/tim-kiem/?q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert ("<script>alert" in text, "&lt;<mark>script</mark>&gt;" in text) == (False, True)


@pytest.mark.parametrize("length", [200, 201])
def test_longest_question(client, length):
    context = client.get("/tim-kiem/?q=" + "a" * length).context
    assert context["query"] == ("a" * 200 if length == 200 else "")


# --- files


def fetch(client, url, **headers):
    response = client.get(url, headers=headers)
    response.body = response.getvalue()
    return response


SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


def test_document_is_handed_out_to_be_saved(client):
    stored = make_document("13/2022/QH15", files=["Bản ký"]).files.get()
    response = fetch(client, stored.get_absolute_url())
    assert (response.status_code, response.body[:5], response.cookies) == (200, b"%PDF-", {})
    expected = {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Content-Disposition": 'attachment; filename="13-2022-qh15-ban-ky.pdf"',
        "Cache-Control": "no-cache",
        "Content-Length": str(len(response.body)),
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {name: response[name] for name in expected} == expected


def test_photo_is_kept_by_the_browser_alone(client):
    photo = make_article(cover=make_photo()).cover
    forever, hour = {"private", "max-age=31536000", "immutable"}, {"private", "max-age=3600"}
    for url, kind, kept in (
        (photo.url, "image/jpeg", forever),
        (photo.sources[-1][1], "image/webp", forever),
        (photo.open_graph_url, "image/jpeg", hour),  # it changes with the focal point
    ):
        response = fetch(client, url)
        assert (response["Content-Type"], response["X-Content-Type-Options"]) == (kind, "nosniff")
        assert set(response["Cache-Control"].split(", ")) == kept
        assert "ETag" in response or kept == hour
        assert (response["Content-Security-Policy"], response.cookies) == (SANDBOX, {})
        assert "attachment" not in response.get("Content-Disposition", "")


def test_known_file_is_not_sent_again(client):
    photo = make_article(cover=make_photo()).cover
    etag = fetch(client, photo.url)["ETag"]
    again = fetch(client, photo.url, if_none_match=etag)
    assert (again.status_code, again.body, again["ETag"]) == (304, b"", etag)
    Article.objects.update(state=State.DRAFT)
    assert fetch(client, photo.url, if_none_match=etag).status_code == 404


def test_nginx_hands_out_the_bytes_where_it_can(client, settings):
    settings.ACCEL_REDIRECT = "/noi-bo/"
    photo = make_article(cover=make_photo()).cover
    response = fetch(client, photo.url)
    assert (response.status_code, response.body) == (200, b"")
    assert (response["X-Accel-Redirect"], response["Content-Type"]) == (f"/noi-bo/{photo.file.name}", "image/jpeg")
    assert response["Content-Security-Policy"] == SANDBOX


SEEN = {
    None: (404, 404),
    "Cộng tác viên": (200, 404),
    "Biên tập viên": (200, 404),
    "Quản trị nội dung": (200, 200),
    "Phụ trách đường dây nóng": (404, 404),
}


@pytest.mark.parametrize("group", SEEN)
def test_unpublished_files_are_for_the_staff_who_may_see_them(client, group):
    photo = make_photo()
    stored = make_document(state=State.DRAFT, files=["Bản ký"]).files.get()
    if group:
        enter(client, make_user(group))
    answers = [fetch(client, url) for url in (photo.url, stored.get_absolute_url())]
    assert tuple(answer.status_code for answer in answers) == SEEN[group]
    assert {answer["Cache-Control"] for answer in answers if answer.status_code == 200} <= {"private, no-store"}


@pytest.mark.parametrize("account", [{"is_active": False}, {"is_staff": False}])
def test_unpublished_files_are_not_for_closed_accounts(client, account):
    photo = make_photo()
    user = make_user("Quản trị nội dung")
    client.force_login(user)
    assert fetch(client, photo.url).status_code == 200
    type(user).objects.filter(pk=user.pk).update(**account)
    assert fetch(client, photo.url).status_code == 404


def test_made_up_session_sees_no_more(client):
    photo = make_photo()
    client.cookies["sessionid"] = "x" * 32
    assert fetch(client, photo.url).status_code == 404


def test_file_that_is_missing_on_the_disk_is_not_found(client, media):
    photo = make_article(cover=make_photo()).cover
    (media / photo.file.name).unlink()
    assert client.get(photo.url).status_code == 404


@pytest.mark.parametrize(
    "ending", [".html", ".svg", ".jpg.html", "..jpg", ".jpg%00", "-800.php", "/../x.jpg", ".JPG", "-9999.webp"]
)
def test_other_names_beside_a_public_photo_are_not_found(client, ending):
    photo = make_article(cover=make_photo()).cover
    assert client.get(photo.url.removesuffix(".jpg") + ending).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/tep/",
        "/tep/anh/",
        "/tep/../manage.py",
        "/tep/%2e%2e/manage.py",
        "/tep/anh/ab/..%2f..%2fdb.sqlite3",
        "/tep//etc/passwd",
    ],
)
def test_ways_out_of_the_folder_are_not_found(client, path):
    enter(client, make_user(is_superuser=True))
    assert client.get(path).status_code == 404


def test_files_are_only_read(client):
    photo = make_article(cover=make_photo()).cover
    assert [client.generic(method, photo.url).status_code for method in ("POST", "PUT", "DELETE", "TRACE")] == [405] * 4
    head = client.head(photo.url)
    assert (head.status_code, head.getvalue()) == (200, b"")


# --- pages of the staff, old addresses, errors


def test_page_at_its_own_path(client):
    make_page(path="/gioi-thieu/lich-su/", title="Lịch sử")
    response = client.get("/gioi-thieu/lich-su/")
    assert (response.status_code, response.context["page"].title) == (200, "Lịch sử")


def test_old_address_leads_on_or_says_why_it_ended(client):
    OldAddress(path="/1234_tin-cu.html", target="/tin-tuc/").save()
    OldAddress(path="/5678_tin-cu.html", reason="Bài đã cũ.").save()
    moved = client.get("/1234_tin-cu.html")
    assert (moved.status_code, moved["Location"]) == (301, "/tin-tuc/")
    gone = client.get("/5678_tin-cu.html")
    assert (gone.status_code, gone.content.decode().count("Bài đã cũ.")) == (410, 1)


def test_page_not_found_leads_to_the_latest(client):
    titles = [make_article(title=f"Tin {n}", published_at=at(f"2025-06-0{n} 08:00")).title for n in (1, 2, 3, 4)]
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert [article.title for article in response.context["latest"]] == titles[:0:-1]


@pytest.mark.urls("tests.broken_urls")
@pytest.mark.parametrize(("path", "status"), [("/hong/", 500), ("/cam/", 403), ("/la/", 400)])
def test_error_pages_stand_on_their_own(client, path, status, django_assert_max_num_queries):
    client.raise_request_exception = False
    # The page of an error asks nothing; six are the note of it for the administrator.
    with django_assert_max_num_queries({400: 0, 500: 6}.get(status, 20)):
        response = client.get(path)
    assert response.status_code == status
    assert "<!doctype html>" in response.content.decode().lower()
    assert (response["X-Content-Type-Options"], "Content-Security-Policy" in response) == ("nosniff", True)


def test_robots_point_to_the_map(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        *("User-agent: *", "Disallow: /quan-tri/", "Disallow: /tim-kiem/", "Disallow: /thoat/", ""),
        "Sitemap: http://localhost/sitemap.xml",
    ]


def test_every_answer_says_what_the_browser_must_not_do(client, listed):
    for path in ("/", "/khong-co/", "/healthz", "/thoat/", "/quan-tri/login/", "/static/khong-co.css"):
        response = client.get(path)
        found = {name: response.get(name) for name in ("X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options")}
        assert found == {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer" if path == "/thoat/" else "same-origin",
            "X-Frame-Options": "DENY",
        }, path
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], path
        assert "unsafe" not in response["Content-Security-Policy"], path
