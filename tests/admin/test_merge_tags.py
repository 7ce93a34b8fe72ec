"""Tags that mean the same become one, and nothing that named the others is lost."""

import pytest
from bs4 import BeautifulSoup

from hoiphunu.models import OldAddress, Revision
from news.models import Article, Tag
from tests.factories import make_article, make_tag
from tests.staff import CONTENT, EDITOR, change_url, list_url, messages_of, send, signed_in, step

pytestmark = pytest.mark.django_db


def merge(staff, *tags, **typed):
    chosen = {"action": "merge_selected", "_selected_action": [tag.pk for tag in tags], **typed}
    return staff.post(list_url(Tag), chosen)


def test_articles_revisions_and_addresses_follow_the_tag_that_stays(client):
    staff = signed_in(CONTENT)
    kept, gone = make_tag("trẻ em"), make_tag("Thiếu nhi", is_sensitive=True)
    both, only = make_article(tags=["trẻ em", "Thiếu nhi"]), make_article(tags=["Thiếu nhi"])
    send(staff, change_url(only), title="Đang viết")
    OldAddress.objects.create(path="/xua/", target="/the/thieu-nhi/")
    answer = merge(staff, kept, gone, keep=kept.pk)
    assert messages_of(staff, answer)[-1] == "Đã gộp “Thiếu nhi” vào thẻ “trẻ em”."
    assert [tag.name for tag in Tag.objects.all()] == ["trẻ em"]
    assert [[tag.name for tag in article.tags.all()] for article in (both, only)] == [["trẻ em"]] * 2
    assert [revision.data["tags"] for revision in Revision.objects.all()] == [["trẻ em"]]
    assert [article.is_sensitive for article in Article.objects.all()] == [True, True]
    for path in ("/the/thieu-nhi/", "/xua/"):
        moved = client.get(path)
        assert (moved.status_code, moved.headers["Location"]) == (301, "/the/tre-em/")
    for feed in ("rss.xml", "atom.xml"):
        assert client.get(f"/the/thieu-nhi/{feed}").headers["Location"] == f"/the/tre-em/{feed}"
    found = client.get("/tim-kiem/", {"q": "thieu nhi"}).content.decode()
    assert only.get_absolute_url() not in found


def test_page_asks_which_tag_stays_and_proposes_the_most_used():
    staff, rare, used = signed_in(CONTENT), make_tag("rare"), make_tag("nhiều")
    make_article(tags=["nhiều"])
    page = BeautifulSoup(merge(staff, rare, used).content, "html.parser")
    labels = [" ".join(label.get_text().split()) for label in page.select("form label")]
    assert (sorted(labels), page.select_one("input[checked]")["value"]) == (
        ["nhiều (1 bài)", "rare (0 bài)"],
        str(used.pk),
    )
    assert Tag.objects.count() == 2


def test_one_tag_is_not_merged():
    staff, tag = signed_in(CONTENT), make_tag()
    assert messages_of(staff, merge(staff, tag, keep=tag.pk)) == ["Chọn ít nhất hai thẻ để gộp."]


def test_who_may_not_delete_tags_may_not_merge_them():
    kept, gone = make_tag("trẻ em"), make_tag("thiếu nhi")
    merge(signed_in(EDITOR), kept, gone, keep=kept.pk)
    assert Tag.objects.count() == 2


def test_tags_merged_twice_lead_to_the_last(client):
    first, second, third = make_tag("một"), make_tag("hai"), make_tag("ba")
    second.absorb([first])
    third.absorb([second, third])
    assert set(OldAddress.objects.values_list("path", "target")) == {
        *(("/the/mot/", "/the/ba/"), ("/the/hai/", "/the/ba/")),
        *(("/the/mot/rss.xml", "/the/ba/rss.xml"), ("/the/hai/rss.xml", "/the/ba/rss.xml")),
        *(("/the/mot/atom.xml", "/the/ba/atom.xml"), ("/the/hai/atom.xml", "/the/ba/atom.xml")),
    }


def test_renamed_tag_keeps_its_address_and_drafts_bring_no_old_name_back(client):
    staff, tag = signed_in(CONTENT), make_tag("trẻ em")
    article = make_article(tags=["trẻ em"])
    send(staff, change_url(article), title="Đang viết")
    send(staff, change_url(tag), name="thiếu nhi")
    send(staff, change_url(article), _button=step("publish"))
    assert [(row.name, row.slug) for row in Tag.objects.all()] == [("thiếu nhi", "tre-em")]
    assert client.get("/the/tre-em/").status_code == 200


def test_tag_that_differs_in_accents_alone_is_told():
    make_tag("trẻ em")
    staff, other = signed_in(CONTENT), make_tag("khác")
    answer = send(staff, change_url(other), name="Tre em")
    assert messages_of(staff, answer)[0] == "Thẻ “Tre em” rất giống “trẻ em”: nếu là một, hãy gộp lại."
