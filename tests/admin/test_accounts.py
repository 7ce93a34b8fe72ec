"""Accounts and rights: the superusers' alone."""

import pytest
from django.contrib.auth.models import Group, Permission

from hoiphunu.models import User
from tests.factories import make_article, make_user
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    PASSWORD,
    add_url,
    change_url,
    client_of,
    errors_of,
    list_url,
    opened,
    send,
    signed_in,
    values_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return signed_in(is_superuser=True)


def with_every_right():
    """Somebody whose group was given every permission there is, but who is no superuser."""
    group = Group.objects.create(name="Mọi quyền")
    group.permissions.set(Permission.objects.all())
    return signed_in("Mọi quyền")


@pytest.mark.parametrize("taken", [{"username": "hoa"}, {"email": "hoa@example.vn"}])
def test_name_or_mail_that_is_taken_is_a_form_error(root, taken):
    make_user(**taken)
    assert len(errors_of(send(root, add_url(User), **values_of(User)))) == 1


def test_account_is_switched_off_and_thrown_out(root):
    staff = signed_in(CONTENT)
    assert staff.get("/quan-tri/").status_code == 200
    fields = opened(root, change_url(staff.user))
    del fields["is_active"]
    assert send(root, change_url(staff.user), _fields=fields).status_code == 302
    assert staff.get("/quan-tri/").status_code == 302


def test_own_password_needs_the_old_one():
    user = make_user(CONTRIBUTOR, password=PASSWORD)
    staff, new = client_of(user), "mua-sen-thang-sau-9"
    typed = {"old_password": "sai", "new_password1": new, "new_password2": new}
    assert staff.post("/quan-tri/password_change/", typed).status_code == 200
    assert staff.post("/quan-tri/password_change/", {**typed, "old_password": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)


def pages(user, group):
    return [
        *(list_url(User), add_url(User), change_url(user), change_url(user, "history"), change_url(user, "delete")),
        f"/quan-tri/hoiphunu/user/{user.pk}/lien-ket/",
        *(list_url(Group), add_url(Group), change_url(group), change_url(group, "history")),
        change_url(group, "delete"),
    ]


def test_every_right_does_not_make_a_superuser():
    staff, victim, group = with_every_right(), make_user(CONTENT), Group.objects.get(name=CONTENT)
    before = list(User.objects.order_by("pk").values())
    forged = {**values_of(User), "is_superuser": "on", "is_staff": "on", "is_active": "on", "post": "yes"}
    for url in pages(victim, group):
        assert (url, staff.get(url).status_code) == (url, 403)
        assert (url, staff.post(url, forged).status_code) == (url, 403)
    assert list(User.objects.order_by("pk").values()) == before
    assert "hoiphunu/user" not in staff.get("/quan-tri/").content.decode()


def test_superuser_reaches_every_page(root):
    group = Group.objects.get(name=CONTENT)
    assert {root.get(url).status_code for url in pages(make_user(CONTENT), group)} == {200}


def test_rights_of_a_group_are_changed(root):
    group, right = Group.objects.create(name="Nhóm"), Permission.objects.get(codename="add_banner")
    send(root, change_url(group), permissions=[right.pk])
    assert list(group.permissions.all()) == [right]


def test_rights_over_what_has_no_screen_are_kept(root):
    group = Group.objects.get(name=CONTENT)
    before = sorted(group.permissions.values_list("codename", flat=True))
    send(root, change_url(group), name="Nội dung")
    group.refresh_from_db()
    assert (group.name, sorted(group.permissions.values_list("codename", flat=True))) == ("Nội dung", before)
    assert "add_documentfile" in before


def test_account_that_wrote_something_can_be_deleted_and_its_name_stays(root):

    writer = make_user(CONTRIBUTOR, full_name="Trần Thị Lan")
    article = make_article(created_by=writer, created_by_name=writer.full_name)
    root.post(change_url(writer, "delete"), {"post": "yes"})
    article.refresh_from_db()
    assert (article.created_by, article.created_by_name) == (None, "Trần Thị Lan")
