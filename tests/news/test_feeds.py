from xml.etree import ElementTree  # noqa: S405  our own feeds

import pytest

from tests.factories import at, make_article, make_category, make_organisation

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
        "link": f"http://testserver{article.get_absolute_url()}",
        "description": "<b>Tóm tắt</b>",
        "creator": "Ngọc Bích",
        "pubDate": "Wed, 03 Jan 2024 01:00:00 +0000",
        "guid": f"http://testserver{article.get_absolute_url()}",
        "category": "Hoạt động Hội",
    }


def test_category_and_tag_have_feeds_of_their_own(client):
    make_article(title="Một", category=make_category(name="Đời sống"), tags=["trẻ em"])
    make_article(title="Hai", category=make_category(name="Khác"), tags=["trẻ em"])
    assert titles(client, "/chuyen-muc/doi-song/rss.xml") == ["Một"]
    assert titles(client, "/the/tre-em/rss.xml") == ["Hai", "Một"]
    assert channel(client, "/the/tre-em/rss.xml").findtext("link") == "http://testserver/the/tre-em/"


def test_feed_holds_the_newest_twenty(client):
    for number in range(22):
        make_article(title=str(number))
    assert titles(client, "/rss.xml") == [str(number) for number in range(21, 1, -1)]


def test_text_pasted_from_a_word_processor_does_not_break_the_feed(client):
    make_article(title="Dòng một\x0bdòng hai", summary="a\x0cb\x07")
    assert titles(client, "/rss.xml") == ["Dòng một dòng hai"]


def test_empty_feed(client):
    assert titles(client, "/rss.xml") == []
