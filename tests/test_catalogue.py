"""The Vietnamese of Django's own words: nothing reachable is missing, and what is compiled is what is written."""

import string
from pathlib import Path

import django
import polib
import pytest
from django.utils.translation import gettext, ngettext, override

from tests.conftest import ROOT

OURS = ROOT / "hoiphunu/locale/vi/LC_MESSAGES"
DJANGO = Path(django.__file__).parent
SOURCES = ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/sessions")
# Django's welcome page and its names of languages: shown nowhere here. A sign is no word.
NEVER_SHOWN = (
    "The install worked",
    "View <a",
    "You are seeing this page because <a",
    "Django ",
    "Topics, ",
    "Tutorial",
)
NEVER_SHOWN += ("Get started with Django", "Connect, get help", "…", "%(truncated_text)s…")


def entries(domain, language):
    for source in SOURCES:
        path = DJANGO / source / f"locale/{language}/LC_MESSAGES/{domain}.po"
        if path.exists():
            yield from polib.pofile(str(path))


def is_language_name(entry):
    return any("conf/global_settings.py" in place for place, _ in entry.occurrences)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_word_of_django_has_its_vietnamese(domain):
    known = {(e.msgctxt, e.msgid) for e in entries(domain, "vi") if e.translated()}
    known |= {(e.msgctxt, e.msgid) for e in polib.pofile(str(OURS / f"{domain}.po"))}
    missing = [
        e.msgid
        for e in entries(domain, "en")
        if (e.msgctxt, e.msgid) not in known and not e.msgid.startswith(NEVER_SHOWN) and not is_language_name(e)
    ]
    assert missing == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_compiled_catalogue_is_the_written_one(domain, tmp_path):
    written = polib.pofile(str(OURS / f"{domain}.po"))
    written.save_as_mofile(str(tmp_path / "compiled.mo"))
    assert (OURS / f"{domain}.mo").read_bytes() == (tmp_path / "compiled.mo").read_bytes()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_translations_name_only_values_that_the_original_has(domain):
    wrong = []
    for entry in polib.pofile(str(OURS / f"{domain}.po")):
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        for text in texts:
            if "python-brace-format" in entry.flags:
                names = [{name for _, name, _, _ in string.Formatter().parse(t) if name} for t in (text, entry.msgid)]
            else:
                names = [set(part.split(")")[0] for part in t.split("%(")[1:]) for t in (text, entry.msgid)]
            if not names[0] <= names[1]:
                wrong.append(entry.msgid)
    assert wrong == []


def test_catalogue_holds_no_word_twice():
    for domain in ("django", "djangojs"):
        keys = [(e.msgctxt, e.msgid) for e in polib.pofile(str(OURS / f"{domain}.po"))]
        assert len(keys) == len(set(keys))


def test_our_words_win_over_those_of_django():
    with override("vi"):
        assert gettext("History") == "Lịch sử"
        assert gettext("This field is required.") == "Ô này cần được điền."
        assert ngettext("%(num)d minute", "%(num)d minutes", 15) % {"num": 15} == "15 phút"
