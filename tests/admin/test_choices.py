"""Two who save one text: whose is kept is chosen field by field."""

import pytest

from hoiphunu.publishing import State
from tests.factories import make_article, make_category, make_document, make_field, make_photo
from tests.staff import CONTENT, EDITOR, change_url, errors_of, fields_of, opened, pdf_file, send, signed_in

pytestmark = pytest.mark.django_db


def collide(row, group, theirs, mine):
    """(her client, the answer she gets): another saved `theirs` after she opened the form and typed `mine`."""
    other, staff, url = signed_in(group), signed_in(group), change_url(row)
    send(other, url)  # so that the form is opened with a revision
    fields = opened(staff, url)
    assert send(other, url, **theirs).status_code == 302
    return staff, send(staff, url, _fields=fields, **mine)


def proposed(answer):
    return {row.name: row.take for row in answer.context["conflict"]["rows"]}


def test_what_she_did_not_touch_is_proposed_to_be_theirs():
    article, category = make_article(state=State.DRAFT, title="Cũ", tags=["cũ"]), make_category()
    theirs = {"body": "<p>Của bạn</p>", "category": category.pk, "cover": make_photo().pk, "tags": "cũ, mới"}
    staff, answer = collide(
        article, EDITOR, {**theirs, "title": "Bạn", "published_at_0": "03/01/2024"}, {"title": "Tôi"}
    )
    untouched = dict.fromkeys([*theirs, "published_at"], "theirs")
    assert proposed(answer) == {"title": "mine", **untouched}
    fields = fields_of(answer)
    assert fields["title"] == "Tôi"
    assert send(staff, change_url(article), _fields=fields).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.body, article.category, article.related_data()["tags"], article.cover_id) == (
        *("Tôi", "<p>Của bạn</p>", category, ["cũ", "mới"], theirs["cover"]),
    )
    assert article.newest_revision.number == 3


def test_each_field_goes_the_way_it_was_chosen():
    article = make_article(state=State.DRAFT)
    typed = {"title": "Tôi", "summary": "Tôi", "tags": "tôi"}
    staff, answer = collide(article, EDITOR, {"title": "Bạn", "summary": "Bạn", "tags": "bạn"}, typed)
    assert set(proposed(answer).values()) == {"mine"}
    chosen = {**fields_of(answer), "_take_title": "theirs", "_take_tags": "theirs"}
    send(staff, change_url(article), _fields=chosen)
    article.refresh_from_db()
    assert (article.title, article.summary, article.related_data()["tags"]) == ("Bạn", "Tôi", ["bạn"])


def test_files_and_fields_of_a_document():
    document = make_document(state=State.DRAFT, files=["Bản ký"])
    theirs = {"files-1-upload": pdf_file(), "files-1-title": "Phụ lục", "fields": [make_field("Trẻ em").pk]}
    staff, answer = collide(document, CONTENT, theirs, {"summary": "Của tôi"})
    assert proposed(answer) == {"summary": "mine", "fields": "theirs", "files": "theirs"}
    send(staff, change_url(document), _fields=fields_of(answer))
    document.refresh_from_db()
    data = document.related_data()
    assert ([file["title"] for file in data["files"]], data["fields"]) == (["Bản ký", "Phụ lục"], theirs["fields"])
    assert document.summary == "Của tôi"


def test_choice_stays_while_something_else_is_wrong():
    article = make_article(state=State.DRAFT)
    staff, answer = collide(article, EDITOR, {"title": "Bạn"}, {"title": "Tôi"})
    chosen = {**fields_of(answer), "_take_title": "theirs", "published_at_0": "sai"}
    answer = send(staff, change_url(article), _fields=chosen)
    assert (len(errors_of(answer)), proposed(answer)) == (1, {"title": "theirs"})
    send(staff, change_url(article), _fields={**fields_of(answer), "published_at_0": ""})
    article.refresh_from_db()
    assert article.title == "Bạn"


def test_third_who_saved_meanwhile_is_compared_again():
    article = make_article(state=State.DRAFT)
    staff, answer = collide(article, EDITOR, {"title": "Bạn"}, {"title": "Tôi"})
    send(signed_in(EDITOR), change_url(article), title="Người thứ ba")
    again = send(staff, change_url(article), _fields=fields_of(answer))
    assert again.status_code == 200
    assert [row[1:3] for row in again.context["conflict"]["rows"]] == [("Người thứ ba", "Tôi")]
