"""Actions of the lists: each text gets its own revision and step, and what is refused is named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoiphunu.models import Notice, Revision, Transition
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import make_article, make_category, make_page, make_tag
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    change_url,
    errors_of,
    list_url,
    messages_of,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db


def asked(staff, action, rows, **typed):
    """The page between, or what comes of it once `typed` is sent."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **typed}
    return staff.post(list_url(type(rows[0])), {**data, "_answered": "1"} if typed else data)


def done(staff, action, rows, **typed):
    return messages_of(staff, asked(staff, action, rows, **typed))


def notes(row):
    return list(Revision.objects.of(row).order_by("number").values_list("note", flat=True))


def test_return_asks_why_and_tells_each_author():
    editor, writer = signed_in(EDITOR), signed_in(CONTRIBUTOR)
    waiting = [make_article(state=State.IN_REVIEW, created_by=writer.user) for _ in range(2)]
    draft = make_article(title="Đang viết", state=State.DRAFT)
    page = asked(editor, "return_selected", [*waiting, draft]).content.decode()
    assert [row.title in page for row in (*waiting, draft)] == [True] * 3
    assert errors_of(asked(editor, "return_selected", waiting, reason=" ")) == ["Ô này cần được điền."]
    assert done(editor, "return_selected", [*waiting, draft], reason="Thiếu  ảnh.") == [
        "Trả lại để sửa: 2 mục.",
        "Không làm được với: Đang viết (đang là “Bản nháp”).",
    ]
    for row in waiting:
        row.refresh_from_db()
        assert (row.state, Transition.objects.of(row).get().reason, notes(row)) == (
            *(State.RETURNED, "Thiếu ảnh.", ["return"]),
        )
    assert Notice.objects.of(writer.user).count() == 2


def test_withdraw_asks_why_or_whereto(client):
    editor, live = signed_in(EDITOR), [make_article(), make_article()]
    assert errors_of(asked(editor, "withdraw_selected", live, reason="", target="")) == [
        "Hãy ghi lý do gỡ: người đọc mở lại trang sẽ thấy."
    ]
    assert errors_of(asked(editor, "withdraw_selected", live, target="https://x.vn/")) != []
    target = live[0].get_absolute_url()
    assert done(editor, "withdraw_selected", live, target=target) == [
        "Gỡ khỏi trang: 1 mục.",
        f"Không làm được với: {live[0]} (địa chỉ chuyển tới chính là mục này).",
    ]
    assert client.get(live[1].get_absolute_url())["Location"] == target
    assert done(editor, "withdraw_selected", live[:1], reason="Số liệu sai.") == ["Gỡ khỏi trang: 1 mục."]
    response = client.get(target)
    assert (response.status_code, "Số liệu sai." in response.content.decode()) == (410, True)


def test_pages_and_documents_have_the_same_actions():
    content, page = signed_in(CONTENT), make_page()
    assert done(content, "withdraw_selected", [page], reason="Cũ.") == ["Gỡ khỏi trang: 1 mục."]
    page.refresh_from_db()
    assert page.state == State.WITHDRAWN


def test_contributor_neither_returns_nor_withdraws():
    writer = signed_in(CONTRIBUTOR)
    rows = [make_article(state=state, created_by=writer.user) for state in (State.IN_REVIEW, State.APPROVED)]
    for action in ("return_selected", "withdraw_selected"):
        asked(writer, action, rows, reason="Lén")
        assert action not in writer.get(list_url(Article)).content.decode()
    assert Transition.objects.count() == 0
    asked(writer, "tag_selected", rows, tag="lén")
    assert [row.tags.count() for row in rows] == [1, 0]  # her own unfinished one, not the published one


def test_editor_is_held_to_her_categories():
    editor, other = signed_in(EDITOR), signed_in(EDITOR)
    closed, hers = make_category(name="Của người khác"), make_category(name="Của chị")
    closed.editors.add(other.user)
    row = make_article(title="Kín", category=closed)
    assert done(editor, "withdraw_selected", [row], reason="Lén") == ["Không làm được với: Kín (bạn không có quyền)."]
    assert done(editor, "move_selected", [row], category=hers.pk) == [
        "Không làm được với: Kín (bạn không có quyền sửa)."
    ]
    free = make_article(category=hers)
    assert errors_of(asked(editor, "move_selected", [free], category=closed.pk)) != []
    assert set(Article.objects.values_list("category__name", flat=True)) == {"Của người khác", "Của chị"}


def test_new_category_shows_at_once_and_is_kept_in_the_history():
    editor, there, here = signed_in(EDITOR), make_category(name="Cũ"), make_category(name="Mới")
    live, draft = make_article(category=there), make_article(category=there, state=State.DRAFT)
    already = make_article(title="Đã ở đây", category=here)
    assert done(editor, "move_selected", [live, draft, already], category=here.pk) == [
        "Chuyển sang chuyên mục “Mới”: 2 mục.",
        "Không làm được với: Đã ở đây (đã ở chuyên mục này).",
    ]
    assert Article.objects.in_category(here).count() == 3
    assert [notes(row) for row in (live, draft, already)] == [["publish"], [""], []]
    assert Transition.objects.count() == 0
    page = editor.get(change_url(live, "history")).content.decode()
    assert "Chuyển sang chuyên mục “Mới”" in page


def test_unfinished_text_of_a_live_article_does_not_get_out_with_a_tag():
    editor, live = signed_in(EDITOR), make_article(title="Đang hiện", tags=["cũ"])
    messages_of(editor, send(editor, change_url(live), title="Chưa xong"))
    assert done(editor, "tag_selected", [live], tag="trẻ em") == [
        "Thêm thẻ “trẻ em”: 1 mục.",
        "Đã ghi vào bản đang sửa, người đọc thấy khi bản ấy được đăng: Chưa xong.",
    ]
    live = Article.objects.get()
    assert (live.title, [tag.name for tag in live.tags.all()]) == ("Đang hiện", ["cũ"])
    assert live.newest_revision.data["tags"] == ["cũ", "trẻ em"]


def test_tags_are_put_on_and_taken_off_whatever_their_letters():
    editor, tag = signed_in(EDITOR), make_tag("Trẻ em")
    with_it, without = make_article(title="Có", tags=["Trẻ em", "khác"]), make_article(title="Không")
    assert done(editor, "tag_selected", [with_it, without], tag="TRẺ  EM") == [
        "Thêm thẻ “TRẺ EM”: 1 mục.",
        "Không làm được với: Có (đã có thẻ này).",
    ]
    assert Article.objects.holding(tag).count() == 2
    assert errors_of(asked(editor, "untag_selected", [without], tag="một, hai")) == ["Hãy ghi một thẻ."]
    assert done(editor, "untag_selected", [with_it, without], tag="trẻ em") == ["Bỏ thẻ “trẻ em”: 2 mục."]
    assert [tag.name for tag in Article.objects.get(title="Có").tags.all()] == ["khác"]
    assert done(editor, "untag_selected", [without], tag="trẻ em") == ["Không làm được với: Không (không có thẻ này)."]


def test_too_many_at_once_are_refused_before_anything_is_asked(monkeypatch):
    monkeypatch.setattr("hoiphunu.admin.bulk.MOST", 2)
    rows = [make_article() for _ in range(3)]
    assert done(signed_in(EDITOR), "withdraw_selected", rows) == ["Chọn tối đa 2 mục một lần."]


@pytest.mark.parametrize(
    ("action", "typed"),
    [("withdraw_selected", {"reason": "Sai."}), ("tag_selected", {"tag": "mới"})],
    ids=["withdraw", "tag"],
)
def test_each_text_costs_the_same(action, typed):
    editor, costs = signed_in(EDITOR), []
    make_tag("mới")
    for count in (1, 2, 4):
        rows = [make_article(tags=["cũ"]) for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            asked(editor, action, rows, **typed)
        costs.append(len(queries))
    each = costs[1] - costs[0]
    assert costs[2] - costs[1] == 2 * each
    assert each <= 85
