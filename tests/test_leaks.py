"""What is not public leaks nowhere: every place that shows a public row is asked for a hidden one."""

from urllib.parse import quote

import pytest
from django.test import Client

from hoiphunu import publishing, renditions
from hoiphunu.models import Page, Photo
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import (
    at,
    in_body,
    make_article,
    make_category,
    make_document,
    make_field,
    make_issuer,
    make_kind,
    make_organisation,
    make_page,
    make_photo,
)
from tests.pdftext import pages

pytestmark = pytest.mark.django_db

NOW, BEFORE, AFTER = "2025-06-17 05:07", "2025-06-17 05:06", "2025-06-17 05:08"
# The word that stands in every text field of the hidden row, and nowhere else.
WORD = "Zulu"
HIDDEN = {
    "draft": {"state": State.DRAFT},
    "in review": {"state": State.IN_REVIEW},
    "returned": {"state": State.RETURNED},
    "binned": {"state": State.BINNED},
    "withdrawn": {"state": State.WITHDRAWN},
    "withdrawn before its time": {"state": State.WITHDRAWN, "published_at": at(AFTER)},
    "scheduled": {"published_at": at(AFTER)},
    "expired": {"expires_at": at(NOW)},
}
SHOWN = {"public": {}, "public until the next minute": {"expires_at": at(AFTER)}}
EACH = pytest.mark.parametrize("dates", [*HIDDEN.values(), *SHOWN.values()], ids=[*HIDDEN, *SHOWN])


@pytest.fixture(autouse=True)
def _now(frozen, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    frozen(NOW)


@pytest.fixture
def article():
    """Makes an article that shares its month, category and a tag with a public one."""
    make_organisation()
    make_article(title="Bài hiện", tags=["gia đình"], published_at=at("2025-06-01 08:00"), cover=make_photo())

    def make(dates):
        return make_article(
            tags=["gia đình", f"thẻ {WORD}"],
            **{
                "title": f"{WORD} hạnh phúc",
                "summary": f"{WORD} tóm tắt",
                "body": f"<p>{WORD} hạnh phúc gia đình</p>" + in_body(make_photo(alt=f"{WORD} trong bài")),
                "cover": make_photo(alt=f"{WORD} đại diện"),
                "byline": f"Bút {WORD}",
                "published_at": at(BEFORE),
                **dates,
            },
        )

    return make


LISTS = (
    *("/", "/tin-tuc/", "/tin-tuc/?nam=2025", "/tin-tuc/?the=gia-dinh", "/tin-tuc/?the=the-zulu"),
    *("/tin-tuc/?cm=hoat-dong-hoi", "/tin-tuc/2025/06/", "/chuyen-muc/hoat-dong-hoi/", "/the/gia-dinh/"),
    *("/the/the-zulu/", "/the/the-zulu/rss.xml", "/tac-gia/but-zulu/", "/hinh-anh/", "/khong-co-trang-nay/"),
    *("/rss.xml", "/chuyen-muc/hoat-dong-hoi/rss.xml", "/the/gia-dinh/rss.xml", "/sitemap-tin-tuc-0.xml"),
    *("/atom.xml", "/chuyen-muc/hoat-dong-hoi/atom.xml", "/the/gia-dinh/atom.xml", "/the/the-zulu/atom.xml"),
    f"/tim-kiem/?q={quote('hạnh phúc')}",
)


def places(client, paths, word=WORD):
    """Those of `paths` that mention the word."""
    return [path for path in paths if word.lower() in client.get(path).content.decode().lower()]


def files(client, urls):
    """The status of each stored file, read to its end."""
    found = []
    for url in urls:
        response = client.get(url)
        found.append(response.status_code)
        response.getvalue()
    return found


@EACH
def test_article_in_lists(client, article, dates):
    article(dates)
    assert places(client, LISTS) == (list(LISTS) if dates in SHOWN.values() else [])


@EACH
def test_article_beside_another(client, article, dates):
    article(dates)
    text = client.get(Article.objects.get(title="Bài hiện").get_absolute_url()).content.decode().lower()
    assert (WORD.lower() in text) is (dates in SHOWN.values())


def status(row):
    over = row.state == State.WITHDRAWN or (row.expires_at and row.expires_at <= at(NOW))
    if over and row.published_at <= at(NOW):
        return 410
    return 200 if row.is_published else 404


@EACH
def test_article_itself_in_print_and_as_files(client, article, dates):
    row = article(dates)
    paths = [row.get_absolute_url(), row.get_print_url(), row.get_file_url("html"), row.get_file_url("pdf")]
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [status(row)] * 4
    if not row.is_published:
        assert not any(WORD.lower() in answer.content.decode().lower() for answer in answers)
    else:
        assert WORD in pages(answers[3].content)[0]
    # Neither does a wrong address tell the title by leading to the right one.
    for rest in ("", "in/", "bai-viet.html", "bai-viet.pdf"):
        wrong = client.get(f"/tin-tuc/sai-{row.pk}/{rest}")
        assert wrong.status_code == (301 if row.is_published else status(row))


@EACH
def test_map_names_no_part_that_holds_hidden_rows_only(client, dates):
    for make in (make_article, make_document, make_page):
        make(**{"published_at": at(BEFORE), **dates})
    text = client.get("/sitemap.xml").content.decode()
    shown = dates in SHOWN.values()
    assert [f"/sitemap-{kind}-0.xml" in text for kind in ("tin-tuc", "van-ban", "trang")] == [shown] * 3


@EACH
def test_article_counts(client, article, dates):
    article(dates)
    context = client.get("/tin-tuc/").context
    shown = dates in SHOWN.values()
    assert context["total"] == 1 + shown
    assert [(category.name, category.count) for category in context["categories"]] == [("Hoạt động Hội", 1 + shown)]
    assert {tag.slug: tag.count for tag in context["tags"]} == (
        {"gia-dinh": 2, "the-zulu": 1} if shown else {"gia-dinh": 1}
    )
    assert context["years"] == [2025]


@EACH
def test_years_and_categories_of_hidden_articles_are_not_offered(client, dates):
    make_article(published_at=at("2024-01-03 08:00"))
    make_article(**{"published_at": at(BEFORE), **dates, "category": make_category(name=WORD)})
    context = client.get("/tin-tuc/").context
    shown = dates in SHOWN.values()
    assert context["years"] == ([2025, 2024] if shown else [2024])
    assert {category.name for category in context["categories"]} == {"Hoạt động Hội"} | ({WORD} if shown else set())


@EACH
def test_article_photos_and_all_their_renditions(client, article, dates):
    row = article(dates)
    names = [
        name
        for photo in (row.cover, Photo.objects.get(alt=f"{WORD} trong bài"))
        for name in [photo.file.name, *renditions.names(photo.file.name, photo.width)]
    ]
    expected = 200 if row.is_published else 404
    assert files(client, [f"/tep/{name}" for name in names]) == [expected] * len(names)
    assert len(names) == 6


@EACH
def test_article_files(client, article, dates):
    row = article({**dates, "files": [WORD]})
    assert files(client, [row.files.get().get_absolute_url()]) == [200 if row.is_published else 404]


DOCUMENT_LISTS = (
    *("/", "/van-ban/", "/van-ban/?nam=2022", "/van-ban/?loai=nghi-dinh", "/van-ban/rss.xml", "/van-ban/atom.xml"),
    "/sitemap-van-ban-0.xml",
    *(f"/van-ban/?q={quote('phòng chống')}", f"/tim-kiem/?q={quote('phòng chống')}", "/lien-ket/"),
)


@EACH
def test_document_in_lists(client, dates):
    make_organisation()
    make_document(kind=make_kind("Luật"), summary="Bình đẳng giới")
    make_document(
        f"13/2022/{WORD}",
        fields=[make_field(WORD)],
        files=[WORD],
        **{
            "kind": make_kind("Nghị định"),
            "issuer": make_issuer(f"Cơ quan {WORD}"),
            "summary": f"Phòng chống {WORD}",
            "published_at": at(BEFORE),
            **dates,
        },
    )
    assert places(client, DOCUMENT_LISTS) == (list(DOCUMENT_LISTS) if dates in SHOWN.values() else [])


@EACH
def test_document_itself_beside_another_and_its_files(client, dates):
    other = make_document(summary="Bình đẳng giới")
    row = make_document(files=[WORD], **{"summary": WORD, "published_at": at(BEFORE), **dates})
    kept = row.files.get()
    assert client.get(row.get_absolute_url()).status_code == status(row)
    assert files(client, [kept.get_absolute_url()]) == [200 if row.is_published else 404]
    beside = client.get(other.get_absolute_url()).content.decode().lower()
    assert (WORD.lower() in beside) is row.is_published


def test_file_not_listed_by_the_published_revision_is_not_public(client):
    document = make_document(files=["Bản ký"])
    listed = document.files.get()
    publishing.write(document, {"files": []}, None)
    assert files(client, [listed.get_absolute_url()]) == [200]
    publishing.write(document, {"files": []}, None, "publish")
    assert files(client, [listed.get_absolute_url()]) == [404]


@EACH
@pytest.mark.parametrize("path", ["/lien-he/", "/sitemap-trang-0.xml", "/", f"/tim-kiem/?q={quote('liên hệ')}"])
def test_page_everywhere(client, dates, path):
    make_organisation()
    page = make_page(path="/lien-he/", **{"title": f"Liên hệ {WORD}", "published_at": at(BEFORE), **dates})
    response = client.get(path)
    word = "/lien-he/" if "sitemap" in path else f"Liên hệ {WORD}"
    assert (word in response.content.decode()) is (dates in SHOWN.values())
    expected = {page.path: status(page), "/sitemap-trang-0.xml": 200 if page.is_published else 404}
    assert response.status_code == expected.get(path, 200)


@pytest.mark.parametrize("maker", [make_article, make_document, make_page], ids=["article", "document", "page"])
def test_withdrawn_says_why(client, maker):
    row = maker(state=State.WITHDRAWN, withdrawn_reason="Số liệu chưa đúng.")
    response = client.get(row.get_absolute_url())
    assert (response.status_code, response.content.decode().count("Số liệu chưa đúng.")) == (410, 1)


@pytest.mark.parametrize("name", ["article", "page"])
def test_working_copy_of_a_live_text_is_nowhere(client, name):
    row = make_article(title="Đang hiện", tags=["cũ"]) if name == "article" else make_page(title="Đang hiện")
    url = row.get_absolute_url()
    row = type(row).objects.get(pk=row.pk)
    row.title = row.summary = f"{WORD} mới"
    row.body = f"<p>{WORD}</p>"
    publishing.write(row, {"tags": [WORD]} if name == "article" else {}, None)
    feeds = ("/rss.xml", "/atom.xml", "/sitemap-tin-tuc-0.xml")
    for path in (url, "/", "/tin-tuc/", *feeds, "/the/zulu/", "/tim-kiem/?q=m%E1%BB%9Bi"):
        assert WORD.lower() not in client.get(path).content.decode().lower(), path
    assert client.get("/the/zulu/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/rss.xml", "/tim-kiem/?q=tin"])
def test_cached_pages_turn_at_the_minute(client, frozen, path):
    make_article(title="Tin hẹn giờ", published_at=at("2025-06-17 05:08"), expires_at=at("2025-06-17 05:10"))

    def shown():
        first, again = client.get(path), Client().get(path)
        assert again["X-Page-Cache"] == "hit"
        assert first.content == again.content
        return "hẹn giờ" in again.content.decode()

    found = []
    for minute in ("05:07:00", "05:07:59", "05:08:00", "05:09:59", "05:10:00"):
        frozen(f"2025-06-17 {minute}")
        found.append(shown())
    assert found == [False, False, True, True, False]


def test_cached_article_and_its_photo_are_gone_at_the_minute(client, frozen):
    row = make_article(cover=make_photo(), expires_at=at(AFTER))
    urls = [row.get_absolute_url(), row.cover.url, row.get_file_url("html"), row.get_file_url("pdf")]
    assert files(client, urls) == [200] * 4
    frozen(AFTER)
    assert files(client, urls) == [410, 404, 410, 410]


def test_deleted_rows_are_gone_everywhere(client):
    article, page = make_article(title=WORD, tags=[WORD]), make_page(title=WORD)
    paths = [*LISTS, article.get_absolute_url(), page.path, "/tim-kiem/?q=noi+dung"]
    Article.objects.all().delete()
    Page.objects.all().delete()
    assert places(client, paths) == []
