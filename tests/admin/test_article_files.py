"""Files attached to an article: kept as typed, public when published, gone with the article."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from hoiphunu import previews
from hoiphunu.models import FileUse, Revision
from hoiphunu.publishing import State
from news.models import Article, ArticleFile
from tests.factories import make_article
from tests.staff import (
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    add_url,
    change_url,
    errors_of,
    messages_of,
    opened,
    pdf_file,
    photo_file,
    send,
    signed_in,
    step,
    stored,
    values_of,
)

pytestmark = pytest.mark.django_db


def with_file(number=0, **typed):
    line = {"upload": pdf_file(), "title": "Chương trình", "order": 10, **typed}
    return {f"files-{number}-{name}": value for name, value in line.items()}


def status(client, file):
    response = client.get(file.get_absolute_url())
    response.getvalue()
    return response.status_code


def shown(client, article):
    page = BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser")
    return [link.get_text(" ", strip=True) for link in page.select("a.file")]


def test_contributor_attaches_and_readers_find_it_when_published(client):
    writer, editor = signed_in(CONTRIBUTOR), signed_in(EDITOR)
    typed = {**values_of(Article), "body": "<p>Chào</p>"}
    answer = send(writer, add_url(Article), step("submit"), **typed, **with_file())
    article, file = Article.objects.get(), ArticleFile.objects.get()
    assert messages_of(writer, answer) == ["Đã gửi duyệt."]
    assert [status(each, file) for each in (client, writer, editor)] == [404, 200, 200]
    send(editor, change_url(article), step("publish"))
    assert (status(client, file), shown(client, article)) == (200, ["Chương trình PDF, 1 KB"])
    answer = client.get(file.get_absolute_url())
    assert answer["Content-Disposition"] == 'attachment; filename="chuong-trinh.pdf"'
    answer.getvalue()


def test_hidden_file_opens_for_those_who_manage_the_article_only():
    writer = signed_in(CONTRIBUTOR)
    article = make_article(files=["Kín"], state=State.DRAFT, created_by=writer.user)
    people = [writer, signed_in(CONTRIBUTOR), signed_in(EDITOR), signed_in(HOTLINE), Client()]
    assert [status(each, article.files.get()) for each in people] == [200, 404, 200, 404, 404]


def test_files_of_a_live_article_change_when_published(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    editor, article = signed_in(EDITOR), make_article(files=["Cũ"], body="<p>Chào</p>")
    send(editor, change_url(article), **{"files-0-DELETE": "on"}, **with_file(1, title="Mới"))
    assert shown(client, article) == ["Cũ PDF, 1 KB"]
    assert opened(editor, change_url(article))["files-0-title"] == "Mới"
    preview = client.get("/" + previews.link(article).split("/", 3)[3])
    assert [link.b.get_text() for link in BeautifulSoup(preview.content, "html.parser").select("a.file")] == ["Mới"]
    send(editor, change_url(article), step("publish"))
    old, new = article.files.order_by("pk")
    assert (shown(client, article), status(client, old), status(client, new)) == (["Mới PDF, 1 KB"], 404, 200)


def test_colleague_sees_the_files_in_the_comparison():
    first, second = signed_in(EDITOR), signed_in(EDITOR)
    article = make_article(state=State.DRAFT)
    forms = [opened(each, change_url(article)) for each in (first, second)]
    send(first, change_url(article), _fields=forms[0], **with_file(title="Của chị"))
    answer = send(second, change_url(article), _fields=forms[1], title="Khác")
    assert ("Tệp", "Của chị", "") in [row[:3] for row in answer.context["conflict"]["rows"]]


def test_file_of_another_kind_is_refused_in_words():
    answer = send(signed_in(EDITOR), add_url(Article), **values_of(Article), **with_file(upload=photo_file()))
    assert "Tệp này là ảnh." in " ".join(errors_of(answer))
    assert (Article.objects.count(), ArticleFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("typed", [{"_step": "withdraw", "_reason": "Nhầm."}, {"expires": True}])
def test_file_of_an_article_that_is_over_is_not_served(client, frozen, typed):
    frozen("2025-06-17 08:00")
    article = make_article(files=["Chương trình"])
    if "expires" in typed:
        Article.objects.update(expires_at="2025-06-17T00:30:00Z")
    else:
        send(signed_in(EDITOR), change_url(article), step("withdraw"), _reason="Nhầm.")
    assert (client.get(article.get_absolute_url()).status_code, status(client, article.files.get())) == (410, 404)


def test_deleted_article_leaves_no_file(media, django_capture_on_commit_callbacks):
    article = make_article(files=["Chương trình"])
    with django_capture_on_commit_callbacks(execute=True):
        article.delete()
    assert (stored(media), FileUse.objects.count(), Revision.objects.count()) == ([], 0, 0)
