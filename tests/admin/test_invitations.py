"""Accounts are opened by a link to their own person: once, within a week; nobody types another's password."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from hoiphunu.models import AuditEntry, Invitation, User
from hoiphunu.models.invitations import VALID
from tests.factories import make_organisation, make_user
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    PASSWORD,
    add_url,
    change_url,
    errors_of,
    list_url,
    messages_of,
    opened,
    send,
    signed_in,
    values_of,
)

pytestmark = pytest.mark.django_db

MINE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def root():
    make_organisation()
    return signed_in(is_superuser=True, full_name="Lý Thị Sa", username="sa")


@pytest.fixture
def mails(settings):
    settings.EMAIL_URL = "smtps://u:p@mail.example.vn:465"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def shown_link(answer) -> str:
    """The path of the link on the page; "" where it shows none."""
    found = BeautifulSoup(answer.content, "html.parser").select_one(".one-link code")
    return found.get_text(strip=True).removeprefix("http://localhost") if found else ""


def link_url(account):
    return f"/quan-tri/hoiphunu/user/{account.pk}/lien-ket/"


def invited(root, account) -> str:
    """The path of a new link to `account`."""
    return shown_link(root.post(link_url(account), {"_send": "1"}))


def said(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").select_one("#content").get_text(" ", strip=True)


def test_account_is_made_without_a_password_and_opened_by_its_link(root, client):
    group = Group.objects.get(name=CONTRIBUTOR)
    assert not [name for name in opened(root, add_url(User)) if "password" in name]
    typed = {"full_name": "Nguyễn Thị Hoa", "email": "hoa@example.vn", "groups": [group.pk]}
    answer = send(root, add_url(User), **typed)
    user = User.objects.get(username="hoa")
    assert answer.headers["Location"] == link_url(user)
    assert messages_of(root, answer) == ["Đã thêm tài khoản Nguyễn Thị Hoa."]
    path = invited(root, user)
    assert (user.has_usable_password(), user.is_staff, user.is_superuser) == (False, True, False)
    assert list(user.groups.all()) == [group]
    assert "Nguyễn Thị Hoa" in said(client.get(path))
    assert "Từ nay bạn đăng nhập bằng tên hoa" in said(client.post(path, MINE))
    client.post("/quan-tri/login/", {"username": "hoa", "password": PASSWORD})
    assert client.get("/quan-tri/").status_code == 200
    kinds = list(AuditEntry.objects.about(user.pk).order_by("pk").values_list("kind", "by_name"))
    assert kinds[:3] == [
        ("account_added", "Lý Thị Sa (sa)"),
        ("invited", "Lý Thị Sa (sa)"),
        ("password_reset", "Nguyễn Thị Hoa (hoa)"),
    ]


def test_link_works_once(root, client):
    hoa = make_user(CONTRIBUTOR, username="hoa")
    path = invited(root, hoa)
    assert [client.get(path).status_code for _ in range(2)] == [200, 200]  # looking uses nothing up
    client.post(path, MINE)
    other = {"new_password1": "mot-mat-khau-khac-8", "new_password2": "mot-mat-khau-khac-8"}
    again = client.post(path, other)
    assert (again.status_code, "đã được dùng" in said(again)) == (410, True)
    hoa.refresh_from_db()
    assert hoa.check_password(PASSWORD)


def test_two_at_one_moment_are_one(root, client, monkeypatch):
    hoa = make_user(CONTRIBUTOR)
    path, found = invited(root, hoa), Invitation.objects.get()
    client.post(path, MINE)
    monkeypatch.setattr(type(Invitation.objects), "opened_by", lambda self, token: found)
    assert client.post(path, {name: "mot-mat-khau-khac-8" for name in MINE}).status_code == 410
    hoa.refresh_from_db()
    assert hoa.check_password(PASSWORD)


def test_link_ends_after_a_week(root, client, frozen):
    frozen("2025-06-17 05:07")
    path = invited(signed_in(is_superuser=True), make_user(CONTRIBUTOR))
    frozen("2025-06-24 05:06")
    assert client.get(path).status_code == 200
    frozen("2025-06-24 05:07")
    for answer in (client.get(path), client.post(path, MINE)):
        assert (answer.status_code, "đã hết hạn lúc 05:07 24/06/2025" in said(answer)) == (410, True)
    assert VALID.days == 7


def test_new_link_ends_the_one_before(root, client):
    hoa = make_user(CONTRIBUTOR)
    first, second = invited(root, hoa), invited(root, hoa)
    assert [client.get(path).status_code for path in (first, second)] == [410, 200]


def test_link_is_revoked(root, client):
    hoa = make_user(CONTRIBUTOR, full_name="Hoa", username="hoa")
    path = invited(root, hoa)
    answer = root.post(link_url(hoa), {"_revoke": "1"})
    assert messages_of(root, answer) == ["Đã thu hồi liên kết của Hoa."]
    assert client.get(path).status_code == 410
    assert AuditEntry.objects.first().words == "Thu hồi liên kết"


def test_locked_account_is_neither_sent_nor_opened_by_a_link(root, client):
    hoa = make_user(CONTRIBUTOR)
    path = invited(root, hoa)
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    assert client.post(path, MINE).status_code == 410
    assert invited(root, hoa) == ""


def test_password_in_use_holds_until_the_link_is_taken_and_sessions_end_then(root):
    hoa = make_user(CONTRIBUTOR, password="mat-khau-cu-cua-hoa-3")
    staff = Client()
    staff.force_login(hoa, backend="django.contrib.auth.backends.ModelBackend")
    path = invited(root, hoa)
    assert staff.get("/quan-tri/").status_code == 200
    Client().post(path, MINE)
    assert staff.get("/quan-tri/").status_code == 302


@pytest.mark.parametrize("password", ["sen-7", "phunu1234", "1234567890", ""])
def test_weak_passwords_are_refused(root, client, password):
    hoa = make_user(CONTRIBUTOR)
    path = invited(root, hoa)
    answer = client.post(path, {name: password for name in MINE})
    assert (answer.status_code, len(errors_of(answer)) > 0) == (200, True)
    assert Invitation.objects.of(hoa).exists()


def test_letter_goes_out_and_the_link_is_not_shown(root, mails, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        # The page is rendered when all is stored and sent.
        answer = send(root, add_url(User), **values_of(User))
    [letter] = mail.outbox
    assert letter.to == ["hoa@example.vn"]
    assert "Tên đăng nhập của bạn: hoa\n" in letter.body
    assert "http://localhost/quan-tri/loi-moi/" in letter.body
    page = said(root.get(answer.headers["Location"]))
    assert "Thư có liên kết đã gửi tới hoa@example.vn" in page
    assert "loi-moi" not in page


def test_where_the_mail_server_fails_the_link_is_shown(
    root, mails, settings, django_capture_on_commit_callbacks, caplog
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        answer = root.post(link_url(make_user(CONTRIBUTOR)), {"_send": "1"})
    assert len(shown_link(answer)) > 40
    assert "loi-moi" not in caplog.text


def test_second_click_sends_no_second_letter(root, mails, django_capture_on_commit_callbacks):
    fields = opened(root, add_url(User)) | values_of(User)
    with django_capture_on_commit_callbacks(execute=True):
        answers = [root.post(add_url(User), fields) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [link_url(User.objects.get(username="hoa"))] * 2
    assert len(mail.outbox) == 1


def test_nobody_types_anothers_password(root):
    hoa = make_user(CONTRIBUTOR, password=PASSWORD)
    typed = {"usable_password": "true", "password1": "mua-sen-thang-9", "password2": "mua-sen-thang-9"}
    assert root.post(f"/quan-tri/hoiphunu/user/{hoa.pk}/password/", typed).status_code in (302, 404)
    send(root, change_url(hoa), **typed, password="x")
    hoa.refresh_from_db()
    assert hoa.check_password(PASSWORD)


def test_account_says_how_it_stands_with_its_password(root, frozen):
    frozen("2025-06-17 05:07")
    root = signed_in(is_superuser=True)
    hoa = make_user(CONTRIBUTOR)
    hoa.set_unusable_password()
    hoa.save()

    def state():
        return BeautifulSoup(root.get(change_url(hoa)).content, "html.parser").select_one(
            ".field-password_state .readonly"
        )

    states = [state().get_text(" ", strip=True)]
    invited(root, hoa)
    states.append(state().get_text(" ", strip=True))
    assert states == [
        "chưa đặt · Gửi liên kết đặt mật khẩu",
        "chưa đặt, liên kết dùng được đến 05:07 24/06/2025 · Gửi liên kết đặt mật khẩu",
    ]
    assert state().a["href"] == link_url(hoa)


@pytest.mark.parametrize("token", ["x", "a" * 32, "a" * 33, "../" * 11, "%00" * 10])
def test_made_up_links_open_nothing(client, token):
    make_organisation()
    assert client.get(f"/quan-tri/loi-moi/{token}/").status_code in (302, 404, 410)


def test_only_superusers_send_links(root):
    hoa, staff = make_user(CONTRIBUTOR), signed_in(CONTENT)
    assert staff.post(link_url(hoa), {"_send": "1"}).status_code == 403
    assert root.post(link_url(User(pk=99999)), {"_send": "1"}).status_code == 404
    assert Invitation.objects.count() == 0
    assert list_url(User)


def test_access_log_keeps_no_link():
    from hoiphunu.access_log import PREVIEW

    assert PREVIEW.sub(r"\1-", f"/quan-tri/loi-moi/{'a' * 32}/") == "/quan-tri/loi-moi/-/"
