import pytest
from bs4 import BeautifulSoup

from news.models import Article
from tests.factories import at, in_body, make_article, make_category, make_photo, make_tag

pytestmark = pytest.mark.django_db


def articles(client, path):
    return list(client.get(path).context["articles"])


def test_list_is_filtered_by_category_tags_and_year(client):
    life, family = make_category(name="Đời sống"), make_category(name="Gia đình")
    one = make_article(category=life, tags=["trẻ em"], published_at=at("2023-05-01 08:00"))
    two = make_article(category=family, tags=["trẻ em", "hoa"], published_at=at("2024-05-01 08:00"))
    three = make_article(category=family, tags=["hoa"], published_at=at("2024-06-01 08:00"))
    assert articles(client, "/tin-tuc/") == [three, two, one]
    found = {
        "cm=doi-song": [one],
        "the=tre-em": [two, one],
        "the=tre-em&the=hoa": [three, two, one],
        "nam=2024": [three, two],
        "cm=gia-dinh&the=tre-em&nam=2024": [two],
        "cm=doi-song&nam=2024": [],
        "cm=khong-co&the=khong-co&nam=1": [three, two, one],
    }
    assert {query: articles(client, f"/tin-tuc/?{query}") for query in found} == found
    assert articles(client, "/chuyen-muc/gia-dinh/") == [three, two]
    assert articles(client, "/chuyen-muc/gia-dinh/?the=tre-em") == [two]
    assert articles(client, "/the/hoa/") == [three, two]
    assert articles(client, "/tin-tuc/2024/05/") == [two]


def test_article_of_two_chosen_tags_is_listed_once(client):
    article = make_article(tags=["trẻ em", "hoa"])
    context = client.get("/tin-tuc/?the=tre-em&the=hoa").context
    assert (list(context["articles"]), context["total"]) == ([article], 1)


def test_each_chosen_filter_can_be_taken_away(client):
    make_article(category=make_category(name="Đời sống"), tags=["trẻ em"], published_at=at("2024-05-01 08:00"))
    chosen = client.get("/tin-tuc/?cm=doi-song&the=tre-em&nam=2024").context["chosen"]
    assert chosen == [
        {"label": "Đời sống", "remove_url": "/tin-tuc/?the=tre-em&nam=2024"},
        {"label": "trẻ em", "remove_url": "/tin-tuc/?cm=doi-song&nam=2024"},
        {"label": "2024", "remove_url": "/tin-tuc/?cm=doi-song&the=tre-em"},
    ]


def test_byline_has_a_page(client):
    article = make_article(byline="Ngọc Bích")
    make_article(byline="Thu Hà")
    context = client.get("/tac-gia/ngoc-bich/").context
    assert (list(context["articles"]), context["heading"]) == ([article], "Bài của Ngọc Bích")
    assert client.get("/tac-gia/khong-co/").status_code == 404


def test_tag_that_no_public_article_has_is_told_nowhere(client):
    make_article()
    make_tag("điều chưa nói")
    assert client.get("/the/dieu-chua-noi/").status_code == 404
    assert "điều chưa nói" not in client.get("/tin-tuc/?the=dieu-chua-noi").content.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(
            ("/tin-tuc/2024/13/", 404),
            ("/tin-tuc/2024/00/", 404),
            ("/tin-tuc/0000/01/", 404),
            ("/tin-tuc/2024/02/", 200),
        ),
        *(("/chuyen-muc/khong-co/", 404), ("/the/khong-co/", 404), ("/the/khong-co/rss.xml", 404)),
    ],
)
def test_addresses_without_articles(client, path, status):
    assert client.get(path).status_code == status


@pytest.mark.parametrize("print_view", [False, True])
def test_wrong_slug_leads_to_the_right_one(client, print_view):
    article = make_article(title="Tiêu đề mới")
    response = client.get(f"/tin-tuc/tieu-de-cu-{article.pk}/{'in/' if print_view else ''}")
    right = article.get_print_url() if print_view else article.get_absolute_url()
    assert (response.status_code, response["Location"]) == (301, right)


def test_article_page(client):
    article, other = make_article(cover=make_photo()), make_article()
    context = client.get(article.get_absolute_url()).context
    assert (context["article"], list(context["related"])) == (article, [other])
    assert context["breadcrumbs"] == [
        *(("Trang chủ", "/"), ("Tin tức", "/tin-tuc/"), ("Hoạt động Hội", "/chuyen-muc/hoat-dong-hoi/")),
    ]


def test_hostile_words_are_only_words_wherever_they_are_printed(client):
    word = "</title></script><script>alert(1)</script>\"'&lt;b&gt;"
    article = make_article(
        title=word, summary=word, byline=word, tags=[word.replace(";", "")], cover=make_photo(alt=word, caption=word)
    )
    tag = article.tags.get()
    for path in (
        "/",
        "/tin-tuc/",
        article.get_absolute_url(),
        article.get_print_url(),
        tag.get_absolute_url(),
        "/rss.xml",
    ):
        text = client.get(path).content.decode()
        assert ("<script>alert" in text, "&amp;lt;b&amp;gt;" in text) == (False, True), path


def test_home_leads_with_the_featured_and_keeps_sensitive_photos_out(client):
    plain = make_article(cover=make_photo(), published_at=at("2024-01-01 08:00"))
    sensitive = make_article(cover=make_photo(), sensitivity="yes", published_at=at("2024-02-01 08:00"))
    lead = make_article(featured_order=1)
    context = client.get("/").context
    assert context["lead"] == lead
    assert [entry["article"] for entry in context["photos"]] == [plain]
    assert [album["article"] for album in client.get("/hinh-anh/").context["albums"]] == [plain]
    assert sensitive in Article.objects.published()


def test_cover_that_the_text_shows_is_not_shown_twice(client):
    photo = make_photo()
    inside, above = make_article(cover=photo, body=in_body(photo)), make_article(cover=photo, body="<p>Chữ.</p>")
    for article in (inside, above):
        for address in (article.get_absolute_url(), article.get_print_url()):
            page = BeautifulSoup(client.get(address).content, "html.parser").select_one("article.article")
            assert len(page.find_all("img")) == 1
