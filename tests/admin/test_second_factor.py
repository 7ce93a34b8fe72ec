"""The second factor: who must have one, what stands closed until it is given, and the ways back in."""

import re
from base64 import b32decode
from io import StringIO

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from hoiphunu import secondfactor
from hoiphunu.models import Notice, User
from tests.factories import make_organisation, make_photo, make_user
from tests.staff import (
    CONTENT,
    EDITOR,
    HOTLINE,
    PASSWORD,
    change_url,
    code_of,
    errors_of,
    give_device,
    signed_in,
    stored,
)

pytestmark = pytest.mark.django_db

LOGIN, ASK, SET_UP, OVERVIEW = (
    *("/quan-tri/login/", "/quan-tri/ma-xac-thuc/"),
    *("/quan-tri/xac-thuc/bat/", "/quan-tri/xac-thuc/"),
)
NOON = "2025-06-17 12:00:10"


def half_in(group="", **overrides):
    """A client that has given the password only; the account is its `.user`."""
    client = Client()
    client.user = make_user(group, **{"password": PASSWORD, **overrides})
    answer = client.post(LOGIN, {"username": client.user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def give(client, code, url=ASK, **typed):
    return client.post(url, {"code": code, **typed})


def is_in(client):
    return client.get("/quan-tri/").status_code == 200


def path_of(answer):
    return answer.headers["Location"].partition("?")[0]


def shown_codes(answer):
    return [code.get_text() for code in BeautifulSoup(answer.content, "html.parser").select(".factor__codes code")]


@pytest.mark.parametrize(
    ("group", "overrides", "led"),
    [
        (HOTLINE, {}, SET_UP),
        ("", {"is_superuser": True}, SET_UP),
        (EDITOR, {}, None),
        (CONTENT, {}, None),
    ],
)
def test_hotline_and_superusers_are_led_to_set_it_up(group, overrides, led):
    client = half_in(group, **overrides)
    assert is_in(client) is (led is None)
    if led:
        answer = client.get("/quan-tri/", follow=True)
        assert [path.partition("?")[0] for path, _ in answer.redirect_chain] == [LOGIN, ASK, led]


def test_everybody_is_let_in_once_without_and_told_so():
    client = half_in(EDITOR)
    start = client.get("/quan-tri/").content.decode()
    assert "Lần đăng nhập sau, trang sẽ yêu cầu bật xác thực hai bước" in start
    again = Client()
    again.post(LOGIN, {"username": client.user.username, "password": PASSWORD})
    answer = again.get("/quan-tri/", follow=True)
    assert [path.partition("?")[0] for path, _ in answer.redirect_chain] == [LOGIN, ASK, SET_UP]
    # The first session goes on; a second sign-in in the same browser is a second one.
    assert (is_in(client), is_in(again)) == (True, False)
    client.post(LOGIN, {"username": client.user.username, "password": PASSWORD})
    assert is_in(client) is False


def test_who_has_it_is_told_nothing():
    client = half_in(EDITOR)
    held = fields(client.get(SET_UP))
    device = TOTPDevice(key=secondfactor.SetUp(client.user, held["held"]).key)
    client.post(SET_UP, {**held, "code": code_of(device)})
    assert "Lần đăng nhập sau" not in client.get("/quan-tri/").content.decode()


def test_password_alone_opens_nothing():
    client = half_in(is_superuser=True)
    photo = make_photo()
    give_device(client.user)
    for url in ("/quan-tri/news/article/", "/quan-tri/hop-thu/", "/quan-tri/thung-rac/", OVERVIEW):
        assert (url, path_of(client.get(url))) == (url, LOGIN)
    assert path_of(client.post("/quan-tri/anh/tai-len/")) == LOGIN
    assert path_of(client.post("/quan-tri/password_change/", {})) == LOGIN
    assert client.get(photo.url).status_code == 404
    assert path_of(client.post(reverse("second-factor-reset", args=[client.user.pk]))) == LOGIN
    # And no new phone in place of the one she has.
    assert [path_of(answer) for answer in (client.get(SET_UP), give(client, "123456", SET_UP))] == [ASK, ASK]


def test_code_of_the_app_leads_in_and_on():
    client = half_in(is_superuser=True)
    device = give_device(client.user)
    before = client.session.session_key
    answer = give(client, code_of(device), next="/quan-tri/news/article/?q=a")
    assert answer.headers["Location"] == "/quan-tri/news/article/?q=a"
    assert (is_in(client), client.session.session_key != before) == (True, True)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_code_leads_nowhere_else(target):
    client = half_in(is_superuser=True)
    assert give(client, code_of(give_device(client.user)), next=target).headers["Location"] == "/quan-tri/"


def test_code_works_once():
    client = half_in(is_superuser=True)
    code = code_of(give_device(client.user))
    assert give(client, code).status_code == 302
    again = Client()
    again.post(LOGIN, {"username": client.user.username, "password": PASSWORD})
    assert errors_of(give(again, code)) == [secondfactor.WRONG]
    assert is_in(again) is False


def test_codes_of_somebody_else_lead_nowhere():
    client = half_in(is_superuser=True)
    give_device(client.user)
    other = make_user(is_superuser=True)
    assert errors_of(give(client, code_of(give_device(other)))) == [secondfactor.WRONG]
    session = client.session
    session["otp_device_id"] = give_device(other).persistent_id
    session.save()
    assert is_in(client) is False


def test_each_wrong_code_makes_the_wait_longer(frozen):
    frozen("2025-06-17 12:00:10")
    client = half_in(is_superuser=True)
    device = give_device(client.user)
    said = []
    for second, code in ((10, "000000"), (11, "000000"), (12, code_of(device)), (13, code_of(device))):
        frozen(f"2025-06-17 12:00:{second}")
        answer = give(client, code)
        said.append(errors_of(answer) or answer.headers["Location"])
    wrong = [secondfactor.WRONG]
    assert said == [wrong, wrong, [secondfactor.WAIT.format(1)], "/quan-tri/"]


def test_five_wrong_codes_lock_the_account_at_this_address(frozen):
    frozen(NOON)
    client = half_in(is_superuser=True)
    device = give_device(client.user)
    statuses = []
    for minute in range(5):
        frozen(f"2025-06-17 12:{minute:02}:10")
        statuses.append(give(client, "000000").status_code)
    assert statuses == [200, 200, 200, 200, 429]
    frozen("2025-06-17 12:05:00")
    locked = give(client, code_of(device))
    assert (locked.status_code, locked["Retry-After"], is_in(client)) == (429, "900", False)
    assert Client().post(LOGIN, {"username": client.user.username, "password": PASSWORD}).status_code == 429
    assert [attempt.post_data for attempt in AccessAttempt.objects.all() if "000000" in attempt.post_data] == []
    frozen("2025-06-17 12:21:00")
    assert give(client, code_of(device)).status_code == 302


def test_recovery_code_works_once_and_is_nowhere_in_clear():
    client = half_in(is_superuser=True)
    give_device(client.user)
    codes = secondfactor.new_recovery_codes(client.user)
    assert (len(codes), len(set(codes)), all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", code) for code in codes)) == (
        *(10, 10, True),
    )
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert kept & {code.replace("-", "") for code in codes} == set()
    assert give(client, f" {codes[0].upper()} ", f"{ASK}?cach=giay").status_code == 302
    assert (is_in(client), secondfactor.codes_left(client.user)) == (True, 9)
    again = Client()
    again.post(LOGIN, {"username": client.user.username, "password": PASSWORD})
    assert errors_of(give(again, codes[0])) == [secondfactor.WRONG]


def fields(page):
    form = BeautifulSoup(page.content, "html.parser").select_one("#login-form")
    return {field["name"]: field.get("value", "") for field in form.select("input[name]")}


def test_setting_it_up_shows_a_picture_then_the_codes_once():
    make_organisation()
    client = half_in(HOTLINE)
    page = client.get(f"{SET_UP}?next=/quan-tri/hotline/hotline/")
    assert (TOTPDevice.objects.count(), b"autofocus" in page.content) == (0, False)
    html = BeautifulSoup(page.content, "html.parser")
    assert html.select_one("svg path")["d"].startswith("M")
    held = fields(page)
    wrong = client.post(SET_UP, {**held, "code": "12 345"})
    assert (TOTPDevice.objects.count(), is_in(client), fields(wrong)["held"]) == (0, False, held["held"])
    secret = html.select_one(".factor__secret").get_text(strip=True).replace(" ", "")
    device = TOTPDevice(key=b32decode(secret).hex())
    done = client.post(SET_UP, {**held, "code": code_of(device)})
    codes = shown_codes(done)
    assert (done.status_code, done["Cache-Control"], len(codes), is_in(client)) == (200, "no-store", 10, True)
    assert 'href="/quan-tri/hotline/hotline/"' in done.content.decode()
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["Bật xác thực hai bước"]
    # The code that proved it is used up; a recovery code is not.
    again = Client()
    again.post(LOGIN, {"username": client.user.username, "password": PASSWORD})
    assert give(again, code_of(device)).status_code == 200
    assert give(again, codes[3]).status_code == 302


def test_secret_of_another_account_sets_nothing_up():
    other = half_in(is_superuser=True)
    held = fields(other.get(SET_UP))["held"]
    client = half_in(is_superuser=True)
    key = secondfactor.SetUp(other.user, held).key
    client.post(SET_UP, {"held": held, "code": code_of(TOTPDevice(key=key))})
    assert TOTPDevice.objects.count() == 0


def test_others_may_have_one_and_then_need_it():
    client = signed_in(EDITOR, password=PASSWORD)
    page = client.get(SET_UP)
    key = secondfactor.SetUp(client.user, fields(page)["held"]).key
    device = TOTPDevice(key=key)
    assert len(shown_codes(client.post(SET_UP, {**fields(page), "code": code_of(device)}))) == 10
    assert is_in(client) is True
    second = Client()
    second.post(LOGIN, {"username": client.user.username, "password": PASSWORD})
    assert is_in(second) is False
    assert give(second, code_of(device, 1)).status_code == 302


def test_session_from_before_is_asked_as_well():
    before = signed_in(EDITOR)
    assert is_in(before) is True
    give_device(before.user)
    assert is_in(before) is False


def test_changing_it_takes_a_fresh_code(frozen):
    frozen(NOON)
    client = signed_in(is_superuser=True)
    device = give_device(client.user)
    assert path_of(client.get(SET_UP)) == OVERVIEW
    assert errors_of(client.post(OVERVIEW, {"code": "000000", "_codes": "1"})) == [secondfactor.WRONG]
    frozen("2025-06-17 12:00:12")
    assert path_of(client.post(OVERVIEW, {"code": code_of(device), "_phone": "1"})) == SET_UP
    held = fields(client.get(SET_UP))
    new = TOTPDevice(key=secondfactor.SetUp(client.user, held["held"]).key)
    assert len(shown_codes(client.post(SET_UP, {**held, "code": code_of(new)}))) == 10
    assert [row.key for row in TOTPDevice.objects.all()] == [new.key]


def test_new_recovery_codes_end_the_old_ones():
    client = signed_in(is_superuser=True)
    device = give_device(client.user)
    old = secondfactor.new_recovery_codes(client.user)
    new = shown_codes(client.post(OVERVIEW, {"code": code_of(device), "_codes": "1"}))
    assert (len(new), set(new) & set(old), secondfactor.codes_left(client.user)) == (10, set(), 10)


def test_nobody_switches_it_off():
    client = signed_in(EDITOR)
    device = give_device(client.user)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    assert client.post(OVERVIEW, {"code": code_of(device), "_off": "1"}).status_code == 200
    assert [device.user for device in TOTPDevice.objects.all()] == [client.user]


def test_superuser_resets_a_colleagues_and_it_is_written_down():
    root, hotline = signed_in(is_superuser=True), signed_in(HOTLINE)
    secondfactor.new_recovery_codes(hotline.user)
    url = reverse("second-factor-reset", args=[hotline.user.pk])
    assert url in root.get(change_url(hotline.user)).content.decode()
    assert (root.get(url).status_code, TOTPDevice.objects.count()) == (200, 2)
    assert root.post(url).status_code == 302
    assert [device.user for device in TOTPDevice.objects.all()] == [root.user]
    assert (secondfactor.codes_left(hotline.user), is_in(hotline)) == (0, False)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (
        *(root.user, str(hotline.user.pk), "Đặt lại xác thực hai bước"),
    )
    assert Notice.objects.of(hotline.user).count() == 1


def test_nobody_else_resets():
    for group in (HOTLINE, CONTENT):
        client = signed_in(group)
        url = reverse("second-factor-reset", args=[make_user(is_superuser=True).pk])
        assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)


def test_command_lets_the_last_admin_back_in(frozen):
    frozen(NOON)
    client = half_in(is_superuser=True, username="quantri")
    give_device(client.user)
    for minute in range(5):
        frozen(f"2025-06-17 12:{minute:02}:10")
        give(client, "000000")
    call_command("reset_second_factor", "quantri", stdout=StringIO())
    assert TOTPDevice.objects.count() == 0
    again = Client()
    assert again.post(LOGIN, {"username": "quantri", "password": PASSWORD}).status_code == 302
    assert path_of(again.get(ASK)) == SET_UP
    assert LogEntry.objects.get().user == client.user
    with pytest.raises(CommandError, match="Không có tài khoản nào tên “khong”."):
        call_command("reset_second_factor", "khong")


def test_joining_the_hotline_group_asks_at_once():
    client = signed_in(EDITOR)
    client.user.groups.add(Group.objects.get(name=HOTLINE))
    assert (is_in(client), path_of(client.get(ASK))) == (False, SET_UP)


def test_no_screen_shows_a_secret(media):
    root = signed_in(is_superuser=True)
    device = give_device(root.user)
    pages = [
        root.get(url).content.decode() for url in (change_url(root.user), OVERVIEW, change_url(root.user, "delete"))
    ]
    assert [page for page in pages if device.key in page] == []
    assert stored(media) == []
    assert User.objects.count() == 1


def test_wrong_way_in_is_no_error(client):
    assert [path_of(client.get(url)) for url in (ASK, SET_UP, OVERVIEW)] == ["/quan-tri/", LOGIN, LOGIN]
    assert give(half_in(EDITOR), "123456").headers["Location"] == "/quan-tri/"
    reader = Client()
    reader.force_login(make_user(is_staff=False), backend="django.contrib.auth.backends.ModelBackend")
    assert path_of(reader.get(SET_UP)) == LOGIN
    for code in ("", "x" * 30, "٠٠٠٠٠٠", "\0"):
        asked = half_in(is_superuser=True)
        give_device(asked.user)
        assert give(asked, code).status_code == 200
