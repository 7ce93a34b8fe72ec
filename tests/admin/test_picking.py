"""The photos offered while writing."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import make_article, make_photo
from tests.staff import CONTRIBUTOR, EDITOR, HOTLINE, change_url, signed_in

pytestmark = pytest.mark.django_db


def offered(client, query=""):
    answer = client.get(reverse("admin:hoiphunu_photo_choices"), {"q": query})
    return [field["data-alt"] for field in BeautifulSoup(answer.content, "html.parser").select("input")]


def test_newest_photos_that_hold_the_words():
    make_photo(alt="Chị em trồng hành"), make_photo(alt="Họp mặt")
    staff = signed_in(CONTRIBUTOR)
    assert [offered(staff, words) for words in ("", "trong hanh", "khong co")] == [
        ["Họp mặt", "Chị em trồng hành"],
        ["Chị em trồng hành"],
        [],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_choices_cost_the_same(count, django_assert_num_queries):
    staff = signed_in(EDITOR)
    for number in range(count):
        make_photo(alt=f"Ảnh {number}")
    with django_assert_num_queries(6):  # the session, the person, her second factor, her rights twice, the photos
        assert len(offered(staff)) == count


def test_only_those_who_see_the_library_choose_from_it():
    assert signed_in(HOTLINE).get(reverse("admin:hoiphunu_photo_choices")).status_code == 403


def test_form_offers_the_library():
    page = BeautifulSoup(signed_in(EDITOR).get(change_url(make_article())).content, "html.parser")
    assert page.select_one("[data-hp-gallery]")["data-hp-field"] == "id_body"
