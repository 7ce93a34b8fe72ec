"""No English where staff look: every staff screen is opened, its forms are sent empty, and its words are read."""

import json
import re
from io import StringIO
from pathlib import Path

import django.contrib.admin
import polib
import pytest
from bs4 import BeautifulSoup
from django.contrib.admin import site
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse

from hoiphunu.demo import seeding
from tests.conftest import ROOT
from tests.factories import tiny_demo
from tests.staff import enter

pytestmark = pytest.mark.words

# Words of Django's and the packages' English that are no Vietnamese word, whatever the accents left out.
ENGLISH = set(
    """
    about account action actions active add added address after all already and another any apply are available back
    before below by cancel change changed changes characters check choice choose chosen clear click close collapse
    confirm contains content correct count counts current currently dark data date day default delete deleted details
    down draft edit email enable enter error errors every expand field fields filter filters first following format
    forgotten found from full go group groups has have hide history hold home hour hours invalid is item items keep
    language last least leave light list loading log login logout main make manage match may message messages method
    midnight minute missing model month more must name navigation new next none noon not now number object objects of
    off ok old open optional or order other page password passwords permission permissions please press preview
    previous recent related remove required reset result results results return run save saved search see select
    selected selection server should show shown sidebar site skip sort status submit success successfully superuser
    sure tag tags text that theme there these this time title today toggle tomorrow type unknown until update updated
    upload user username users valid value values view was welcome what which with without wrong year yes yesterday
    you your
    """.split()
)
# The same letters, but said in Vietnamese offices every day, or a name.
BORROWED = {"email", "may", "tag", "theme", "go", "has", "ok"}


@pytest.fixture
def staff(client, db):
    person = get_user_model().objects.create_superuser(
        username="thu", email="thu@example.vn", password="x", full_name="Nguyễn Thị Thu"
    )
    enter(client, person)
    return client


def words_seen(html: bytes) -> set[str]:
    """The words a person sees or hears on a page: text, and the attributes that are read out.

    What readers of English are told is typed in English.
    """
    page = BeautifulSoup(html, "html.parser")
    for unseen in page.select("script, style, template, [lang=en]"):
        unseen.decompose()
    heard = [
        tag[name]
        for tag in page.find_all(True)
        for name in ("title", "aria-label", "placeholder", "alt")
        if tag.has_attr(name)
    ]
    heard += [tag.get("value", "") for tag in page.select("input[type=submit], input[type=button], input[type=reset]")]
    seen = " ".join([page.get_text(" "), *heard])
    # Addresses and file names are no words.
    seen = re.sub(r"\S*(?:[/@_=]|\w\.\w)\S*", " ", seen)
    return {word.lower() for word in re.findall(r"[^\W\d_]+", seen)}


def english_on(answer) -> list[str]:
    return sorted(words_seen(answer.content) & ENGLISH - BORROWED)


def empty_form(html: bytes) -> dict[str, str]:
    """What a browser sends when nothing was filled in: the hidden fields keep their values."""
    form = BeautifulSoup(html, "html.parser").select_one("#content-main form, #content form")
    return {tag["name"]: tag.get("value", "") if tag.get("type") == "hidden" else "" for tag in form.select("[name]")}


def screens(request, client):
    """(where, answer) of every screen of every noun that a superuser reaches."""
    for name in ("index", "password_change"):
        yield name, client.get(reverse(f"admin:{name}"))
    yield "password_change, sent empty", client.post(reverse("admin:password_change"), {})
    for model, admin in site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield f"{base} list", client.get(reverse(f"{base}_changelist"))
        yield f"{base} search", client.get(reverse(f"{base}_changelist"), {"q": "zzz"})
        if admin.has_add_permission(request):
            address = reverse(f"{base}_add")
            form = client.get(address)
            yield f"{base} add", form
            if form.status_code == 200:
                yield f"{base} add, sent empty", client.post(address, empty_form(form.content))
        row = model._default_manager.first()
        if row is not None:
            for screen in ("change", "history", "delete"):
                answer = client.get(reverse(f"{base}_{screen}", args=[row.pk]))
                if answer.status_code == 200:
                    yield f"{base} {screen}", answer


def test_no_english_on_any_staff_screen(staff, rf, monkeypatch, tmp_path):
    monkeypatch.setattr(seeding, "FOLDER", tiny_demo(tmp_path / "demo"))
    call_command("seed_demo", yes=True, stdout=StringIO())
    request = rf.get("/")
    request.user = get_user_model().objects.get(username="thu")
    found = {where: english_on(answer) for where, answer in screens(request, staff)}
    assert {where: words for where, words in found.items() if words} == {}


def test_no_english_at_the_login(client, db):
    address = reverse("admin:login")
    assert english_on(client.get(address)) == []
    assert english_on(client.post(address, {"username": "thu", "password": "sai"})) == []


def test_english_is_noticed():
    page = b'<p>Th\xc3\xaam <a title="Delete">b\xc3\xa0i</a></p><input type="submit" value="Save"><script>view</script>'
    assert sorted(words_seen(page) & ENGLISH) == ["delete", "save"]


def test_scripts_of_the_staff_pages_speak_vietnamese(staff):
    english = polib.pofile(str(Path(django.contrib.admin.__file__).parent / "locale/en/LC_MESSAGES/djangojs.po"))
    script = staff.get(reverse("admin:jsi18n")).content.decode()
    catalogue = json.loads(re.search(r"const newcatalog = (\{.*?\});\n", script, re.DOTALL)[1])
    keys = [f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid for entry in english]
    assert [key for key in keys if key not in catalogue] == []


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_catalogue_is_compiled_as_written(name):
    folder = ROOT / "hoiphunu/locale/vi/LC_MESSAGES"
    written = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in polib.pofile(f"{folder}/{name}.po")}
    compiled = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in polib.mofile(f"{folder}/{name}.mo")}
    assert compiled == written
