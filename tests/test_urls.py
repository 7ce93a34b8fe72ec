"""The address table of ARCHITECTURE.md. An address once public never changes: it redirects, or answers 410."""

import pytest
from django.urls import resolve, reverse

from hoiphunu import urls

TABLE = {
    "/": "home",
    "/tin-tuc/": "news:article-list",
    "/tin-tuc/bai-viet-12/": "news:article-detail",
    "/tin-tuc/bai-viet-12/in/": "news:article-print",
    "/tin-tuc/bai-viet-12/bao-loi/": "news:correction",
    "/tin-tuc/bai-viet-12/bai-viet.html": "news:article-file",
    "/tin-tuc/bai-viet-12/bai-viet.pdf": "news:article-file",
    "/tin-tuc/2024/01/": "news:month",
    "/chuyen-muc/hoat-dong-hoi/": "news:category",
    "/the/tre-em/": "news:tag",
    "/dong-su-kien/bao-lu-2025/": "news:topic",
    "/tac-gia/ngoc-bich/": "news:byline",
    "/van-ban/": "announcements:document-list",
    "/van-ban/luat-13-2022-qh15-3/": "announcements:document-detail",
    "/van-ban/lay-y-kien/": "announcements:consultation-list",
    "/van-ban/lay-y-kien/du-thao-ke-hoach-3/": "announcements:consultation-detail",
    "/van-ban/lay-y-kien/du-thao-ke-hoach-3/gop-y/": "announcements:opinion",
    "/lien-ket/": "announcements:link-list",
    "/lien-ket/bao-hong/": "announcements:link-report",
    "/khau-hieu/": "announcements:banner-list",
    "/su-kien/": "announcements:event-list",
    "/su-kien/lich.ics": "announcements:event-calendar",
    "/hinh-anh/": "photos",
    "/ho-tro/": "hotline:help",
    "/ho-tro/km/": "hotline:help-in",
    "/ho-tro/en/": "hotline:help-in",
    "/ho-tro/so-may/": "hotline:numbers",
    "/ho-tro/km/so-may/": "hotline:numbers-in",
    "/ho-tro/en/so-may/": "hotline:numbers-in",
    "/ho-tro/giu-so.js": "hotline:keep",
    "/ho-tro/gui/": "hotline:ask",
    "/ho-tro/km/gui/": "hotline:ask-in",
    "/ho-tro/en/gui/": "hotline:ask-in",
    "/ho-tro/tra-loi/": "hotline:answer",
    "/ho-tro/km/tra-loi/": "hotline:answer-in",
    "/ho-tro/en/tra-loi/": "hotline:answer-in",
    "/thoat/": "hotline:exit",
    "/tim-kiem/": "search",
    "/luot-doc/": "news:read",
    "/rss.xml": "news:feed",
    "/chuyen-muc/hoat-dong-hoi/rss.xml": "news:category-feed",
    "/the/tre-em/rss.xml": "news:tag-feed",
    "/dong-su-kien/bao-lu-2025/rss.xml": "news:topic-feed",
    "/van-ban/rss.xml": "announcements:document-feed",
    "/van-ban/loai/luat/rss.xml": "announcements:kind-feed",
    "/van-ban/linh-vuc/gia-dinh/rss.xml": "announcements:field-feed",
    "/van-ban/lay-y-kien/rss.xml": "announcements:consultation-feed",
    "/atom.xml": "news:atom",
    "/chuyen-muc/hoat-dong-hoi/atom.xml": "news:category-atom",
    "/the/tre-em/atom.xml": "news:tag-atom",
    "/van-ban/atom.xml": "announcements:document-atom",
    "/van-ban/lay-y-kien/atom.xml": "announcements:consultation-atom",
    "/van-ban/loai/luat/atom.xml": "announcements:kind-atom",
    "/van-ban/linh-vuc/gia-dinh/atom.xml": "announcements:field-atom",
    "/sitemap.xml": "sitemap",
    "/sitemap-chung.xml": "sitemap-places",
    "/sitemap-tin-tuc-0.xml": "sitemap-part",
    "/sitemap-van-ban-12.xml": "sitemap-part",
    "/sitemap-lay-y-kien-0.xml": "sitemap-part",
    "/robots.txt": "robots",
    "/trinh-duyet-bao/": "csp-reports",
    "/healthz": "healthz",
    "/readyz": "readyz",
    "/metrics": "metrics",
    "/tep/anh/ab/abababababababababababababababab.jpg": "file",
    "/tep/anh/ab/abababababababababababababababab-800.webp": "file",
    "/tep/tep/ab/abababababababababababababababab.docx": "file",
    "/quan-tri/": "admin:index",
    "/gioi-thieu/": "page",
    "/co-cau-to-chuc/": "page",
    "/lien-he/": "page",
    "/rieng-tu/": "page",
    "/tro-nang/": "page",
    "/gioi-thieu/lich-su/": "page",
}


@pytest.mark.parametrize("path", TABLE)
def test_address(path):
    found = resolve(path)
    assert found.view_name == TABLE[path]
    assert reverse(found.view_name, args=found.args, kwargs=found.captured_kwargs) == path


@pytest.mark.parametrize("path", [path for path in TABLE if path != "/" and TABLE[path] != "page"])
def test_first_part_is_reserved(path):
    first = path.split("/")[1]
    assert first in urls.OWN_PATHS or "." in first


@pytest.mark.parametrize(
    "path",
    [
        "/tin-tuc/bai-viet/",
        "/tin-tuc/Bai-12/",
        "/tin-tuc/2024/1/",
        "/tin-tuc/x-1234567890123456789/",
        "/tep/../settings.py",
        "/tep/anh/ab/../../db.sqlite3",
        "/tep/anh/ab/x.jpg",
        "/tep/khac/ab/abababababababababababababababab.jpg",
        "/Gioi-thieu/",
    ],
)
@pytest.mark.django_db
def test_no_such_address(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [path for path in TABLE if path.endswith("/") and path != "/"])
@pytest.mark.django_db
def test_forgotten_slash_is_added(client, path):
    response = client.get(f"{path[:-1]}?x=1")
    assert (response.status_code, response["Location"]) == (301, f"{path}?x=1")
