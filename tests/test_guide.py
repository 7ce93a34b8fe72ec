"""The guide names what is on the screens, shows what `make guide` takes, and is one press away everywhere."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from hoiphunu import guide
from hoiphunu.admin_site import GROUPS
from tests.factories import make_organisation
from tests.guide import PICTURES
from tests.staff import CONTRIBUTOR, signed_in
from tests.test_consistency import code, templates, text

CHAPTERS = sorted(guide.FOLDER.glob("*.md"))

pytestmark = pytest.mark.words


def said_on_screens() -> str:
    scripts = [path for path in code() if "demo" not in path.parts]
    said = [*scripts, *templates(), Path("hotline/texts.json")]
    return re.sub(r"\s+", " ", "\n".join(text(path) for path in said)).lower()


def test_every_word_in_bold_stands_on_a_screen():
    screens = said_on_screens()
    bold = {(path.stem, words) for path in CHAPTERS for words in re.findall(r"\*\*(.+?)\*\*", path.read_text())}
    assert sorted((chapter, words) for chapter, words in bold if words.lower() not in screens) == []


def test_pictures_are_those_that_the_script_takes():
    shown = [name for path in CHAPTERS for name in re.findall(r"\(anh/([a-z-]+)\.webp\)", path.read_text())]
    assert sorted(shown) == sorted(PICTURES)
    assert sorted(guide.pictures()) == sorted(f"{name}.webp" for name in PICTURES)


def test_every_chapter_is_in_the_list_and_every_group_has_one():
    assert {path.stem for path in CHAPTERS} == set(guide.chapters())
    assert {group.guide for group in GROUPS} | set(guide.PARTS.values()) < set(guide.chapters())
    assert next(iter(guide.chapters())) == guide.START
    assert [chapter.slug for chapter in guide.chapters().values()][1:3] == ["dang-tin", "thu-vien-anh"]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", [path.stem for path in CHAPTERS])
def test_chapter_leads_to_what_is_there(slug):
    make_organisation()
    staff = signed_in(CONTRIBUTOR)
    answer = staff.get(reverse("guide", args=[slug]))
    page = BeautifulSoup(answer.content, "html.parser").select_one(".guide__text")
    for link in page.select("a"):
        address, _, anchor = link["href"].partition("#")
        target = page
        if address:
            found = staff.get(address)
            assert (address, found.status_code) == (address, 200)
            target = BeautifulSoup(found.content, "html.parser")
        assert not anchor or target.select_one(f"#{anchor}")
    for picture in page.select("img"):
        found = staff.get(picture["src"])
        assert (found.status_code, found["Content-Type"], picture["alt"] != "") == (200, "image/webp", True)
        assert b"".join(found.streaming_content)[8:12] == b"WEBP"


@pytest.mark.django_db
def test_question_mark_leads_to_the_chapter_of_the_screen(client):
    make_organisation()
    staff = signed_in(is_superuser=True)
    led = {}
    for name in ("index", "news_article_changelist", "hoiphunu_photo_changelist", "hotline_hotline_add"):
        page = BeautifulSoup(staff.get(reverse(f"admin:{name}")).content, "html.parser")
        led[name] = page.select_one(".ask")["href"]
    assert led == {
        "index": "/quan-tri/huong-dan/",
        "news_article_changelist": "/quan-tri/huong-dan/dang-tin/",
        "hoiphunu_photo_changelist": "/quan-tri/huong-dan/thu-vien-anh/",
        "hotline_hotline_add": "/quan-tri/huong-dan/duong-day-nong/",
    }
    assert client.get("/quan-tri/huong-dan/").status_code == 302
    assert client.get("/quan-tri/huong-dan/anh/dang-nhap.webp").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["khong-co/", "anh/khong-co.webp", "anh/..%2Fbat-dau.md"])
def test_what_is_not_there_is_not_found(address):
    make_organisation()
    assert signed_in(CONTRIBUTOR).get(f"/quan-tri/huong-dan/{address}").status_code == 404
