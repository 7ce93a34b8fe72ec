"""“Kiểm tra trước khi đăng”: the panel of the form, what it answers to what is typed, and what it keeps back."""

import unicodedata

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hoiphunu.models import Page, Photo
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import in_body, make_article, make_category, make_document, make_page, make_photo, make_tag
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    change_url,
    errors_of,
    messages_of,
    opened,
    send,
    signed_in,
    step,
)

pytestmark = pytest.mark.django_db
FINE = {"title": "Hội thảo", "summary": "Một câu.", "body": "<p>Chào</p>"}
DRAFT = {**FINE, "state": State.DRAFT, "published_at": None}


def shown(answer):
    """[(blocking, sentence, target of "Sửa", place)] of the panel."""
    items = BeautifulSoup(answer.content, "html.parser").select(".proofing__item")
    return [
        (
            "proofing__item--blocking" in item["class"],
            item.span.get_text(" ", strip=True).removeprefix("Chưa đăng được. "),
            item.a["href"],
            item.a["data-hp-where"],
        )
        for item in items
    ]


def proofs(client, model, **typed):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_proofs"
    return client.post(reverse(name), typed)


def test_panel_of_a_draft_names_what_is_to_mend_blocking_first():
    photo = make_photo(alt="")
    Photo.objects.update(width=1600)
    body = "<h3>Mở đầu</h3>" + in_body(photo).replace('alt="ảnh"', 'alt=""')
    article = make_article(**{**DRAFT, "summary": "", "body": body, "cover": make_photo(alt="Bìa")})
    assert shown(signed_in(EDITOR).get(change_url(article))) == [
        (True, "Ảnh thứ 1 trong bài chưa có mô tả: bấm đúp vào ảnh để viết mô tả.", "#id_body", "img 0"),
        (False, "Chưa có tóm tắt: trang chủ và danh sách chỉ hiện tiêu đề.", "#id_summary", ""),
        (False, "“Mở đầu” là tiêu đề nhỏ, mà phía trên chưa có tiêu đề mục.", "#id_body", "h 0"),
    ]


def test_panel_of_a_fine_draft():
    article = make_article(**DRAFT, cover=make_photo(alt="Bìa"))
    answer = signed_in(EDITOR).get(change_url(article))
    assert (shown(answer), "Không còn gì phải sửa." in answer.content.decode()) == ([], True)


def test_answer_to_what_is_typed_stores_nothing():
    editor = signed_in(EDITOR)
    answer = proofs(editor, Article, **{**FINE, "body": '<p>Hai  chỗ <a href="/khong-co/">trang cũ</a></p>'})
    assert shown(answer) == [
        (False, "Liên kết “trang cũ” dẫn tới trang mà người đọc không mở được: /khong-co/", "#id_body", "a 0"),
        (False, "Chưa có ảnh đại diện: danh sách và mạng xã hội hiện bài không ảnh.", "#id_cover", ""),
        (False, "1 chỗ thừa dấu cách: tự sửa khi lưu.", "#id_body", ""),
    ]
    assert Article.objects.count() == 0


@pytest.mark.parametrize("given", ["category", "tags", "sensitivity"])
def test_articles_on_violence_are_reminded_of_names(given):
    editor, plain = signed_in(EDITOR), make_category(name="Hoạt động Hội")
    make_tag("Bạo lực", is_sensitive=True)
    chosen = {
        "category": make_category(name="Bạo lực", is_sensitive=True).pk if given == "category" else plain.pk,
        "tags": "bạo lực" if given == "tags" else "trẻ em",
        "sensitivity": "yes" if given == "sensitivity" else "auto",
    }
    typed = {**FINE, "body": "<p>Nhà cháu Nguyễn Thị Lan</p>"}
    assert "nêu tên Nguyễn Thị Lan" in proofs(editor, Article, **typed, **chosen).content.decode()
    calm = {"category": plain.pk, "tags": "trẻ em", "sensitivity": "auto"}
    assert "Nguyễn Thị Lan" not in proofs(editor, Article, **typed, **calm).content.decode()


def test_panel_of_a_stored_article_on_violence():
    article = make_article(**DRAFT, sensitivity="yes")
    assert "Bài về bạo lực." in signed_in(EDITOR).get(change_url(article)).content.decode()


@pytest.mark.parametrize(("group", "status"), [(CONTRIBUTOR, 200), (EDITOR, 200), (CONTENT, 200), (HOTLINE, 403)])
def test_who_may_ask(group, status):
    assert proofs(signed_in(group), Article, **FINE).status_code == status


def test_only_a_post_is_answered():
    assert signed_in(EDITOR).get(reverse("admin:news_article_proofs")).status_code == 405


def test_empty_link_is_not_published_and_the_form_says_so():
    editor = signed_in(EDITOR)
    article = make_article(**{**DRAFT, "body": '<p>Chào <a href="/tin-tuc/">…</a></p>'})
    sentence = "Liên kết tới /tin-tuc/ không có chữ nào để bấm và để nghe đọc."
    answer = send(editor, change_url(article), step("publish"))
    assert errors_of(answer) == [sentence]
    assert (True, sentence, "#id_body", "a 0") in shown(answer)
    send(editor, change_url(article), step("publish"), body='<p>Chào <a href="/tin-tuc/">tin tức</a></p>')
    article.refresh_from_db()
    assert article.state == State.APPROVED


def test_warnings_keep_nothing_back():
    editor = signed_in(EDITOR)
    article = make_article(**{**DRAFT, "summary": "", "body": '<h4>a</h4><p><a href="/khong-co/">tại đây</a></p>'})
    assert len(shown(editor.get(change_url(article)))) == 5
    send(editor, change_url(article), step("publish"))
    article.refresh_from_db()
    assert article.state == State.APPROVED


def test_saving_mends_spaces_and_letters_and_says_so():
    editor, article = signed_in(EDITOR), make_article(**DRAFT)
    typed = {"summary": "Một  câu.", "body": f"<p>Chào&nbsp; {unicodedata.normalize('NFD', 'chị')}</p>"}
    answer = send(editor, change_url(article), **typed)
    assert messages_of(editor, answer) == [
        "Đã tự sửa trong tóm tắt: 1 chỗ thừa dấu cách.",
        "Đã tự sửa trong nội dung: 1 chỗ thừa dấu cách, 1 chữ gõ dấu rời (Unicode tổ hợp).",
        "Đã lưu bản nháp.",
    ]
    fields = opened(editor, change_url(article))
    assert (fields["summary"], fields["body"]) == ("Một câu.", "<p>Chào chị</p>")


@pytest.mark.parametrize(("make", "name"), [(make_document, "note"), (make_page, "body")])
def test_documents_and_pages_have_the_panel(make, name):
    row = make(**{name: "<h4>Mục</h4>"})
    assert ("#id_" + name, "h 0") in [found[2:] for found in shown(signed_in(CONTENT).get(change_url(row)))]


def test_page_with_an_empty_link_is_not_published():
    page, root = make_page(state=State.DRAFT), signed_in(CONTENT)
    answer = send(root, change_url(page), step("publish"), body='<p><a href="/tin-tuc/">.</a> Chào</p>')
    assert (errors_of(answer) != [], Page.objects.get().state) == (True, State.DRAFT)


def test_panel_costs_one_query_for_all_photos(django_assert_num_queries):
    editor = signed_in(EDITOR)
    body = in_body(make_photo()) + in_body(make_photo())
    plain, rich = make_article(**DRAFT), make_article(**{**DRAFT, "body": body}, cover=make_photo())
    editor.get(change_url(plain))
    with CaptureQueriesContext(connection) as queries:
        editor.get(change_url(plain))
    with django_assert_num_queries(len(queries) + 2):  # the choice box asks for its own photo besides
        editor.get(change_url(rich))


def test_who_only_reads_has_nothing_to_mend():
    writer = signed_in(CONTRIBUTOR)
    page = writer.get(change_url(make_article(**{**FINE, "summary": ""}, created_by=writer.user)))
    parts = BeautifulSoup(page.content, "html.parser").select(".proofing, [data-hp-gallery]")
    assert (page.status_code, parts) == (200, [])
