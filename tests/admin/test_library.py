"""The library of photos: many at once, found again, shown where, shown nowhere."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from hoiphunu import images
from hoiphunu.admin.library import MOST_AT_ONCE, TOO_MANY
from hoiphunu.models import Photo, photouses
from tests import hostile
from tests.factories import (
    in_body,
    make_article,
    make_banner,
    make_document,
    make_link,
    make_organisation,
    make_page,
    make_photo,
)
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    add_url,
    change_url,
    fill_disk,
    list_url,
    messages_of,
    photo_file,
    send,
    signed_in,
    step,
    stored,
)

pytestmark = pytest.mark.django_db

UPLOAD = "/quan-tri/hoiphunu/photo/tai-len/"
JSON = {"Accept": "application/json"}


def picture(name, width=40):
    """A photo file unlike those of other widths."""
    return photo_file(name, hostile.jpeg((width, 30)))


def uses_on_page(client, photo):
    page = BeautifulSoup(client.get(change_url(photo)).content, "html.parser")
    rows = [" ".join(item.get_text().split()) for item in page.select(".uses__list li")]
    return rows, [line.get_text(strip=True) for line in page.select(".uses .help")]


def found(client, **query):
    return set(client.get(list_url(Photo), query).context["cl"].queryset)


def test_address_is_the_forms():
    assert reverse("admin:hoiphunu_photo_upload") == UPLOAD


def test_many_photos_come_in_one_form_and_each_refusal_is_told(media):
    staff = signed_in(CONTRIBUTOR)
    twin = Photo.from_upload(picture("cu.jpg", 50), alt="Ảnh cũ")
    files = [picture("a.jpg", 40), picture("b.jpg", 50), photo_file("c.jpg", hostile.pdf()), picture("d.jpg", 60)]
    answer = staff.post(UPLOAD, {"upload": files})
    new = list(Photo.objects.other_than([twin.pk]))
    assert answer.headers["Location"] == f"{list_url(Photo)}?mo_ta=chua&cua=toi"
    assert messages_of(staff, answer) == [
        "Đã tải lên 2 ảnh. Bạn viết mô tả cho từng ảnh.",
        "“b.jpg”:Ảnh này đã có trong thư viện.",
        f"“c.jpg”: {images.NOT_A_PHOTO}",
    ]
    assert [(photo.width, photo.created_by) for photo in new] == [(60, staff.user), (40, staff.user)]
    assert stored(media) == sorted(name for photo in [twin, *new] for name in photo.stored_names())
    assert LogEntry.objects.count() == 2


def test_known_picture_is_told_with_its_link():
    staff, twin = signed_in(EDITOR), Photo.from_upload(picture("cu.jpg"))
    answer = staff.post(UPLOAD, {"upload": [picture("moi.jpg")]})
    page = BeautifulSoup(staff.get(answer.headers["Location"]).content, "html.parser")
    assert (answer.headers["Location"], page.select_one(".messagelist a")["href"]) == (UPLOAD, change_url(twin))


def test_script_sends_one_photo_and_gets_its_outcome():
    staff = signed_in(CONTRIBUTOR)
    first = staff.post(UPLOAD, {"upload": picture("a.jpg")}, headers=JSON).json()
    photo = Photo.objects.get()
    url, thumbnail = change_url(photo), photo.sources[0][1]
    assert first == {"name": "a.jpg", "state": "stored", "message": "Đã tải lên.", "url": url, "thumbnail": thumbnail}
    second = staff.post(UPLOAD, {"upload": picture("b.jpg")}, headers=JSON).json()
    assert (second["state"], second["url"], Photo.objects.count()) == ("twin", url, 1)
    third = staff.post(UPLOAD, {"upload": photo_file("c.jpg", hostile.pdf())}, headers=JSON).json()
    assert (third["state"], third["url"], third["thumbnail"], Photo.objects.count()) == ("refused", "", "", 1)


def test_nothing_chosen_is_said():
    staff = signed_in(EDITOR)
    page = BeautifulSoup(staff.post(UPLOAD).content, "html.parser")
    assert [item.get_text(strip=True) for item in page.select(".errorlist li")] == ["Bạn chọn ít nhất một ảnh."]
    answer = staff.post(UPLOAD, headers=JSON)
    assert (answer.status_code, answer.json()) == (400, {"message": "Bạn chọn ít nhất một ảnh."})


def test_more_than_the_most_are_left_out(monkeypatch):
    monkeypatch.setattr("hoiphunu.admin.library.MOST_AT_ONCE", 2)
    staff = signed_in(EDITOR)
    answer = staff.post(UPLOAD, {"upload": [picture(f"{width}.jpg", width) for width in (40, 50, 60)]})
    assert (MOST_AT_ONCE, Photo.objects.count(), messages_of(staff, answer)[-1]) == (20, 2, TOO_MANY)


@pytest.mark.parametrize("group", ["", HOTLINE])
def test_who_may_not_add_photos_gets_no_form(group):
    staff = signed_in(group)
    assert [staff.get(UPLOAD).status_code, staff.post(UPLOAD, {"upload": picture("a.jpg")}).status_code] == [403, 403]
    assert Photo.objects.count() == 0


def test_full_disk_refuses_one_photo_and_keeps_the_others(settings, media):
    fill_disk(settings, files_left=3)  # a small photo is three files
    staff = signed_in(EDITOR)
    staff.post(UPLOAD, {"upload": [picture("a.jpg", 40), picture("b.jpg", 50)]})
    photo = Photo.objects.get()
    assert (photo.width, stored(media)) == (40, sorted(photo.stored_names()))


def test_editor_and_form_only_tell_of_a_twin():
    staff, twin = signed_in(EDITOR), Photo.from_upload(picture("cu.jpg"), alt="Ruộng hành")
    answer = send(staff, add_url(Photo), upload=picture("moi.jpg"), alt="Khác")
    assert (answer.status_code, Photo.objects.count()) == (302, 2)
    assert messages_of(staff, answer)[0] == "Ảnh này đã có trong thư viện:Ruộng hành."
    assert Photo.objects.same_picture(twin.content_hash) == twin


@pytest.mark.parametrize("query", ["trồng hành", "TRONG hanh", "trong hanh", "bich hanh"])
def test_search_needs_no_accents(query):
    photo = make_photo(alt="Chị em trồng hành tím", credit="Ảnh: Ngọc Bích")
    make_photo(alt="Chị em trồng lúa", credit="Ảnh: Ngọc Bích")
    assert found(signed_in(CONTRIBUTOR), q=query) == {photo}


def test_search_for_marks_alone_finds_nothing():
    make_photo()
    assert (found(signed_in(EDITOR), q="…"), list(Photo.objects.matching("")) == list(Photo.objects.all())) == (
        set(),
        True,
    )


def test_search_follows_new_words():
    photo = make_photo(alt="Cũ")
    send(signed_in(CONTENT), change_url(photo), alt="Đồng lúa")
    assert [list(Photo.objects.matching(text)) for text in ("cu", "dong lua")] == [[], [photo]]


def test_filters_show_own_wordless_and_unused():
    staff = signed_in(EDITOR)
    own, wordless, used = make_photo(by=staff.user), make_photo(alt=""), make_photo()
    make_article(cover=used)
    assert found(staff, cua="toi") == {own}
    assert found(staff, mo_ta="chua") == {wordless}
    assert found(staff, dung="khong") == {own, wordless}
    assert found(staff, dung="khong", mo_ta="chua") == {wordless}


SHOWING = {
    "cover": lambda photo: make_article(cover=photo),
    "body": lambda photo: make_article(body=in_body(photo)),
    "page": lambda photo: make_page(body=in_body(photo)),
    "note": lambda photo: make_document(note=in_body(photo)),
    "slogan": lambda photo: make_banner(photo=photo),
    "link": lambda photo: make_link(logo=photo),
    "emblem": lambda photo: make_organisation(emblem=photo),
}


@pytest.mark.parametrize("use", SHOWING)
def test_every_noun_that_shows_a_photo_is_named(use):
    photo, other = make_photo(), make_photo()
    row = SHOWING[use](photo)
    assert photouses.uses_of(photo) == [photouses.PhotoUse(type(row), row.pk, is_live=True, is_newest=False)]
    assert (photouses.uses_of(other), photouses.used_ids()) == ([], {photo.pk})


def test_page_of_a_photo_tells_live_written_and_old_uses():
    staff, photo = signed_in(CONTENT), make_photo()
    make_article(title="Bài hiện", cover=photo)
    written, old = make_article(title="Bài đang viết"), make_article(title="Bài cũ")
    send(staff, change_url(written), body=in_body(photo))
    send(staff, change_url(old), body=in_body(photo))
    send(staff, change_url(old), body="<p>Thôi</p>")
    rows, notes = uses_on_page(staff, photo)
    assert (rows, notes) == (
        [
            "Tin bài: Bài hiện (người đọc đang thấy)",
            "Tin bài: Bài đang viết (trong bản đang viết)",
            "Tin bài: Bài cũ (chỉ trong bản ghi cũ)",
        ],
        [],
    )
    assert photouses.used_ids() == {photo.pk}


def test_photo_of_old_revisions_alone_counts_as_unused():
    staff, photo, article = signed_in(CONTENT), make_photo(), make_article()
    send(staff, change_url(article), _button=step("publish"), body=in_body(photo))
    send(staff, change_url(article), _button=step("publish"), body="<p>Thôi</p>")
    assert (photouses.used_ids(), found(staff, dung="khong"), photo.in_use()) == (set(), {photo}, True)


def test_texts_of_others_are_counted_and_not_named():
    writer, photo = signed_in(CONTRIBUTOR), make_photo()
    make_article(title="Của tôi", created_by=writer.user, cover=photo)
    make_article(title="Nháp của người khác", state="draft", cover=photo)
    make_banner(photo=photo)
    rows, notes = uses_on_page(writer, photo)
    assert rows == ["Tin bài: Của tôi (người đọc đang thấy)"]
    assert notes == ["2 mục đang trong Thùng rác, hoặc tài khoản của bạn không mở được."]


def test_unused_photo_says_so():
    assert uses_on_page(signed_in(EDITOR), make_photo()) == ([], ["Không dùng ở đâu."])


def test_uses_cost_the_same_for_one_row_and_many(django_assert_num_queries):
    photo = make_photo()
    for count in (1, 3):
        for _ in range(count):
            make_article(cover=photo, body=in_body(photo))
        with django_assert_num_queries(13):
            photouses.uses_of(photo)
