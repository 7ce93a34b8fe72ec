from xml.etree import ElementTree  # noqa: S405  our own feeds

import pytest

from tests.factories import at, in_body, make_article, make_category, make_organisation, make_photo

pytestmark = pytest.mark.django_db


def channel(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    return ElementTree.fromstring(response.content).find("channel")  # noqa: S314


def titles(client, path):
    return [item.findtext("title") for item in channel(client, path).findall("item")]


def test_feed_is_named_and_describes_each_article(client):
    make_organisation(short_name="Phụ nữ Thử")
    article = make_article(title="Tin & bài", summary="<b>Tóm tắt</b>", published_at=at("2024-01-03 08:00"))
    feed = channel(client, "/rss.xml")
    assert feed.findtext("title") == "Tin tức – Phụ nữ Thử"
    item = feed.find("item")
    assert {child.tag.rpartition("}")[2]: child.text for child in item} == {
        "title": "Tin & bài",
        "link": f"http://localhost{article.get_absolute_url()}",
        "description": "<b>Tóm tắt</b>",
        "encoded": "<p>Nội dung của tin.</p>",
        "creator": "Ngọc Bích",
        "pubDate": "Wed, 03 Jan 2024 01:00:00 +0000",
        "guid": f"http://localhost{article.get_absolute_url()}",
        "category": "Hoạt động Hội",
    }


def test_category_and_tag_have_feeds_of_their_own(client):
    make_article(title="Một", category=make_category(name="Đời sống"), tags=["trẻ em"])
    make_article(title="Hai", category=make_category(name="Khác"), tags=["trẻ em"])
    assert titles(client, "/chuyen-muc/doi-song/rss.xml") == ["Một"]
    assert titles(client, "/the/tre-em/rss.xml") == ["Hai", "Một"]
    assert channel(client, "/the/tre-em/rss.xml").findtext("link") == "http://localhost/the/tre-em/"


def test_feed_holds_the_newest_twenty(client):
    for number in range(22):
        make_article(title=str(number))
    assert titles(client, "/rss.xml") == [str(number) for number in range(21, 1, -1)]


def test_text_pasted_from_a_word_processor_does_not_break_the_feed(client):
    make_article(title="Dòng một\x0bdòng hai", summary="a\x0cb\x07")
    assert titles(client, "/rss.xml") == ["Dòng một dòng hai"]


def test_empty_feed(client):
    assert titles(client, "/rss.xml") == []


ATOM = "{http://www.w3.org/2005/Atom}"


def whole_texts(client, path):
    """{title: whole text} of a feed of either kind."""
    response = client.get(path)
    root = ElementTree.fromstring(response.content)  # noqa: S314
    if path.endswith("rss.xml"):
        encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
        return {item.findtext("title"): item.findtext(encoded) for item in root.iter("item")}
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    kinds = {content.get("type") for content in root.iter(f"{ATOM}content")}
    assert kinds <= {"html"}
    return {entry.findtext(f"{ATOM}title"): entry.findtext(f"{ATOM}content") for entry in root.iter(f"{ATOM}entry")}


@pytest.mark.parametrize("folder", ["/", "/chuyen-muc/hoat-dong-hoi/", "/the/tre-em/"])
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_entries_are_whole_with_full_addresses(client, folder, kind):
    photo = make_photo(alt="Ảnh thử")
    body = f'<h2>Mục</h2>{in_body(photo)}<p><a href="/lien-he/">Liên hệ</a> <a href="tel:111">111</a></p>'
    make_article(title="Thường", body=body, tags=["trẻ em"])
    make_article(title="Nhạy cảm", body=body, tags=["trẻ em"], sensitivity="yes")
    assert whole_texts(client, f"{folder}{kind}.xml") == {
        "Thường": '<h2>Mục</h2>\n<p>Chữ trong bài.</p>\n<figure><img src="http://localhost'
        f'{photo.url}" width="8" height="6" alt="ảnh"></figure>\n'
        '<p><a href="http://localhost/lien-he/">Liên hệ</a> <a href="tel:111">111</a></p>',
        "Nhạy cảm": None,
    }


@pytest.mark.parametrize("path", ["/atom.xml", "/chuyen-muc/hoat-dong-hoi/atom.xml", "/the/tre-em/atom.xml"])
def test_feed_names_its_own_address_and_its_page(client, path):
    make_article(tags=["trẻ em"])
    root = ElementTree.fromstring(client.get(path, headers={"host": "127.0.0.1"}).content)  # noqa: S314
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    page = path.removesuffix("atom.xml") if path != "/atom.xml" else "/tin-tuc/"
    assert links == {"self": f"http://localhost{path}", "alternate": f"http://localhost{page}"}


@pytest.mark.parametrize("path", ["/tin-tuc/", "/chuyen-muc/hoat-dong-hoi/", "/the/tre-em/", "/van-ban/"])
def test_pages_name_their_feeds(client, path):
    make_article(tags=["trẻ em"])
    page = client.get(path).content.decode()
    folder = {"/tin-tuc/": "/"}.get(path, path)
    for kind in ("rss", "atom"):
        assert f'type="application/{kind}+xml" href="{folder}{kind}.xml"' in " ".join(page.split())
        assert client.get(f"{folder}{kind}.xml").status_code == 200
