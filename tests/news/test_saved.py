"""Articles kept as files."""

import base64
import re

import pytest
from bs4 import BeautifulSoup

from hoiphunu import keeping
from news import saved
from news.views import ArticleFile
from tests.factories import at, in_body, make_article, make_hotline, make_organisation, make_photo
from tests.pdftext import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(frozen):
    frozen("2025-06-17 05:07")
    make_organisation(name_upper="Hội Phụ nữ", name_lower="tỉnh Thử", short_name="Phụ nữ Thử")
    photo = make_photo(alt="Trồng hành", caption="Ruộng hành", credit="Ngọc")
    body = f'<h2>Kết quả</h2>{in_body(make_photo())}<p><a href="/ho-tro/">Hỗ trợ</a></p>'
    return make_article(title="Chị em giúp nhau", cover=photo, body=body, published_at=at("2025-06-16 08:00"))


def test_page_asks_nothing_of_the_network(client, article):
    response = client.get(article.get_file_url("html"))
    assert response["Content-Disposition"] == 'attachment; filename="chi-em-giup-nhau.html"'
    page = BeautifulSoup(response.content, "html.parser")
    assert [image["src"].partition(",")[0] for image in page.find_all("img")] == ["data:image/jpeg;base64"] * 2
    with article.cover.file.open() as cover:
        assert base64.b64decode(page.img["src"].partition(",")[2]) == cover.read()
    assert page.select("script, link, iframe, [srcset]") == []
    assert "url(" not in page.style.string
    assert {a["href"] for a in page.find_all("a")} == {
        "http://localhost/ho-tro/",
        f"http://localhost{article.get_absolute_url()}",
    }
    shown = " ".join(page.body.text.split())
    for words in ("Hội Phụ nữ tỉnh Thử", "16/06/2025 · Ngọc Bích", "Ruộng hành", "Kết quả", "Lưu ngày 17/06/2025"):
        assert words in shown


def test_pdf_holds_the_article_its_source_and_day(client, article):
    response = client.get(article.get_file_url("pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="chi-em-giup-nhau.pdf"'
    (page,) = pages(response.content)
    address = f"http://localhost{article.get_absolute_url()}"
    assert page == (
        "Hội Phụ nữ tỉnh Thử Chị em giúp nhau 16/06/2025 · Ngọc Bích Ruộng hành Ảnh: Ngọc Kết quả Chữ trong bài. "
        f"Hỗ trợ Ngọc Bích Nguồn: Hội Phụ nữ tỉnh Thử – {address} . Lưu ngày 17/06/2025; bài trên trang có thể đã được "
        f"sửa sau đó. {address} Trang 1/ 1"
    ).replace(" .", ".")
    assert response.content.count(b"/Subtype /Image") == 1  # the same picture twice is stored once


@pytest.mark.parametrize("extension", ["html", "pdf"])
def test_sensitive_article_is_kept_under_a_neutral_name_with_the_number(client, article, extension):
    make_hotline(phone="0377672444")
    article.sensitivity = "yes"
    article.save()
    response = client.get(article.get_file_url(extension))
    assert response["Content-Disposition"] == f'attachment; filename="bai-{article.pk}.{extension}"'
    if extension == "html":
        assert BeautifulSoup(response.content, "html.parser").title.text == "Phụ nữ Thử"
        assert "0377 672 444" in response.content.decode()
    else:
        assert "0377 672 444" in pages(response.content)[0]


def test_pictures_are_left_out_when_the_file_would_be_too_heavy(client, article, monkeypatch):
    monkeypatch.setattr(saved, "MAX_PICTURES", 0)
    page = client.get(article.get_file_url("html")).content.decode()
    assert "<img" not in page
    assert "[Ảnh: Trồng hành]" in page
    assert b"/Subtype /Image" not in client.get(article.get_file_url("pdf")).content


@pytest.mark.parametrize("body", ["<p>ខ្មែរ</p>", f"<p>{'chữ ' * 13_000}</p>"], ids=["khmer", "book"])
def test_what_cannot_be_set_is_offered_as_a_page_only(client, body):
    article = make_article(body=body)
    page = client.get(article.get_absolute_url()).content.decode()
    assert re.findall(r"bai-viet\.(html|pdf)", page) == ["html"]
    response = client.get(article.get_file_url("pdf"))
    assert (response.status_code, response["Location"]) == (302, article.get_file_url("html"))


def test_correction_is_in_the_next_file(client, article, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    before = client.get(article.get_file_url("html")).content
    assert client.get(article.get_file_url("html")).content == before
    article.body = "<p>Đã sửa</p>"
    article.save()
    assert "Đã sửa" in client.get(article.get_file_url("html")).content.decode()


def test_many_at_once_are_asked_to_come_back(client, article, monkeypatch):
    monkeypatch.setattr(keeping, "WAIT_SECONDS", 0.01)
    with ArticleFile.kept._making:
        response = client.get(article.get_file_url("pdf"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("extension", ["html", "pdf"])
def test_former_title_leads_to_todays_file(client, article, extension):
    before = article.get_file_url(extension)
    article.title = "Tên mới"
    article.save()
    response = client.get(before)
    assert (response.status_code, response["Location"]) == (301, article.get_file_url(extension))
