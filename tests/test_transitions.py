"""The steps a text takes: who, when, why; and where a withdrawn one leads."""

import pytest
from bs4 import BeautifulSoup

from hoiphunu import publishing
from hoiphunu.models import Transition
from hoiphunu.publishing import State
from news.models import Article, Category
from tests.factories import at, make_article, make_category, make_document, make_page, make_user
from tests.staff import (
    CONTRIBUTOR,
    EDITOR,
    add_url,
    change_url,
    client_of,
    errors_of,
    opened,
    send,
    signed_in,
    step,
    values_of,
)

pytestmark = pytest.mark.django_db

MAKERS = pytest.mark.parametrize("maker", [make_article, make_document, make_page], ids=["article", "document", "page"])


def steps_of(row):
    fields = ("step", "from_state", "to_state", "reason", "target", "by_name")
    return list(Transition.objects.of(row).order_by("pk").values_list(*fields))


def test_each_step_is_kept_with_who_and_why(frozen):
    frozen("2025-06-17 05:07")
    writer, editor = make_user(full_name="Lý Thị Sa"), make_user(full_name="Trần Thị Mai")
    article = make_article(state=State.DRAFT, created_by=writer)
    publishing.write(article, {}, writer)
    publishing.step(article, "submit", writer)
    publishing.step(article, "return", editor, "Thiếu ảnh.")
    publishing.step(article, "submit", writer)
    publishing.step(article, "publish", editor)
    publishing.step(article, "withdraw", editor, "", "/tin-tuc/")
    assert steps_of(article) == [
        ("submit", "draft", "in_review", "", "", "Lý Thị Sa"),
        ("return", "in_review", "returned", "Thiếu ảnh.", "", "Trần Thị Mai"),
        ("submit", "returned", "in_review", "", "", "Lý Thị Sa"),
        ("publish", "in_review", "approved", "", "", "Trần Thị Mai"),
        ("withdraw", "approved", "withdrawn", "", "/tin-tuc/", "Trần Thị Mai"),
    ]
    assert set(Transition.objects.values_list("at", flat=True)) == {at("2025-06-17 05:07")}


def test_steps_survive_the_account_and_go_with_the_text():
    editor = make_user(full_name="Trần Thị Mai")
    article, other = make_article(state=State.DRAFT), make_article(state=State.DRAFT)
    for row in (article, other):
        publishing.step(row, "publish", editor)
    editor.delete()
    kept = Transition.objects.newest(article, "publish")
    assert (kept.by, kept.by_name) == (None, "Trần Thị Mai")
    article.delete()
    assert [entry.object_id for entry in Transition.objects.all()] == [other.pk]


def test_refused_step_leaves_nothing():
    article = make_article(state=State.DRAFT)
    for wrong in (("return", "Vì sao"), ("withdraw", "Vì sao")):
        with pytest.raises(ValueError, match=wrong[0]):
            publishing.step(article, wrong[0], None, wrong[1])
    article = make_article(state=State.IN_REVIEW)
    with pytest.raises(ValueError, match="return without a reason"):
        publishing.step(article, "return", None)
    assert Transition.objects.count() == 0


def test_history_tells_the_steps_in_words(frozen):
    frozen("2025-06-17 05:07")
    editor = signed_in(EDITOR, full_name="Trần Thị Mai")
    article = make_article(state=State.IN_REVIEW)
    publishing.step(article, "return", editor.user, "Thiếu <ảnh>.")
    page = BeautifulSoup(editor.get(change_url(article, "history")).content, "html.parser")
    cells = [" ".join(cell.get_text().split()) for cell in page.select("tbody tr")[0].select("th, td")]
    assert cells == [
        "05:07 17/06/2025",
        "Trần Thị Mai",
        "Trả lại để sửa",
        "Chờ duyệt → Trả lại",
        "Thiếu <ảnh>.",
    ]


def test_history_is_nobodys_to_edit():
    row, root = make_article(), signed_in(is_superuser=True)
    entry = Transition.objects.record(row, "publish", State.DRAFT, root.user)
    answers = [
        root.get(add_url(Transition)),
        root.post(change_url(entry), {"reason": "khác", "_save": "1"}),
        root.post(change_url(entry, "delete"), {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    entry.refresh_from_db()
    assert entry.reason == ""


def test_returning_wants_a_reason_which_the_writer_reads_until_she_submits():
    writer, editor = signed_in(CONTRIBUTOR), signed_in(EDITOR, full_name="Trần Thị Mai")
    send(writer, add_url(Article), step("submit"), **values_of(Article), body="<p>Chào</p>")
    article = Article.objects.get()
    answer = send(editor, change_url(article), step("return"), _reason=" ")
    assert errors_of(answer) == ["Hãy ghi lý do trả lại, để người viết biết cần sửa gì."]
    send(editor, change_url(article), step("return"), _reason="Thiếu  ảnh đại biểu.")

    def note():
        return BeautifulSoup(writer.get(change_url(article)).content, "html.parser").select_one(".returned")

    text = " ".join(note().get_text().split())
    assert text.startswith("Trần Thị Mai trả lại lúc ")
    assert text.endswith("Thiếu ảnh đại biểu.")
    send(writer, change_url(article), step("submit"))
    assert note() is None


def test_what_was_typed_as_reason_comes_back_with_an_error():
    editor, article = signed_in(EDITOR), make_article()
    typed = {"_reason": "Sai số liệu", "_target": "https://example.vn/"}
    page = BeautifulSoup(send(editor, change_url(article), step("withdraw"), **typed).content, "html.parser")
    assert {name: page.select_one(f"input[name={name}]")["value"] for name in typed} == typed
    assert page.select_one("details.withdraw").has_attr("open")


@MAKERS
def test_withdrawn_text_leads_where_staff_said(client, maker):
    row = maker(state=State.WITHDRAWN, withdrawn_to="/tin-tuc/")
    response = client.get(row.get_absolute_url())
    assert (response.status_code, response["Location"], response["Cache-Control"]) == (301, "/tin-tuc/", "no-cache")


@MAKERS
def test_withdrawn_before_its_time_leads_nowhere(client, maker):
    row = maker(state=State.WITHDRAWN, withdrawn_to="/tin-tuc/", published_at=at("2099-01-01 00:00"))
    assert client.get(row.get_absolute_url()).status_code == 404


def test_expired_text_does_not_lead_on(client):
    row = make_article(withdrawn_to="/tin-tuc/", expires_at=at("2020-01-01 00:00"))
    assert client.get(row.get_absolute_url()).status_code == 410


def test_withdrawing_to_another_page():
    editor, article = signed_in(EDITOR), make_article()
    other = make_article()
    send(editor, change_url(article), step("withdraw"), _target=other.get_absolute_url())
    article.refresh_from_db()
    assert (article.state, article.withdrawn_to) == (State.WITHDRAWN, other.get_absolute_url())
    assert editor.get(article.get_print_url())["Location"] == other.get_absolute_url()
    send(editor, change_url(article), step("publish"))
    article.refresh_from_db()
    assert (article.state, article.withdrawn_to) == (State.APPROVED, "")


INSIDE = "Địa chỉ phải là một trang trong website này, bắt đầu bằng / (ví dụ /tin-tuc/)."
ITSELF = "Địa chỉ chuyển tới chính là mục đang gỡ; hãy chọn trang khác."


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("https://example.vn/", INSIDE),
        ("javascript:alert(1)", "Địa chỉ phải bắt đầu bằng https://, http:// hoặc / (trang trong website này)."),
        ("//example.vn/", "Địa chỉ phải bắt đầu bằng https://, http:// hoặc / (trang trong website này)."),
        ("/tin-tuc\\x", "Địa chỉ có khoảng trắng hoặc ký tự lạ."),
        ("/Không-có.html", "Website này không có trang nào ở địa chỉ đó."),
        ("/tin-tuc/sai-{pk}/", ITSELF),
        ("/tin-tuc/sai-{pk}/?x=1#y", ITSELF),
    ],
)
def test_targets_that_lead_nowhere_are_refused(target, sentence):
    article = make_article()
    answer = send(
        signed_in(EDITOR), change_url(article), step("withdraw"), _reason="Sai", _target=target.format(pk=article.pk)
    )
    assert errors_of(answer) == [sentence]
    article.refresh_from_db()
    assert article.state == State.APPROVED


def test_categories_of_contributors_and_of_editors_are_apart():
    hers, editor, other = make_user(CONTRIBUTOR), make_user(EDITOR), make_user(CONTRIBUTOR)
    for name in ("Mọi người", "Của chị", "Của biên tập"):
        make_category(name=name)
    Category.objects.get(name="Của chị").contributors.add(hers)
    Category.objects.get(name="Của biên tập").editors.add(editor)

    def names(user):
        return {category.name for category in Category.objects.editable_by(user)}

    assert names(hers) == {"Mọi người", "Của chị"}
    assert names(other) == {"Mọi người"}
    assert names(editor) == {"Mọi người", "Của chị", "Của biên tập"}
    assert names(make_user(EDITOR)) == {"Mọi người", "Của chị"}


def test_contributor_is_offered_her_categories_only():
    writer, closed = signed_in(CONTRIBUTOR), make_category(name="Đóng")
    closed.contributors.add(make_user(CONTRIBUTOR))
    make_category(name="Mở")
    page = BeautifulSoup(writer.get(add_url(Article)).content, "html.parser")
    assert [option.get_text() for option in page.select("#id_category option")] == ["---------", "Mở"]
    send(writer, add_url(Article), title="Lén", category=closed.pk)
    assert Article.objects.count() == 0


def test_editor_of_another_category_cannot_return():
    category = make_category()
    category.editors.add(make_user(EDITOR))
    article = make_article(state=State.IN_REVIEW, category=category)
    other = signed_in(EDITOR)
    other.post(change_url(article), {"_step": "return", "_reason": "x", "title": "x"})
    article.refresh_from_db()
    assert (article.state, Transition.objects.count()) == (State.IN_REVIEW, 0)
    assert opened(client_of(make_user(is_superuser=True)), change_url(article))["title"] == article.title
