"""A full disk, a refused file, a lost session: nothing half is saved, and what was typed is still in the form."""

import pytest
from django.contrib.admin.models import LogEntry

from announcements.models import Banner, DocumentFile, LegalDocument
from hoiphunu.models import Photo, Revision, UsedToken, User
from news.models import Article, Category
from tests import hostile
from tests.factories import make_article, make_banner, make_category, make_document, make_photo, make_user
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    add_url,
    change_url,
    client_of,
    enter,
    errors_of,
    fields_of,
    fill_disk,
    list_url,
    opened,
    pdf_file,
    photo_file,
    send,
    signed_in,
    stored,
    values_of,
)

pytestmark = pytest.mark.django_db

DISK_FULL = ["Máy chủ chưa lưu được tệp (có thể đã hết chỗ). Nội dung bạn viết vẫn còn; hãy thử lại sau."]


def counts():
    models = (Article, LegalDocument, DocumentFile, Photo, Revision, LogEntry, UsedToken)
    return {model.__name__: model.objects.count() for model in models}


def typed_for(model):
    """A form's words, and the file that goes with them."""
    words = values_of(model)
    if model is Article:
        return {**words, "body": "<p>Chào chị em</p>", "tags": "trẻ em"}, {"cover_upload": photo_file()}
    if model is LegalDocument:
        return {**words, "files-0-title": "Bản ký"}, {"files-0-upload": pdf_file()}
    return words, {"upload": words.pop("upload")}


@pytest.mark.parametrize("files_left", [0, 2], ids=["at once", "at the third file"])
@pytest.mark.parametrize("model", [Article, LegalDocument, Photo], ids=lambda model: model.__name__)
def test_full_disk_keeps_the_words(model, files_left, media, settings):
    if model is LegalDocument:
        files_left = 0
    staff, (words, file) = signed_in(CONTENT), typed_for(model)
    before, make_room = counts(), fill_disk(settings, files_left)
    answer = send(staff, add_url(model), **words, **file)
    assert (answer.status_code, errors_of(answer)) == (200, DISK_FULL)
    assert {name: fields_of(answer)[name] for name in words} == {name: str(value) for name, value in words.items()}
    assert (counts(), stored(media)) == (before, [])
    make_room()
    (upload,) = file.values()
    upload.seek(0)
    assert send(staff, add_url(model), _fields=fields_of(answer), **file).status_code == 302
    assert model.objects.count() == 1


def test_full_disk_leaves_a_live_article_alone(media, settings):
    staff, article = signed_in(EDITOR), make_article(title="Cũ")
    before = counts()
    fill_disk(settings)
    answer = send(staff, change_url(article), title="Mới", cover_upload=photo_file(), cover_alt="Đại biểu")
    assert (errors_of(answer), fields_of(answer)["title"], fields_of(answer)["cover_alt"]) == (
        *(DISK_FULL, "Mới", "Đại biểu"),
    )
    assert (counts(), stored(media)) == (before, [])


def test_full_disk_leaves_the_old_preview(media, settings):
    photo = make_photo()
    before = {name: (media / name).read_bytes() for name in stored(media)}
    fill_disk(settings)
    answer = send(signed_in(CONTENT), change_url(photo), focal_x="0.9", alt="Mới")
    assert (errors_of(answer), fields_of(answer)["alt"]) == (DISK_FULL, "Mới")
    photo.refresh_from_db()
    assert (photo.focal_x, {name: (media / name).read_bytes() for name in stored(media)}) == (0.5, before)


def test_full_disk_under_the_editor(media, settings):
    fill_disk(settings, 1)
    answer = signed_in(EDITOR).post("/quan-tri/anh/tai-len/", {"upload": photo_file()})
    assert (answer.status_code, answer.json()) == (507, {"uploaded": 0, "error": {"message": DISK_FULL[0]}})
    assert (Photo.objects.count(), stored(media)) == (0, [])


BAD_PHOTOS = {
    "trang.jpg": b"<html><script>alert(1)</script>",
    "hinh.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "bom.png": hostile.png_bomb(),
    "bom.gif": hostile.gif_bomb(),
    "cut.jpg": hostile.jpeg()[:200],
    "van-ban.jpg": hostile.pdf(),
}
BAD_FILES = {
    "trang.pdf": b"<html><script>alert(1)</script>",
    "may.pdf": b"MZ\x90\x00" + b"\x00" * 200,
    "anh.pdf": hostile.jpeg(),
    "macro.docx": hostile.office(more=[("word/vbaProject.bin", b"x")]),
    "ma.pdf": hostile.pdf(b"4 0 obj<</S/JavaScript/JS(x)>>endobj"),
    "hai-mat.pdf": hostile.pdf() + hostile.archive([("x", b"x")]),
}


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, name) for model in (Article, Photo) for name in BAD_PHOTOS]
    + [(LegalDocument, name) for name in BAD_FILES],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_refused_file_keeps_the_rest_of_the_form(model, name, media):
    staff, (words, file) = signed_in(CONTENT), typed_for(model)
    content = (BAD_FILES if model is LegalDocument else BAD_PHOTOS)[name]
    before, file = counts(), {field: photo_file(name, content) for field in file}
    answer = send(staff, add_url(model), **words, **file)
    (error,) = errors_of(answer)
    assert (answer.status_code, error[-1]) == (200, ".")
    assert {name: fields_of(answer)[name] for name in words} == {name: str(value) for name, value in words.items()}
    assert (counts(), stored(media)) == (before, [])


def checked(user):
    return client_of(user, enforce_csrf_checks=True)


LOST_SESSION = [
    "Chưa lưu được vì phiên làm việc đã đổi (có thể bạn vừa đăng nhập lại). "
    "Nội dung bạn viết vẫn còn: hãy bấm lưu lần nữa."
]


@pytest.mark.parametrize("model", [Article, Category, Banner, LegalDocument, User], ids=lambda model: model.__name__)
@pytest.mark.parametrize("token", [None, "x" * 64])
def test_form_with_a_stale_token_comes_back_as_typed(model, token):
    staff, words = checked(make_user(is_superuser=True)), values_of(model)
    before, rows = counts(), model.objects.count()
    fields = opened(staff, add_url(model))
    del fields["csrfmiddlewaretoken"]
    stale = {"csrfmiddlewaretoken": token} if token else {}
    answer = send(staff, add_url(model), _fields=fields, **words, **stale)
    assert (answer.status_code, LOST_SESSION[0] in errors_of(answer)) == (200, True)
    kept = fields_of(answer)
    plain = [name for name in words if "password" not in name]
    assert {name: kept[name] for name in plain} == {name: str(words[name]) for name in plain}
    assert (counts(), model.objects.count()) == (before, rows)
    assert send(staff, add_url(model), _fields=kept, **words).status_code == 302
    assert model.objects.count() == rows + 1


def test_change_with_a_stale_token_comes_back_as_typed():
    staff, article = checked(make_user(EDITOR)), make_article(title="Cũ")
    fields = {**opened(staff, change_url(article)), "csrfmiddlewaretoken": "x" * 64}
    answer = send(staff, change_url(article), ("_step", "publish"), _fields=fields, title="Mới")
    assert (errors_of(answer), fields_of(answer)["title"]) == (LOST_SESSION, "Mới")
    assert Article.objects.get().title == "Cũ"
    assert send(staff, change_url(article), ("_step", "publish"), _fields=fields_of(answer)).status_code == 302
    assert Article.objects.get().title == "Mới"


def test_stale_token_gives_nobody_a_form_she_may_not_open():
    category, article = make_category(), make_article()
    writer = checked(make_user(CONTRIBUTOR))
    assert writer.post(add_url(Category), {"name": "Lén"}).status_code == 403
    assert writer.post(change_url(category), {"name": "Lén"}).status_code == 403
    assert writer.post(change_url(article), {"title": "Lén"}).headers["Location"] == "/quan-tri/"
    assert (Category.objects.count(), Article.objects.get().title) == (1, article.title)


def test_other_posts_with_a_stale_token_get_a_sentence():
    staff, banner, document = checked(make_user(CONTENT)), make_banner(), make_document()
    posts = {
        list_url(Banner): {"action": "delete_selected", "_selected_action": [banner.pk], "post": "yes"},
        change_url(banner, "delete"): {"post": "yes"},
        change_url(document, "delete"): {"post": "yes"},
        "/quan-tri/password_change/": {"old_password": "x"},
        "/quan-tri/logout/": {},
        "/quan-tri/login/": {"username": "x", "password": "x"},
        "/quan-tri/anh/tai-len/": {},
        f"/quan-tri/news/tag/{document.pk}/": {},  # leads to the form, and is none itself
    }
    for url, data in posts.items():
        answer = staff.post(url, data)
        assert (url, answer.status_code) == (url, 403)
        assert (url, "CSRF" in answer.content.decode(), 'lang="vi"' in answer.content.decode()) == (url, False, True)
    assert (Banner.objects.count(), LegalDocument.objects.count()) == (1, 1)
    assert staff.get("/quan-tri/").status_code == 200


@pytest.mark.parametrize("length", [1, 500_000], ids=["short", "too long"])
def test_editor_is_never_given_what_is_not_clean(length):
    hostile_body = f"<p>Chào chị em {'a' * length}</p><img src=x onerror=alert(1)><script>alert(1)</script>"
    answer = send(signed_in(EDITOR), add_url(Article), title="", body=hostile_body)
    shown = fields_of(answer)["body"]
    assert ("Chào chị em" in shown, "<script" in shown, "onerror" in shown) == (True, False, False)


def test_form_sent_after_the_session_ended_is_sent_again_after_a_login():
    staff, typed = signed_in(EDITOR), {**values_of(Article), "body": "<p>Chào “chị em” & con</p>"}
    fields = opened(staff, add_url(Article))
    staff.logout()
    answer = send(staff, add_url(Article), _fields=fields, **typed, cover_upload=photo_file())
    assert (answer.status_code, Article.objects.count(), Photo.objects.count()) == (401, 0, 0)
    kept = fields_of(answer)
    assert {name: kept[name] for name in (*typed, "_save")} == {
        **{name: str(value) for name, value in typed.items()}, "_save": "1"
    }  # fmt: skip
    assert "Riêng tệp đã chọn thì bạn chọn lại sau." in answer.content.decode()
    enter(staff, staff.user)
    assert staff.post(add_url(Article), kept).status_code == 302
    assert [article.title for article in Article.objects.all()] == [typed["title"]]


def test_password_typed_without_a_session_is_not_on_the_page():
    answer = signed_in(is_superuser=True)
    fields = opened(answer, add_url(User))
    answer.logout()
    page = send(answer, add_url(User), _fields=fields, **values_of(User)).content.decode()
    assert ('name="username"' in page, "password" in page) == (True, False)


def test_screens_that_hold_no_words_lead_to_the_login_as_ever(client):
    for answer in (client.get(add_url(Article)), client.post(list_url(Article), {"action": "publish_selected"})):
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/quan-tri/login/")
