"""A form sent twice saves once; equal names at one moment are no error page."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from announcements.models import (
    Banner,
    DocumentField,
    DocumentType,
    Issuer,
    LegalDocument,
    LinkGroup,
    WebLink,
)
from hoiphunu.models import (
    Commune,
    DayOff,
    MenuItem,
    OldAddress,
    Organisation,
    Page,
    Photo,
    Revision,
    User,
)
from hotline.models import Hotline, ResponseTeam
from news.models import Article, Category, Tag, Topic
from tests.factories import make_article
from tests.staff import (
    EDITOR,
    PASSWORD,
    add_url,
    at_once,
    change_url,
    client_of,
    errors_of,
    fields_of,
    messages_of,
    opened,
    send,
    signed_in,
    step,
    stored,
    values_of,
)

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MODELS = [
    *(
        Article,
        Category,
        Topic,
        Tag,
        Photo,
        Banner,
        LegalDocument,
        DocumentType,
        Issuer,
        DocumentField,
        LinkGroup,
        WebLink,
    ),
    *(Hotline, ResponseTeam, Organisation, MenuItem, Page, OldAddress, Commune, DayOff, User, Group),
]
ALREADY_SENT = "Mẫu này đã được lưu rồi, lần bấm thứ hai không thêm gì."


def filled(client, model):
    """A function that sends the filled add form of `model`, the same each time it is called."""
    fields, typed = opened(client, add_url(model)), values_of(model)

    def post():
        for value in typed.values():
            if hasattr(value, "seek"):
                value.seek(0)
        return send(client, add_url(model), _fields=fields, **typed)

    return post


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_double_click_adds_one_row(model, media):
    root = signed_in(is_superuser=True)
    before, post = model.objects.count(), filled(root, model)
    first = post()
    files, log, history = stored(media), LogEntry.objects.count(), Revision.objects.count()
    second = post()
    assert [first.status_code, second.status_code] == [302, 302]
    assert second.headers["Location"] == first.headers["Location"]
    assert messages_of(root, second)[-1] == ALREADY_SENT
    assert model.objects.count() == before + 1
    assert (stored(media), LogEntry.objects.count(), Revision.objects.count()) == (files, log, history)


@RACE
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_two_clicks_at_once_add_one_row(model, media):
    root = signed_in(is_superuser=True)
    before = model.objects.count()
    fields, typed = opened(root, add_url(model)), values_of(model)
    copies = [typed, {**typed, **({"upload": values_of(Photo)["upload"]} if model is Photo else {})}]
    # Each click has a connection, and a session object, of its own.
    clicks = [(client_of(root.user), copy) for copy in copies]
    answers = at_once(
        *(
            lambda client=client, copy=copy: send(client, add_url(model), _fields=fields, **copy)
            for client, copy in clicks
        )
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (model.objects.count(), LogEntry.objects.count()) == (before + 1, 1)
    if model is Photo:
        assert stored(media) == sorted(Photo.objects.get().stored_names())


def test_double_click_on_a_change_is_one_revision():
    editor, article = signed_in(EDITOR), make_article()
    fields = opened(editor, change_url(article))
    answers = [send(editor, change_url(article), _fields=fields, title="Mới") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert messages_of(editor, answers[1])[-1] == ALREADY_SENT
    assert Revision.objects.of(article).count() == 1


def test_form_gone_back_to_and_rewritten_is_not_lost():
    editor, typed = signed_in(EDITOR), values_of(Article)
    fields = opened(editor, add_url(Article))
    send(editor, add_url(Article), _fields=fields, **typed)
    answer = send(editor, add_url(Article), _fields=fields, **{**typed, "title": "Bài thứ hai"})
    assert errors_of(answer) == [
        "Mẫu này đã được lưu một lần, với nội dung khác. Những gì bạn vừa viết vẫn còn và chưa được lưu: "
        "bấm lưu lần nữa nếu bạn muốn lưu cả bản này."
    ]
    assert (Article.objects.count(), fields_of(answer)["title"]) == (1, "Bài thứ hai")
    send(editor, add_url(Article), _fields=fields_of(answer))
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Bài thứ hai", typed["title"]]


def test_two_buttons_pressed_in_haste_make_one_article():
    editor, typed = signed_in(EDITOR), {**values_of(Article), "body": "<p>Chào</p>"}
    fields = opened(editor, add_url(Article))
    answers = [
        send(editor, add_url(Article), button, _fields=fields, **typed) for button in (("_save", "1"), step("submit"))
    ]
    assert ([answer.status_code for answer in answers], Article.objects.count()) == ([302, 200], 1)


def test_form_with_an_error_may_be_sent_again():
    editor, typed = signed_in(EDITOR), values_of(Article)
    answer = send(editor, add_url(Article), **{**typed, "title": ""})
    assert answer.status_code == 200
    assert send(editor, add_url(Article), _fields=fields_of(answer), title="Đủ").status_code == 302


def test_two_saves_from_two_forms_are_two_rows():
    editor, typed = signed_in(EDITOR), values_of(Article)
    for _ in range(2):
        send(editor, add_url(Article), **typed)
    assert Article.objects.count() == 2


@RACE
@pytest.mark.parametrize(
    ("model", "rows"),
    [
        *((Category, 2), (DocumentType, 2), (Issuer, 2), (DocumentField, 2)),
        *((Tag, 1), (LinkGroup, 1), (Page, 1), (OldAddress, 1), (DayOff, 1), (User, 1), (Group, 1), (Organisation, 1)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_equal_names_at_once_are_no_error_page(model, rows):
    before = model.objects.count()
    staff = [signed_in(is_superuser=True) for _ in range(2)]
    before = model.objects.count()
    forms, typed = [opened(client, add_url(model)) for client in staff], values_of(model)
    answers = at_once(
        *(
            lambda client=client, form=form: send(client, add_url(model), _fields=form, **typed)
            for client, form in zip(staff, forms, strict=True)
        )
    )
    saved = [answer for answer in answers if answer.status_code == 302]
    refused = [answer for answer in answers if answer.status_code == 200]
    assert (model.objects.count() - before, len(saved)) == (rows, rows)
    if model is Organisation and not refused:  # the second came when there was nothing more to add
        assert sorted(answer.status_code for answer in answers) == [302, 403]
        return
    assert len(refused) == 2 - rows
    for answer in refused:
        assert errors_of(answer) != []
        kept = fields_of(answer)
        assert {name: kept[name] for name in typed if "password" not in name} == {
            name: value for name, value in typed.items() if "password" not in name
        }
    if rows == 2:
        assert len(set(model.objects.values_list("slug", flat=True))) == model.objects.count()


@RACE
def test_two_writers_bring_the_same_new_tag_at_once():
    writers, typed = [signed_in(EDITOR) for _ in range(2)], values_of(Article)
    forms = [opened(client, add_url(Article)) for client in writers]
    spellings = ["Bạo lực gia đình", "bạo lực  gia đình"]
    answers = at_once(
        *(
            lambda client=client, form=form, tags=tags: send(
                client, add_url(Article), _fields=form, **typed, tags=f"{tags}, trẻ em"
            )
            for client, form, tags in zip(writers, forms, spellings, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Tag.objects.count(), [article.tags.count() for article in Article.objects.all()]) == (2, [2, 2])


def test_password_is_not_kept_in_the_page():
    root = signed_in(is_superuser=True)
    answer = send(root, add_url(User), **{**values_of(User), "username": ""})
    assert PASSWORD not in answer.content.decode()
