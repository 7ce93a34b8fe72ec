from datetime import UTC, date, datetime
from unicodedata import normalize

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from announcements.models import (
    ApprovedYear,
    Banner,
    Commemoration,
    CommemorationDay,
    Consultation,
    ConsultationFile,
    DocumentField,
    DocumentFile,
    DocumentRelation,
    DocumentType,
    Issuer,
    LegalDocument,
    LinkGroup,
    Opinion,
    WebLink,
)
from hoiphunu import publishing, search
from hoiphunu.models import (
    Commune,
    ContentVersion,
    DayOff,
    FileUse,
    MenuItem,
    Organisation,
    Page,
    Photo,
    SearchEntry,
)
from hoiphunu.publishing import Public, State
from hotline.models import HelpText, Hotline, ResponseTeam, UnionChair
from news.models import Article, ArticleFile, Category, Tag, Topic
from tests import factories
from tests.factories import at, make_article, make_document, make_organisation, make_page, make_photo, make_user

pytestmark = pytest.mark.django_db


def tagged_article():
    return make_article(tags=["bạo lực"], cover=make_photo())


def make_day_off():
    day = DayOff(date=date(2025, 9, 2), name="Quốc khánh")
    day.save()
    return day


# Each noun that readers see: how to make one, and a text field of it.
NOUNS = {
    Organisation: (lambda: make_organisation(emblem=make_photo()), "short_name"),
    MenuItem: (factories.make_menu_item, "label"),
    Page: (lambda: make_page(body=factories.in_body(make_photo())), "title"),
    Photo: (make_photo, "caption"),
    Commune: (lambda: factories.make_team().commune, "former_names"),
    DayOff: (make_day_off, "name"),
    Category: (factories.make_category, "description"),
    Tag: (lambda: tagged_article().tags.get(), "name"),
    Topic: (lambda: factories.make_topic(make_article(), cover=make_photo()), "name"),
    Article: (tagged_article, "title"),
    Banner: (lambda: factories.make_banner(photo=make_photo()), "slogan"),
    Commemoration: (lambda: factories.make_day_of_year(factories.make_commemoration()).commemoration, "name"),
    CommemorationDay: (
        lambda: factories.make_day_of_year(factories.make_commemoration(), slogan="Lời riêng"),
        "slogan",
    ),
    ApprovedYear: (lambda: ApprovedYear.objects.create(year=2025), "approved_by_name"),
    DocumentType: (factories.make_kind, "name"),
    Issuer: (factories.make_issuer, "name"),
    DocumentField: (factories.make_field, "name"),
    LegalDocument: (lambda: make_document(files=["Bản ký"]), "signer"),
    ArticleFile: (lambda: make_article(files=["Chương trình"]).files.get(), "title"),
    DocumentRelation: (lambda: factories.relate(make_document(), "cites", make_document()), "kind"),
    DocumentFile: (lambda: make_document(files=["Bản ký"]).files.get(), "title"),
    Consultation: (lambda: factories.make_consultation(files=["Dự thảo"]), "summary"),
    ConsultationFile: (lambda: factories.make_consultation(files=["Dự thảo"]).files.get(), "title"),
    Opinion: (factories.make_opinion, "text"),
    LinkGroup: (factories.make_group, "description"),
    WebLink: (lambda: factories.make_link(logo=make_photo()), "title"),
    Hotline: (factories.make_hotline, "name"),
    ResponseTeam: (factories.make_team, "name"),
    UnionChair: (factories.make_chair, "full_name"),
    HelpText: (lambda: HelpText.objects.get(key="title"), "en"),
}
EACH_NOUN = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
# Deleting these is refused while something hangs on them.
HELD = {Commune}
# Deleting these takes their followers along.
TAKES_ALONG = {Commemoration}


def save(row, field):
    row.save()


def update(row, field):
    type(row).objects.filter(pk=row.pk).update(**{field: "Đổi"})


def bulk_update(row, field):
    setattr(row, field, "Đổi")
    type(row).objects.bulk_update([row], [field])


def forget_index(rows):
    search.remove(rows)
    FileUse.objects.drop(rows)


def kept(row):
    """What the index and the file uses hold of a row."""
    entries = SearchEntry.objects.filter(kind=row.noun(), object_id=row.pk)
    uses = FileUse.objects.filter(kind=row.noun(), object_id=row.pk)
    return (
        list(entries.values_list("title", "url", "visible_from", "visible_until")),
        sorted(uses.values_list("name", "visible_from", "visible_until")),
    )


def due(row):
    """What they should hold."""
    row = type(row).objects.get(pk=row.pk)
    window, text = row.visible_window(), row.search_text()
    # Staff find what readers never see; files of it are nobody's.
    entries = [(text.title, text.url, *(window or search.NEVER))] if text else []
    files = sorted((name, *window) for name in dict(row.used_files())) if window else []
    return entries, files


def test_every_noun_is_here():
    assert set(NOUNS) == {model for model in apps.get_models() if issubclass(model, Public)}


@EACH_NOUN
@pytest.mark.parametrize("change", [save, update, bulk_update])
def test_hook_follows_each_way_to_change(noun, change):
    maker, field = NOUNS[noun]
    row = maker()
    rows = row.rows_to_update()
    forget_index(rows)
    version = ContentVersion.objects.current()
    change(row, field)
    assert ContentVersion.objects.current() > version
    assert [kept(each) for each in rows] == [due(each) for each in rows]


@EACH_NOUN
def test_hook_follows_bulk_create(noun):
    row = NOUNS[noun][0]()
    if noun in HELD:
        row.teams.all().delete()
    noun.objects.filter(pk=row.pk).delete()
    row.pk, row._state.adding = (1 if noun is Organisation else None), True
    version = ContentVersion.objects.current()
    noun.objects.bulk_create([row])
    assert ContentVersion.objects.current() > version
    rows = row.rows_to_update()
    assert [kept(each) for each in rows] == [due(each) for each in rows]


@EACH_NOUN
@pytest.mark.parametrize("whole", [False, True], ids=["row", "rows"])
def test_hook_follows_delete(noun, whole):
    row = NOUNS[noun][0]()
    key = row.pk
    followers = [other for other in row.rows_to_update() if other != row]
    if noun in HELD:
        row.teams.all().delete()
        followers = []
    gone, followers = (followers, []) if noun in TAKES_ALONG else ([], followers)
    version = ContentVersion.objects.current()
    noun.objects.filter(pk=key).delete() if whole else row.delete()
    assert ContentVersion.objects.current() > version
    assert not SearchEntry.objects.filter(kind=noun.noun(), object_id=key).exists()
    assert not FileUse.objects.filter(kind=noun.noun(), object_id=key).exists()
    assert [kept(each) for each in followers] == [due(each) for each in followers]
    assert [kept(each) for each in gone] == [([], [])] * len(gone)


@pytest.mark.parametrize("whole", [False, True], ids=["row", "rows"])
def test_deleted_tag_leaves_the_search_texts_of_its_articles(whole):
    make_article(tags=["hụi họ"])
    tag = Tag.objects.get()
    Tag.objects.all().delete() if whole else tag.delete()
    assert search.Found("hụi họ").kinds == {}


def test_set_tags_and_write_call_the_hook():
    article = make_article()
    forget_index([article])
    version = ContentVersion.objects.current()
    article.set_tags(["trẻ em"])
    assert ContentVersion.objects.current() > version
    assert kept(article) == due(article)
    forget_index([article])
    version = ContentVersion.objects.current()
    publishing.write(article, {"tags": ["người già"]}, make_user(), "publish")
    assert ContentVersion.objects.current() > version
    assert kept(article) == due(article)
    assert [search.Found(words).kinds for words in ("trẻ em", "người già")] == [{}, {"article": 1}]


def test_file_of_a_written_document_is_open_at_once():
    document = make_document()
    stored = factories.make_file(document)
    assert FileUse.objects.count() == 0
    publishing.write(document, {"files": [{"id": stored.pk, "title": "Bản ký", "order": 1}]}, None, "publish")
    assert list(FileUse.objects.values_list("name", "kind")) == [(stored.file.name.partition(".")[0], "legaldocument")]


def test_failed_transaction_changes_neither_index_nor_version():
    article = make_article(title="Tin cũ")
    version = ContentVersion.objects.current()
    with pytest.raises(RuntimeError), transaction.atomic():
        article.title = "Tin mới"
        article.save()
        raise RuntimeError
    assert ContentVersion.objects.current() == version
    assert list(SearchEntry.objects.values_list("title", flat=True)) == ["Tin cũ"]


@pytest.mark.parametrize("typed", ["Tin\x0bsố một", "Tin\x0csố một", "Tin số\x07 một", normalize("NFD", "Tin số một")])
def test_stored_text_is_nfc_without_control_characters(typed):
    article = make_article(title=typed)
    article.refresh_from_db()
    assert article.title == "Tin số một"


# state, published_at, expires_at, whether readers see it at 05:07 on 17 June 2025
NOW = "2025-06-17 05:07"
TABLE = [
    (State.APPROVED, "2025-06-17 05:07", None, True),
    (State.APPROVED, "2025-06-17 05:08", None, False),
    (State.APPROVED, "2025-06-17 05:06", "2025-06-17 05:08", True),
    (State.APPROVED, "2025-06-17 05:06", "2025-06-17 05:07", False),
    (State.DRAFT, "2025-06-17 05:06", None, False),
    (State.IN_REVIEW, "2025-06-17 05:06", None, False),
    (State.RETURNED, "2025-06-17 05:06", None, False),
    (State.WITHDRAWN, "2025-06-17 05:06", None, False),
    (State.DRAFT, None, None, False),
]


@pytest.mark.parametrize("maker", [make_article, make_document, make_page], ids=["article", "document", "page"])
@pytest.mark.parametrize(("state", "start", "end", "shown"), TABLE)
def test_public_to_the_minute(frozen, maker, state, start, end, shown):
    frozen(NOW)
    row = maker(state=state, published_at=start and at(start), expires_at=end and at(end))
    assert row.is_published is shown
    assert list(type(row).objects.published()) == ([row] if shown else [])
    assert SearchEntry.objects.visible().exists() is shown
    assert len(search.Found(row.search_text().title).entries) == shown


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"state": State.DRAFT}, "Bản nháp"),
        ({"published_at": at("2025-06-17 05:08")}, "Hẹn đăng"),
        ({"published_at": at("2025-06-17 05:07")}, "Đang hiển thị"),
        ({"expires_at": at("2025-06-17 05:07")}, "Hết hạn"),
        ({"state": State.WITHDRAWN}, "Đã gỡ"),
    ],
)
def test_state_label_follows_the_dates(frozen, values, label):
    frozen(NOW)
    assert make_article(**values).state_label == label


def test_staff_lists_by_state(frozen):
    frozen(NOW)
    make_article()
    scheduled = make_article(published_at=at("2025-06-17 06:00"))
    withdrawn = make_article(state=State.WITHDRAWN)
    waiting = make_article(state=State.IN_REVIEW)
    unfinished = [make_article(state=State.DRAFT), make_article(state=State.RETURNED)]
    assert list(Article.objects.scheduled()) == [scheduled]
    assert list(Article.objects.withdrawn()) == [withdrawn]
    assert list(Article.objects.waiting()) == [waiting]
    assert sorted(Article.objects.unfinished(), key=lambda row: row.pk) == unfinished


@pytest.mark.parametrize(
    "wrong",
    [{"expires_at": factories.PUBLISHED}, {"published_at": None}],
    ids=["expires when published", "approved without a date"],
)
def test_database_refuses_impossible_dates(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(**wrong)


ALLOWED = {
    "submit": {State.DRAFT: State.IN_REVIEW, State.RETURNED: State.IN_REVIEW},
    "return": {State.IN_REVIEW: State.RETURNED},
    "publish": dict.fromkeys(set(State) - {State.BINNED}, State.APPROVED),
    "withdraw": {State.APPROVED: State.WITHDRAWN},
}


@pytest.mark.parametrize("step", ALLOWED)
@pytest.mark.parametrize("state", State)
def test_steps_from_each_state(step, state):
    article = make_article(state=state)
    if state in ALLOWED[step]:
        publishing.step(article, step, None, "Sai số liệu")
        article.refresh_from_db()
        assert article.state == ALLOWED[step][state]
        assert article.withdrawn_reason == ("Sai số liệu" if step == "withdraw" else "")
    else:
        with pytest.raises(ValueError, match=step):
            publishing.step(article, step, None)
        article.refresh_from_db()
        assert (article.state, article.newest_revision) == (state, None)


def test_publishing_without_a_date_takes_this_minute_and_keeps_it(frozen):
    frozen("2025-06-17 05:07:42")
    article = make_article(state=State.DRAFT, published_at=None)
    publishing.write(article, {}, None, "publish")
    frozen("2025-06-18 09:00")
    article = Article.objects.get()
    assert article.published_at == at(NOW)
    article.show_newest()
    article.title = "Sửa một chữ"
    publishing.write(article, {}, None)
    publishing.step(Article.objects.get(), "publish", None)
    article.refresh_from_db()
    assert (article.title, article.published_at) == ("Sửa một chữ", at(NOW))


def test_withdrawn_text_corrected_keeps_its_date_and_reason():
    article = make_article(state=State.DRAFT, published_at=None)
    publishing.write(article, {}, None, "publish")
    publishing.step(Article.objects.get(), "withdraw", None, "Sai số liệu")
    article = Article.objects.get()
    article.show_newest()
    publishing.write(article, {}, None)
    article.refresh_from_db()
    assert (article.published_at is None, article.withdrawn_reason) == (False, "Sai số liệu")


def test_republishing_clears_the_reason():
    article = make_article(state=State.WITHDRAWN, withdrawn_reason="Nhầm")
    publishing.step(article, "publish", None)
    article.refresh_from_db()
    assert (article.state, article.withdrawn_reason) == (State.APPROVED, "")


def test_publishing_what_is_already_expired_is_refused_in_words():
    article = make_article(state=State.DRAFT, published_at=None, expires_at=at("2020-01-01 00:00"))
    with pytest.raises(ValidationError, match="Ngày hết hạn phải sau ngày đăng"):
        publishing.step(article, "publish", None)


def rights(user, row):
    return publishing.may_edit(user, row), publishing.may_publish(user, row)


def test_contributor_edits_her_own_until_it_is_live():
    her = make_user("Cộng tác viên")
    own = {state: rights(her, make_article(state=state, created_by=her)) for state in State}
    assert own == {
        State.DRAFT: (True, False),
        State.IN_REVIEW: (True, False),
        State.RETURNED: (True, False),
        State.APPROVED: (False, False),
        State.WITHDRAWN: (False, False),
        State.BINNED: (False, False),
    }
    assert rights(her, make_article(state=State.DRAFT)) == (False, False)
    assert rights(her, make_page(state=State.DRAFT, created_by=her)) == (False, False)


def test_editor_is_in_charge_of_her_categories():
    her, other = make_user("Biên tập viên"), make_user("Biên tập viên")
    everybodys, hers, anothers = (factories.make_category() for _ in range(3))
    hers.editors.add(her)
    anothers.editors.add(other)
    found = [rights(her, make_article(category=category)) for category in (everybodys, hers, anothers)]
    assert found == [(True, True), (True, True), (False, False)]
    assert rights(her, make_document()) == (False, False)


def test_two_people_where_the_office_asks_for_it():
    organisation = make_organisation()
    her = make_user("Biên tập viên")
    own, anothers = make_article(created_by=her), make_article()
    assert [publishing.may_publish(her, row) for row in (own, anothers)] == [True, True]
    organisation.requires_two_people = True
    organisation.save()
    assert [publishing.may_publish(her, row) for row in (own, anothers)] == [False, True]


def test_days_window_is_whole_days_in_vietnam():
    start, end = publishing.days_window(date(2025, 6, 17), date(2025, 6, 18))
    assert start.astimezone(UTC) == datetime(2025, 6, 16, 17, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2025, 6, 18, 17, tzinfo=UTC)
    assert publishing.days_window(None, None) == (publishing.ALWAYS[0], None)
    assert publishing.ALWAYS[0] < timezone.now()
