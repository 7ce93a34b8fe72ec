"""A forgotten password: nobody learns who has an account, a link works once, and the second factor stays."""

import re

import pytest
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from hoiphunu import resets
from hoiphunu.models import AuditEntry, Notice
from tests.factories import make_user
from tests.staff import EDITOR, PASSWORD, client_of, code_of, errors_of, give_device, signed_in

pytestmark = pytest.mark.django_db

ASK, LOGIN = "/quan-tri/quen-mat-khau/", "/quan-tri/login/"
NEW = "mua-sen-thang-sau-9"
TYPED = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def post_office(settings):
    settings.EMAIL_URL = "smtps://u:p@mail.example.vn:465"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail


@pytest.fixture
def hoa():
    return make_user(EDITOR, username="hoa", email="hoa@example.vn", password=PASSWORD)


def link_in(letter):
    return re.search(r"http://localhost(/quan-tri/dat-lai-mat-khau/\S+)", letter.body)[1]


def is_in(client):
    return client.get("/quan-tri/").status_code == 200


def test_answer_is_the_same_and_only_the_worker_looks(post_office, hoa, client, django_assert_num_queries):
    answers = []
    for address in ("hoa@example.vn", "khong-co@example.vn"):
        with django_assert_num_queries(2):  # the task, and the organisation in the page's head
            answers.append(client.post(ASK, {"email": address}))
    assert answers[0].content == answers[1].content
    assert (answers[0].status_code, DBTaskResult.objects.count(), mail.outbox) == (200, 2, [])


def test_link_leads_to_a_new_password_once(post_office, hoa):
    resets.send_link.call("HOA@example.vn")
    letter, client = mail.outbox[0], Client()
    assert letter.to == ["hoa@example.vn"]
    before = client_of(hoa)
    assert client.get(link_in(letter)).status_code == 410
    resets.send_link.call("hoa@example.vn")
    link = link_in(mail.outbox[1])
    assert [client.get(link).status_code for _ in range(2)] == [200, 200]
    assert client.post(link, TYPED).status_code == 200
    hoa.refresh_from_db()
    assert (hoa.check_password(NEW), is_in(before), is_in(client)) == (True, False, False)
    assert [client.get(link).status_code, client.post(link, TYPED).status_code] == [410, 410]
    words = AuditEntry.objects.of_kind("password_reset").order_by("pk").values_list("words", flat=True)
    assert list(words) == [resets.ASKED, resets.ASKED, resets.DONE]
    assert Notice.objects.of(hoa).count() == 1


def test_link_holds_an_hour(frozen, post_office, hoa, client):
    frozen("2025-06-17 08:00")
    link = resets.link(hoa)
    for moment, status in (("08:59", 200), ("09:01", 410)):
        frozen(f"2025-06-17 {moment}")
        assert client.get(link).status_code == status


def test_reset_does_not_pass_the_second_factor(post_office, hoa, client):
    device = give_device(hoa)
    client.post(resets.link(hoa), TYPED)
    client.post(LOGIN, {"username": "hoa", "password": NEW})
    assert is_in(client) is False
    client.post("/quan-tri/ma-xac-thuc/", {"code": code_of(device)})
    assert is_in(client) is True


@pytest.mark.parametrize("overrides", [{"is_active": False}, {"is_staff": False}, {"password": None}])
def test_no_letter_where_no_password_may_be_set(post_office, overrides):
    user = make_user(EDITOR, email="hoa@example.vn", **{"password": PASSWORD, **overrides})
    resets.send_link.call("hoa@example.vn")
    assert mail.outbox == []
    if user.has_usable_password():
        assert Client().get(resets.link(user)).status_code == 410


def test_letters_to_one_account_are_few(post_office, hoa):
    for _ in range(5):
        resets.send_link.call("hoa@example.vn")
    assert len(mail.outbox) == resets.MOST


def test_weak_password_is_refused_and_the_link_goes_on_working(post_office, hoa, client):
    link = resets.link(hoa)
    assert len(errors_of(client.post(link, {"new_password1": "123", "new_password2": "123"}))) >= 1
    assert client.post(link, TYPED).status_code == 200
    hoa.refresh_from_db()
    assert hoa.check_password(NEW)


@pytest.mark.parametrize("link", ["1.aaaaaa-" + "0" * 32, "9" * 18 + ".aaaaaa-" + "0" * 32])
def test_made_up_link_is_over(client, link, hoa):
    assert client.get(f"/quan-tri/dat-lai-mat-khau/{link}/").status_code == 410


def test_without_a_mail_server_the_page_says_whom_to_ask(client, hoa):
    page = client.post(ASK, {"email": "hoa@example.vn"}).content.decode()
    assert ("báo quản trị viên" in page, 'name="email"' in page, DBTaskResult.objects.count()) == (True, False, 0)


def test_own_change_is_told_without_what_it_is(post_office, django_capture_on_commit_callbacks):
    staff = signed_in(EDITOR, password=PASSWORD)
    with django_capture_on_commit_callbacks(execute=True):
        answer = staff.post("/quan-tri/password_change/", {**TYPED, "old_password": PASSWORD})
    assert answer.status_code == 302
    (letter,) = mail.outbox
    assert (letter.to, "vừa được đổi" in letter.body, NEW in letter.body, "token" in letter.body) == (
        *([staff.user.email], True, False, False),
    )
    entry = AuditEntry.objects.of_kind("password_changed").get()
    assert (entry.by, Notice.objects.of(staff.user).count()) == (staff.user.pk, 1)


def test_old_hash_is_made_anew_at_the_login(settings, client):
    fast = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [fast]
    user = make_user(EDITOR, username="lan", password=PASSWORD)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", fast]
    assert client.post(LOGIN, {"username": "lan", "password": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert (user.password.partition("$")[0], user.check_password(PASSWORD)) == ("argon2", True)
    assert is_in(client) is True  # it is no new password: the session goes on, nobody is told
    assert Notice.objects.count() == 0
