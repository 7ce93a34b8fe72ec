"""Photos that the editor sends by itself: dropped, pasted or chosen in its dialog."""

import pytest
from django.test import Client

from hoiphunu.models import Photo
from tests import hostile
from tests.factories import make_user
from tests.staff import CONTENT, CONTRIBUTOR, EDITOR, HOTLINE, client_of, photo_file, signed_in, stored

pytestmark = pytest.mark.django_db

URL = "/quan-tri/anh/tai-len/"


@pytest.mark.parametrize("group", [CONTRIBUTOR, EDITOR, CONTENT])
def test_photo_is_stored_and_named(group, media):
    staff = signed_in(group)
    answer = staff.post(URL, {"upload": photo_file("Ảnh của chị.jpg", hostile.phone_jpeg())})
    photo = Photo.objects.get()
    assert answer.json() == {"uploaded": 1, "fileName": photo.file.name, "url": photo.url, "photo": photo.pk}
    assert (answer.status_code, photo.created_by, photo.created_by_name) == (200, staff.user, staff.user.full_name)
    assert hostile.MARK not in (media / photo.file.name).read_bytes()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("group", ["", HOTLINE])
def test_who_may_not_add_photos_is_refused(group, media):
    answer = signed_in(group).post(URL, {"upload": photo_file()})
    message = "Tài khoản của bạn không có quyền tải ảnh lên."
    assert (answer.status_code, answer.json()) == (403, {"uploaded": 0, "error": {"message": message}})
    assert (Photo.objects.count(), stored(media)) == (0, [])


def test_strangers_are_led_to_the_login(client, media):
    answers = [client.post(URL, {"upload": photo_file()})]
    answers.append(client_of(make_user(is_staff=False)).post(URL, {"upload": photo_file()}))
    gone = signed_in(EDITOR)
    type(gone.user).objects.update(is_active=False)
    answers.append(gone.post(URL, {"upload": photo_file()}))
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert (Photo.objects.count(), stored(media)) == (0, [])


def test_token_is_required(media):
    staff = client_of(make_user(EDITOR), enforce_csrf_checks=True)
    assert staff.post(URL, {"upload": photo_file()}).status_code == 403
    assert (Photo.objects.count(), stored(media)) == (0, [])
    staff.get("/quan-tri/news/article/add/")
    token = staff.cookies["csrftoken"].value
    # As the editor sends it: in a header.
    assert staff.post(URL, {"upload": photo_file()}, headers={"X-CSRFToken": token}).status_code == 200


def test_only_posts_are_answered():
    staff = signed_in(EDITOR)
    assert [staff.get(URL).status_code, staff.put(URL).status_code, Client().get(URL).status_code] == [405] * 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trang.jpg", b"<html><script>alert(1)</script>"),
        ("hinh.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bom.png", hostile.png_bomb()),
        ("bom.gif", hostile.gif_bomb()),
        ("anh.heic", hostile.box(b"heic")),
        ("rong.jpg", b""),
        ("cut.jpg", hostile.jpeg()[:200]),
        ("van-ban.jpg", hostile.pdf()),
    ],
)
def test_other_files_are_refused_in_a_sentence(name, content, media):
    file = photo_file(name, content or b" ")
    if not content:
        file.truncate(0)
        file.size = 0
    answer = signed_in(EDITOR).post(URL, {"upload": file})
    assert (answer.status_code, answer.json()["uploaded"]) == (400, 0)
    assert answer.json()["error"]["message"].endswith(".")
    assert (Photo.objects.count(), stored(media)) == (0, [])


def test_post_without_a_file_is_refused():
    answer = signed_in(EDITOR).post(URL, {"upload": "chữ"})
    message = "Chưa có tệp nào được gửi lên."
    assert (answer.status_code, answer.json()) == (400, {"uploaded": 0, "error": {"message": message}})


def test_package_uploader_is_not_there():
    staff = signed_in(CONTENT)
    assert [staff.get(path).status_code for path in ("/ckeditor/upload/", "/ckeditor/browse/")] == [404, 404]
