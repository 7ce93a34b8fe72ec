"""What changes rights is taken only from somebody who has just proved who she is; what she typed is not lost."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from hoiphunu import proof
from hoiphunu.models import AuditEntry, User
from tests.factories import make_organisation, make_user
from tests.staff import (
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    PASSWORD,
    add_url,
    change_url,
    client_of,
    code_of,
    give_device,
    list_url,
    opened,
    send,
    values_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    user = make_user(is_superuser=True, username="sa", password=PASSWORD)
    client = client_of(user)
    client.user, client.device = user, give_device(user)
    make_organisation()
    return client


def age(client, seconds=proof.PROOF_SECONDS + 1):
    """Let the last proof in the session of `client` be so old."""
    session = client.session
    session[proof.PROVED_AT] -= seconds
    session.save()


def asked(answer) -> dict:
    """The fields of the page that asks, as lists."""
    assert answer.status_code == 403
    fields = {}
    for field in BeautifulSoup(answer.content, "html.parser").select("#login-form input[name]"):
        fields.setdefault(field["name"], []).append(field.get("value", ""))
    return fields


def proved(client, url, answer, password=PASSWORD, code=None):
    code = {"_proof-code": code_of(client.device) if code is None else code}
    return client.post(url, {**asked(answer), "_proof-password": password, **code})


def test_fresh_session_is_not_asked(root):
    hoa = make_user(CONTRIBUTOR)
    age(root, proof.PROOF_SECONDS - 30)
    assert send(root, change_url(hoa), is_superuser="on").status_code == 302


def test_old_session_is_asked_and_goes_on_with_all_that_was_typed(root):
    hoa, url = make_user(CONTRIBUTOR), change_url(make_user(CONTRIBUTOR, username="hoa"))
    groups = sorted(Group.objects.filter(name__in=[EDITOR, HOTLINE]).values_list("pk", flat=True))
    typed = {"full_name": "Nguyễn  “Thị” <Hoa>", "email": "moi@example.vn", "groups": groups}
    age(root)
    answer = send(root, url, **typed)
    user = User.objects.get(username="hoa")
    assert (user.email, list(user.groups.values_list("name", flat=True))) != ("moi@example.vn", [EDITOR, HOTLINE])
    assert asked(answer)["groups"] == [str(pk) for pk in groups]
    assert proved(root, url, answer).status_code == 302
    user.refresh_from_db()
    assert (user.email, user.full_name) == ("moi@example.vn", "Nguyễn  “Thị” <Hoa>")
    assert sorted(user.groups.values_list("pk", flat=True)) == groups
    # It holds for the next one.
    assert send(root, change_url(hoa), is_superuser="on").status_code == 302


@pytest.mark.parametrize(
    ("password", "code", "error"),
    [
        ("sai", None, [proof.WRONG]),
        (PASSWORD, "000000", ["Mã không đúng, hoặc đã dùng rồi. Bạn đợi ứng dụng hiện mã mới rồi gõ lại."]),
        ("", None, ["Ô này cần được điền."]),
    ],
)
def test_wrong_proof_changes_nothing_and_keeps_what_was_typed(root, password, code, error):
    hoa = make_user(CONTRIBUTOR)
    url, before = change_url(hoa), list(AuditEntry.objects.values_list("kind", flat=True))
    age(root)
    answer = proved(root, url, send(root, url, full_name="Tên mới"), password, code)
    page = BeautifulSoup(answer.content, "html.parser")
    assert [item.get_text() for item in page.select(".errorlist li")] == error
    assert asked(answer)["full_name"] == ["Tên mới"]
    assert password == "" or password not in answer.content.decode()
    hoa.refresh_from_db()
    assert hoa.full_name != "Tên mới"
    written = len(AuditEntry.objects.all()) - len(before)
    assert written == (1 if password else 0)


def test_who_guesses_is_locked_out(root):
    url = change_url(make_user(CONTRIBUTOR))
    age(root)
    answer = send(root, url)
    statuses = [proved(root, url, answer, "sai").status_code for _ in range(4)]
    last = root.post(url, {**asked(answer), "_proof-password": "sai", "_proof-code": "1"})
    assert (statuses, last.status_code) == ([403] * 4, 429)
    right = root.post(url, {**asked(answer), "_proof-password": PASSWORD, "_proof-code": code_of(root.device)})
    assert right.status_code == 429


def test_every_way_to_change_rights_asks(root):
    hoa, group = make_user(CONTRIBUTOR), Group.objects.get(name=EDITOR)
    fields = opened(root, add_url(User))
    age(root)
    ways = [
        (add_url(User), {**fields, **values_of(User)}),
        (change_url(hoa), {}),
        (change_url(hoa, "delete"), {"post": "yes"}),
        (list_url(User), {"action": "delete_selected", "_selected_action": [hoa.pk], "post": "yes"}),
        (add_url(Group), {"name": "x"}),
        (change_url(group), {"name": "x"}),
        (change_url(group, "delete"), {"post": "yes"}),
        (list_url(Group), {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}),
        (reverse("second-factor-reset", args=[hoa.pk]), {}),
        (reverse("second-factor-set-up"), {"code": "1", "held": "x"}),
    ]
    assert [(url, root.post(url, data).status_code) for url, data in ways] == [(url, 403) for url, _ in ways]
    assert (User.objects.count(), Group.objects.filter(name="x").exists()) == (2, False)


def test_looking_asks_nothing(root):
    age(root)
    assert root.get(change_url(make_user())).status_code == 200


def test_without_a_second_factor_the_password_is_enough():
    make_organisation()
    user = make_user(CONTRIBUTOR, password=PASSWORD)
    client = client_of(user)
    age(client)
    url = reverse("second-factor-set-up")
    answer = client.post(url, {"code": "123456", "held": "x"})
    assert "_proof-code" not in asked(answer)
    assert client.post(url, {**asked(answer), "_proof-password": PASSWORD}).status_code == 200


def test_clock_set_back_does_not_make_old_proof_new(root):
    age(root, -1000)
    assert send(root, change_url(make_user())).status_code == 403
