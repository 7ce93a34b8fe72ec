"""The library of photos."""

import io

import pytest
from PIL import Image

from hoiphunu.models import FileUse, Organisation, Photo
from hoiphunu.renditions import open_graph_name
from tests import hostile
from tests.factories import in_body, make_article, make_banner, make_document, make_organisation, make_page, make_photo
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    add_url,
    change_url,
    errors_of,
    list_url,
    photo_file,
    send,
    signed_in,
    stored,
)

pytestmark = pytest.mark.django_db


def wide_photo(**texts):
    """A photo whose left half is red, its right half blue."""
    return Photo.from_upload(io.BytesIO(hostile.jpeg((1600, 600))), **texts)


def preview(media, photo):
    with Image.open(media / open_graph_name(photo.file.name)) as image:
        return image.size, image.getpixel((480, 20))[2] > 128


def test_photo_is_uploaded_with_its_words(media):
    staff = signed_in(CONTRIBUTOR)
    typed = {"alt": "Chị em", "caption": "Hội thảo", "credit": "Ảnh: Ngọc Bích", "focal_x": "0.25", "focal_y": "0.5"}
    answer = send(staff, add_url(Photo), upload=photo_file(content=hostile.phone_jpeg()), **typed)
    photo = Photo.objects.get()
    assert answer.status_code == 302
    assert (photo.alt, photo.caption, photo.credit, photo.focal_x) == ("Chị em", "Hội thảo", "Ảnh: Ngọc Bích", 0.25)
    assert (photo.created_by, photo.created_by_name) == (staff.user, staff.user.full_name)
    assert stored(media) == sorted(photo.stored_names())


def test_file_is_required():
    assert errors_of(send(signed_in(CONTENT), add_url(Photo), alt="Chị em")) == ["Ô này cần được điền."]


def test_focal_point_outside_is_refused():
    answer = send(signed_in(CONTENT), add_url(Photo), upload=photo_file(), focal_x="1.5")
    assert errors_of(answer) == ["Tâm ảnh phải nằm trong khoảng từ 0 đến 1."]


def test_focal_point_cuts_the_preview_anew(media):
    photo = wide_photo(alt="Chị em")
    files = stored(media)
    assert preview(media, photo) == ((1200, 630), False)
    answer = send(signed_in(CONTENT), change_url(photo), focal_x="1", focal_y="0.5")
    assert answer.status_code == 302
    photo.refresh_from_db()
    assert (photo.focal_x, preview(media, photo), stored(media)) == (1.0, ((1200, 630), True), files)


def test_words_alone_leave_the_files(media):
    photo = wide_photo()
    before = {name: (media / name).stat().st_mtime_ns for name in stored(media)}
    send(signed_in(CONTENT), change_url(photo), alt="Chị em")
    photo.refresh_from_db()
    assert photo.alt == "Chị em"
    assert {name: (media / name).stat().st_mtime_ns for name in stored(media)} == before


def test_who_uploads_may_write_its_words_others_may_not():
    writer, other = signed_in(CONTRIBUTOR), signed_in(CONTRIBUTOR)
    photo = make_photo(by=writer.user, alt="")
    assert send(writer, change_url(photo), alt="Chị em").status_code == 302
    assert other.get(change_url(photo)).status_code == 200
    assert other.post(change_url(photo), {"alt": "Lén"}).status_code == 403
    assert send(signed_in(CONTENT), change_url(photo), caption="Hội thảo").status_code == 302
    photo.refresh_from_db()
    assert (photo.alt, photo.caption) == ("Chị em", "Hội thảo")


USERS = {
    "cover": lambda photo: make_article(cover=photo),
    "body": lambda photo: make_article(body=in_body(photo)),
    "page": lambda photo: make_page(body=in_body(photo)),
    "note": lambda photo: make_document(note=in_body(photo)),
    "slogan": lambda photo: make_banner(photo=photo),
    "hidden slogan": lambda photo: make_banner(photo=photo, is_active=False),
    "emblem": lambda photo: make_organisation(emblem=photo),
}


def draft_with(photo, **values):
    staff, article = signed_in(EDITOR), make_article(body="<p>Chào</p>")
    assert send(staff, change_url(article), **values).status_code == 302


USERS["body of a draft"] = lambda photo: draft_with(photo, body=in_body(photo))
USERS["cover of a draft"] = lambda photo: draft_with(photo, cover=photo.pk)


@pytest.mark.parametrize("way", ["form", "list"])
@pytest.mark.parametrize("use", USERS)
def test_photo_in_use_cannot_be_deleted(use, way, media, django_capture_on_commit_callbacks):
    used, unused, staff = make_photo(), make_photo(), signed_in(CONTENT)
    USERS[use](used)
    files = stored(media)
    with django_capture_on_commit_callbacks(execute=True):
        if way == "form":
            answer = staff.post(change_url(used, "delete"), {"post": "yes"})
        else:
            chosen = [used.pk, unused.pk]
            chosen = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
            answer = staff.post(list_url(Photo), chosen)
    assert (answer.status_code, Photo.objects.count(), stored(media)) == (200, 2, files)


def test_page_says_why_a_photo_stays():
    photo = make_photo(alt="Chị em")
    make_article(body=in_body(photo))
    page = signed_in(CONTENT).get(change_url(photo, "delete")).content.decode()
    assert "Ảnh “Chị em” đang được dùng trong bài hoặc trang" in page


@pytest.mark.parametrize("way", ["form", "list", "rows", "row"])
def test_files_of_a_deleted_photo_are_gone(way, media, django_capture_on_commit_callbacks):
    photo, kept, staff = wide_photo(), make_photo(), signed_in(CONTENT)
    with django_capture_on_commit_callbacks(execute=True):
        if way == "form":
            staff.post(change_url(photo, "delete"), {"post": "yes"})
        elif way == "list":
            staff.post(list_url(Photo), {"action": "delete_selected", "_selected_action": [photo.pk], "post": "yes"})
        elif way == "rows":
            Photo.objects.by_ids([photo.pk]).delete()
        else:
            photo.delete()
    assert list(Photo.objects.all()) == [kept]
    assert stored(media) == sorted(kept.stored_names())


def test_photo_of_a_deleted_article_may_go(media, django_capture_on_commit_callbacks):
    staff, photo = signed_in(CONTENT), make_photo()
    article = make_article(body=in_body(photo))
    send(staff, change_url(article), title="Mới")
    with django_capture_on_commit_callbacks(execute=True):
        article.delete()
        assert staff.post(change_url(photo, "delete"), {"post": "yes"}).status_code == 302
    assert (Photo.objects.count(), FileUse.objects.count(), stored(media)) == (0, 0, [])
    assert Organisation.objects.count() == 0
