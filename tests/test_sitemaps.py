from xml.etree import ElementTree  # noqa: S405  our own map

import pytest

from hoiphunu import sitemaps
from tests.factories import (
    ago,
    make_article,
    make_category,
    make_consultation,
    make_document,
    make_organisation,
    make_page,
)

pytestmark = pytest.mark.django_db
MAP, NEWS = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.google.com/schemas/sitemap-news/0.9}"
PLACES = (
    "/",
    "/tin-tuc/",
    "/van-ban/",
    "/van-ban/lay-y-kien/",
    "/lien-ket/",
    "/khau-hieu/",
    "/su-kien/",
    "/ho-tro/",
    "/hinh-anh/",
)
SITE = "http://localhost"


def root(client, path, host="testserver"):
    response = client.get(path, headers={"host": host})
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(response.content)  # noqa: S314


def entries(client, path, **options):
    return {one.findtext(f"{MAP}loc"): one.findtext(f"{MAP}lastmod") for one in root(client, path, **options)}


@pytest.mark.parametrize("host", ["testserver", "127.0.0.1"])
def test_every_public_row_under_the_one_address_of_the_site(client, frozen, host):
    frozen("2025-06-17 05:07")
    rows = {"trang": make_page(path="/lien-he/"), "tin-tuc": make_article(), "van-ban": make_document()}
    rows["lay-y-kien"] = make_consultation()
    make_category(name="Trống")
    then = "2025-06-17T05:07:00+07:00"
    parts = {f"{SITE}/sitemap-{kind}-{row.pk // sitemaps.SIZE}.xml": row for kind, row in rows.items()}
    index = entries(client, "/sitemap.xml", host=host)
    assert index == {f"{SITE}/sitemap-chung.xml": None, **dict.fromkeys(parts, then)}
    for part, row in parts.items():
        found = entries(client, part.removeprefix(SITE), host=host)
        assert found == {f"{SITE}{row.get_absolute_url()}": then}
    places = [f"{SITE}{path}" for path in (*PLACES, "/chuyen-muc/hoat-dong-hoi/")]
    assert list(entries(client, "/sitemap-chung.xml", host=host)) == places


def test_parts_are_cut_by_key_and_stay_put(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "SIZE", 2)
    articles = [make_article() for _ in range(5)]
    blocks = sorted({article.pk // 2 for article in articles})
    assert [part for part in entries(client, "/sitemap.xml") if "tin-tuc" in part] == [
        f"{SITE}/sitemap-tin-tuc-{block}.xml" for block in blocks
    ]
    last = f"/sitemap-tin-tuc-{blocks[-1]}.xml"
    before = entries(client, last)
    articles[0].delete()
    assert entries(client, last) == before
    assert client.get(f"/sitemap-tin-tuc-{blocks[-1] + 1}.xml").status_code == 404
    assert client.get("/sitemap-tin-tuc-99999999999999.xml").status_code == 404


def test_news_of_two_days_carry_their_date_and_title(client):
    make_organisation(short_name="Phụ nữ Thử")
    fresh = make_article(title="Tin <mới>", published_at=ago(hours=30))
    make_article(published_at=ago(hours=50))
    make_article(published_at=ago(hours=1), sensitivity="yes")
    urls = root(client, f"/sitemap-tin-tuc-{fresh.pk // sitemaps.SIZE}.xml")
    found = [
        (one.findtext(f"{MAP}loc"), news.findtext(f"{NEWS}title"), news.findtext(f"{NEWS}publication/{NEWS}name"))
        for one in urls
        for news in one.iter(f"{NEWS}news")
    ]
    assert found == [(f"{SITE}{fresh.get_absolute_url()}", "Tin <mới>", "Phụ nữ Thử")]
