import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from hoiphunu import publishing, revising
from hoiphunu.models import Photo, Revision
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import (
    at,
    in_body,
    make_article,
    make_category,
    make_document,
    make_field,
    make_file,
    make_page,
    make_photo,
    make_user,
)


@pytest.mark.django_db
def test_working_copy_stands_beside_the_live_text():
    live = make_article(title="Đang hiện", tags=["cũ"])
    writing = Article.objects.get()
    writing.title = "Đang viết"
    publishing.write(writing, {"tags": ["mới"]}, None)
    live.refresh_from_db()
    assert (live.title, live.related_data()["tags"]) == ("Đang hiện", ["cũ"])
    assert live.working_related == {"tags": ["mới"], "topics": [], "files": []}
    assert live.show_newest() == 1
    assert live.title == "Đang viết"
    publishing.step(Article.objects.get(), "publish", None)
    live = Article.objects.get()
    assert (live.title, live.related_data()["tags"], live.slug) == ("Đang viết", ["mới"], "dang-viet")


@pytest.mark.django_db
def test_draft_takes_over_at_once():
    draft = make_article(state=State.DRAFT, published_at=None)
    draft.title = "Viết lại"
    publishing.write(draft, {"tags": ["mới"]}, None)
    draft = Article.objects.get()
    assert (draft.title, draft.related_data()["tags"], draft.state) == ("Viết lại", ["mới"], State.DRAFT)


@pytest.mark.django_db
def test_withdrawing_leaves_the_live_text_and_keeps_the_working_copy():
    live = make_article(title="Đang hiện")
    writing = Article.objects.get()
    writing.title = "Đang viết"
    publishing.write(writing, {}, None)
    publishing.step(live, "withdraw", None, "Sai số liệu")
    live = Article.objects.get()
    assert (live.title, live.state) == ("Đang hiện", State.WITHDRAWN)
    live.show_newest()
    assert live.title == "Đang viết"


@pytest.mark.django_db
def test_numbers_rise_by_one_for_each_row_of_its_own():
    article, page = make_article(), make_page()
    for _ in range(3):
        publishing.write(article, {}, None)
    publishing.write(page, {}, None)
    assert [revision.number for revision in Revision.objects.of(article)] == [3, 2, 1]
    assert [revision.number for revision in Revision.objects.of(page)] == [1]
    assert (revising.newest_number(article), revising.newest_number(make_article())) == (3, 0)


@pytest.mark.django_db
def test_every_written_field_survives_the_way_through_a_revision():
    category, photo = make_category(), make_photo()
    values = {
        "title": "Tiêu đề", "summary": "Tóm tắt", "body": "<p>Thân bài</p>", "cover_id": photo.pk, "byline": "Bút danh",
        "category_id": category.pk, "featured_order": 2, "sensitivity": "yes", "tab_title": "Thời tiết",
        "pinned": [7, 3], "published_at": at("2025-06-17 05:07"), "expires_at": at("2025-07-01 00:00"),
    }  # fmt: skip
    assert {name.removesuffix("_id") for name in values} == set(Article.revised_fields)
    article = make_article()
    for name, value in values.items():
        setattr(article, name, value)
    publishing.write(article, {}, None, "publish")
    assert Article.objects.values(*values).get() == values


@pytest.mark.django_db
def test_sets_of_a_document_go_through_its_revision():
    document, fields = make_document(), [make_field("Gia đình"), make_field("Bình đẳng giới")]
    first, second = make_file(document, "Bản ký"), make_file(document, "Phụ lục")
    document.number, document.issued_on = "13/2022/QH15", date(2022, 11, 14)
    listed = [{"id": second.pk, "part": "annex", "title": "Phụ lục 1", "order": 3}]
    live = {"co_issuers": [], "fields": [fields[1].pk], "relations": [], "files": listed}
    publishing.write(document, {"fields": [fields[1].pk], "files": listed}, None, "publish")
    document.refresh_from_db()
    assert document.related_data() == live
    assert [stored.title for stored in document.public_files] == ["Phụ lục 1"]
    publishing.write(document, {"fields": [], "files": [{"id": first.pk, "title": "Bản ký", "order": 1}]}, None)
    assert document.related_data() == live
    written = {"fields": [], "files": [{"id": first.pk, "title": "Bản ký", "order": 1}]}
    assert document.working_related == {**live, **written}


@pytest.mark.django_db
def test_revision_holds_the_body_as_it_would_be_stored():
    article = make_article()
    article.body = "<p onclick='x()'>Chữ<script>alert(1)</script></p>"
    publishing.write(article, {}, None)
    assert article.newest_revision.data["body"] == "<p>Chữ</p>"


@pytest.mark.django_db
def test_older_shape_of_a_revision_is_applied_as_far_as_it_goes():
    article = make_article(title="Cũ", summary="Giữ")
    article.apply({"title": "Mới", "a_field_of_long_ago": 1})
    assert (article.title, article.summary) == ("Mới", "Giữ")


@pytest.mark.django_db
def test_history_survives_the_account():
    writer = make_user(full_name="Trần Thị Bưởi")
    article = make_article(created_by=writer, created_by_name=writer.full_name)
    publishing.write(article, {}, writer)
    writer.delete()
    article.refresh_from_db()
    assert (article.created_by, article.created_by_name) == (None, "Trần Thị Bưởi")
    revision = Revision.objects.get()
    assert (revision.created_by, revision.created_by_name) == (None, "Trần Thị Bưởi")


@pytest.mark.django_db
def test_photo_is_in_use_while_any_revision_or_public_text_shows_it():
    unused, in_draft, as_cover, in_public = (make_photo(alt=str(n)) for n in range(4))
    draft = make_article(state=State.DRAFT, body=in_body(in_draft), cover=as_cover)
    publishing.write(draft, {}, None)
    make_page(body=in_body(in_public))
    assert [photo.in_use() for photo in Photo.objects.order_by("pk")] == [False, True, True, True]
    # 1 is not 11: a longer number that begins alike is another photo.
    assert Photo(pk=in_draft.pk * 10 + 1, file="anh/00/none.jpg").in_use() is False


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_append_at_once_gets_the_number():
    article = make_article()
    ready, results = threading.Barrier(2), []

    def append():
        try:
            with transaction.atomic():
                revising.newest_number(article)
                if connection.vendor == "postgresql":  # SQLite lets only one in at all
                    ready.wait(5)
                revising.append(article, {}, None)
            results.append("stored")
        except IntegrityError:
            results.append("clash")
        finally:
            connection.close()

    threads = [threading.Thread(target=append) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(Revision.objects.values_list("number", flat=True))
    # Without the row's lock one loses cleanly, or they happened to come one after the other.
    assert (sorted(results), numbers) in [(["clash", "stored"], [1]), (["stored", "stored"], [1, 2])]


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_row_take_turns():
    article = make_article()
    errors = []

    def write(number):
        try:
            row = Article.objects.get(pk=article.pk)
            row.title = f"Bản của người {number}"
            publishing.write(row, {"tags": ["thẻ chung"]}, None)
        except Exception as error:  # the thread's own, shown by the assert below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(Revision.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
