"""“Nhập từ Word” in the staff pages: who may, what it leaves, and that trouble leaves nothing."""

import errno

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hoiphunu import images, wordfile
from hoiphunu.models import Photo, Revision, UsedToken
from hoiphunu.publishing import State
from hoiphunu.staff_views import STORAGE_TROUBLE
from hoiphunu.storage import SiteStorage
from news import wordimport
from news.models import Article
from tests import hostile
from tests.factories import make_category, make_user
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    add_url,
    at_once,
    change_url,
    client_of,
    errors_of,
    list_url,
    messages_of,
    opened,
    signed_in,
    stored,
)
from tests.wordfiles import bold, docx, p, picture, r

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)

URL = "/quan-tri/news/article/nhap-word/"
MEDIA = {"media/image1.jpeg": hostile.jpeg((64, 48)), "media/image2.jpeg": hostile.jpeg((48, 64))}
STORY = docx(
    bold("Ngày hội ở xã Xuân Hòa", "center"),
    p("Sáng 20/10, hai trăm hội viên đến dự ngày hội."),
    p(r(picture("anh1", "Hội viên gói bánh"))),
    p(r(picture("anh2"))),
    bold("Ngọc Bích", "right"),
    media=MEDIA,
)


def word(data=STORY, name="ngày hội.docx"):
    return SimpleUploadedFile(name, data)


def send(client, file=None, fields=None, **typed):
    fields = fields if fields is not None else opened(client, URL)
    return client.post(URL, {**fields, "file": word() if file is None else file, **typed})


@pytest.mark.parametrize("group", [CONTRIBUTOR, EDITOR, CONTENT])
def test_word_file_becomes_a_draft_of_whoever_sends_it(group):
    category, client = make_category(), signed_in(group)
    answer = send(client, category=category.pk)
    article, photos = Article.objects.get(), list(Photo.objects.order_by("pk"))
    assert answer.headers["Location"] == change_url(article)
    assert (article.title, article.byline, article.state) == ("Ngày hội ở xã Xuân Hòa", "Ngọc Bích", State.DRAFT)
    assert article.summary == "Sáng 20/10, hai trăm hội viên đến dự ngày hội."
    assert (article.category, article.published_at) == (category, None)
    assert (article.created_by, article.created_by_name) == (client.user, client.user.full_name)
    assert [(photo.alt, photo.created_by) for photo in photos] == [
        ("Hội viên gói bánh", client.user),
        ("", client.user),
    ]
    first, second = photos
    assert article.body == (
        "<p>Sáng 20/10, hai trăm hội viên đến dự ngày hội.</p>\n"
        f'<p><img src="{first.url}" alt="Hội viên gói bánh" width="64" height="48" data-photo="{first.pk}"></p>\n'
        f'<p><img src="{second.url}" width="48" height="64" data-photo="{second.pk}"></p>'
    )
    revision = Revision.objects.of(article).get()
    assert (revision.number, revision.data["body"], revision.created_by) == (1, article.body, client.user)
    assert messages_of(client, answer) == [wordimport.DONE, wordimport.DESCRIBE.format(1)]
    assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("group", [HOTLINE, ""])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_may_not_import(group, method, media):
    category = make_category()
    answer = getattr(signed_in(group), method)(
        URL, {"file": word(), "category": category.pk} if method == "post" else {}
    )
    assert (answer.status_code, Article.objects.count(), stored(media)) == (403, 0, [])


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_led_to_the_login(client, method):
    answer = getattr(client, method)(URL)
    assert answer.headers["Location"] == f"/quan-tri/login/?next={URL}"


def test_who_may_not_add_photos_may_not_import():
    client = signed_in(CONTRIBUTOR)
    group = client.user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_photo"))
    assert client.get(URL).status_code == 403
    assert URL not in client.get(list_url(Article)).content.decode()


@pytest.mark.parametrize("group", [CONTRIBUTOR, EDITOR])
def test_category_is_one_she_may_write_in(group):
    open_to_all, closed = make_category(name="Chung"), make_category(name="Của người khác")
    closed.editors.add(make_user(EDITOR))
    client = signed_in(group)
    page = client.get(URL).content.decode()
    assert ("Chung" in page, "Của người khác" in page) == (True, False)
    assert (send(client, category=closed.pk).status_code, Article.objects.count()) == (200, 0)
    assert send(client, category=open_to_all.pk).status_code == 302


def test_list_and_add_form_lead_here():
    client = signed_in(CONTRIBUTOR)
    assert URL == reverse("admin:news_article_import_word")
    pages = [client.get(url).content.decode() for url in (list_url(Article), add_url(Article))]
    assert [page.count(f'href="{URL}"') for page in pages] == [1, 1]


def test_sent_twice_makes_one_draft(media):
    client, category = signed_in(CONTRIBUTOR), make_category()
    fields = opened(client, URL)
    first = send(client, fields=fields, category=category.pk)
    files = stored(media)
    second = send(client, fields=fields, category=category.pk)
    assert second.headers["Location"] == first.headers["Location"]
    assert messages_of(client, second)[-1] == wordimport.ALREADY_TAKEN
    assert (Article.objects.count(), Photo.objects.count(), stored(media)) == (1, 2, files)


def test_another_file_from_the_same_form_is_another_draft():
    client, category = signed_in(CONTRIBUTOR), make_category()
    fields = opened(client, URL)
    send(client, fields=fields, category=category.pk)
    send(client, word(docx(bold("Tin khác", "center"), p("Chữ."))), fields=fields, category=category.pk)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Ngày hội ở xã Xuân Hòa", "Tin khác"]


@RACE
def test_two_clicks_at_one_moment_make_one_draft(media):
    user, category = make_user(CONTRIBUTOR), make_category()
    clients = [client_of(user), client_of(user)]
    fields = opened(clients[0], URL)
    answers = at_once(*(lambda c=client: send(c, fields=fields, category=category.pk) for client in clients))
    assert (Article.objects.count(), Photo.objects.count()) == (1, 2)
    kept = {name for photo in Photo.objects.all() for name in photo.stored_names()}
    assert set(stored(media)) == kept
    # SQLite may tell the second to try again.
    assert {302} <= {answer.status_code for answer in answers} <= {302, 200}


@pytest.mark.parametrize(
    ("file", "errors"),
    [
        (word(b"PK\x03\x04"), ["Tệp bị hỏng hoặc bị cắt mất một phần. Bạn mở lại tệp trên máy, lưu lại rồi tải lên."]),
        (word(hostile.pdf()), [wordfile.A_PDF]),
        (word(b""), ["Tệp rỗng. Bạn chọn lại tệp."]),
        ("", ["Bạn chọn tệp Word."]),
    ],
)
def test_refused_file_is_an_error_and_leaves_nothing(file, errors, media):
    client, category = signed_in(CONTRIBUTOR), make_category()
    answer = send(client, file, category=category.pk)
    assert (answer.status_code, errors_of(answer)) == (200, errors)
    assert (Article.objects.count(), Photo.objects.count(), UsedToken.objects.count(), stored(media)) == (0, 0, 0, [])


def test_without_category_nothing_is_made(media):
    make_category()
    answer = send(signed_in(CONTRIBUTOR), category="")
    assert (errors_of(answer), Article.objects.count(), stored(media)) == (["Bạn chọn chuyên mục."], 0, [])


def test_broken_photo_is_left_out_with_a_word():
    media = {"media/image1.jpeg": hostile.jpeg()[:300], "media/image2.jpeg": hostile.jpeg()}
    body = [p("Chữ."), p(r(picture("anh1"))), p(r(picture("anh2", "Hội viên")))]
    client = signed_in(CONTRIBUTOR)
    answer = send(client, word(docx(bold("Tin", "center"), *body, media=media)), category=make_category().pk)
    article, photo = Article.objects.get(), Photo.objects.get()
    assert article.body.count("<img ") == 1
    assert f'data-photo="{photo.pk}"' in article.body
    refused = wordimport.PHOTO_REFUSED.format(1, "image1.jpeg", images.BROKEN)
    assert messages_of(client, answer) == [wordimport.DONE, refused]


def test_photo_used_twice_is_stored_once():
    body = [p("Chữ."), p(r(picture("anh1"))), p(r(picture("anh1")))]
    client = signed_in(CONTRIBUTOR)
    send(client, word(docx(bold("Tin", "center"), *body, media=MEDIA)), category=make_category().pk)
    assert (Photo.objects.count(), Article.objects.get().body.count("<img ")) == (1, 2)


def test_full_disk_leaves_nothing(monkeypatch, media):
    written = []

    class Filling(SiteStorage):
        def _save(self, name, content):
            written.append(name)
            if len(written) == 5:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super()._save(name, content)

    monkeypatch.setattr(default_storage, "_wrapped", Filling())
    answer = send(signed_in(CONTRIBUTOR), category=make_category().pk)
    assert (errors_of(answer), len(written)) == ([STORAGE_TROUBLE], 5)
    assert (Article.objects.count(), Photo.objects.count(), UsedToken.objects.count(), stored(media)) == (0, 0, 0, [])


def test_two_people_rule_and_steps_still_hold_for_the_draft():
    client = signed_in(CONTRIBUTOR)
    answer = send(client, category=make_category().pk, _step="publish", state="approved", created_by="1")
    article = Article.objects.get()
    assert (article.state, article.created_by) == (State.DRAFT, client.user)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_forged_post_without_token_is_refused():
    client = signed_in(CONTRIBUTOR)
    strict = client_of(client.user, enforce_csrf_checks=True)
    answer = strict.post(URL, {"file": word(), "category": make_category().pk})
    assert (answer.status_code, Article.objects.count()) == (403, 0)


def test_import_costs_no_more_queries_for_more_text():
    client, category = signed_in(CONTRIBUTOR), make_category()
    counts = []
    for length in (1, 300):
        file, fields = word(docx(bold("Tin", "center"), *[p("Chữ.")] * length)), opened(client, URL)
        with CaptureQueriesContext(connection) as queries:
            send(client, file, fields=fields, category=category.pk)
        counts.append(len(queries))
    assert (Article.objects.count(), counts[1] - counts[0]) == (2, 0)
