"""Topics and pinned articles in the article's form: kept by revisions, public with the text only."""

import pytest

from hoiphunu.publishing import State
from news.models import Article, Topic
from tests.factories import make_article, make_topic
from tests.staff import (
    CONTRIBUTOR,
    EDITOR,
    change_url,
    errors_of,
    opened,
    send,
    signed_in,
    step,
)

pytestmark = pytest.mark.django_db


def test_topic_chosen_for_a_live_article_waits_until_it_is_published():
    editor, article, topic = signed_in(EDITOR), make_article(), make_topic()
    send(editor, change_url(article), topics=[topic.pk])
    assert (topic.has_page(), list(Topic.objects.with_articles())) == (False, [])
    assert "checked" in editor.get(change_url(article)).content.decode().partition('name="topics"')[2].partition(">")[0]
    send(editor, change_url(article), step("publish"), topics=[topic.pk])
    assert list(Topic.objects.with_articles()) == [topic]
    send(editor, change_url(article), step("publish"), topics=[])
    assert list(Topic.objects.with_articles()) == []


def test_topics_offered_are_those_followed_and_the_articles_own():
    article, kept, over, open_one = make_article(), make_topic(), make_topic(), make_topic()
    article.set_topics([kept.pk])
    Topic.objects.exclude(pk=open_one.pk).update(is_active=False)
    page = signed_in(EDITOR).get(change_url(article)).content.decode()
    assert [f'name="topics" value="{topic.pk}"' in page for topic in (kept, over, open_one)] == [True, False, True]


def test_pinned_lines_are_kept_in_order_and_shown_again():
    editor, article, first, second = signed_in(EDITOR), make_article(), make_article(), make_article()
    lines = (
        f"https://vi-du.vn{second.get_absolute_url()}\n\n{first.get_absolute_url()}?trang=1\n{first.get_absolute_url()}"
    )
    send(editor, change_url(article), pinned=lines)
    assert Article.objects.get(pk=article.pk).pinned == []
    shown = opened(editor, change_url(article))["pinned"]
    assert shown.split() == [second.get_absolute_url(), first.get_absolute_url()]
    send(editor, change_url(article), step("publish"))
    assert Article.objects.get(pk=article.pk).pinned == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/van-ban/luat-1/", "“/van-ban/luat-1/” không phải địa chỉ một tin bài của trang này."),
        ("/tin-tuc/khong-co-99999/", "“/tin-tuc/khong-co-99999/” không phải địa chỉ một tin bài của trang này."),
        ("/tin-tuc/x-1/\n/tin-tuc/x-2/\n/tin-tuc/x-3/\n/tin-tuc/x-4/\n/tin-tuc/x-5/", "Chỉ ghim được 4 bài."),
    ],
    ids=["document", "unknown", "five"],
)
def test_pins_that_lead_nowhere_are_refused_and_stay_typed(line, says):
    article = make_article()
    answer = send(signed_in(EDITOR), change_url(article), pinned=line)
    assert says in errors_of(answer)
    assert line.partition("\n")[0] in answer.content.decode()


def test_article_is_not_pinned_to_itself():
    article = make_article()
    answer = send(signed_in(EDITOR), change_url(article), pinned=article.get_absolute_url())
    assert "Bài không ghim chính nó." in errors_of(answer)


def test_contributor_learns_no_draft_of_others_by_pinning():
    writer = signed_in(CONTRIBUTOR)
    hers = make_article(state=State.DRAFT, created_by=writer.user)
    secret, shown = make_article(title="Bí mật", state=State.DRAFT), make_article()
    answer = send(writer, change_url(hers), pinned=f"/tin-tuc/x-{secret.pk}/")
    assert ("bi-mat" in answer.content.decode(), len(errors_of(answer)) > 0) == (False, True)
    assert send(writer, change_url(hers), pinned=f"/tin-tuc/x-{shown.pk}/").status_code == 302


def test_conflict_names_pinned_articles_and_topics():
    first, second = signed_in(EDITOR), signed_in(EDITOR)
    article, other, topic = make_article(), make_article(title="Bài được ghim"), make_topic(name="Đại hội")
    form = opened(second, change_url(article))
    send(first, change_url(article), pinned=other.get_absolute_url(), topics=[topic.pk])
    answer = send(second, change_url(article), _fields=form, title="Khác")
    page = answer.content.decode().partition('class="conflict"')[2].partition("</section>")[0]
    assert ("Bài được ghim" in page, "Đại hội" in page) == (True, True)
