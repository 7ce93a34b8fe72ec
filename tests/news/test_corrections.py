from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from hoiphunu import readerforms
from hoiphunu.models import Notice
from hoiphunu.publishing import State
from news import corrections
from news.corrections import Place, place
from news.models import Article, Correction
from tests.factories import ago, ahead, make_article, make_category, make_correction, make_user
from tests.staff import CONTRIBUTOR, EDITOR, change_url, list_url, send, signed_in

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"passage": "Nội dung của tin.", "proposal": "Nội dung của bài."}


@pytest.fixture(autouse=True)
def _now(frozen):
    frozen("2025-06-17 05:07:00")


def url_of(article):
    return f"{article.get_absolute_url()}bao-loi/"


def fields(client, url):
    form = BeautifulSoup(client.get(url).content, "html.parser").select_one("main form")
    return {field["name"]: field.get("value", "") for field in form.select("input[name], textarea[name]")}


def report(client, article, frozen, headers=OURS, **typed):
    """Open the form, wait, send it."""
    frozen("2025-06-17 05:07:00")
    given = fields(client, url_of(article))
    frozen("2025-06-17 05:07:10")
    return client.post(url_of(article), {**given, **TYPED, **typed}, headers=headers)


def test_correction_is_kept_and_the_editors_in_charge_are_told(client, frozen):
    hers, other = make_user(EDITOR), make_user(EDITOR)
    category = make_category()
    category.editors.add(hers)
    article = make_article(title="Tin sai", category=category)
    for _ in range(2):
        answer = report(client, article, frozen, contact="chị Lan")
        assert (answer.status_code, answer.context["is_sent"], answer.cookies) == (200, True, {})
    kept = Correction.objects.values_list("article", "passage", "proposal", "contact", "state")
    assert list(kept) == [(article.pk, *TYPED.values(), "chị Lan", "new")] * 2
    # Once: the first sentence is still unread when the second correction comes.
    assert [(notice.user, notice.text) for notice in Notice.objects.all()] == [
        (hers, "Bạn đọc góp ý sửa bài “Tin sai”.")
    ]
    assert other.pk not in Notice.objects.values_list("user", flat=True)


def test_where_no_editor_is_named_all_are_told(client, frozen):
    editors = [make_user(EDITOR), make_user(EDITOR)]
    make_user(CONTRIBUTOR), make_user(EDITOR, is_active=False)
    report(client, make_article(), frozen)
    assert sorted(Notice.objects.values_list("user", flat=True)) == sorted(user.pk for user in editors)


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.WITHDRAWN},
        {"published_at": "ahead"},
        {"expires_at": "ago"},
    ],
    ids=str,
)
def test_no_form_for_what_is_not_public(client, hidden):
    times = {"ahead": ahead(days=1), "ago": ago(days=1)}
    article = make_article(**{name: times.get(value, value) for name, value in hidden.items()})
    wrong = f"/tin-tuc/khac-{article.pk}/bao-loi/"
    answers = [client.get(url_of(article)), client.get(wrong), client.post(url_of(article), TYPED, headers=OURS)]
    assert ([answer.status_code for answer in answers], Correction.objects.count()) == ([404] * 3, 0)


def test_wrong_slug_leads_to_the_right_one(client):
    article = make_article()
    answer = client.get(f"/tin-tuc/khac-{article.pk}/bao-loi/")
    assert (answer.status_code, answer["Location"]) == (302, url_of(article))


def test_sensitive_article_asks_for_no_contact_and_keeps_none(client, frozen):
    article = make_article(title="Bị đánh", sensitivity="yes", tab_title="Đời sống")
    page = client.get(url_of(article)).content.decode()
    assert "contact" not in fields(client, url_of(article))
    assert ("<title>Đời sống</title>" in page, "data-hp-exit" in page) == (True, True)
    report(client, article, frozen, contact="chị Lan")
    assert list(Correction.objects.values_list("contact", flat=True)) == [""]
    # Nor does the tab's memory hold what was marked there.
    assert "data-hp-report" not in client.get(article.get_absolute_url()).content.decode()


def test_refused_forms_come_back_as_typed(client, frozen):
    article = make_article()
    answer = report(client, article, frozen, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.context["refusal"]) == (403, readerforms.FOREIGN)
    assert "Nội dung của bài." in answer.content.decode()
    answer = report(client, article, frozen, proposal="")
    assert answer.context["form"].errors == {"proposal": ["Ô này cần được điền."]}
    assert Correction.objects.count() == 0


def test_programs_are_thanked_and_forgotten(client, frozen):
    answer = report(client, make_article(), frozen, website="https://spam.example")
    assert (answer.context["is_sent"], Correction.objects.count()) == (True, 0)


def test_one_reader_sends_a_few_an_hour(client, frozen):
    article = make_article()
    statuses = [report(client, article, frozen).status_code for _ in range(corrections.MOST_AN_HOUR + 1)]
    assert statuses == [200] * corrections.MOST_AN_HOUR + [429]
    answer = report(client, article, frozen, headers={**OURS, "User-Agent": "x"})
    assert answer.status_code == 200


def test_all_readers_together_send_so_many_a_day(client, frozen, monkeypatch):
    monkeypatch.setattr(corrections, "MOST_A_DAY", 1)
    article = make_article()
    assert [report(client, article, frozen).status_code for _ in range(2)] == [200, 429]


def test_form_is_no_page_for_caches_or_searches(client):
    answer = client.get(url_of(make_article()))
    assert ("no-store" in answer["Cache-Control"], "X-Page-Cache" in answer) == (True, False)
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "passage", "found"),
    [
        ("<p>Một hai <strong>ba</strong> bốn.</p>", "hai ba", Place("Một ", "hai ba", " bốn.")),
        ("<p>Một hai</p><p>ba bốn.</p>", "hai\r\n ba", Place("Một ", "hai ba", " bốn.")),
        ("<p>Tòa nhà</p>", "To\u0300a", Place("", "Tòa", " nhà")),
        ("<p>Giá (1+1)</p>", "(1+1)", Place("Giá ", "(1+1)", "")),
        ("<p>Một hai</p>", "ba", None),
        ("<p>Một hai</p>", " ", None),
        (f"<p>{'a ' * 100}đây{' b' * 100}</p>", "đây", Place("…" + "a " * 60, "đây", " b" * 60 + "…")),
    ],
)
def test_place_of_a_passage(body, passage, found):
    assert place(body, passage) == found


def panel(client, article):
    page = BeautifulSoup(client.get(change_url(article)).content, "html.parser")
    return page.select_one(".corrections")


def test_editor_sees_the_passage_beside_the_proposal_and_settles_it_with_the_article():
    editor, article = signed_in(EDITOR), make_article()
    assert panel(editor, article) is None
    here, gone = make_correction(article=article, contact="Lan"), make_correction(article=article, passage="Đã bỏ")
    section = panel(editor, article)
    assert [mark.get_text() for mark in section.select("mark")] == ["Nội dung của tin."]
    assert [q.get_text() for q in section.select("q")] == ["Đã bỏ"]
    assert section.get_text().count("đã thay đổi") == 1
    send(editor, change_url(article), **{f"_correction-{here.pk}": "done", f"_correction-{gone.pk}": "refused"})
    for row in (here, gone):
        row.refresh_from_db()
    assert [(row.state, row.settled_by, row.contact) for row in (here, gone)] == [
        ("done", editor.user, ""),
        ("refused", editor.user, ""),
    ]
    assert panel(editor, article) is None


def test_form_settles_no_correction_of_another_article():
    editor, other = signed_in(EDITOR), make_correction()
    send(editor, change_url(make_article()), **{f"_correction-{other.pk}": "done", "_correction-x": "done"})
    other.refresh_from_db()
    assert other.state == "new"


@pytest.mark.parametrize("count", [1, 3])
def test_panel_costs_one_query(count, django_assert_max_num_queries):
    editor, article = signed_in(EDITOR), make_article()
    for _ in range(count):
        make_correction(article=article)
    with django_assert_max_num_queries(25):
        assert len(panel(editor, article).select("li")) == count


def test_list_marks_several_of_her_categories_only():
    editor, elsewhere = signed_in(EDITOR), make_category()
    elsewhere.editors.add(make_user(EDITOR))
    mine = make_correction(article=make_article(category=make_category()))
    theirs = make_correction(article=make_article(category=elsewhere))
    editor.post(list_url(Correction), {"action": "mark_done", "_selected_action": [mine.pk, theirs.pk]})
    assert set(Correction.objects.filter(state="done")) == {mine}
    assert send(editor, change_url(mine), state="refused").status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.settled_by_name) == ("refused", editor.user.full_name)


def test_everything_is_erased_after_ninety_days(client, frozen):
    editor, article = signed_in(EDITOR), make_article()
    old = make_correction(article=article, sent_at=ago(days=90))
    young = make_correction(article=article, sent_at=ago(days=90) + timedelta(minutes=1))
    assert editor.get(change_url(old)).status_code == 302
    assert len(panel(editor, article).select("li")) == 1
    editor.get(list_url(Correction))
    assert list(Correction.objects.all()) == [young]
    frozen("2025-06-18 05:07")
    report(client, article, lambda moment: frozen(moment.replace("-17", "-18")))
    assert young not in Correction.objects.all()
    assert Article.objects.count() == 1


def test_no_address_of_a_reader_is_stored():
    assert {field.name for field in Correction._meta.fields} == {
        *("id", "article", "passage", "proposal", "contact", "sent_at"),
        *("state", "settled_by", "settled_by_name", "settled_at"),
    }
