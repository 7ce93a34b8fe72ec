"""The tags there are, offered while one types."""

import pytest

from news.models import Article, Tag
from tests.factories import make_article, make_tag
from tests.staff import CONTRIBUTOR, HOTLINE, add_url, signed_in

pytestmark = pytest.mark.django_db

URL = "/quan-tri/news/tag/goi-y/"


def names(client, text):
    return [tag["name"] for tag in client.get(URL, {"q": text}).json()["tags"]]


@pytest.mark.parametrize("typed", ["bạo lực", "BAO LUC", "bao l", "lực bạo", "bao-luc"])
def test_words_are_found_without_accents_in_any_order(typed):
    make_tag("bạo lực gia đình")
    make_tag("bảo hiểm")
    assert names(signed_in(CONTRIBUTOR), typed) == ["bạo lực gia đình"]


def test_names_that_begin_so_come_first_then_the_most_used():
    for name in ("chống bạo lực", "bạo lực mạng", "bạo lực gia đình"):
        make_tag(name)
    make_article(tags=["chống bạo lực", "bạo lực mạng"])
    make_article(tags=["chống bạo lực"])
    answer = signed_in(CONTRIBUTOR).get(URL, {"q": "bao luc"}).json()
    assert answer == {
        "tags": [
            {"name": "bạo lực mạng", "uses": 1},
            {"name": "bạo lực gia đình", "uses": 0},
            {"name": "chống bạo lực", "uses": 2},
        ]
    }


@pytest.mark.parametrize("typed", ["", "…", "\x00", "không có"])
def test_nothing_is_offered_for_nothing(typed):
    make_tag("trẻ em")
    assert names(signed_in(CONTRIBUTOR), typed) == []


def test_no_more_than_eight_are_offered():
    for number in range(10):
        make_tag(f"xã số {number}")
    assert len(names(signed_in(CONTRIBUTOR), "xa")) == 8
    assert Tag.objects.count() == 10


def test_who_sees_no_tags_gets_none(client):
    assert [signed_in(HOTLINE).get(URL).status_code, client.get(URL).status_code] == [403, 302]


def test_box_knows_where_to_ask():
    assert f'data-hp-tags="{URL}"' in signed_in(CONTRIBUTOR).get(add_url(Article)).content.decode()
