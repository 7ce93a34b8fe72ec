"""How long somebody stays signed in, where she sees it, and who ends it."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.core.management import call_command
from django.test import Client

from hoiphunu import sessions
from hoiphunu.models import AuditEntry, Notice, StaffSession
from news.models import Article
from tests.factories import make_article, make_request, make_user
from tests.staff import CONTENT, EDITOR, HOTLINE, PASSWORD, change_url, client_of, send, signed_in

pytestmark = pytest.mark.django_db

OWN = "/quan-tri/phien/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A057F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 "
    "Chrome/121.0.0.0 Mobile Safari/537.36"
)


def is_in(client):
    return client.get("/quan-tri/").status_code == 200


def end_url(user):
    return f"{OWN}ket-thuc/{user.pk}/"


def lines(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(item.get_text(" ", strip=True).split()) for item in page.select(".sessions__item")]


def test_session_ends_after_an_hour_unused(frozen):
    frozen("2025-06-17 08:00")
    staff = signed_in(EDITOR)
    for moment in ("08:59", "09:58", "10:57"):
        frozen(f"2025-06-17 {moment}")
        assert (moment, is_in(staff)) == (moment, True)
    frozen("2025-06-17 11:57")
    assert is_in(staff) is False


def test_session_ends_after_twelve_hours_of_use(frozen):
    frozen("2025-06-17 08:00")
    staff = signed_in(EDITOR)
    for hour in range(8, 20):
        for minute in (15, 55):
            frozen(f"2025-06-17 {hour:02}:{minute}")
            assert (hour, is_in(staff)) == (hour, True)
    # What is put into the session does not make it last longer.
    session = staff.session
    session["x"] = 1
    session.save()
    frozen("2025-06-17 20:01")
    assert is_in(staff) is False


def test_page_that_asks_by_itself_does_not_keep_the_session(frozen):
    frozen("2025-06-17 08:00")
    make_request()
    staff, editor = signed_in(HOTLINE), signed_in(EDITOR)
    article = make_article(state="draft")
    typing = change_url(article).replace("change/", "go-do/")
    frozen("2025-06-17 08:40")
    assert staff.get("/quan-tri/hotline/helprequest/dem/").status_code == 200
    assert editor.post(typing, {"_form_key": "k"}).status_code == 200
    assert set(StaffSession.objects.values_list("used_at", flat=True)) == {StaffSession.objects.first().began_at}
    assert editor.post(typing, {"_form_key": "k", "_typed": "1", "title": "Chữ"}).status_code == 200
    frozen("2025-06-17 09:10")
    assert (is_in(staff), is_in(editor)) == (False, True)


def test_use_is_written_once_a_minute(frozen):
    frozen("2025-06-17 08:00")
    staff = signed_in(EDITOR)
    written = []
    for second in ("08:00:30", "08:01:00", "08:01:30"):
        frozen(f"2025-06-17 {second}")
        staff.get(OWN)
        written.append(f"{StaffSession.objects.get().used_at:%M:%S}")
    assert written == ["00:00", "01:00", "01:00"]


def test_ended_session_does_not_come_back_by_being_used(frozen):
    frozen("2025-06-17 08:00")
    staff = signed_in(EDITOR)
    row = StaffSession.objects.get()
    StaffSession.objects.all().delete()
    frozen("2025-06-17 08:10")
    row.touch()
    assert (StaffSession.objects.count(), is_in(staff)) == (0, False)


def test_own_sessions_are_listed_in_words(frozen):
    frozen("2025-06-17 08:00")
    user = make_user(EDITOR, password=PASSWORD)
    phone, office = Client(headers={"User-Agent": PHONE}), client_of(user)
    signed_in(EDITOR)
    frozen("2025-06-17 08:05")
    phone.post("/quan-tri/login/", {"username": user.username, "password": PASSWORD})
    answer = office.get(OWN)
    assert (
        lines(answer)
        == [
            "Trình duyệt khác trên máy không rõ loại phiên này "
            "Đăng nhập lúc 08:00 17/06/2025, dùng lần cuối lúc 08:00 17/06/2025",
            "Samsung Internet trên điện thoại Android mới gõ đúng mật khẩu, chưa qua mã xác thực "
            "Đăng nhập lúc 08:05 17/06/2025, dùng lần cuối lúc 08:05 17/06/2025",
        ][::-1]
    )
    page = answer.content.decode()
    assert [key for key in StaffSession.objects.values_list("pk", flat=True) if key in page] == []
    assert "127.0.0" not in page


def test_sign_out_elsewhere_leaves_this_one():
    user = make_user(EDITOR)
    here, there, other = client_of(user), client_of(user), signed_in(EDITOR)
    assert here.post(OWN).status_code == 302
    assert [is_in(client) for client in (here, there, other)] == [True, False, True]
    entry = AuditEntry.objects.of_kind("sessions_ended").get()
    assert (entry.by, entry.words) == (user.pk, "1 phiên ở nơi khác")


def test_superuser_ends_a_colleagues_sessions():
    root, staff = signed_in(is_superuser=True), signed_in(CONTENT)
    assert end_url(staff.user) in root.get(change_url(staff.user)).content.decode()
    assert (len(lines(root.get(end_url(staff.user)))), is_in(staff)) == (1, True)
    assert root.post(end_url(staff.user)).status_code == 302
    assert (is_in(staff), is_in(root)) == (False, True)
    entry = AuditEntry.objects.of_kind("sessions_ended").get()
    assert (entry.by, entry.account, entry.words) == (root.user.pk, staff.user.pk, "1 phiên")
    assert Notice.objects.of(staff.user).count() == 1


def test_nobody_else_ends_them():
    victim = signed_in(EDITOR)
    for group in (HOTLINE, CONTENT):
        staff = signed_in(group)
        assert [getattr(staff, method)(end_url(victim.user)).status_code for method in ("get", "post")] == [403, 403]
    assert is_in(victim) is True


def test_account_switched_off_and_on_again_finds_no_old_session():
    staff = signed_in(EDITOR)
    for is_active in (False, True):
        staff.user.is_active = is_active
        staff.user.save()
    assert (is_in(staff), StaffSession.objects.count()) == (False, 0)


def test_new_password_ends_all_sessions_but_the_one_that_set_it():
    user = make_user(EDITOR, password=PASSWORD)
    here, there = client_of(user), client_of(user)
    before = here.session.session_key
    new = {"old_password": PASSWORD, "new_password1": "mua-sen-thang-sau-9", "new_password2": "mua-sen-thang-sau-9"}
    assert here.post("/quan-tri/password_change/", new).status_code == 302
    assert (is_in(here), is_in(there), StaffSession.objects.count()) == (True, False, 1)
    assert here.session.session_key != before


def test_logout_clears_what_the_browser_keeps():
    staff = signed_in(EDITOR)
    assert staff.post("/quan-tri/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Client().get("/quan-tri/login/")


def test_signing_in_anew_begins_the_twelve_hours_anew(frozen):
    frozen("2025-06-17 08:00")
    client, user = Client(), make_user(EDITOR, password=PASSWORD)
    for moment in ("08:00", "08:30"):
        frozen(f"2025-06-17 {moment}")
        client.post("/quan-tri/login/", {"username": user.username, "password": PASSWORD})
    assert [f"{row.began_at:%H:%M}" for row in StaffSession.objects.all()] == ["01:30"]


def test_sessions_that_are_over_are_cleared(frozen):
    frozen("2025-06-17 08:00")
    signed_in(EDITOR)
    frozen("2025-06-17 09:01")
    call_command("clearsessions")
    assert StaffSession.objects.count() == 0


def test_made_up_keys_open_nothing():
    for key in ("x" * 32, "", "a" * 500, "\0"):
        client = Client()
        client.cookies[site_settings.SESSION_COOKIE_NAME] = key
        assert is_in(client) is False


def test_form_is_given_back_when_the_hour_is_over(frozen):
    frozen("2025-06-17 08:00")
    staff, article = signed_in(EDITOR), make_article(state="draft", title="Cũ")
    fields = dict(staff.get(change_url(article)).context["adminform"].form.initial)
    frozen("2025-06-17 09:01")
    answer = send(staff, change_url(article), _fields={"_form_key": "k", "title": "Chữ mới"})
    assert (answer.status_code, "Phiên làm việc đã hết" in answer.content.decode(), bool(fields)) == (401, True, True)
    assert Article.objects.get().title == "Cũ"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36", "Chrome trên máy tính Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/117.0 Chrome/111.0 Safari/5", "Cốc Cốc trên máy tính Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge trên máy tính Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox trên máy tính Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/126.0 Safari/604.1", "Chrome trên iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1", "Safari trên máy Mac"),
        ("Mozilla/5.0 (Linux; Android 13; Tab) Chrome/126.0 Safari/537.36", "Chrome trên máy tính bảng Android"),
        (PHONE, "Samsung Internet trên điện thoại Android"),
        ("", "Trình duyệt khác trên máy không rõ loại"),
    ],
)
def test_device_in_words(said, words):
    assert sessions.device_of(said) == words
