from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection

from hoiphunu import search
from tests.factories import make_article

ALL = "add change delete view"
# What each group may do, in full: a right more is as wrong as a right less.
RIGHTS = {
    "Cộng tác viên": {
        "news.article": "add change view",
        "news.category": "view",
        "news.topic": "view",
        "news.tag": "view",
        "hoiphunu.photo": "add change view",
    },
    "Biên tập viên": {
        "news.article": "add change view publish",
        "news.correction": "change view",
        "news.readcount": "view",
        "news.category": "view",
        "news.topic": "view",
        "news.tag": "add change view",
        "hoiphunu.photo": "add change view",
    },
    "Quản trị nội dung": {
        "news.article": f"{ALL} publish",
        "news.correction": "change delete view",
        "news.readcount": "view",
        "news.category": ALL,
        "news.topic": ALL,
        "news.tag": ALL,
        "announcements.banner": ALL,
        "announcements.commemoration": ALL,
        "announcements.commemorationday": ALL,
        "announcements.approvedyear": ALL,
        "announcements.legaldocument": f"{ALL} publish",
        "announcements.documentfile": ALL,
        "announcements.documenttype": ALL,
        "announcements.issuer": ALL,
        "announcements.documentfield": ALL,
        "announcements.consultation": f"{ALL} publish",
        "announcements.consultationfile": ALL,
        "announcements.opinion": "change delete view",
        "announcements.linkgroup": ALL,
        "announcements.weblink": ALL,
        "hotline.hotline": ALL,
        "hotline.responseteam": ALL,
        "hotline.unionchair": ALL,
        "hotline.helptext": "change view",
        "hoiphunu.organisation": "change view",
        "hoiphunu.menuitem": ALL,
        "hoiphunu.page": f"{ALL} publish",
        "hoiphunu.photo": ALL,
        "hoiphunu.oldaddress": ALL,
        "hoiphunu.commune": ALL,
        "hoiphunu.dayoff": ALL,
    },
    "Phụ trách đường dây nóng": {
        "hotline.hotline": ALL,
        "hotline.responseteam": ALL,
        "hotline.unionchair": ALL,
        "hotline.helptext": "change view",
        "hotline.helprequest": "change delete view",
        "hotline.helpreading": "view",
        "hotline.consent": "add view",
        "hoiphunu.commune": "add change view",
        "hoiphunu.dayoff": ALL,
    },
}


def rights_of(group):
    found = {}
    for permission in group.permissions.select_related("content_type"):
        action, _, model = permission.codename.rpartition("_")
        found.setdefault(f"{permission.content_type.app_label}.{model}", set()).add(action)
    return found


def all_rights():
    return {group.name: rights_of(group) for group in Group.objects.all()}


def expected():
    return {name: {model: set(actions.split()) for model, actions in rights.items()} for name, rights in RIGHTS.items()}


def migrate(app, name=None):
    call_command("migrate", *([app, name] if name else [app]), stdout=StringIO(), verbosity=0)


@pytest.mark.django_db
def test_four_groups_with_exactly_these_rights():
    assert all_rights() == expected()


@pytest.mark.django_db
def test_nobody_but_superusers_touches_accounts():
    accounts = Permission.objects.filter(content_type__model__in=["user", "group", "permission"])
    assert accounts.count() == 12
    assert list(Group.objects.filter(permissions__in=accounts)) == []


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth():
    steps = [("hoiphunu", "0001"), ("hoiphunu", None)]
    migrate(*steps[0])
    assert all_rights() == {}
    with connection.cursor() as cursor:
        assert "search_words" not in connection.introspection.table_names(cursor)
    migrate(*steps[1])
    assert all_rights() == expected()
    make_article(title="Sau khi dựng lại")
    assert search.Found("dung lai").kinds == {"article": 1}


@pytest.mark.django_db(transaction=True)
def test_everything_can_be_taken_down_and_built_again():
    for app in ("hotline", "announcements", "news"):
        migrate(app, "zero")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    assert [name for name in tables if name.startswith(("news_", "announcements_", "hotline_"))] == []
    call_command("migrate", verbosity=0, stdout=StringIO())
    assert all_rights() == expected()
    make_article()


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
