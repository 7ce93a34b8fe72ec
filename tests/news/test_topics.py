import pytest

from hoiphunu import search
from hoiphunu.models import OldAddress
from hoiphunu.publishing import State
from news.models import Article, Topic
from tests.factories import at, make_article, make_organisation, make_photo, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0


@pytest.fixture
def told():
    """A topic of three public articles, a draft and a scheduled one; the articles, oldest first."""
    days = ("2025-06-01 08:00", "2025-06-05 08:00", "2025-06-09 08:00")
    articles = [make_article(title=f"Ngày {day[8:10]}", published_at=at(day)) for day in days]
    hidden = (
        make_article(title="Nháp", state=State.DRAFT),
        make_article(title="Hẹn", published_at=at("2099-01-01 08:00")),
    )
    make_topic(*articles, *hidden, name="Đại hội Phụ nữ", intro="Từ cơ sở tới tỉnh.", cover=make_photo())
    return articles


def test_page_shows_public_articles_newest_first(client, told):
    response = client.get("/dong-su-kien/dai-hoi-phu-nu/")
    assert list(response.context["articles"]) == told[::-1]
    assert "Từ cơ sở tới tỉnh." in response.content.decode()
    feed = client.get("/dong-su-kien/dai-hoi-phu-nu/rss.xml").content.decode()
    assert [article.title in feed for article in Article.objects.order_by("pk")] == [True] * 3 + [False] * 2


def test_topic_is_found_and_mapped(client, told):
    topic = Topic.objects.get()
    assert [(entry.url, entry.kind) for entry in search.Found("dai hoi phu nu").entries] == [
        (topic.get_absolute_url(), "topic")
    ]
    assert f"http://localhost{topic.get_absolute_url()}<" in client.get("/sitemap-chung.xml").content.decode()
    Topic.objects.update(is_active=False)
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert list(search.Found("dai hoi phu nu").entries) == []
    assert topic.slug not in client.get("/sitemap-chung.xml").content.decode()
    assert "Trong dòng sự kiện" not in client.get(told[0].get_absolute_url()).content.decode()


def test_article_leads_to_its_neighbours_in_each_topic(client, told):
    make_topic(told[1], name="Chuyện khác")
    beside = client.get(told[1].get_absolute_url()).context["topics"]
    assert [(topic.name, topic.older, topic.newer) for topic in beside] == [
        ("Chuyện khác", None, None),
        ("Đại hội Phụ nữ", told[0], told[2]),
    ]
    ends = [client.get(told[n].get_absolute_url()).context["topics"][0] for n in (0, 2)]
    assert [(topic.older, topic.newer) for topic in ends] == [(None, told[1]), (told[1], None)]


def test_box_costs_three_queries_however_long_the_story(told, django_assert_num_queries):
    make_topic(*told, name="Chuyện khác")
    with django_assert_num_queries(3):
        Topic.objects.beside(told[1])


def test_search_follows_the_articles_not_the_topic(frozen):
    frozen("2025-06-17 05:07")
    first = make_article(published_at=at("2025-06-17 05:09"), expires_at=at("2025-06-17 05:11"))
    make_topic(first, make_article(state=State.DRAFT), name="Bão số 3")

    def found(minute):
        frozen(f"2025-06-17 {minute}")
        return search.Found("bao so 3").entries.count()

    assert [found(minute) for minute in ("05:08", "05:09", "05:10", "05:11")] == [0, 1, 1, 0]
    make_article(published_at=at("2025-06-17 05:20"), expires_at=None).set_topics([Topic.objects.get().pk])
    assert [found(minute) for minute in ("05:12", "05:20")] == [0, 1]
    Article.objects.all().delete()
    assert found("05:20") == 0


def test_stretch_ends_where_nothing_is_to_be_read(frozen):
    frozen("2025-06-17 05:07")
    windows = [("05:00", "05:05"), ("05:10", "05:12"), ("05:11", "05:15"), ("05:15", "05:20"), ("05:30", None)]
    day = "2025-06-17 "
    for begin, end in windows:
        make_article(published_at=at(day + begin), expires_at=end and at(day + end))
    assert Article.objects.time_to_read() == (at(day + "05:10"), at(day + "05:20"))


def test_renamed_topic_leads_on_for_ever(client, told):
    topic = Topic.objects.get()
    topic.name = "Đại hội Phụ nữ tỉnh"
    topic.save()
    for tail in ("", "rss.xml"):
        response = client.get(f"/dong-su-kien/dai-hoi-phu-nu/{tail}")
        assert (response.status_code, response["Location"]) == (301, f"/dong-su-kien/dai-hoi-phu-nu-tinh/{tail}")
    topic.name = "ĐẠI HỘI phụ nữ tỉnh"
    topic.save()
    assert (topic.slug, OldAddress.objects.count()) == ("dai-hoi-phu-nu-tinh", 2)


def test_pinned_articles_come_first_in_their_order(client):
    make_organisation()
    near, far, hidden = make_article(tags=["chung"]), make_article(), make_article(state=State.DRAFT)
    others = [make_article() for _ in range(3)]
    article = make_article(tags=["chung"], pinned=[far.pk, hidden.pk, 999_999, others[0].pk])

    def shown():
        return [item.pk for item in client.get(article.get_absolute_url()).context["related"]]

    assert shown() == [far.pk, others[0].pk, near.pk]
    Article.objects.filter(pk=article.pk).update(pinned=[row.pk for row in (*others, far)])
    assert shown() == [row.pk for row in (*others, far)]
