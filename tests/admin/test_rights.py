"""Who may do what, as one table; every address of the admin is asked as everybody."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponseForbidden
from django.urls import reverse

from hoiphunu import audit, urls
from hoiphunu.models import DayOff, MenuItem, OldAddress, Organisation, Photo, Transition, User
from hoiphunu.publishing import Publishable
from hotline.models import Consent, HelpReading, HelpText
from news.models import Article
from tests import factories
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    add_url,
    change_url,
    client_of,
    list_url,
    opened,
    send,
    signed_in,
    values_of,
)

pytestmark = pytest.mark.django_db

ROLES = {"nobody": "", "writer": CONTRIBUTOR, "editor": EDITOR, "content": CONTENT, "hotline": HOTLINE, "root": ""}

# a: add, c: change, d: delete, v: see. Columns as ROLES.
RIGHTS = {
    "news.Article": ("", "acv", "acv", "acdv", "", "acdv"),
    "news.Correction": ("", "", "cv", "cdv", "", "cdv"),
    "news.ReadCount": ("", "", "v", "v", "", "v"),
    "news.Category": ("", "v", "v", "acdv", "", "acdv"),
    "news.Topic": ("", "v", "v", "acdv", "", "acdv"),
    "news.Tag": ("", "v", "acv", "acdv", "", "acdv"),
    "announcements.Banner": ("", "", "", "acdv", "", "acdv"),
    "announcements.Commemoration": ("", "", "", "acdv", "", "acdv"),
    "announcements.LegalDocument": ("", "", "", "acdv", "", "acdv"),
    "announcements.Consultation": ("", "", "", "acdv", "", "acdv"),
    "announcements.Opinion": ("", "", "", "cdv", "", "cdv"),
    "announcements.DocumentType": ("", "", "", "acdv", "", "acdv"),
    "announcements.Issuer": ("", "", "", "acdv", "", "acdv"),
    "announcements.DocumentField": ("", "", "", "acdv", "", "acdv"),
    "announcements.LinkGroup": ("", "", "", "acdv", "", "acdv"),
    "announcements.WebLink": ("", "", "", "acdv", "", "acdv"),
    "announcements.LinkCheck": ("", "", "", "v", "", "v"),
    "hotline.HelpRequest": ("", "", "", "", "cdv", ""),
    "hotline.HelpReading": ("", "", "", "", "v", "v"),
    "hotline.Consent": ("", "", "", "", "av", "av"),
    "hotline.Hotline": ("", "", "", "acdv", "acdv", "acdv"),
    "hotline.ResponseTeam": ("", "", "", "acdv", "acdv", "acdv"),
    "hotline.UnionChair": ("", "", "", "acdv", "acdv", "acdv"),
    "hotline.HelpText": ("", "", "", "cv", "cv", "cv"),
    "hoiphunu.Organisation": ("", "", "", "cv", "", "cv"),
    "hoiphunu.MenuItem": ("", "", "", "acdv", "", "acdv"),
    "hoiphunu.Page": ("", "", "", "acdv", "", "acdv"),
    "hoiphunu.Photo": ("", "acv", "acv", "acdv", "", "acdv"),
    "hoiphunu.OldAddress": ("", "", "", "acdv", "", "acdv"),
    "hoiphunu.Fault": ("", "", "", "", "", "dv"),
    "hoiphunu.Commune": ("", "", "", "acdv", "acv", "acdv"),
    "hoiphunu.DayOff": ("", "", "", "acdv", "acdv", "acdv"),
    "hoiphunu.User": ("", "", "", "", "", "acdv"),
    "auth.Group": ("", "", "", "", "", "acdv"),
    "hoiphunu.AuditEntry": ("", "", "", "", "", "v"),
    "hoiphunu.Transition": ("", "", "", "", "", "v"),
}
MAKERS = {
    "news.Article": lambda user: factories.make_article(state="draft", published_at=None, created_by=user),
    "news.Correction": lambda user: factories.make_correction(),
    "news.ReadCount": lambda user: factories.make_read_count(),
    "news.Category": lambda user: factories.make_category(),
    "news.Topic": lambda user: factories.make_topic(),
    "news.Tag": lambda user: factories.make_tag(),
    "announcements.Banner": lambda user: factories.make_banner(),
    "announcements.Commemoration": lambda user: factories.make_commemoration(),
    "announcements.LegalDocument": lambda user: factories.make_document(),
    "announcements.Consultation": lambda user: factories.make_consultation(),
    "announcements.Opinion": lambda user: factories.make_opinion(),
    "announcements.DocumentType": lambda user: factories.make_kind(),
    "announcements.Issuer": lambda user: factories.make_issuer(),
    "announcements.DocumentField": lambda user: factories.make_field(),
    "announcements.LinkGroup": lambda user: factories.make_group(name="Nhóm cũ"),
    "announcements.WebLink": lambda user: factories.make_link(),
    "announcements.LinkCheck": lambda user: factories.make_link_check(),
    "hotline.HelpRequest": lambda user: factories.make_request(),
    "hotline.HelpReading": lambda user: HelpReading.objects.create(number=1),
    "hotline.Consent": lambda user: Consent.objects.current(),
    "hotline.Hotline": lambda user: factories.make_hotline(),
    "hotline.ResponseTeam": lambda user: factories.make_team(),
    "hotline.UnionChair": lambda user: factories.make_chair(),
    "hotline.HelpText": lambda user: HelpText.objects.first(),
    "hoiphunu.Organisation": lambda user: factories.make_organisation(),
    "hoiphunu.MenuItem": lambda user: MenuItem.objects.create(label="Tin", address="/tin-tuc/"),
    "hoiphunu.Page": lambda user: factories.make_page(),
    "hoiphunu.Photo": lambda user: factories.make_photo(by=user),
    "hoiphunu.Fault": lambda user: factories.make_fault(),
    "hoiphunu.OldAddress": lambda user: OldAddress.objects.create(path="/xua/", target="/tin-tuc/"),
    "hoiphunu.Commune": lambda user: factories.make_commune(),
    "hoiphunu.DayOff": lambda user: DayOff.objects.create(date=date(2020, 1, 1), name="Tết"),
    "hoiphunu.User": lambda user: factories.make_user(CONTRIBUTOR),
    "auth.Group": lambda user: Group.objects.create(name="Nhóm tạm"),
    "hoiphunu.AuditEntry": lambda user: audit.record(audit.Kind.LOGOUT),
    "hoiphunu.Transition": lambda user: Transition.objects.record(factories.make_article(), "publish", "draft", user),
}
# One of its kind, and what only readers make.
NEVER_ADDED = (
    "hoiphunu.Organisation",
    "hotline.HelpText",
    "hotline.HelpRequest",
    "hotline.HelpReading",
    "news.Correction",
    "news.ReadCount",
    "announcements.LinkCheck",
    "announcements.Opinion",
    "hoiphunu.AuditEntry",
    "hoiphunu.Transition",
    "hoiphunu.Fault",
)
LABELS = pytest.mark.parametrize("label", RIGHTS)


@pytest.fixture
def plain_refusals(monkeypatch):
    """A refusal is its status: its page, with the whole frame of the site, is asked for by the tests of each screen."""
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden())


def entered(role):
    return signed_in(ROLES[role], is_superuser=role == "root")


def pages(row):
    model = type(row)
    return {
        "list": list_url(model),
        "add": add_url(model),
        "change": change_url(row),
        "history": change_url(row, "history"),
        "delete": change_url(row, "delete"),
    }


def test_table_holds_every_screen():
    assert sorted(model._meta.label for model in admin.site._registry) == sorted(RIGHTS)
    assert sorted(MAKERS) == sorted(RIGHTS)
    names = {pattern.name for pattern in admin.site.urls[0] if getattr(pattern, "name", "")}
    assert names == {
        *("index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"),
        "app_list",
    }


@contextmanager
def undone():
    """A block whose rows are as before when it ends."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_each_role(label, row):
    """(role, its rights, a client of it) in turn; articles and photos are her own each time."""
    for role, rights in zip(ROLES, RIGHTS[label], strict=True):
        with undone():
            staff = entered(role)
            if hasattr(row, "created_by_id"):
                type(row).objects.filter(pk=row.pk).update(created_by=staff.user)
            yield role, rights, staff


@LABELS
def test_pages_open_as_the_table_says(label, plain_refusals):
    row = MAKERS[label](None)
    found, wanted = {}, {}
    for role, rights, staff in as_each_role(label, row):
        found[role] = {page: staff.get(url).status_code for page, url in pages(row).items()}
        opens = {"list": "v", "add": "a", "change": "v", "history": "v", "delete": "d"}
        wanted[role] = {page: 200 if right in rights else 403 for page, right in opens.items()}
    assert found == wanted


@LABELS
def test_posts_do_as_the_table_says(label, plain_refusals):
    row = MAKERS[label](None)
    model, opener = type(row), entered("root" if RIGHTS[label][-1] else "hotline")
    typed = {} if label in NEVER_ADDED[1:] else values_of(model)
    rows = model.objects.kept() if issubclass(model, Publishable) else model.objects.all()
    forms = {"change": opened(opener, change_url(row))}
    if label not in NEVER_ADDED:
        forms["add"] = opened(opener, add_url(model))
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    for role, rights, staff in as_each_role(label, row):
        before, stored = rows.count(), rows.values().get(pk=row.pk)
        if "add" in forms:
            with undone():
                for value in typed.values():
                    if hasattr(value, "seek"):
                        value.seek(0)
                answer = send(staff, add_url(model), _fields=forms["add"], **typed)
                assert (role, answer.status_code, rows.count() - before) == (
                    (role, 302, 1) if "a" in rights else (role, 403, 0)
                )
        with undone():
            answer = send(staff, change_url(row), _fields=forms["change"])
            assert (role, answer.status_code) == (role, 302 if "c" in rights else 403)
            assert "c" in rights or rows.values().get(pk=row.pk) == stored
        for url, data in ((change_url(row, "delete"), {"post": "yes"}), (list_url(model), chosen)):
            with undone():
                answer = staff.post(url, data)
                assert (role, url, rows.filter(pk=row.pk).exists()) == (role, url, "d" not in rights)
                assert answer.status_code in ((302,) if "d" in rights else (200, 302, 403))


@pytest.mark.parametrize("who", ["stranger", "reader's account", "switched off"])
def test_outsiders_are_led_to_the_login(who, client):
    if who == "reader's account":
        client = client_of(factories.make_user(is_staff=False))
    elif who == "switched off":
        staff = signed_in(CONTENT)
        User.objects.filter(pk=staff.user.pk).update(is_active=False)
        client = staff
    rows = [make(None) for make in MAKERS.values()]
    before = [type(row).objects.count() for row in rows]
    names = ("index", "password_change", "password_change_done", "autocomplete", "jsi18n")
    addresses = [reverse(f"admin:{name}") for name in names]
    addresses += [url for row in rows for url in pages(row).values()]
    for url in addresses:
        for answer in (client.get(url), client.post(url, {"post": "yes", "action": "delete_selected"})):
            assert (url, answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (
                *(url, 302, "/quan-tri/login/"),
            )
    assert [type(row).objects.count() for row in rows] == before


# Who may search the rows a field leads to: those who may see these rows.
SEARCHES = {
    "news.article.cover": ("writer", "editor", "content", "root"),
    "announcements.banner.photo": ("writer", "editor", "content", "root"),
    "announcements.consultation.result": ("content", "root"),
    "announcements.weblink.logo": ("writer", "editor", "content", "root"),
    "hoiphunu.organisation.emblem": ("writer", "editor", "content", "root"),
    "hotline.responseteam.commune": ("content", "hotline", "root"),
    "news.topic.cover": ("writer", "editor", "content", "root"),
    "news.article.category": ("writer", "editor", "content", "root"),
    "news.article.created_by": ("root",),
    "hoiphunu.revision.created_by": ("root",),
    "news.category.editors": ("root",),
    "hoiphunu.user.groups": ("root",),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("field", SEARCHES)
def test_searches_of_the_forms(field, role):
    factories.make_user(full_name="Trần Thị Lan")
    app, model, name = field.split(".")
    query = {"app_label": app, "model_name": model, "field_name": name, "term": "Lan"}
    answer = entered(role).get(reverse("admin:autocomplete"), query)
    assert answer.status_code == (200 if role in SEARCHES[field] else 403)


def test_writer_finds_no_articles_of_others():
    factories.make_article(title="Bài mật", state="draft")
    query = {"app_label": "news", "model_name": "articletag", "field_name": "content_object", "term": ""}
    answer = signed_in(CONTRIBUTOR).get(reverse("admin:autocomplete"), query)
    assert answer.json()["results"] == []


@pytest.mark.parametrize("role", ROLES)
def test_own_pages_are_everybodys(role):
    staff = entered(role)
    assert [staff.get(reverse(f"admin:{name}")).status_code for name in ("index", "password_change")] == [200, 200]


@pytest.mark.parametrize("role", ["nobody", "writer", "hotline"])
def test_start_page_names_no_screen_she_cannot_open(role):
    page = entered(role).get(reverse("admin:index")).content.decode()
    column = list(ROLES).index(role)
    hidden = [label for label, row in RIGHTS.items() if not row[column]]
    assert [label for label in hidden if f'href="{list_url(apps.get_model(label))}"' in page] == []


def test_groups_are_those_of_the_migration():
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted([CONTENT, CONTRIBUTOR, EDITOR, HOTLINE])
    publishers = Group.objects.filter(permissions__codename="publish_article").values_list("name", flat=True)
    assert sorted(publishers) == [EDITOR, CONTENT]
    assert not Group.objects.filter(permissions__content_type__app_label="auth").exists()
    assert not Group.objects.filter(permissions__content_type__model__in=["user", "revision", "logentry"]).exists()
    assert (Article.objects.count(), Photo.objects.count(), Organisation.objects.count()) == (0, 0, 0)
