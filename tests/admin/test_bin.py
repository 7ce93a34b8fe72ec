"""Deleting is a bin: out of sight at once, taken back as it was, gone after thirty days."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from hoiphunu import bin, publishing
from hoiphunu.models import OldAddress, Page, Photo, Revision, Transition
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import in_body, make_article, make_document, make_file, make_page, make_photo, make_user
from tests.staff import CONTENT, EDITOR, add_url, change_url, errors_of, list_url, messages_of, send, signed_in

pytestmark = pytest.mark.django_db

MAKERS = pytest.mark.parametrize("maker", [make_article, make_document, make_page], ids=["article", "document", "page"])
BIN = "/quan-tri/thung-rac/"


def throw(staff, row):
    return staff.post(change_url(row, "delete"), {"post": "yes"})


def listed(staff):
    page = BeautifulSoup(staff.get(BIN).content, "html.parser")
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")][:5] for row in page.select("tbody tr")]


def key_of(row):
    return {"muc": f"{row._meta.label_lower}-{row.pk}"}


@MAKERS
def test_deleted_is_out_of_sight_and_comes_back_as_it_was(maker, client, frozen):
    frozen("2025-06-17 05:07")
    staff, row = signed_in(CONTENT, full_name="Trần Thị Mai"), maker()
    publishing.write(row, row.related_data(), None)
    address, title = row.get_absolute_url(), str(row)
    assert messages_of(staff, throw(staff, row)) == [
        f"Đã bỏ “{title}” vào Thùng rác. Trong 30 ngày bạn lấy lại được ở đó."
    ]
    row.refresh_from_db()
    gone = client.get(address)
    assert (row.state, gone.status_code, "đã được gỡ" in gone.content.decode()) == (State.BINNED, 410, True)
    assert title not in staff.get(list_url(type(row))).content.decode().partition("result_list")[2]
    assert staff.get(change_url(row)).status_code == 302
    noun = str(row._meta.verbose_name).capitalize()
    assert listed(staff) == [[title, noun, "Trần Thị Mai", "05:07 17/06/2025", "30 ngày"]]
    frozen("2025-06-20 05:08")
    staff = signed_in(CONTENT, full_name="Trần Thị Mai")
    assert listed(staff)[0][-1] == "27 ngày"
    answer = staff.post(BIN, key_of(row))
    assert messages_of(staff, answer) == [f"Đã lấy lại “{title}”: đang hiển thị."]
    row.refresh_from_db()
    assert (row.state, client.get(address).status_code, OldAddress.objects.count()) == (State.APPROVED, 200, 0)
    assert Revision.objects.of(row).count() == 1
    assert list(Transition.objects.of(row).values_list("step", "from_state", "to_state", "by_name")) == [
        ("take_out", "binned", "approved", "Trần Thị Mai"),
        ("bin", "approved", "binned", "Trần Thị Mai"),
    ]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.RETURNED, State.APPROVED, State.WITHDRAWN])
def test_state_tags_and_cover_come_back(state, client):
    staff = signed_in(CONTENT)
    article = make_article(state=state, tags=["trẻ em"], cover=make_photo(), withdrawn_to="/tin-tuc/")
    shown = {State.APPROVED: 301, State.WITHDRAWN: 301}.get(state, 404)
    throw(staff, article)
    assert client.get(article.get_absolute_url()).status_code == shown
    staff.post(BIN, key_of(article))
    article.refresh_from_db()
    assert (article.state, article.related_data(), article.cover.alt) == (
        state,
        {"tags": ["trẻ em"], "topics": [], "files": []},
        "Ảnh thử",
    )


def test_selected_rows_go_to_the_bin():
    staff, articles = signed_in(CONTENT), [make_article() for _ in range(2)]
    chosen = {"action": "delete_selected", "_selected_action": [article.pk for article in articles]}
    question = staff.post(list_url(Article), chosen).content.decode()
    assert ("Thùng rác" in question, "không lấy lại được" in question) == (True, False)
    staff.post(list_url(Article), {**chosen, "post": "yes"})
    assert Article.objects.binned().count() == 2
    assert Article.objects.kept().count() == 0


@MAKERS
def test_after_thirty_days_it_is_gone_and_says_so(maker, client, frozen, media, django_capture_on_commit_callbacks):
    frozen("2025-06-17 05:07")
    staff, row = make_user(CONTENT), maker()
    if maker is make_document:
        make_file(row)
    publishing.write(row, row.related_data(), None)
    bin.put(row, staff)
    address = row.get_absolute_url()
    frozen("2025-07-17 05:06")
    call_command("empty_bin", stdout=io.StringIO())
    assert type(row).objects.count() == 1
    frozen("2025-07-17 05:07")
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(CONTENT).get(BIN)
    assert (type(row).objects.count(), Revision.objects.count(), Transition.objects.count()) == (0, 0, 0)
    assert client.get(address).status_code == 410
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_photo_of_a_binned_text_stays():
    staff, cover, inside = signed_in(CONTENT), make_photo(), make_photo(alt="Trong bài")
    throw(staff, make_article(cover=cover, body=in_body(inside)))
    assert [photo.in_use() for photo in Photo.objects.all()] == [True, True]


def test_path_of_a_binned_page_is_still_taken():
    staff, page = signed_in(CONTENT), make_page(path="/gioi-thieu/")
    throw(staff, page)
    answer = send(staff, add_url(Page), title="Mới", path="/gioi-thieu/", body="<p>Chào</p>")
    assert errors_of(answer) == ["Đã có trang ở địa chỉ này, có thể trong Thùng rác."]


def test_only_who_may_delete_opens_the_bin(client):
    article = make_article()
    bin.put(article, None)
    assert client.get(BIN).status_code == 302
    for answer in (signed_in(EDITOR).get(BIN), signed_in(EDITOR).post(BIN, key_of(article))):
        assert answer.status_code == 403
    staff = signed_in(CONTENT)
    for key in ("", "news.article-99", "news.article-x", "hoiphunu.user-1", f"news.article-{make_article().pk}"):
        assert messages_of(staff, staff.post(BIN, {"muc": key})) == ["Mục này không còn trong Thùng rác."]
    assert Article.objects.binned().count() == 1


def test_who_may_not_publish_gets_a_draft_back():
    article = make_article()
    bin.put(article, None)
    assert bin.take_out(article, make_user(EDITOR)).state == State.APPROVED
    bin.put(article, None)
    assert bin.take_out(article, make_user()).state == State.DRAFT


def test_nobody_writes_or_publishes_what_is_in_the_bin():
    root, article = make_user(is_superuser=True), make_article()
    bin.put(article, None)
    article.refresh_from_db()
    assert (publishing.may_edit(root, article), publishing.may_publish(root, article)) == (False, False)
    with pytest.raises(ValueError, match="publish from binned"):
        publishing.step(article, "publish", root)


@pytest.mark.parametrize("count", [1, 3])
def test_bin_costs_the_same(count, django_assert_num_queries):
    staff = signed_in(CONTENT)
    for _ in range(count):
        bin.put(make_article(), None)
    staff.get(BIN)
    with django_assert_num_queries(25):
        staff.get(BIN)
