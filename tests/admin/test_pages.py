"""The form of pages at their own path."""

import pytest

from hoiphunu.models import Page, Revision
from hoiphunu.publishing import State
from tests.factories import make_page, make_photo
from tests.staff import (
    CONTENT,
    add_url,
    at_once,
    change_url,
    errors_of,
    fields_of,
    opened,
    send,
    signed_in,
    step,
    values_of,
)

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_page_is_written_and_published(client):
    staff = signed_in(CONTENT)
    send(staff, add_url(Page), **values_of(Page))
    page = Page.objects.get()
    assert client.get("/gioi-thieu/").status_code == 404
    send(staff, change_url(page), step("publish"))
    assert client.get("/gioi-thieu/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "gioi-thieu",
        "/gioi-thieu",
        "/Gioi-thieu/",
        "/giới-thiệu/",
        "/a//b/",
        "/../",
        "/quan-tri/",
        "/tin-tuc/moi/",
        "//",
    ],
)
def test_bad_paths_are_refused(path):
    answer = send(signed_in(CONTENT), add_url(Page), **{**values_of(Page), "path": path})
    assert (len(errors_of(answer)), Page.objects.count()) == (1, 0)


def test_path_that_is_taken_is_a_form_error():
    make_page(path="/gioi-thieu/")
    answer = send(signed_in(CONTENT), add_url(Page), **values_of(Page))
    assert errors_of(answer) == ["Đã có trang ở địa chỉ này, có thể trong Thùng rác."]


def test_path_stays_for_ever():
    staff, page = signed_in(CONTENT), make_page(path="/gioi-thieu/")
    assert "path" not in opened(staff, change_url(page))
    send(staff, change_url(page), step("publish"), path="/khac/")
    page.refresh_from_db()
    assert page.path == "/gioi-thieu/"


def test_photos_in_the_text_need_words_before_publishing():
    photo = make_photo(alt="")
    body = f'<p>Chào</p><p><img src="{photo.url}" alt="" data-photo="{photo.pk}"></p>'
    answer = send(signed_in(CONTENT), add_url(Page), step("publish"), **{**values_of(Page), "body": body})
    assert errors_of(answer) == ["Ảnh thứ 1 trong bài chưa có mô tả: bấm đúp vào ảnh để viết mô tả."]


def test_second_of_two_sees_the_conflict():
    first, second = signed_in(CONTENT, full_name="Trần Thị Lan"), signed_in(CONTENT)
    page = make_page(title="Cũ", body="<p>Cũ</p>")
    forms = [opened(staff, change_url(page)) for staff in (first, second)]
    send(first, change_url(page), step("publish"), _fields=forms[0], body="<p>Của Lan</p>")
    answer = send(second, change_url(page), step("publish"), _fields=forms[1], body="<p>Của Mai</p>")
    assert errors_of(answer)[0].startswith("Trần Thị Lan đã lưu mục này lúc ")
    assert [row[:3] for row in answer.context["conflict"]["rows"]] == [("Nội dung", "Của Lan", "Của Mai")]
    page.refresh_from_db()
    assert page.body == "<p>Của Lan</p>"
    send(second, change_url(page), step("publish"), _fields=fields_of(answer))
    page.refresh_from_db()
    assert (page.body, Revision.objects.of(page).count()) == ("<p>Của Mai</p>", 2)


@RACE
def test_two_save_at_once():
    first, second, page = signed_in(CONTENT), signed_in(CONTENT), make_page(state=State.DRAFT)
    forms = [opened(staff, change_url(page)) for staff in (first, second)]
    answers = at_once(
        lambda: send(first, change_url(page), _fields=forms[0], title="Một"),
        lambda: send(second, change_url(page), _fields=forms[1], title="Hai"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert Revision.objects.of(page).count() == 1
