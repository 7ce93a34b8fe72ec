"""What surrounds an article: neighbours, table of contents, what machines read of it."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from hoiphunu import richtext
from hoiphunu.publishing import State
from news.models import Article, ArticleFile
from tests.factories import ahead, at, make_article, make_category, make_organisation, make_photo
from tests.staff import pdf_file

pytestmark = pytest.mark.django_db


def page_of(client, article):
    return BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser")


def test_neighbours_are_the_public_ones_next_in_time(client):
    first = make_article(title="Một", published_at=at("2024-01-01 08:00"))
    same_minute = make_article(title="Hai", published_at=at("2024-01-01 08:00"))
    make_article(state=State.DRAFT, published_at=at("2024-01-01 08:00"))
    make_article(state=State.WITHDRAWN, published_at=at("2024-01-02 08:00"))
    last = make_article(title="Ba", published_at=at("2024-01-03 08:00"))
    make_article(published_at=ahead(days=1))
    rows = [first, same_minute, last]
    assert [Article.objects.before(row) for row in rows] == [None, first, same_minute]
    assert [Article.objects.after(row) for row in rows] == [same_minute, last, None]
    links = [(a["rel"], a["href"]) for a in page_of(client, same_minute).select(".beside a")]
    assert links == [(["prev"], first.get_absolute_url()), (["next"], last.get_absolute_url())]


HEADINGS = ("Đường đến trường", "Kết quả", "Kết quả", "Kết quả 2", "…")


def test_anchors_follow_from_the_words_and_are_unique():
    body = richtext.clean("".join(f"<h2>{text}</h2><p>Chữ</p>" for text in HEADINGS))
    anchors = [anchor for *_, anchor in richtext.outline(body)]
    assert anchors == ["muc-duong-den-truong", "muc-ket-qua", "muc-ket-qua-2", "muc-ket-qua-2-2", "muc-khac"]
    shown = richtext.render(body, lambda pk, alt: None)
    assert re.findall(r'<h2 id="([^"]+)">', shown) == anchors


@pytest.mark.parametrize("count", [2, 3])
def test_long_article_has_a_table_of_contents(client, count):
    text = "".join(f'<h{2 + n % 2} class="align-center">Mục <strong>{n}</strong></h{2 + n % 2}>' for n in range(count))
    page = page_of(client, make_article(body=f"{text}<h4>Nhỏ</h4><p>Chữ</p>"))
    links = page.select(".contents a")
    assert [link.text for link in links] == ([f"Mục {n}" for n in range(3)] if count == 3 else [])
    assert all(page.find(id=link["href"][1:]).text == link.text for link in links)


def test_machines_read_the_article_and_its_place(client, frozen):
    frozen("2025-06-17 05:07")
    make_organisation(name_upper="Hội Phụ nữ", name_lower="tỉnh Thử")
    article = make_article(
        title="Tin </script><b> & bài", cover=make_photo(), tags=["trẻ em"], published_at=at("2025-06-16 08:00")
    )
    page = page_of(client, article)
    story, trail = json.loads(page.find("script", type="application/ld+json").string)
    assert (story["@type"], story["headline"]) == ("NewsArticle", "Tin </script><b> & bài")
    assert story["mainEntityOfPage"] == f"http://localhost{article.get_absolute_url()}"
    assert story["image"] == [f"http://localhost{article.cover.open_graph_url}"]
    assert (story["datePublished"], story["dateModified"]) == ("2025-06-16T08:00:00+07:00", "2025-06-17T05:07:00+07:00")
    assert (story["author"], story["keywords"]) == ({"@type": "Person", "name": "Ngọc Bích"}, ["trẻ em"])
    assert story["publisher"]["name"] == "Hội Phụ nữ tỉnh Thử"
    assert [(step["position"], step["name"]) for step in trail["itemListElement"]] == [
        (1, "Trang chủ"),
        (2, "Tin tức"),
        (3, "Hoạt động Hội"),
    ]
    told = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert told["article:published_time"] == "2025-06-16T08:00:00+07:00"
    assert (told["article:section"], told["article:tag"]) == ("Hoạt động Hội", "trẻ em")
    assert told["og:image:alt"] == "Ảnh thử"


def test_machines_are_told_nothing_more_of_a_sensitive_article(client):
    page = page_of(client, make_article(sensitivity="yes"))
    assert page.find("script", type="application/ld+json") is None


def test_addresses_outlive_new_titles_categories_and_names(client):
    category = make_category(name="Đời sống")
    article = make_article(title="Tên cũ", category=category, tags=["trẻ em"])
    before = [article.get_absolute_url(), article.get_print_url()]
    article.title, article.category = "Tên mới", make_category(name="Khác")
    article.save()
    answers = [client.get(path) for path in before]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (301, article.get_absolute_url()),
        (301, article.get_print_url()),
    ]
    category.name = "Gia đình"
    category.save()
    for path in ("", "rss.xml", "atom.xml"):
        assert client.get(f"/chuyen-muc/doi-song/{path}").status_code == 200


@pytest.mark.parametrize("sensitivity", ["yes", "no"])
def test_sensitive_article_is_not_read_aloud(client, sensitivity):
    page = page_of(client, make_article(sensitivity=sensitivity))
    # Hidden until the script finds a voice of the device.
    assert [box.has_attr("hidden") for box in page.select("[data-hp-listen]")] == [True] * (sensitivity == "no")
    assert len(page.select("[data-hp-copy]")) == 1


def test_paper_names_the_attached_files_that_are_public(client):
    article = make_article(files=["Chương trình"])
    draft = ArticleFile.from_upload(article, pdf_file(), title="Chưa đăng")
    paper = BeautifulSoup(client.get(article.get_print_url()).content, "html.parser")
    assert [line.get_text(" ", strip=True) for line in paper.select(".read li")] == ["Chương trình (PDF, 1 KB)"]
    assert draft.title not in paper.get_text()
    assert "Tệp đính kèm" not in client.get(make_article().get_print_url()).content.decode()
