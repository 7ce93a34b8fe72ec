import pytest

from hotline import words
from hotline.models import HelpText
from hotline.words import Words
from tests.factories import make_hotline

pytestmark = pytest.mark.django_db


def say(lang, key, shows_unchecked=False):
    return Words(lang, HelpText.objects.all(), shows_unchecked)[key]


def test_every_shipped_text_has_a_row_in_three_languages():
    assert list(HelpText.objects.values_list("key", flat=True)) == list(words.shipped())
    rows = HelpText.objects.all()
    assert [row.key for row in rows if not (row.vi and row.km and row.en and row.km_needs_check)] == []


@pytest.mark.parametrize(
    ("lang", "shows_unchecked", "text", "is_foreign"),
    [
        ("vi", False, "Gọi ngay", False),
        ("en", False, "Call now", False),
        ("km", False, "Gọi ngay", True),
        ("km", True, "ទូរស័ព្ទឥឡូវនេះ", False),
    ],
)
@pytest.mark.parametrize("is_stored", [True, False], ids=["row", "no row"])
def test_phrase_in_each_language(lang, shows_unchecked, text, is_foreign, is_stored):
    if not is_stored:
        HelpText.objects.all().delete()
    phrase = say(lang, "call_now", shows_unchecked)
    assert (phrase.text, phrase.is_foreign) == (text, is_foreign)


def test_what_staff_write_is_said():
    row = HelpText.objects.get(key="call_now")
    row.vi, row.km, row.km_needs_check, row.en = "Gọi <b>", "ហៅ", False, ""
    row.save()
    assert [str(say(lang, "call_now")) for lang in words.LANGUAGES] == [
        "Gọi &lt;b&gt;",
        "ហៅ",
        '<span lang="vi">Gọi &lt;b&gt;</span>',
    ]
    assert (say("km", "call_now").mark, "(tiếng Việt)" in say("en", "call_now").mark) == ("", True)


def test_lines_of_a_long_text():
    HelpText.objects.filter(key="privacy_text").update(vi="Một\n\n  Hai \nBa", en="")
    assert [line.text for line in say("vi", "privacy_text").lines] == ["Một", "Hai", "Ba"]
    assert [str(line) for line in say("en", "privacy_text").lines][0] == '<span lang="vi">Một</span>'


def test_page_knows_whether_it_is_partly_vietnamese():
    rows = HelpText.objects.all()
    assert [Words(lang, rows, False).is_partly_vietnamese for lang in words.LANGUAGES] == [False, True, False]
    HelpText.objects.filter(key="find").update(en="")
    assert Words("en", HelpText.objects.all(), False).is_partly_vietnamese is True


def test_line_is_named_in_each_language():
    line = make_hotline(name="Trung tâm", name_km="មជ្ឈមណ្ឌល")
    said = {lang: Words(lang, [], False).of(line, "name") for lang in words.LANGUAGES}
    assert {lang: (phrase.text, phrase.is_foreign) for lang, phrase in said.items()} == {
        "vi": ("Trung tâm", False),
        "km": ("មជ្ឈមណ្ឌល", False),
        "en": ("Trung tâm", True),
    }
