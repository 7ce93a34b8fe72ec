import threading
from unicodedata import normalize

import pytest
from django.db import connection

from news import tagging
from news.models import Tag
from tests.factories import make_article, make_tag

SPELLINGS = ["bạo lực gia đình", "Bạo Lực Gia Đình", "  bạo  lực gia\tđình ", normalize("NFD", "BẠO LỰC GIA ĐÌNH")]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("bạo lực gia đình, trẻ em", ["bạo lực gia đình", "trẻ em"]),
        ("một;hai\nba,,  ,", ["một", "hai", "ba"]),
        ("Trẻ em, trẻ em, TRẺ EM", ["Trẻ em"]),
        ('"trẻ em", “phụ nữ”, #tết', ["trẻ em", "phụ nữ", "tết"]),
        ("ma, má, mà", ["ma", "má", "mà"]),
        ("a" * 200, ["a" * 100]),
        ("\x00trẻ\x00", ["trẻ"]),
        ("", []),
        (None, []),
    ],
)
def test_commas_alone_separate(typed, names):
    assert tagging.split(typed) == names


def test_key_is_one_for_all_spellings():
    assert {tagging.key(name) for name in SPELLINGS} == {"bạo lực gia đình"}
    assert len(tagging.key("ß" * 100)) == 120


@pytest.mark.django_db
def test_box_shows_what_it_takes():
    article = make_article(tags=["trẻ em", "bạo lực gia đình"])
    assert tagging.join(article.tags.all()) == "bạo lực gia đình, trẻ em"
    assert tagging.split(tagging.join(article.tags.all())) == ["bạo lực gia đình", "trẻ em"]


@pytest.mark.django_db
def test_four_spellings_are_one_tag():
    articles = [make_article(tags=[name]) for name in SPELLINGS]
    tag = Tag.objects.get()
    assert (tag.name, tag.slug) == ("bạo lực gia đình", "bao-luc-gia-dinh")
    assert [list(article.tags.all()) for article in articles] == [[tag]] * 4
    assert [tag.count for tag in Tag.objects.with_articles()] == [4]


@pytest.mark.django_db
def test_tags_that_differ_in_tone_get_addresses_of_their_own():
    make_article(tags=["ma", "má", "mà"])
    assert sorted(Tag.objects.values_list("name", "slug")) == [("ma", "ma"), ("mà", "ma-2"), ("má", "ma-1")]


@pytest.mark.django_db
def test_longest_tag_is_stored():
    article = make_article(tags=["ß" * 100])
    assert article.tags.get().name == "ß" * 100


@pytest.mark.django_db
def test_tag_with_another_ones_name_is_refused_in_words():
    make_tag("trẻ em")
    with pytest.raises(Exception, match="Đã có thẻ này"):
        Tag(name="TRẺ  EM").full_clean(exclude=["slug", "key"])


@pytest.mark.django_db(transaction=True)
def test_spellings_at_once_are_one_tag():
    articles = [make_article() for _ in SPELLINGS]
    errors, ready = [], threading.Barrier(len(SPELLINGS))

    def tag(article, name):
        try:
            ready.wait(10)
            article.set_tags([name, "thẻ chung"])
        except Exception as error:  # shown by the assert below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tag, args=pair) for pair in zip(articles, SPELLINGS, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(tagging.key(name) for name in Tag.objects.values_list("name", flat=True)) == [
        *("bạo lực gia đình", "thẻ chung"),
    ]
    assert [article.tags.count() for article in articles] == [2] * 4
