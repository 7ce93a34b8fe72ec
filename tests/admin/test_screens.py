"""Every screen of the admin: its policy for the browser, and what it costs."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoiphunu.models import Organisation, Page
from hotline.models import Consent
from news.models import Article
from tests.admin.test_rights import MAKERS, NEVER_ADDED, RIGHTS
from tests.factories import (
    in_body,
    make_article,
    make_commune,
    make_consultation,
    make_document,
    make_fault,
    make_hotline,
    make_page,
    make_photo,
    make_request,
    make_topic,
)
from tests.staff import CONTRIBUTOR, HOTLINE, add_url, change_url, list_url, send, signed_in

pytestmark = pytest.mark.django_db

WITH_EDITOR = ("news.Article", "announcements.LegalDocument", "announcements.Consultation", "hoiphunu.Page")
STRICT = {"script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "default-src": "'none'"}
RELAXED = {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "default-src": "'none'",
}


def policy(answer):
    parts = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if " " in part.strip()
    )
    assert "unsafe-eval" not in answer["Content-Security-Policy"]
    return {name: parts[name] for name in STRICT}


@pytest.mark.parametrize("label", RIGHTS)
def test_policy_is_relaxed_only_where_the_editor_is(label):
    root, row = signed_in(is_superuser=True), MAKERS[label](None)
    strict = [list_url(type(row)), change_url(row, "history")]
    if label != "hoiphunu.Organisation":
        strict.append(change_url(row, "delete"))
    forms = [change_url(row), *([add_url(type(row))] if label not in NEVER_ADDED else [])]
    assert [policy(root.get(url)) for url in strict] == [STRICT] * len(strict)
    wanted = RELAXED if label in WITH_EDITOR else STRICT
    assert [policy(root.get(url)) for url in forms] == [wanted] * len(forms)


def test_policy_is_strict_on_the_pages_of_no_noun(client):
    root = signed_in(is_superuser=True)
    answers = [root.get(url) for url in ("/quan-tri/", "/quan-tri/password_change/", "/quan-tri/anh/tai-len/")]
    assert [policy(answer) for answer in [*answers, client.get("/quan-tri/login/")]] == [STRICT] * 4


def test_policy_is_strict_where_an_article_is_only_read():
    writer = signed_in(CONTRIBUTOR)
    article = make_article(created_by=writer.user)
    assert policy(writer.get(change_url(article))) == STRICT


def test_refused_form_keeps_its_policy():
    root = signed_in(is_superuser=True)
    assert policy(root.post(add_url(Article), {"title": ""})) == RELAXED


def grown(label, number):
    """One more row, unlike the others."""
    model = apps.get_model(label)
    if label in ("hoiphunu.OldAddress", "hoiphunu.DayOff"):
        values = {"path": f"/cu-{number}/", "target": "/tin-tuc/"}
        if label == "hoiphunu.DayOff":
            values = {"date": date(2000 + number, 1, 1), "name": "Tết"}
        return model.objects.create(**values)
    if label == "hotline.HelpRequest":
        letters = f"{'abcdefghjk'[number // 10]}{'abcdefghjk'[number % 10]}"
        return make_request(code=f"{letters}aa-aaaa-aaaa", commune=make_commune())
    if label == "hotline.Consent":
        return Consent.objects.create(words=f"Lời {number}", keep_days=90)
    if label == "hotline.Hotline":
        return make_hotline(name=f"Số {number}")
    if label == "hoiphunu.Fault":
        return make_fault(place=f"news/views.py:{number} article")
    if label in ("news.Tag", "auth.Group", "announcements.LinkGroup") or "Document" in label or "Issuer" in label:
        if label != "announcements.LegalDocument":
            return model.objects.create(name=f"Tên {number}")
    return MAKERS[label](None)


@pytest.mark.parametrize("label", [label for label in RIGHTS if label != "hoiphunu.Organisation"])
def test_lists_cost_the_same_for_one_row_and_for_thirty(label):
    root, costs = signed_in(HOTLINE, is_superuser=True), []
    rows = []
    for wanted in (1, 3, 30):
        rows += [grown(label, number) for number in range(len(rows), wanted)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = root.get(list_url(type(rows[0])))
        assert (answer.status_code, answer.context["cl"].result_count >= wanted) == (200, True)
        costs.append(len(queries))
    assert len(set(costs)) == 1
    assert costs[0] <= 25


@pytest.mark.parametrize(
    ("make", "most"),
    [(make_article, 25), (make_document, 31), (make_consultation, 25), (make_page, 25)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_forms_cost_few_queries(make, most, django_assert_max_num_queries):
    root, row = signed_in(is_superuser=True), make()
    with django_assert_max_num_queries(most):
        assert root.get(change_url(row)).status_code == 200


def test_form_of_a_full_article_costs_few_queries(django_assert_max_num_queries):
    root, other = signed_in(is_superuser=True), make_article()
    link = f'<p><a href="{other.get_absolute_url()}">Tin</a></p>'
    row = make_article(tags=["một", "hai"], files=["Tệp"], cover=make_photo(), body=in_body(make_photo()) + link)
    make_topic(row)
    send(root, change_url(row), title="Mới")
    with django_assert_max_num_queries(28):
        assert root.get(change_url(row)).status_code == 200


def test_link_to_the_readers_page_is_there_only_when_it_opens(client):
    root = signed_in(is_superuser=True)
    for label in RIGHTS:
        row = MAKERS[label](None)
        page = root.get(change_url(row)).content.decode()
        links = re.findall(r'href="([^"]+)"[^>]*>\s*Xem trên trang', page)
        if label in ("news.Article", "auth.Group", "hoiphunu.User"):  # a draft, and nouns without a page
            assert (label, links) == (label, [])
        for link in links:
            assert (label, client.get(link).status_code) == (label, 200)
    assert (Organisation.objects.count(), Page.objects.count()) == (1, 1)


def test_no_address_tells_where_a_draft_would_stand():
    draft = make_article(state="draft")
    kind = ContentType.objects.get_for_model(draft).pk
    response = signed_in(CONTRIBUTOR).get(f"/quan-tri/r/{kind}/{draft.pk}/")
    assert (response.status_code, draft.slug in response.headers.get("Location", "")) == (404, False)
