"""SIGKILL in the middle of saving leaves no half article; `make drill` does the same many times."""

import os

import pytest
from django.db import connection

from hoiphunu.models import Revision
from hoiphunu.publishing import State
from news.models import Article
from tests import killing


@pytest.mark.django_db(transaction=True)
def test_server_killed_while_saving_leaves_the_database_whole():
    article, account = killing.begin()
    name = connection.settings_dict["NAME"]
    server = os.environ["DATABASE_URL"].removesuffix("postgres")
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else server + name
    # Moments apart, so that opening, checking and writing are each cut through.
    for after in (0.03, 0.11, 0.23):
        done = killing.kill_while_saving(article, account, after, DATABASE_URL=url)
        assert killing.faults(article, done) == []
    assert Revision.objects.of(article).count() > 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda article: Revision.objects.of(article).order_by("number")[:1][0].delete(), "revision numbers"),
        (lambda article: Article._base_manager.filter(pk=article.pk).update(title="Nửa chừng"), "title"),
        (lambda article: article.tags.clear(), "tags"),
    ],
    ids=["lost revision", "half article", "lost tags"],
)
def test_damage_is_seen(damage, named):
    article, account = killing.begin()
    assert (killing.faults(article, 1), article.state) == ([], State.APPROVED)
    from hoiphunu import publishing

    text = killing.text_of(2)
    for name in ("title", "summary", "body"):
        setattr(article, name, text[name])
    publishing.write(article, {"tags": [text["tags"]]}, account, "publish")
    assert killing.faults(article, 2) == []
    damage(article)
    assert any(fault.startswith(named) for fault in killing.faults(article, 2))
