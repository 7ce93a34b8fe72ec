"""Authors are told what became of their texts."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse

from hoiphunu import publishing
from hoiphunu.models import Notice
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import at, make_article, make_user
from tests.staff import CONTRIBUTOR, EDITOR, change_url, client_of, send, signed_in, step

pytestmark = pytest.mark.django_db

INBOX = "/quan-tri/hop-thu/"
MEMORY = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def writer():
    return make_user(CONTRIBUTOR, full_name="Lý Thị Sa", email="sa@example.vn")


@pytest.fixture
def editor():
    return make_user(EDITOR, full_name="Trần Thị Mai")


def waiting(writer, **overrides):
    return make_article(**{"title": "Hội thảo", "state": State.IN_REVIEW, "created_by": writer, **overrides})


def told(user):
    return list(Notice.objects.of(user).order_by("pk").values_list("text", "url"))


def test_author_is_told_of_every_step_of_others(frozen, writer, editor):
    frozen("2025-06-17 05:07")
    article = waiting(writer, published_at=None)
    publishing.step(article, "return", editor, "Thiếu ảnh.")
    publishing.step(article, "submit", writer)
    publishing.step(article, "publish", editor)
    publishing.step(article, "withdraw", editor, "Sai số liệu.")
    publishing.step(waiting(writer, title="Hẹn giờ", published_at=at("2025-06-18 08:00")), "publish", editor)
    url = change_url(article)
    assert told(writer)[:3] == [
        ("Trần Thị Mai trả lại “Hội thảo” để sửa: Thiếu ảnh.", url),
        ("Trần Thị Mai đã đăng “Hội thảo”.", url),
        ("Trần Thị Mai đã gỡ “Hội thảo”: Sai số liệu.", url),
    ]
    assert told(writer)[3][0] == "Trần Thị Mai đã duyệt “Hẹn giờ”, hẹn đăng 08:00 ngày 18/06/2025."
    assert Notice.objects.count() == 4


def test_nobody_is_told_of_her_own_step_nor_of_a_saved_draft(editor):
    article = waiting(editor)
    publishing.write(article, {}, make_user(EDITOR))
    publishing.step(article, "publish", editor)
    publishing.step(make_article(state=State.DRAFT), "publish", editor)
    assert Notice.objects.count() == 0


def test_longest_sentence_is_kept_whole(writer):
    chief = make_user(EDITOR, full_name="Đ" * 150)
    publishing.step(waiting(writer, title="Đ" * 250), "return", chief, "Đ" * 300)
    assert Notice.objects.get().text.endswith(": " + "Đ" * 300)


def test_mail_goes_out_after_the_commit_where_a_server_is_named(
    settings, writer, editor, django_capture_on_commit_callbacks
):
    settings.EMAIL_URL, settings.EMAIL_BACKEND = "smtps://u:p@mail.example.vn:465", MEMORY
    article = waiting(writer)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.step(article, "return", editor, "Thiếu ảnh.")
        assert mail.outbox == []
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["sa@example.vn"], "Trần Thị Mai trả lại “Hội thảo” để sửa: Thiếu ảnh.")
    assert f"http://localhost{change_url(article)}" in letter.body


def test_no_mail_without_a_server_or_to_a_closed_account(settings, writer, editor, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = MEMORY
    with django_capture_on_commit_callbacks(execute=True):
        publishing.step(waiting(writer), "publish", editor)
        settings.EMAIL_URL = "smtps://u:p@mail.example.vn:465"
        writer.is_active = False
        writer.save()
        publishing.step(waiting(writer), "publish", editor)
    assert (mail.outbox, Notice.objects.count()) == ([], 2)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_mail_server_that_is_away_breaks_nothing(settings):
    settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1:9", "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    writer, editor = make_user(CONTRIBUTOR), signed_in(EDITOR)
    article = waiting(writer)
    answer = send(editor, change_url(article), step("return"), _reason="Thiếu ảnh.")
    assert answer.status_code == 302
    assert (Article.objects.get().state, Notice.objects.of(writer).count()) == (State.RETURNED, 1)


def test_inbox_shows_hers_only_and_marks_read_by_post(writer, editor):
    for number in range(2):
        publishing.step(waiting(writer, title=f"Bài {number}"), "publish", editor)
    publishing.step(waiting(make_user(CONTRIBUTOR), title="Của người khác"), "publish", editor)
    client = client_of(writer)

    def page(address=INBOX):
        return BeautifulSoup(client.get(address).content, "html.parser")

    assert [a.get_text() for a in page().select(".inbox a")] == [
        "Trần Thị Mai đã đăng “Bài 1”.",
        "Trần Thị Mai đã đăng “Bài 0”.",
    ]
    assert page(reverse("admin:index")).select_one(".mailbox").get_text() == "Hộp thư (2 mới)"
    first = Notice.objects.of(writer).first()
    assert client.post(INBOX, {"thu": first.pk})["Location"] == INBOX
    assert Notice.objects.of(writer).unread().count() == 1
    client.post(INBOX, {"tat_ca": "1"})
    assert page(reverse("admin:index")).select_one(".mailbox").get_text() == "Hộp thư"
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("key", ["x", "²", "-1", "9" * 40])
def test_broken_key_marks_nothing(writer, editor, key):
    publishing.step(waiting(writer), "publish", editor)
    assert client_of(writer).post(INBOX, {"thu": key}).status_code == 302
    assert Notice.objects.unread().count() == 1


def test_notice_of_another_is_not_hers_to_mark(writer, editor):
    publishing.step(waiting(writer), "publish", editor)
    signed_in(CONTRIBUTOR).post(INBOX, {"thu": Notice.objects.get().pk})
    assert Notice.objects.unread().count() == 1


def test_inbox_asks_who_you_are(client):
    assert client.get(INBOX)["Location"].startswith("/quan-tri/login/")


def test_account_takes_its_letters_along(writer, editor):
    publishing.step(waiting(writer), "publish", editor)
    writer.delete()
    assert Notice.objects.count() == 0
