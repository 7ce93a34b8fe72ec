"""The article form, as contributors and editors use it."""

from datetime import datetime

import pytest

from hoiphunu.models import Organisation, Photo, Revision
from hoiphunu.publishing import State
from hoiphunu.vietnamese import HERE
from news.models import Article
from tests.factories import in_body, make_article, make_category, make_organisation, make_photo
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    add_url,
    at_once,
    change_url,
    client_of,
    errors_of,
    fields_of,
    list_url,
    messages_of,
    opened,
    photo_file,
    send,
    signed_in,
    step,
    values_of,
)

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)

NOT_NOW = ["Bạn không làm được việc này với mục đang ở trạng thái hiện tại."]


def numbers(row):
    return list(Revision.objects.of(row).order_by("number").values_list("number", "note", "created_by_name"))


def test_editor_writes_a_draft():
    editor = signed_in(EDITOR)
    answer = send(
        editor,
        add_url(Article),
        title="Hội thảo  ở xã\nXuân Hòa",
        body='<p style="text-align:center" onclick="x()">Chào <b>chị em</b></p>',
        category=make_category(name="Hoạt động Hội").pk,
        tags="bạo lực gia đình, trẻ em",
        byline="Ngọc Bích",
    )
    article = Article.objects.get()
    assert answer.headers["Location"] == change_url(article)
    assert messages_of(editor, answer) == ["Đã tự sửa trong tiêu đề: 1 chỗ thừa dấu cách.", "Đã lưu bản nháp."]
    assert (article.title, article.state) == ("Hội thảo ở xã Xuân Hòa", State.DRAFT)
    assert article.body == '<p class="align-center">Chào <strong>chị em</strong></p>'
    assert sorted(tag.name for tag in article.tags.all()) == ["bạo lực gia đình", "trẻ em"]
    assert (article.created_by, article.created_by_name) == (editor.user, editor.user.full_name)
    assert numbers(article) == [(1, "", editor.user.full_name)]
    assert editor.get(article.get_absolute_url()).status_code == 404


def test_dates_are_read_the_vietnamese_way():
    typed = {"published_at_0": "03/01/2024", "published_at_1": "08:05", "expires_at_0": "1/2/2024"}
    typed["expires_at_1"] = "17:00"
    send(signed_in(EDITOR), add_url(Article), **values_of(Article), **typed)
    article = Article.objects.get()
    assert article.published_at == datetime(2024, 1, 3, 8, 5, tzinfo=HERE)
    assert article.expires_at == datetime(2024, 2, 1, 17, 0, tzinfo=HERE)


def test_american_date_is_refused():
    answer = send(signed_in(EDITOR), add_url(Article), **values_of(Article), published_at_0="01/17/2024")
    assert answer.status_code == 200
    assert Article.objects.count() == 0
    assert fields_of(answer)["title"] == "Hội thảo ở xã Xuân Hòa"


def test_form_reopens_with_what_was_written():
    editor, category = signed_in(EDITOR), make_category()
    typed = {
        "title": "Hội thảo",
        "summary": "Một câu.",
        "body": "<p>Chào</p>",
        "category": str(category.pk),
        "tags": "bạo lực gia đình, trẻ em",
        "published_at_0": "03/01/2024",
        "published_at_1": "08:05",
        "byline": "Ngọc Bích",
    }
    answer = send(editor, add_url(Article), **typed)
    fields = opened(editor, answer.headers["Location"])
    assert {name: fields[name] for name in typed} == typed
    assert fields["_revision"] == "1"


def test_contributor_submits_and_an_editor_returns_and_publishes(frozen):
    frozen("2025-06-17 05:07:30")
    writer, editor = signed_in(CONTRIBUTOR), signed_in(EDITOR)
    answer = send(writer, add_url(Article), step("submit"), **values_of(Article), body="<p>Chào</p>")
    article, url = Article.objects.get(), answer.headers["Location"]
    assert messages_of(writer, answer) == ["Đã gửi duyệt."]
    assert article.state == State.IN_REVIEW
    assert messages_of(editor, send(editor, url, step("return"), _reason="Thiếu ảnh.")) == [
        "Đã trả lại. Người viết thấy lý do bạn ghi."
    ]
    article.refresh_from_db()
    assert article.state == State.RETURNED
    send(writer, url, step("submit"), title="Sửa rồi")
    assert messages_of(editor, send(editor, url, step("publish"))) == ["Đã đăng."]
    article.refresh_from_db()
    assert (article.title, article.state) == ("Sửa rồi", State.APPROVED)
    assert article.published_at == datetime(2025, 6, 17, 5, 7, tzinfo=HERE)
    assert [(number, note) for number, note, _ in numbers(article)] == [
        *[(1, "submit"), (2, "return"), (3, "submit"), (4, "publish")]
    ]
    assert editor.get(article.get_absolute_url()).status_code == 200


def test_scheduled_article_waits_for_its_minute(frozen):
    frozen("2025-06-17 05:07")
    editor = signed_in(EDITOR)
    typed = {**values_of(Article), "body": "<p>Chào</p>", "published_at_0": "17/06/2025", "published_at_1": "08:00"}
    send(editor, add_url(Article), step("publish"), **typed)
    article = Article.objects.get()
    assert (article.state, article.state_label) == (State.APPROVED, "Hẹn đăng")
    assert editor.get(article.get_absolute_url()).status_code == 404
    frozen("2025-06-17 08:00")
    assert editor.get(article.get_absolute_url()).status_code == 200


def test_article_that_has_expired_is_not_published(frozen):
    frozen("2025-06-17 05:07")
    typed = {**values_of(Article), "body": "<p>Chào</p>", "expires_at_0": "16/06/2025", "expires_at_1": "08:00"}
    answer = send(signed_in(EDITOR), add_url(Article), step("publish"), **typed)
    assert errors_of(answer) == ["Ngày hết hạn phải sau ngày đăng."]
    assert Article.objects.count() == 0


def test_withdrawing_wants_a_reason():
    editor, article = signed_in(EDITOR), make_article()
    answer = send(editor, change_url(article), step("withdraw"), _reason="  ")
    assert errors_of(answer) == ["Hãy ghi lý do gỡ: người đọc mở lại trang sẽ thấy."]
    article.refresh_from_db()
    assert article.state == State.APPROVED
    answer = send(editor, change_url(article), step("withdraw"), _reason="Ảnh chưa được phép đăng.")
    article.refresh_from_db()
    assert (article.state, article.withdrawn_reason) == (State.WITHDRAWN, "Ảnh chưa được phép đăng.")
    shown = editor.get(article.get_absolute_url())
    assert (shown.status_code, "Ảnh chưa được phép đăng." in shown.content.decode()) == (410, True)


def test_withdrawn_article_is_published_again():
    editor, article = signed_in(EDITOR), make_article(state=State.WITHDRAWN, withdrawn_reason="Nhầm")
    send(editor, change_url(article), step("publish"))
    article.refresh_from_db()
    assert (article.state, article.withdrawn_reason) == (State.APPROVED, "")


def test_live_article_changes_only_when_published():
    editor, article = signed_in(EDITOR), make_article(title="Cũ", body="<p>Chữ cũ</p>", tags=["cũ"])
    published_at, url = article.published_at, change_url(article)
    typed = {"title": "Mới", "body": "<p>Chữ mới</p>", "tags": "mới, chưa đăng", "published_at_0": "03/01/2024"}
    answer = send(editor, url, **typed)
    assert messages_of(editor, answer) == ["Đã lưu bản nháp."]
    live = Article.objects.get()
    assert (live.title, live.body, live.published_at) == ("Cũ", "<p>Chữ cũ</p>", published_at)
    assert [tag.name for tag in live.tags.all()] == ["cũ"]
    page = editor.get(live.get_absolute_url()).content.decode()
    assert ("Chữ cũ" in page, "Chữ mới" in page) == (True, False)
    fields = opened(editor, url)
    assert (fields["title"], fields["body"], fields["tags"]) == ("Mới", "<p>Chữ mới</p>", "chưa đăng, mới")
    assert fields["published_at_0"] == "03/01/2024"
    assert "người đọc vẫn thấy bản đã đăng" in editor.get(url).content.decode()
    send(editor, url, step("publish"))
    live.refresh_from_db()
    assert (live.title, live.body) == ("Mới", "<p>Chữ mới</p>")
    assert sorted(tag.name for tag in live.tags.all()) == ["chưa đăng", "mới"]


def test_date_of_a_live_article_may_be_cleared_and_set_anew(frozen):
    frozen("2025-06-17 05:07")
    editor, article = signed_in(EDITOR), make_article()
    answer = send(editor, change_url(article), step("publish"), published_at_0="", published_at_1="")
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.published_at == datetime(2025, 6, 17, 5, 7, tzinfo=HERE)


def test_cover_is_uploaded_with_the_article():
    editor = signed_in(EDITOR)
    typed = {**values_of(Article), "body": "<p>Chào</p>", "cover_upload": photo_file(), "cover_alt": "Đại biểu"}
    send(editor, add_url(Article), step("publish"), **typed)
    photo = Photo.objects.get()
    assert (photo.alt, photo.created_by) == ("Đại biểu", editor.user)
    assert Article.objects.get().cover == photo


def test_uploaded_cover_needs_words_before_publishing():
    typed = {**values_of(Article), "body": "<p>Chào</p>", "cover_upload": photo_file()}
    answer = send(signed_in(EDITOR), add_url(Article), step("publish"), **typed)
    assert errors_of(answer) == ["Hãy mô tả ảnh, để người không nhìn thấy ảnh cũng hiểu."]
    assert (Article.objects.count(), Photo.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("alt", "in_text", "errors"),
    [
        ("", "", ["Ảnh thứ 1 trong bài chưa có mô tả: bấm đúp vào ảnh để viết mô tả."]),
        ("Chị em", "", []),
        ("", "Chị em", []),
    ],
)
def test_photos_in_the_text_need_words_before_publishing(alt, in_text, errors):
    photo = make_photo(alt=alt)
    body = f'<p>Chào</p><p><img src="{photo.url}" alt="{in_text}" data-photo="{photo.pk}"></p>'
    editor, article = signed_in(EDITOR), make_article(state=State.DRAFT, body=body, published_at=None)
    assert send(editor, change_url(article)).status_code == 302
    answer = send(editor, change_url(article), step("publish"))
    assert (errors_of(answer) if answer.status_code == 200 else []) == errors


def test_empty_article_is_not_published():
    answer = send(signed_in(EDITOR), add_url(Article), step("publish"), **values_of(Article), body="<p>&nbsp;</p>")
    assert errors_of(answer) == ["Cần có nội dung trước khi đăng."]


def test_list_action_publishes_what_is_ready_and_names_the_rest(frozen):
    frozen("2025-06-17 05:07")
    editor, draft = signed_in(EDITOR), {"state": State.DRAFT, "published_at": None}
    ready = make_article(title="Sẵn sàng", **draft)
    wordless = make_article(title="Ảnh trống", body=in_body(make_photo()).replace("ảnh", ""), **draft)
    Photo.objects.update(alt="")
    empty = make_article(title="Trống", body="", **draft)
    answer = editor.post(
        list_url(Article),
        {"action": "publish_selected", "_selected_action": [ready.pk, wordless.pk, empty.pk]},
    )
    shown = messages_of(editor, answer)
    assert sorted(Article.objects.published()) == [ready]
    assert shown == [
        "Đăng: 1 mục.",
        "Không làm được với: Trống (Cần có nội dung trước khi đăng); "
        "Ảnh trống (Ảnh thứ 1 trong bài chưa có mô tả: bấm đúp vào ảnh để viết mô tả).",
    ]


def test_list_action_takes_the_newest_text():
    editor, article = signed_in(EDITOR), make_article(title="Cũ")
    send(editor, change_url(article), title="Mới")
    editor.post(list_url(Article), {"action": "publish_selected", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert article.title == "Mới"


def test_editor_is_held_to_her_categories():
    editor, other = signed_in(EDITOR), signed_in(EDITOR)
    hers, open_to_all, closed = (make_category(name=name) for name in ("Của chị", "Chung", "Của người khác"))
    hers.editors.add(editor.user)
    closed.editors.add(other.user)
    article = make_article(category=closed, state=State.IN_REVIEW)
    page = editor.get(add_url(Article)).content.decode()
    assert [name in page for name in ("Của chị", "Chung", "Của người khác")] == [True, True, False]
    answer = send(editor, add_url(Article), title="Lén", category=closed.pk)
    assert (answer.status_code, Article.objects.count()) == (200, 1)
    assert editor.post(change_url(article), {"title": "Lén"}).status_code == 403
    editor.post(list_url(Article), {"action": "publish_selected", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert article.state == State.IN_REVIEW
    assert send(other, change_url(article), step("publish")).status_code == 302


def test_who_looks_after_all_content_is_held_to_no_category():
    category = make_category()
    category.editors.add(signed_in(EDITOR).user)
    article = make_article(category=category, state=State.IN_REVIEW)
    send(signed_in(CONTENT), change_url(article), step("publish"))
    article.refresh_from_db()
    assert article.state == State.APPROVED


def test_two_people_are_needed_where_the_office_says_so():
    make_organisation(requires_two_people=True)
    writer, other = signed_in(EDITOR), signed_in(EDITOR)
    typed = {**values_of(Article), "body": "<p>Chào</p>"}
    answer = send(writer, add_url(Article), step("publish"), **typed)
    assert (errors_of(answer), Article.objects.count()) == (NOT_NOW, 0)
    answer = send(writer, add_url(Article), step("submit"), **typed)
    article, url = Article.objects.get(), answer.headers["Location"]
    assert errors_of(send(writer, url, step("publish"))) == NOT_NOW
    writer.post(list_url(Article), {"action": "publish_selected", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert article.state == State.IN_REVIEW
    assert send(other, url, step("publish")).status_code == 302
    article.refresh_from_db()
    assert article.state == State.APPROVED
    assert Organisation.objects.current().requires_two_people


def others_article():
    return make_article(title="Của người khác", state=State.DRAFT, created_by=signed_in(CONTRIBUTOR).user)


@pytest.mark.parametrize("view", ["change", "history", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_contributor_cannot_reach_the_articles_of_others(view, method):
    article, writer = others_article(), signed_in(CONTRIBUTOR)
    answer = getattr(writer, method)(change_url(article, view), {"title": "Lén", "post": "yes"})
    assert answer.status_code in (302, 403)
    assert answer.headers.get("Location", "/quan-tri/") == "/quan-tri/"
    article.refresh_from_db()
    assert (article.title, Revision.objects.of(article).count()) == ("Của người khác", 0)


def test_contributor_lists_only_her_own():
    others_article()
    writer = signed_in(CONTRIBUTOR)
    own = make_article(title="Của tôi", state=State.DRAFT, created_by=writer.user)
    assert list(writer.get(list_url(Article)).context["cl"].queryset) == [own]


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.RETURNED, State.IN_REVIEW, State.APPROVED, State.WITHDRAWN], ids=str
)
def test_contributor_cannot_publish_by_forging(state):
    writer = signed_in(CONTRIBUTOR)
    article = make_article(title="Của tôi", state=state, created_by=writer.user)
    fields = {**opened(client_of(signed_in(EDITOR).user), change_url(article)), "state": "approved"}
    for forged in ("publish", "return", "withdraw"):
        answer = writer.post(change_url(article), {**fields, "_step": forged, "_reason": "x", "title": "Lén"})
        assert answer.status_code == 200
    for action in ("publish_selected", "submit_selected", "delete_selected"):
        writer.post(list_url(Article), {"action": action, "_selected_action": [article.pk], "post": "yes"})
    article.refresh_from_db()
    submitted = State.IN_REVIEW if state in (State.DRAFT, State.RETURNED) else state
    assert (article.title, article.state) == ("Của tôi", submitted)


def test_contributor_cannot_publish_while_adding():
    typed = {**values_of(Article), "body": "<p>Chào</p>", "state": "approved", "created_by": "1"}
    answer = send(signed_in(CONTRIBUTOR), add_url(Article), step("publish"), **typed)
    assert (errors_of(answer), Article.objects.count()) == (NOT_NOW, 0)


def test_hidden_fields_are_not_taken():
    writer, other = signed_in(CONTRIBUTOR), signed_in(EDITOR)
    forged = {"state": "approved", "created_by": other.user.pk, "is_sensitive": "on", "slug": "x", "id": "999"}
    send(writer, add_url(Article), **values_of(Article), **forged)
    article = Article.objects.get()
    assert (article.state, article.created_by, article.is_sensitive) == (State.DRAFT, writer.user, False)
    assert article.slug == "hoi-thao-o-xa-xuan-hoa"


def test_contributor_reads_her_published_article_and_loses_no_text():
    writer, editor = signed_in(CONTRIBUTOR), signed_in(EDITOR)
    article = make_article(title="Của tôi", state=State.IN_REVIEW, created_by=writer.user)
    fields = opened(writer, change_url(article))
    send(editor, change_url(article), step("publish"))
    page = writer.get(change_url(article)).content.decode()
    assert ("Của tôi" in page, 'name="_save"' in page) == (True, False)
    answer = send(writer, change_url(article), _fields=fields, title="Viết dở")
    assert fields_of(answer)["title"] == "Viết dở"
    assert errors_of(answer) == [
        "Mục này đã được duyệt trong lúc bạn viết, nên bạn không sửa được nữa. Nội dung bạn viết vẫn còn trong mẫu: "
        "hãy chép lại và gửi cho biên tập viên."
    ]
    article.refresh_from_db()
    assert article.title == "Của tôi"


def test_second_of_two_editors_sees_the_conflict(frozen):
    frozen("2025-06-17 05:07")
    first, second = signed_in(EDITOR, full_name="Trần Thị Lan"), signed_in(EDITOR, full_name="Lê Thị Mai")
    article = make_article(title="Cũ", body="<p>Cũ</p>", state=State.DRAFT, tags=["cũ"])
    url = change_url(article)
    forms = [opened(client, url) for client in (first, second)]
    assert send(first, url, _fields=forms[0], title="Của Lan", tags="của lan").status_code == 302
    answer = send(second, url, _fields=forms[1], title="Của Mai", body="<p>Chữ của Mai</p>", tags="của mai")
    assert answer.status_code == 200
    assert errors_of(answer) == [
        "Trần Thị Lan đã lưu mục này lúc 05:07 ngày 17/06/2025, sau khi bạn mở. Chưa có gì mất: bản của bạn còn nguyên "
        "trong mẫu, bản kia ở bảng so sánh. Xem từng chỗ, chọn bản giữ lại, rồi bấm lưu lần nữa."
    ]
    assert [row[:3] for row in answer.context["conflict"]["rows"]] == [
        ("Tiêu đề", "Của Lan", "Của Mai"),
        ("Nội dung", "Cũ", "Chữ của Mai"),
        ("Thẻ", "của lan", "của mai"),
    ]
    article.refresh_from_db()
    assert (article.title, [tag.name for tag in article.tags.all()]) == ("Của Lan", ["của lan"])
    fields = fields_of(answer)
    assert (fields["title"], fields["body"], fields["tags"]) == ("Của Mai", "<p>Chữ của Mai</p>", "của mai")
    assert send(second, url, _fields=fields).status_code == 302
    article.refresh_from_db()
    assert (article.title, [tag.name for tag in article.tags.all()]) == ("Của Mai", ["của mai"])
    assert numbers(article) == [(1, "", "Trần Thị Lan"), (2, "", "Lê Thị Mai")]
    assert list(Revision.objects.of(article).order_by("number").values_list("data__title", flat=True)) == [
        "Của Lan",
        "Của Mai",
    ]


def test_conflict_names_what_differs_in_words():
    editor, two = signed_in(EDITOR), [make_category(name="Một"), make_category(name="Hai")]
    covers = [make_photo(alt="Ảnh một"), make_photo(alt="Ảnh hai")]
    article = make_article(category=two[0], state=State.DRAFT, published_at=None)
    fields = opened(editor, change_url(article))
    typed = {"category": two[0].pk, "cover": covers[0].pk, "featured_order": 1, "sensitivity": "yes"}
    send(editor, change_url(article), published_at_0="03/01/2024", published_at_1="08:00", **typed)
    typed = {"category": two[1].pk, "cover": covers[1].pk, "featured_order": 2, "sensitivity": "no"}
    answer = send(editor, change_url(article), _fields=fields, **typed)
    assert sorted([row[:3] for row in answer.context["conflict"]["rows"]]) == sorted(
        [
            ("Ngày đăng", "08:00 03/01/2024", ""),
            ("Chuyên mục", "Một", "Hai"),
            ("Ảnh đại diện", "Ảnh một", "Ảnh hai"),
            ("Thứ tự tiêu điểm", "1", "2"),
            ("Bài nhạy cảm", "Có, là bài nhạy cảm", "Không"),
        ]
    )


@RACE
def test_two_editors_save_at_once():
    first, second = signed_in(EDITOR), signed_in(EDITOR)
    article = make_article(title="Cũ", state=State.DRAFT)
    url = change_url(article)
    forms = [opened(client, url) for client in (first, second)]
    answers = at_once(
        lambda: send(first, url, _fields=forms[0], title="Một"),
        lambda: send(second, url, _fields=forms[1], title="Hai"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    saved = "Một" if answers[0].status_code == 302 else "Hai"
    article.refresh_from_db()
    assert (article.title, Revision.objects.of(article).count()) == (saved, 1)


@RACE
def test_publishing_from_the_list_loses_no_text_saved_at_the_same_moment():
    first, second = signed_in(EDITOR), signed_in(EDITOR)
    article = make_article(title="Cũ", state=State.IN_REVIEW)
    form = opened(first, change_url(article))
    at_once(
        lambda: send(first, change_url(article), _fields=form, title="Mới"),
        lambda: second.post(list_url(Article), {"action": "publish_selected", "_selected_action": [article.pk]}),
    )
    titles = list(Revision.objects.of(article).order_by("number").values_list("data__title", flat=True))
    # Published before (the save is then shown the conflict), or after with the new text.
    assert titles in (["Cũ"], ["Mới", "Mới"])
    article.refresh_from_db()
    assert (article.state, article.title) == (State.APPROVED, titles[-1])


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.WITHDRAWN], ids=str)
def test_link_to_the_page_only_when_readers_can_open_it(state):
    article = make_article(state=state)
    page = signed_in(EDITOR).get(change_url(article)).content.decode()
    assert (f'href="{article.get_absolute_url()}"' in page) == (state == State.APPROVED)


def test_link_to_the_page_waits_for_the_date(frozen):
    frozen("2025-06-17 05:07")
    article = make_article(published_at=datetime(2025, 6, 18, tzinfo=HERE))
    assert article.get_absolute_url() not in signed_in(EDITOR).get(change_url(article)).content.decode()


def test_too_long_a_text_is_refused_in_the_form():
    answer = send(signed_in(EDITOR), add_url(Article), **values_of(Article), body=f"<p>{'chữ ' * 120_000}</p>")
    assert [message[:17] for message in errors_of(answer)] == ["Nội dung quá dài:"]
    assert (Article.objects.count(), fields_of(answer)["title"]) == (0, "Hội thảo ở xã Xuân Hòa")


def test_form_costs_few_queries(django_assert_max_num_queries):
    article = make_article(tags=["một", "hai"], cover=make_photo())
    editor = signed_in(EDITOR)
    send(editor, change_url(article), body=in_body(make_photo()))
    with django_assert_max_num_queries(25):
        assert editor.get(change_url(article)).status_code == 200
