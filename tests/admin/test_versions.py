"""The versions of a text: listed, compared, brought back."""

import pytest
from bs4 import BeautifulSoup

from hoiphunu import publishing
from hoiphunu.models import Photo, Revision
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import make_article, make_document, make_field, make_file, make_page, make_photo, make_user
from tests.staff import CONTENT, CONTRIBUTOR, change_url, messages_of, signed_in

pytestmark = pytest.mark.django_db


def page_of(client, row, query=""):
    answer = client.get(f"{change_url(row, 'versions')}{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def cells(page):
    rows = page.select(".versions__list tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


def make_versions(maker, *titles, **overrides):
    row = maker(title=titles[0], state=State.DRAFT, published_at=None, **overrides)
    for title in titles:
        row.title = title
        publishing.write(row, row.related_data(), row.created_by)
    return row


def test_versions_are_listed_with_who_when_and_what(frozen):
    frozen("2025-06-17 05:07")
    writer = signed_in(CONTRIBUTOR, full_name="Lý Thị Sa")
    article = make_versions(make_article, "Một", "Hai", created_by=writer.user)
    publishing.step(article, "submit", writer.user)
    publishing.bring_back(article, 1, make_user(full_name="Trần Thị Mai"))
    when = "05:07 17/06/2025"
    assert [row[:4] for row in cells(page_of(writer, article))] == [
        ["4", when, "Trần Thị Mai", "Lấy lại bản 1"],
        ["3", when, "Lý Thị Sa", "Gửi duyệt"],
        ["2", when, "Lý Thị Sa", "Lưu"],
        ["1", when, "Lý Thị Sa", "Lưu"],
    ]


def test_two_versions_are_compared_word_by_word_without_markup():
    writer = signed_in(CONTRIBUTOR)
    article = make_versions(make_article, "Có 150 chị em", created_by=writer.user)
    article.title, article.body = "Có 200 chị em", "<p>Nội dung <em>mới</em> của tin.</p><h2>Tiếp</h2>"
    publishing.write(article, {"tags": ["trẻ em"]}, writer.user)
    for query in ("?cu=1&moi=2", "?cu=2&moi=1"):  # the older is always on the left
        shown = page_of(writer, article, query).select_one(".comparison")
        assert [title.get_text() for title in shown.select("h3")] == ["Tiêu đề", "Nội dung", "Thẻ"]
        assert [mark.get_text() for mark in shown.select("del")][1:] == ["150"]  # the first explains the marks
        assert [mark.get_text() for mark in shown.select("ins")][1:] == ["200", " mới", "Tiếp", "trẻ em"]
        assert "<" not in shown.get_text()


def test_files_of_documents_are_compared_by_name():
    staff, document = signed_in(CONTENT), make_document()
    first = make_file(document, "Bản ký")
    for files in ([], [{"id": first.pk, "title": "Bản ký", "order": 1}]):
        publishing.write(document, {"fields": [], "files": files}, staff.user)
    shown = page_of(staff, document, "?cu=1&moi=2").select_one(".comparison")
    assert [mark.get_text() for mark in shown.select("ins")][1:] == ["Bản ký"]


@pytest.mark.parametrize("query", ["?cu=1&moi=9", "?cu=x&moi=1", "?cu=1", "?cu=0&moi=-1", "?trang=99", "?cu=%00&moi=1"])
def test_odd_questions_are_answered(query):
    writer = signed_in(CONTRIBUTOR)
    article = make_versions(make_article, "Một", "Hai", created_by=writer.user)
    shown = page_of(writer, article, query).select_one(".comparison h2")
    assert (shown and shown.get_text()) == ("Không có bản này." if query == "?cu=1&moi=9" else None)


def test_one_click_brings_a_version_back_and_loses_none():
    writer = signed_in(CONTRIBUTOR)
    article = make_versions(make_article, "Một", "Hai", created_by=writer.user, tags=["trẻ em"])
    publishing.write(article, {"tags": []}, writer.user)
    answer = writer.post(change_url(article, "versions"), {"ban": "1"})
    assert answer.headers["Location"] == change_url(article)
    assert messages_of(writer, answer) == ["Đã lấy lại bản 1. Các bản khác vẫn còn."]
    article = Article.objects.get()
    assert (article.title, article.related_data()["tags"], article.state) == ("Một", ["trẻ em"], State.DRAFT)
    titles = [revision.data["title"] for revision in Revision.objects.of(article)]
    assert titles == ["Một", "Hai", "Hai", "Một"]


@pytest.mark.parametrize("maker", [make_article, make_page])
def test_readers_keep_what_is_published(maker):
    staff = signed_in(CONTENT)
    row = make_versions(maker, "Một", "Hai")
    publishing.step(row, "publish", staff.user)
    staff.post(change_url(row, "versions"), {"ban": "1"})
    row.refresh_from_db()
    assert (row.title, row.newest_revision.data["title"], row.newest_revision.number) == ("Hai", "Một", 4)


def test_version_without_what_is_gone_comes_back():
    staff, photo = signed_in(CONTENT), make_photo()
    article = make_versions(make_article, "Một", cover=photo)
    article.cover = None
    publishing.write(article, {}, staff.user)
    Photo.objects.all().delete()
    staff.post(change_url(article, "versions"), {"ban": "1"})
    article.refresh_from_db()
    assert (article.cover, article.newest_revision.number) == (None, 3)
    document, field = make_document(), make_field("Gia đình")
    publishing.write(document, {"fields": [field.pk], "files": [{"id": 99, "title": "x", "order": 1}]}, None)
    field.delete()
    publishing.write(document, {"fields": [], "files": []}, None)
    staff.post(change_url(document, "versions"), {"ban": "1"})
    assert document.newest_revision.data["fields"] == document.newest_revision.data["files"] == []


def test_only_who_may_edit_brings_back():
    writer, other = signed_in(CONTRIBUTOR), signed_in(CONTRIBUTOR)
    article = make_versions(make_article, "Một", "Hai", created_by=writer.user)
    assert other.post(change_url(article, "versions"), {"ban": "1"}).status_code == 404
    publishing.step(article, "publish", None)
    assert page_of(writer, article).select("button[name=ban]") == []
    assert writer.post(change_url(article, "versions"), {"ban": "1"}).status_code == 403
    for number in ("9", "", "x", "0"):
        signed_in(CONTENT).post(change_url(article, "versions"), {"ban": number})
    assert article.newest_revision.number == 3


def test_form_and_history_lead_there():
    staff, article = signed_in(CONTENT), make_article()
    for view in ("change", "history"):
        page = BeautifulSoup(staff.get(change_url(article, view)).content, "html.parser")
        assert page.select(f'a[href="{change_url(article, "versions")}"]')
    assert "Chưa có bản ghi nào" in page_of(staff, article).get_text()
