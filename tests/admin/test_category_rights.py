"""The table “Who” of docs/publishing.md: which step whom, by group and by category, through the form itself."""

import pytest

from hoiphunu.publishing import State
from news.models import Article
from tests.factories import make_article, make_category, make_organisation
from tests.staff import CONTENT, CONTRIBUTOR, EDITOR, add_url, change_url, fields_of, signed_in, step

pytestmark = pytest.mark.django_db

# How a category names people: {name: (its editors, its contributors)}; "she" is who is asked.
CATEGORIES = {
    "open": ((), ()),
    "hers as editor": (("she",), ()),
    "hers as contributor": ((), ("she",)),
    "another editor's": (("other",), ()),
    "another contributor's": ((), ("other",)),
    "another editor's, hers as contributor": (("other",), ("she",)),
}
WRITES = {
    CONTRIBUTOR: {
        *("open", "hers as editor", "hers as contributor"),
        "another editor's, hers as contributor",
    },
    EDITOR: {"open", "hers as editor", "hers as contributor", "another contributor's"},
    CONTENT: set(CATEGORIES),
}
# {(group, whose text): {state: the buttons she finds}}, in a category that she writes in; None: the form is not hers.
NONE = dict.fromkeys(State)
READS = dict.fromkeys(State, set())
ALL_STEPS = {
    State.DRAFT: {"", "submit", "publish"},
    State.IN_REVIEW: {"", "return", "publish"},
    State.RETURNED: {"", "submit", "publish"},
    State.APPROVED: {"", "withdraw", "publish"},
    State.WITHDRAWN: {"", "publish"},
    State.BINNED: None,
}
OWN = {
    State.DRAFT: {"", "submit"},
    State.IN_REVIEW: {""},
    State.RETURNED: {"", "submit"},
    State.APPROVED: set(),
    State.WITHDRAWN: set(),
    State.BINNED: None,
}
STEPS = {
    (CONTRIBUTOR, "own"): OWN,
    (CONTRIBUTOR, "another's"): NONE,
    (EDITOR, "own"): ALL_STEPS,
    (EDITOR, "another's"): ALL_STEPS,
    (CONTENT, "own"): ALL_STEPS,
    (CONTENT, "another's"): ALL_STEPS,
}


def category_of(name, she):
    other, category = signed_in(EDITOR).user, make_category(name=name)
    people = {"she": she, "other": other}
    for field, named in zip((category.editors, category.contributors), CATEGORIES[name], strict=True):
        field.set([people[each] for each in named])
    return category


def buttons(client, article):
    """The steps whose buttons the form shows, "" for saving; None when the article is not for her."""
    answer = client.get(change_url(article))
    if answer.status_code != 200:
        return None
    page = answer.content.decode()
    shown = {name for name in ("submit", "return", "publish", "withdraw") if f'value="{name}"' in page}
    return shown | ({""} if 'name="_save"' in page else set())


@pytest.mark.parametrize("group", WRITES)
def test_categories_each_group_writes_in(group):
    staff, found = signed_in(group), set()
    rows = {name: category_of(name, staff.user) for name in CATEGORIES}
    answer = staff.get(add_url(Article))
    fields = {**fields_of(answer), "title": "Tin", "body": "<p>Chào</p>", "_save": "1"}
    offered = {category.name for category in answer.context["adminform"].form.fields["category"].queryset}
    for name, category in rows.items():
        staff.post(add_url(Article), {**fields, "category": category.pk, "_form_key": f"k{category.pk}"})
        if Article.objects.filter(category=category, created_by=staff.user).exists():
            found.add(name)
    assert (found, offered) == (WRITES[group], WRITES[group])


@pytest.mark.parametrize(("group", "whose"), STEPS)
def test_steps_each_group_takes(group, whose):
    staff = signed_in(group)
    author = staff.user if whose == "own" else signed_in(CONTRIBUTOR).user
    category = category_of("open", staff.user)
    found = {}
    for state in State:
        article = make_article(state=state, created_by=author, category=category, withdrawn_reason="Nhầm")
        found[state] = buttons(staff, article)
    assert found == STEPS[group, whose]


@pytest.mark.parametrize("name", CATEGORIES)
def test_editor_takes_steps_in_her_categories_only(name):
    editor = signed_in(EDITOR)
    category, author = category_of(name, editor.user), signed_in(CONTRIBUTOR).user
    article = make_article(state=State.IN_REVIEW, category=category, created_by=author)
    expected = {"", "return", "publish"} if name in WRITES[EDITOR] else set()
    assert buttons(editor, article) == expected
    forged = {"title": "Tin", "category": category.pk, "_revision": "0", step("publish")[0]: "publish"}
    forged |= {f"files-{part}": 0 for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    status = editor.post(change_url(article), {**forged, "body": "<p>Chào</p>", "sensitivity": "auto"}).status_code
    article.refresh_from_db()
    published = (302, State.APPROVED)
    assert (status, article.state) == (published if name in WRITES[EDITOR] else (403, State.IN_REVIEW))


@pytest.mark.parametrize("group", [EDITOR, CONTENT])
def test_with_two_people_nobody_takes_the_steps_of_approval_with_her_own_text(group):
    make_organisation(requires_two_people=True)
    staff, category = signed_in(group), make_category()
    own = {
        state: buttons(staff, make_article(state=state, created_by=staff.user, category=category)) for state in State
    }
    assert own == {
        State.DRAFT: {"", "submit"},
        State.IN_REVIEW: {""},
        State.RETURNED: {"", "submit"},
        State.APPROVED: {""},
        State.WITHDRAWN: {""},
        State.BINNED: None,
    }
