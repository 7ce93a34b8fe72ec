from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from announcements.models import LegalDocument
from hoiphunu import richtext
from hoiphunu.demo import generating
from hoiphunu.models import ContentVersion, DemoRow, FileUse, Revision, SearchEntry
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import tiny_demo

ARTICLES, DOCUMENTS = 100, 10


@pytest.fixture
def generated(db, tmp_path, monkeypatch):
    monkeypatch.setattr(generating, "FOLDER", tiny_demo(tmp_path / "demo"))
    said = StringIO()
    call_command("generate", articles=ARTICLES, documents=DOCUMENTS, yes=True, stdout=said)
    return said.getvalue()


def test_what_is_made_is_as_if_staff_had_written_it(generated, client):
    assert generated.startswith("100/100 bài\n10/10 văn bản\nXong sau ")
    articles, documents = list(Article.objects.all()), list(LegalDocument.objects.all())
    assert (len(articles), len(documents)) == (ARTICLES, DOCUMENTS)
    for row in [*articles, *documents]:
        row.full_clean()
        assert (
            Revision.objects.of(row).count(),
            row.newest_revision.data["number" if row in documents else "title"],
        ) == (*(1, row.number if row in documents else row.title),)
    assert [a.pk for a in articles if richtext.clean(a.body) != a.body] == []
    assert len({a.body for a in articles}) == ARTICLES
    approved = [row for row in [*articles, *documents] if row.state == State.APPROVED]
    found = SearchEntry.objects.of_kind("article") | SearchEntry.objects.of_kind("legaldocument")
    assert found.visible().count() == len(approved) < found.count() == ARTICLES + DOCUMENTS
    tagged = next(row for row in articles if row.state == State.APPROVED)
    names = [tag.name for tag in tagged.tags.all()]
    assert sorted(names) == tagged.newest_revision.data["tags"] != []
    assert all(name in SearchEntry.objects.get(kind="article", object_id=tagged.pk).text for name in names)
    with_photo = {row.pk for row in articles if row.state == State.APPROVED and row.photo_ids()}
    assert set(FileUse.objects.values_list("object_id", flat=True)) == with_photo
    for row in (Article.objects.published().newest()[0], LegalDocument.objects.published().newest()[0]):
        assert client.get(row.get_absolute_url()).status_code == 200
    assert ContentVersion.objects.current() > 0


def test_rows_are_demo_rows(generated):
    kept = DemoRow.objects.values_list("kind", "object_id")
    assert {("news.article", pk) for pk in Article.objects.values_list("pk", flat=True)} <= set(kept)


def test_only_a_production_postgresql_asks_first(db):
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="--yes"):
            call_command("generate", articles=1)


def test_nothing_asked_for_is_refused(db):
    with pytest.raises(CommandError, match="--articles 10000"):
        call_command("generate", yes=True)
