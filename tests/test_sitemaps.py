from xml.etree import ElementTree  # noqa: S405  our own map

import pytest

from hoiphunu.sitemaps import SiteSitemap
from tests.factories import make_article, make_category, make_document, make_page

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
PLACES = ("/", "/tin-tuc/", "/van-ban/", "/lien-ket/", "/khau-hieu/", "/su-kien/", "/ho-tro/", "/hinh-anh/")


def entries(client, query="", host="testserver"):
    root = ElementTree.fromstring(client.get(f"/sitemap.xml{query}", headers={"host": host}).content)  # noqa: S314
    return {url.findtext("s:loc", None, NAMES): url.findtext("s:lastmod", None, NAMES) for url in root}


@pytest.mark.parametrize("host", ["testserver", "127.0.0.1"])
def test_every_public_row_under_the_one_address_of_the_site(client, frozen, host):
    frozen("2025-06-17 05:07")
    rows = [make_page(path="/lien-he/"), make_article(), make_document()]
    make_category(name="Trống")
    expected = dict.fromkeys((f"http://localhost{path}" for path in (*PLACES, "/chuyen-muc/hoat-dong-hoi/")), None)
    expected |= {f"http://localhost{row.get_absolute_url()}": "2025-06-17" for row in rows}
    assert entries(client, host=host) == expected


def test_long_map_holds_the_newest(client, monkeypatch):
    monkeypatch.setattr(SiteSitemap, "limit", 8)
    articles = [make_article() for _ in range(9)]
    found = set(entries(client))
    assert [f"http://localhost{row.get_absolute_url()}" in found for row in articles] == [False, *[True] * 8]
    assert client.get("/sitemap.xml?p=2").status_code == 404
