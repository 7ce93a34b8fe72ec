"""Long lists read by key: the same rows as by number, at the price of the first page."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hoiphunu import pagecache, walking
from news.models import Article
from tests.factories import make_article, make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(monkeypatch):
    """110 articles, three to each moment, so that pages begin and end among equals."""
    monkeypatch.setattr(walking, "FAR", 40)
    now = timezone.now()
    for number in range(110):
        make_article(title=f"Tin {number}", published_at=now - timezone.timedelta(hours=number // 3))
    return [article.pk for article in Article.objects.published().newest()]


def page(client, url):
    cache.clear()
    pagecache.near.clear()
    context = client.get(url).context
    return [article.pk for article in context["articles"]], context["newer_url"], context["older_url"]


def test_walking_by_links_shows_every_row_once(client, articles):
    seen, url, urls = [], "/tin-tuc/", []
    while url:
        rows, _, older = page(client, url)
        seen += rows
        urls.append(url)
        url = older
    assert (seen, len(urls)) == (articles, 6)
    assert urls[1:3] == ["/tin-tuc/?trang=2", f"/tin-tuc/?trang=3&tu={articles[40]}"]
    back, url = [], urls[-1]
    while url:
        rows, newer, _ = page(client, url)
        back = rows + back
        url = newer
    assert back == articles


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_a_number_alone_finds_the_same_page(client, articles, number):
    assert page(client, f"/tin-tuc/?trang={number}")[0] == articles[(number - 1) * 20 : number * 20]


def test_a_page_goes_on_where_it_began_when_news_came_meanwhile(client, articles):
    make_article(title="Tin mới")
    assert page(client, f"/tin-tuc/?trang=3&tu={articles[40]}")[0] == articles[40:60]


def test_a_key_that_is_not_in_the_list_is_no_help(client, articles):
    draft = make_article(state="draft", published_at=None)
    for key in (draft.pk, 10**18):
        assert page(client, f"/tin-tuc/?trang=3&tu={key}")[0] == articles[40:60]
    assert [client.get(f"/tin-tuc/?trang=3&tu={key}").status_code for key in ("x", "0", 2**63)] == [404, 404, 404]


def test_a_far_page_reads_the_bodies_of_none_before_it(client, articles):
    for url in ("/tin-tuc/?trang=3", f"/tin-tuc/?trang=3&tu={articles[40]}"):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert [q["sql"][-80:] for q in queries if "OFFSET" in q["sql"] and '"news_article"."title"' in q["sql"]] == []


def test_documents_are_walked_in_their_own_order(client, monkeypatch):
    monkeypatch.setattr(walking, "FAR", 20)
    for number in range(45):
        make_document(number=f"{number + 1}/KH-BTV")
    numbers, url = [], "/van-ban/"
    while url:
        context = client.get(url).context
        numbers += [document.ordinal for document in context["documents"]]
        url = context["older_url"]
    assert numbers == list(range(45, 0, -1))
