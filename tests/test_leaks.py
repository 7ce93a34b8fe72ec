"""What is not public leaks nowhere: every place that shows a public row is asked for a hidden one."""

from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import get_resolver

from announcements.models import Consultation, DocumentField, LegalDocument
from hoiphunu import publishing, renditions
from hoiphunu.models import Page
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import (
    at,
    in_body,
    make_article,
    make_category,
    make_consultation,
    make_document,
    make_field,
    make_issuer,
    make_kind,
    make_organisation,
    make_page,
    make_photo,
    make_topic,
    relate,
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
    "withdrawn": {"state": State.WITHDRAWN},
    "withdrawn before its time": {"state": State.WITHDRAWN, "published_at": at(AFTER)},
    "in the bin": {"state": State.BINNED},
    "scheduled": {"published_at": at(AFTER)},
    "expired": {"expires_at": at(NOW)},
}
SHOWN = {"public": {}, "public until the next minute": {"expires_at": at(AFTER)}}
EACH = pytest.mark.parametrize("dates", [*HIDDEN.values(), *SHOWN.values()], ids=[*HIDDEN, *SHOWN])


@pytest.fixture(autouse=True)
def _now(frozen, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    frozen(NOW)


@dataclass
class World:
    """A public row of each noun, and beside it the row that may be hidden; they share whatever can be shared."""

    beside: Article
    article: Article
    other_document: LegalDocument
    document: LegalDocument
    draft: Consultation
    page: Page
    photos: list

    def addresses(self):
        """{name of each public address: [(path, whether it tells of the rows while they are public)]}"""
        key = f"-{self.article.pk}/"
        kept, paper = self.document.files.get(), self.draft.files.get()
        tep = [(f"/tep/{name}", True) for photo in self.photos for name in files_of(photo)]
        return {
            "home": both("/"),
            "search": both(*(f"/tim-kiem/?q={quote(words)}" for words in ("hạnh phúc", "phòng chống", "chuyện dài"))),
            "search-suggestions": both(*(f"/tim-kiem/goi-y/?q={quote(words)}" for words in ("hạnh ph", "phòng chống"))),
            "photos": both("/hinh-anh/"),
            "news:article-list": both(
                *("/tin-tuc/", "/tin-tuc/?nam=2025", "/tin-tuc/?the=gia-dinh", "/tin-tuc/?the=the-zulu"),
                "/tin-tuc/?cm=hoat-dong-hoi",
            ),
            "news:month": both("/tin-tuc/2025/06/"),
            # Neither does a wrong address tell the title by leading to the right one.
            "news:article-detail": both(
                self.article.get_absolute_url(), self.beside.get_absolute_url(), f"/tin-tuc/sai{key}"
            ),
            "news:article-print": [*both(self.article.get_print_url()), (self.beside.get_print_url(), False)],
            "news:article-file": [
                *both(self.article.get_file_url("html"), self.article.get_file_url("pdf")),
                *((self.beside.get_file_url(extension), False) for extension in ("html", "pdf")),
            ],
            "news:correction": [
                *both(f"{self.article.get_absolute_url()}bao-loi/"),
                (f"{self.beside.get_absolute_url()}bao-loi/", False),
            ],
            "news:read": [("/luot-doc/", False)],
            "news:category": both("/chuyen-muc/hoat-dong-hoi/"),
            "news:tag": both("/the/gia-dinh/", "/the/the-zulu/"),
            "news:topic": both("/dong-su-kien/chuyen-chung/", "/dong-su-kien/chuyen-dai-zulu/"),
            "news:byline": both("/tac-gia/but-zulu/"),
            "news:feed": both("/rss.xml"),
            "news:atom": both("/atom.xml"),
            "news:category-atom": both("/chuyen-muc/hoat-dong-hoi/atom.xml"),
            "news:tag-atom": both("/the/gia-dinh/atom.xml", "/the/the-zulu/atom.xml"),
            "news:topic-atom": both("/dong-su-kien/chuyen-chung/atom.xml", "/dong-su-kien/chuyen-dai-zulu/atom.xml"),
            "news:category-feed": both("/chuyen-muc/hoat-dong-hoi/rss.xml"),
            "news:tag-feed": both("/the/gia-dinh/rss.xml", "/the/the-zulu/rss.xml"),
            "news:topic-feed": both("/dong-su-kien/chuyen-chung/rss.xml", "/dong-su-kien/chuyen-dai-zulu/rss.xml"),
            "announcements:document-list": both(
                *("/van-ban/", "/van-ban/?nam=2022", "/van-ban/?loai=nghi-dinh", f"/van-ban/?q={quote('phòng chống')}")
            ),
            "announcements:document-detail": both(
                self.document.get_absolute_url(), self.other_document.get_absolute_url()
            ),
            "announcements:document-feed": both("/van-ban/rss.xml"),
            "announcements:document-atom": both("/van-ban/atom.xml"),
            "announcements:kind-feed": both("/van-ban/loai/nghi-dinh/rss.xml"),
            "announcements:kind-atom": both("/van-ban/loai/nghi-dinh/atom.xml"),
            "announcements:field-feed": both("/van-ban/linh-vuc/zulu/rss.xml"),
            "announcements:field-atom": both("/van-ban/linh-vuc/zulu/atom.xml"),
            "announcements:consultation-list": both("/van-ban/lay-y-kien/", "/van-ban/lay-y-kien/?trang_thai=open"),
            "announcements:consultation-detail": both(self.draft.get_absolute_url()),
            "announcements:opinion": both(self.draft.get_opinion_url()),
            "announcements:consultation-feed": both("/van-ban/lay-y-kien/rss.xml"),
            "announcements:consultation-atom": both("/van-ban/lay-y-kien/atom.xml"),
            "announcements:link-list": both("/lien-ket/"),
            "announcements:link-report": [("/lien-ket/bao-hong/", False)],
            "announcements:banner-list": both("/khau-hieu/"),
            "announcements:event-list": both("/su-kien/"),
            "announcements:event-calendar": [("/su-kien/lich.ics", False)],
            "hotline:help": [("/ho-tro/", False)],
            "hotline:help-in": [("/ho-tro/km/", False), ("/ho-tro/en/", False)],
            "hotline:numbers": [("/ho-tro/so-may/", False)],
            "hotline:numbers-in": [("/ho-tro/km/so-may/", False), ("/ho-tro/en/so-may/", False)],
            "hotline:keep": [("/ho-tro/giu-so.js", False)],
            "hotline:exit": [("/thoat/", False)],
            "sitemap": [("/sitemap.xml", False)],
            "sitemap-places": both("/sitemap-chung.xml"),
            "sitemap-part": both(*(f"/sitemap-{kind}-0.xml" for kind in ("tin-tuc", "van-ban", "lay-y-kien", "trang"))),
            "robots": [("/robots.txt", False)],
            "favicon": [("/favicon.ico", False)],
            "speculation-rules": [("/du-doan.json", False)],
            "healthz": [("/healthz", False)],
            "readyz": [("/readyz", False)],
            "file": [*tep, *((stored.get_absolute_url(), True) for stored in (kept, paper))],
            "page": both(self.page.path, "/khong-co-trang-nay/"),
        }


def both(*paths):
    return [(path, True) for path in paths]


def files_of(photo):
    return [photo.file.name, *renditions.names(photo.file.name, photo.width)]


# Signed, so that nobody finds them (tests/test_previews.py), and for staff only (tests/admin/test_rights.py).
ASKED_ELSEWHERE = {"preview", "preview-file", "photo-upload", "inbox", "bin", "guide", "guide-start", "guide-picture"}
ASKED_ELSEWHERE |= {"second-factor", "second-factor-ask", "second-factor-set-up", "second-factor-reset"}
ASKED_ELSEWHERE |= {"sessions", "sessions-end", "password-forgotten", "password-set"}
ASKED_ELSEWHERE |= {
    "hotline:ask",
    "hotline:ask-in",
    "hotline:answer",
    "hotline:answer-in",
    "days-off",
    "invitation",
    "handover",
    "csp-reports",
    "metrics",
}


@pytest.fixture
def world():
    """`world(**dates)`: every noun, the hidden rows with these dates and the word in each of their texts."""

    def make(word=WORD, **dates):
        make_organisation()
        dates = {"published_at": at(BEFORE), **dates}
        beside = make_article(
            title="Bài hiện", tags=["gia đình"], published_at=at("2025-06-01 08:00"), cover=make_photo()
        )
        photos = [make_photo(alt=f"{word} đại diện"), make_photo(alt=f"{word} trong bài")]
        article = make_article(
            tags=["gia đình", f"thẻ {word}"],
            title=f"{word} hạnh phúc",
            summary=f"{word} tóm tắt",
            body=f"<p>{word} hạnh phúc gia đình</p>" + in_body(photos[1]),
            cover=photos[0],
            byline=f"Bút {word}",
            **dates,
        )
        make_topic(beside, article, name="Chuyện chung")
        make_topic(article, name=f"Chuyện dài {word}", cover=photos[0])
        Article.objects.filter(pk=beside.pk).update(pinned=[article.pk])
        other = make_document(kind=make_kind("Luật"), summary="Bình đẳng giới")
        document = make_document(
            f"13/2022/{word}",
            fields=[make_field(word)],
            files=[word],
            kind=make_kind("Nghị định"),
            issuer=make_issuer(f"Cơ quan {word}"),
            summary=f"Phòng chống {word}",
            **dates,
        )
        relate(document, "details", other)
        draft = make_consultation(
            title=f"Dự thảo {word}",
            fields=DocumentField.objects.all(),
            files=[word],
            summary=word,
            body=f"<p>{word}</p>",
            result=document,
            **dates,
        )
        page = make_page(
            path=f"/{word.lower() or 'trang'}/",
            title=f"Chuyện dài {word}",
            summary=word,
            body=f"<p>{word}</p>",
            **dates,
        )
        return World(beside, article, other, document, draft, page, photos)

    return make


def tells(client, path, word=WORD):
    """Whether the answer to a reader holds the word, or is a stored file."""
    response = client.get(path)
    if path.startswith("/tep/"):
        response.getvalue()
        return response.status_code == 200
    if path.endswith(".pdf") and response.status_code == 200:
        return word in " ".join(pages(response.content))
    return word.lower() in (response.content.decode() + response.headers.get("Location", "")).lower()


def walked(world):
    return [pair for pairs in world.addresses().values() for pair in pairs]


def telling(client, world):
    return [path for path, _ in walked(world) if tells(client, path)]


@EACH
def test_every_address_tells_of_public_rows_only(client, world, dates):
    made = world(**dates)
    shown = dates in SHOWN.values()
    assert telling(client, made) == [path for path, tells_then in walked(made) if tells_then and shown]
    rows = made.article, made.document, made.draft, made.page
    assert [client.get(row.get_absolute_url()).status_code for row in rows] == [status(row) for row in rows]
    assert client.get(made.article.get_print_url()).status_code == status(made.article)


def test_walk_knows_every_public_address(world):
    names = set()
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "app_name", None) != "admin":
            inner = getattr(pattern, "url_patterns", [pattern])
            space = getattr(pattern, "namespace", None)
            names |= {f"{space}:{one.name}" if space else one.name for one in inner}
    assert names == set(world().addresses()) | ASKED_ELSEWHERE


def test_working_copies_of_live_texts_are_nowhere(client, world):
    made = world(word="")
    fresh = make_photo(alt=WORD)
    article, document, page = (type(row).objects.get(pk=row.pk) for row in (made.article, made.document, made.page))
    article.title = article.summary = article.byline = document.summary = page.title = WORD
    article.body = page.body = f"<p>{WORD}</p>" + in_body(fresh)
    article.category, article.cover = make_category(name=WORD), fresh
    topic = make_topic(name=f"Chuyện dài {WORD}")
    publishing.write(article, {"tags": [f"thẻ {WORD}"], "topics": [topic.pk]}, None)
    publishing.write(document, {"fields": [make_field(WORD).pk]}, None)
    publishing.write(page, {}, None)
    live = {path for path, _ in walked(made) if path.startswith("/tep/")}
    made.photos = [fresh]
    found = [*telling(client, made), *places(client, ["/the/zulu/", "/chuyen-muc/zulu/"])]
    # The files of what is live, and the address of a category, whose name is no secret.
    assert [path for path in found if path not in live] == ["/chuyen-muc/zulu/"]
    assert not tells(client, f"/tin-tuc/moi-{article.pk}/")  # leads to the live title's address


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


def status(row):
    over = row.state == State.WITHDRAWN or (row.expires_at and row.expires_at <= at(NOW))
    if over and row.published_at <= at(NOW):
        return 410
    return 200 if row.is_published else 404


@EACH
def test_counts_and_choices_of_the_list(client, dates):
    make_article(tags=["gia đình"], published_at=at("2024-01-03 08:00"))
    values = {"published_at": at(BEFORE), **dates, "category": make_category(name=WORD)}
    make_article(tags=["gia đình", f"thẻ {WORD}"], **values)
    context = client.get("/tin-tuc/").context
    shown = dates in SHOWN.values()
    assert (context["total"], context["years"]) == ((2, [2025, 2024]) if shown else (1, [2024]))
    counts = {category.name: category.count for category in context["categories"]}
    assert counts == {"Hoạt động Hội": 1} | ({WORD: 1} if shown else {})
    tags = {tag.slug: tag.count for tag in context["tags"]}
    assert tags == ({"gia-dinh": 2, "the-zulu": 1} if shown else {"gia-dinh": 1})


def test_file_not_listed_by_the_published_revision_is_not_public(client):
    document = make_document(files=["Bản ký"])
    listed = document.files.get()
    publishing.write(document, {"files": []}, None)
    assert files(client, [listed.get_absolute_url()]) == [200]
    publishing.write(document, {"files": []}, None, "publish")
    assert files(client, [listed.get_absolute_url()]) == [404]


@pytest.mark.parametrize(
    "maker",
    [make_article, make_document, make_consultation, make_page],
    ids=["article", "document", "consultation", "page"],
)
def test_withdrawn_says_why(client, maker):
    row = maker(state=State.WITHDRAWN, withdrawn_reason="Số liệu chưa đúng.")
    response = client.get(row.get_absolute_url())
    assert (response.status_code, response.content.decode().count("Số liệu chưa đúng.")) == (410, 1)


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
    paths = [
        "/",
        "/tin-tuc/",
        "/the/zulu/",
        "/rss.xml",
        "/sitemap-chung.xml",
        article.get_absolute_url(),
        page.path,
        "/tim-kiem/?q=noi+dung",
    ]
    Article.objects.all().delete()
    Page.objects.all().delete()
    assert places(client, paths) == []
