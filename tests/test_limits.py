"""Search costs the database something: one address gets so much of it a minute; help is never limited."""

import pytest
from django.test import Client

from hoiphunu import visitors
from tests.factories import make_hotline, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(frozen):
    frozen("2025-06-17 05:07")
    make_organisation(), make_hotline(is_primary=True)


def searches(client, count, path="/tim-kiem/?q=tin+{}", start=0):
    return [client.get(path.format(number)).status_code for number in range(start, start + count)]


def test_search_is_limited_by_the_minute_and_says_so_in_vietnamese(client, frozen):
    assert set(searches(client, visitors.MOST_SEARCHES)) == {200}
    refused = client.get("/tim-kiem/?q=them")
    assert (refused.status_code, refused["Retry-After"], refused.cookies) == (429, "60", {})
    assert 'lang="vi"' in refused.content.decode()
    frozen("2025-06-17 05:08")
    assert client.get("/tim-kiem/?q=them").status_code == 200


def test_another_browser_name_gives_no_more_and_another_address_is_another_reader(client):
    searches(client, visitors.MOST_SEARCHES)
    assert client.get("/tim-kiem/?q=a", headers={"User-Agent": "khác"}).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get("/tim-kiem/?q=a").status_code == 200


def test_pages_that_are_kept_do_not_count(client):
    assert set(searches(client, visitors.MOST_SEARCHES + 5, "/tim-kiem/?q=tin")) == {200}
    assert client.get("/tim-kiem/?q=khac").status_code == 200


def test_suggestions_and_filtered_lists_are_limited_too(client):
    assert searches(client, visitors.MOST_SUGGESTIONS + 1, "/tim-kiem/goi-y/?q=t{}")[-1] == 429
    assert searches(client, visitors.MOST_SEARCHES + 1, "/van-ban/?q=luat+{}")[-1] == 429
    assert client.get("/van-ban/").status_code == 200


def test_help_is_never_limited(client):
    searches(client, visitors.MOST_SEARCHES + 1)
    paths = ("/ho-tro/", "/ho-tro/so-may/", "/ho-tro/km/", "/thoat/", "/")
    answers = [client.get(path).status_code for path in paths for _ in range(visitors.MOST_SEARCHES + 5)]
    assert {code for code in answers if code not in (200, 303)} == set()
