"""What browsers may fetch ahead, and what never."""

import json

import pytest

from tests.factories import make_article, make_document, make_page

pytestmark = pytest.mark.django_db


def rules(client, **headers):
    response = client.get("/du-doan.json", headers=headers)
    assert response["Content-Type"] == "application/speculationrules+json"
    assert response["Vary"] == "Save-Data, Sec-CH-UA-Mobile"
    return json.loads(response.content)["prefetch"]


def test_only_what_is_pointed_at_or_touched_is_fetched(client):
    assert [rule["eagerness"] for rule in rules(client)] == ["moderate"]
    assert [rule["eagerness"] for rule in rules(client, **{"Sec-CH-UA-Mobile": "?1"})] == ["conservative"]
    assert rules(client, **{"Save-Data": "on"}) == []


def test_the_lists_hold_no_help_page_form_or_search(client):
    addresses = rules(client)[0]["where"]["or"][0]["href_matches"]
    assert {address.strip("/").split("/")[0] for address in addresses} == {
        *("", "tin-tuc", "van-ban", "hinh-anh", "su-kien")
    }
    assert [address for address in addresses if "*" in address and "\\?*" not in address] == []


def test_links_to_sensitive_articles_are_not_marked(client):
    plain = [make_article(title=f"Thường {number}") for number in range(12)]
    quiet = make_article(title="Bạo lực", sensitivity="yes")
    for path in ("/", "/tin-tuc/"):
        html = client.get(path).content.decode()
        assert (quiet.get_absolute_url() in html, f'"{quiet.get_absolute_url()}" data-soon' in html) == (True, False)
        assert f'"{plain[-1].get_absolute_url()}" data-soon' in html


def test_quiet_pages_name_no_rules(client):
    named = (
        "/",
        "/tin-tuc/",
        "/van-ban/",
        "/hinh-anh/",
        make_article().get_absolute_url(),
        make_document().get_absolute_url(),
    )
    make_page(path="/gioi-thieu/")
    quiet = make_article(sensitivity="yes").get_absolute_url()
    unnamed = "/ho-tro/", "/ho-tro/en/", "/ho-tro/gui/", "/tim-kiem/?q=a", "/quan-tri/login/", "/khong-co/", quiet
    assert {path: client.get(path).headers.get("Speculation-Rules") for path in (*named, *unnamed)} == {
        **dict.fromkeys(named, '"/du-doan.json"'),
        **dict.fromkeys(unnamed),
    }
