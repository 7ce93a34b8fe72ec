"""Another file in a photo's place, wherever it is shown."""

import pytest
from PIL import Image

from hoiphunu import richtext
from hoiphunu.models import FileUse, Photo, Revision
from hoiphunu.renditions import open_graph_name
from hoiphunu.storage import stem
from tests import hostile
from tests.factories import in_body, make_article, make_banner, make_page, make_photo
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    change_url,
    errors_of,
    fill_disk,
    photo_file,
    send,
    signed_in,
    stored,
)

pytestmark = pytest.mark.django_db


def new_file():
    return photo_file("moi.jpg", hostile.jpeg((600, 300)))


def status(client, url):
    answer = client.get(url)
    answer.getvalue()  # to the end, which closes the file
    return answer.status_code


def replace(staff, photo, file=None):
    return staff.post(change_url(photo, "replace"), {"upload": file or new_file()})


def test_new_file_is_shown_everywhere_and_the_old_one_is_gone(media, client, django_capture_on_commit_callbacks):
    staff, photo, other = signed_in(CONTENT), make_photo(alt="Ruộng"), make_photo()
    article = make_article(body=in_body(photo) + in_body(other), cover=photo)
    page, banner = make_page(body=in_body(photo)), make_banner(photo=photo)
    send(staff, change_url(article), title="Đang viết")
    old = photo.url
    with django_capture_on_commit_callbacks(execute=True):
        answer = replace(staff, photo)
    photo.refresh_from_db()
    assert (answer.headers["Location"], photo.url == old, photo.alt) == (change_url(photo), False, "Ruộng")
    assert (photo.width, photo.height) == (600, 300)
    assert stored(media) == sorted([*photo.stored_names(), *other.stored_names()])
    for row in (article, page):
        row.refresh_from_db()
        assert (old in row.body, row.body.count(photo.url)) == (False, 1)
    assert article.body.count(other.url) == 1
    revision = Revision.objects.get()
    assert (revision.data["body"], revision.data["title"]) == (article.body, "Đang viết")
    named = FileUse.objects.named(stem(photo.file.name)).values_list("kind", "object_id")
    assert set(named) == {("article", article.pk), ("page", page.pk), ("banner", banner.pk)}
    assert [status(client, url) for url in (photo.url, old)] == [200, 404]


def test_preview_follows_the_focal_point_of_the_photo(media):
    photo = Photo.from_upload(photo_file(content=hostile.jpeg((40, 30))), focal_x=1.0)
    replace(signed_in(CONTENT), photo, photo_file("rong.jpg", hostile.jpeg((1600, 600))))
    photo.refresh_from_db()
    assert (photo.focal_x, photo.width) == (1.0, 1600)
    with Image.open(media / open_graph_name(photo.file.name)) as image:
        # The right half of the new file is blue.
        assert (image.size, image.getpixel((480, 20))[2] > 128) == ((1200, 630), True)


def test_only_keepers_of_the_library_may():
    writer, photo = signed_in(CONTRIBUTOR), make_photo()
    own, before = make_photo(by=writer.user), photo.url
    assert [replace(writer, row).status_code for row in (photo, own)] == [403, 403]
    assert replace(signed_in(EDITOR), photo).status_code == 403
    photo.refresh_from_db()
    assert photo.url == before
    shown = [b"/thay/" in staff.get(change_url(own)).content for staff in (writer, signed_in(CONTENT))]
    assert shown == [False, True]


def test_unknown_photo_is_not_found():
    photo = make_photo()
    url = change_url(photo, "replace")
    photo.delete()
    assert signed_in(CONTENT).get(url).status_code == 404


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: photo_file("giay.jpg", hostile.pdf()), "Tệp này không phải ảnh"),
        (lambda: photo_file("lai.jpg", hostile.jpeg((40, 30))), "Ảnh mới giống hệt ảnh đang có."),
    ],
)
def test_refused_file_changes_nothing(file, sentence, media):
    photo = Photo.from_upload(photo_file(content=hostile.jpeg((40, 30))))
    before = stored(media)
    answer = replace(signed_in(CONTENT), photo, file())
    assert [error[: len(sentence)] for error in errors_of(answer)] == [sentence]
    assert stored(media) == before


def test_full_disk_changes_nothing(settings, media):
    photo = make_photo()
    article, before = make_article(body=in_body(photo)), stored(media)
    fill_disk(settings, files_left=1)
    answer = replace(signed_in(CONTENT), photo)
    assert [error.partition(" (")[0] for error in errors_of(answer)] == ["Máy chủ chưa lưu được tệp"]
    article.refresh_from_db()
    assert (stored(media), photo.url in article.body) == (before, True)


def test_body_of_a_replaced_photo_is_as_it_would_be_stored():
    body = '<figure><img src="/tep/anh/ab/x.jpg" alt="a &amp; b" width="4" height="3" data-photo="7"></figure>'
    other = '<p><img src="/tep/anh/ab/y.jpg" alt="" data-photo="77"></p>'
    wanted = '<figure><img src="/moi.jpg" alt="a &amp; b" data-photo="7"></figure>'
    assert richtext.readdressed(body + other, 7, "/moi.jpg") == wanted + other
