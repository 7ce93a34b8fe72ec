"""What is typed is kept before it is saved; who else has the form open."""

import pytest

from hoiphunu.models import OpenForm, Revision
from hoiphunu.publishing import State
from news.models import Article
from tests.factories import make_article, make_category, make_document, make_page
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    add_url,
    change_url,
    client_of,
    errors_of,
    fields_of,
    messages_of,
    opened,
    send,
    signed_in,
    values_of,
)

pytestmark = pytest.mark.django_db

NEW = "/quan-tri/news/article/go-do/"


def beat(client, url, fields, **typed):
    """Say that the form is open, with what was typed; the answer."""
    more = {"_typed": "1", **typed} if typed else {}
    answer = client.post(url, {**fields, **more})
    assert (answer.status_code, answer.headers["Cache-Control"].count("no-store")) == (200, 1)
    return answer.json()


def drafts(client, url):
    """What a form opened now is offered."""
    return beat(client, url, {"_form_key": "khoa-moi"})["offers"]


def test_new_article_is_kept_offered_and_given_back(frozen):
    frozen("2025-06-17 10:02")
    writer, category = signed_in(CONTRIBUTOR), make_category()
    fields = opened(writer, add_url(Article))
    typed = {"title": "Hội thảo\0", "body": "<p>Chào chị em", "category": str(category.pk), "tags": "trẻ em"}
    assert beat(writer, NEW, fields, **typed) == {"kept": "10:02", "others": [], "taken": None, "offers": []}
    assert (Article.objects.count(), Revision.objects.count()) == (0, 0)
    (offer,) = drafts(writer, NEW)
    assert offer["at"] == "10:02"
    answer = writer.get(add_url(Article) + offer["url"])
    back = fields_of(answer)
    assert {name: back[name] for name in typed} == {**typed, "title": "Hội thảo", "body": "<p>Chào chị em</p>"}
    assert (back["_form_key"], "gõ dở lúc 10:02" in answer.content.decode()) == (fields["_form_key"], True)
    assert (Article.objects.count(), errors_of(answer)) == (0, [])
    assert send(writer, add_url(Article), _fields=back).status_code == 302
    assert (Article.objects.get().title, drafts(writer, NEW)) == ("Hội thảo", [])


def test_half_typed_form_comes_back_without_complaints():
    writer = signed_in(CONTRIBUTOR)
    beat(writer, NEW, opened(writer, add_url(Article)), summary="Chỉ có tóm tắt")
    answer = writer.get(add_url(Article) + drafts(writer, NEW)[0]["url"])
    assert (errors_of(answer), fields_of(answer)["summary"]) == ([], "Chỉ có tóm tắt")


@pytest.mark.parametrize("maker", [make_article, make_document, make_page], ids=["article", "document", "page"])
def test_typed_over_a_saved_row_is_compared_with_it(maker):
    staff, row = signed_in(CONTENT), maker()
    url, keep = change_url(row), change_url(row, "typing")
    beat(staff, keep, opened(staff, url), **{"published_at_0": "05/03/2019"})
    answer = staff.get(url + drafts(staff, keep)[0]["url"])
    rows = answer.context["conflict"]["rows"]
    assert [(each.name, each.take) for each in rows] == [("published_at", "mine")]
    fields = fields_of(answer)
    assert send(staff, url, _fields=fields, **{"_take_published_at": "theirs"}).status_code == 302
    row.show_newest()
    assert row.published_at == type(row).objects.get().published_at


def test_typed_before_somebody_else_saved_is_compared_with_hers():
    first, second = signed_in(EDITOR), signed_in(EDITOR)
    article = make_article(state=State.DRAFT, title="Cũ")
    url, keep = change_url(article), change_url(article, "typing")
    beat(first, keep, opened(first, url), title="Của tôi")
    send(second, url, title="Của bạn", summary="Mới")
    answer = first.get(url + drafts(first, keep)[0]["url"])
    fields = {**fields_of(answer), "_take_title": "mine", "_take_summary": "theirs"}
    assert send(first, url, _fields=fields).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.summary) == ("Của tôi", "Mới")


def test_offer_is_dropped_on_request_and_nobody_elses():
    writer, other = signed_in(EDITOR), signed_in(EDITOR)
    article = make_article()
    keep = change_url(article, "typing")
    beat(writer, keep, opened(writer, change_url(article)), title="Dở")
    (offer,) = drafts(writer, keep)
    assert drafts(other, keep) == []
    answer = other.get(change_url(article) + offer["url"])
    assert messages_of(other, answer) == ["Bản gõ dở này không còn: nó đã được lưu hoặc đã bỏ."]
    other.post(keep, {"_form_key": "cua-nguoi-khac", "_do": "drop", "_which": offer["key"]})
    assert drafts(writer, keep) == [offer]
    assert beat(writer, keep, {"_form_key": "khoa-moi", "_do": "drop", "_which": offer["key"]})["offers"] == []


def test_two_people_see_each_other_and_one_takes_over(frozen):
    frozen("2025-06-17 10:02")
    first, second = signed_in(EDITOR, full_name="Trần Thị Mai"), signed_in(EDITOR, full_name="Lý Thị Sa")
    keep = change_url(make_article(), "typing")
    assert beat(first, keep, {"_form_key": "a"})["others"] == []
    assert beat(second, keep, {"_form_key": "b"})["others"] == [{"name": "Trần Thị Mai", "since": "10:02"}]
    assert beat(second, keep, {"_form_key": "b", "_do": "take"})["taken"] is None
    assert beat(first, keep, {"_form_key": "a"})["taken"] == {"name": "Lý Thị Sa", "at": "10:02"}
    assert beat(first, keep, {"_form_key": "a", "_do": "take"})["taken"] is None
    frozen("2025-06-17 10:03")
    assert beat(second, keep, {"_form_key": "b"})["others"] == []


def test_ended_session_is_told_in_json_and_a_fresh_token_saves(client):
    article = make_article()
    keep = change_url(article, "typing")
    for url in (keep, NEW):
        for answer in (client.post(url, {"_form_key": "a"}), client.get(url)):
            assert (answer.status_code, answer.json()) == (401, {"trouble": "session"})
    staff = client_of(signed_in(EDITOR).user, enforce_csrf_checks=True)
    assert staff.post(keep, {"_form_key": "a", "title": "Dở", "_typed": "1"}).status_code == 403
    token = staff.get(keep).json()["token"]
    sent = staff.post(keep, {"_form_key": "a", "title": "Dở", "_typed": "1"}, headers={"X-CSRFToken": token})
    assert (sent.status_code, OpenForm.objects.get().typed["title"]) == (200, ["Dở"])


def test_only_who_may_open_the_form_types_into_it():
    writer, article = signed_in(CONTRIBUTOR), make_article()
    assert writer.post(change_url(article, "typing"), {"_form_key": "a"}).status_code == 404
    staff = signed_in("Phụ trách đường dây nóng")
    assert staff.post(NEW, {"_form_key": "a"}).status_code == 403
    assert OpenForm.objects.count() == 0


def test_beat_that_crossed_the_save_keeps_nothing():
    writer = signed_in(CONTRIBUTOR)
    fields = opened(writer, add_url(Article))
    send(writer, add_url(Article), _fields=fields, **values_of(Article))
    assert beat(writer, NEW, fields, title="Muộn") == {"saved": True}
    assert OpenForm.objects.count() == 0


def test_what_nobody_came_back_for_goes_after_thirty_days(frozen):
    frozen("2025-06-17 10:02")
    beat(signed_in(EDITOR), NEW, {"_form_key": "a"}, title="Dở")
    frozen("2025-07-17 10:01")
    beat(signed_in(EDITOR), NEW, {"_form_key": "b"})
    assert OpenForm.objects.count() == 2
    frozen("2025-07-17 10:03")
    beat(signed_in(EDITOR), NEW, {"_form_key": "c"})
    assert list(OpenForm.objects.values_list("key", flat=True)) == ["b", "c"]


@pytest.mark.parametrize("asked", ["x", "0", "99", "9" * 30, "%00"])
def test_odd_questions_open_the_plain_form(asked):
    writer = signed_in(CONTRIBUTOR)
    answer = writer.get(f"{add_url(Article)}?go-do={asked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, add_url(Article))
