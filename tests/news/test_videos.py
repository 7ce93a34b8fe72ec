"""A film on the page of an article: our own cover, a link, and a player only where the policy lets it."""

import pytest
from bs4 import BeautifulSoup

from hoiphunu import previews
from tests.factories import make_article, make_photo

pytestmark = pytest.mark.django_db
KEY = "dQw4w9WgXcQ"
LINK = f'<p><a href="https://youtu.be/{KEY}">Lễ ra quân</a></p>'


def seen(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    cover = page.select_one(".video__cover")
    allowed = "frame-src https://www.youtube-nocookie.com" in answer["Content-Security-Policy"]
    return cover.get_text(strip=True), cover.get("data-hp-video"), page.select_one(".video__links a")["href"], allowed


def test_film_of_an_article(client):
    answer = client.get(make_article(body=LINK).get_absolute_url())
    assert seen(answer) == ("Lễ ra quân", KEY, f"https://www.youtube.com/watch?v={KEY}", True)
    assert not BeautifulSoup(answer.content, "html.parser").select("iframe, [src*=youtu], [srcset*=youtu]")
    again = client.get(answer.wsgi_request.path)
    assert (again["X-Page-Cache"], seen(again)[3]) == ("hit", True)


def test_film_with_a_photo_of_ours_as_its_cover(client):
    photo = make_photo(alt="Chị em ra quân")
    body = (
        f'<figure><a href="https://youtu.be/{KEY}"><img src="{photo.url}" alt="" data-photo="{photo.pk}"></a></figure>'
    )
    article = make_article(body=body)
    assert article.body == body
    page = BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser")
    image = page.select_one(".video__cover picture img")
    assert (image["alt"], image["src"]) == ("Chị em ra quân", photo.url)


def test_sensitive_article_only_links_to_the_film(client):
    answer = client.get(make_article(body=LINK, sensitivity="yes").get_absolute_url())
    assert seen(answer) == ("Lễ ra quân", None, f"https://www.youtube.com/watch?v={KEY}", False)


def test_no_other_page_may_hold_the_player(client):
    article = make_article(body=LINK)
    plain = make_article(body=f'<p>Xem <a href="https://youtu.be/{KEY}">phim</a>.</p>')
    paths = [article.get_print_url(), plain.get_absolute_url(), "/", previews.link(article).partition("/xem-")[2]]
    paths[-1] = f"/xem-{paths[-1]}"
    assert ["youtube" in client.get(path)["Content-Security-Policy"] for path in paths] == [False] * 4
