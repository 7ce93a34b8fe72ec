import pytest
from django.core.exceptions import ValidationError

from announcements.models import WebLink
from tests.factories import make_group, make_link

pytestmark = pytest.mark.django_db


def test_links_stand_in_their_groups_in_order():
    news, state = make_group(name="Báo", order=2), make_group(name="Nhà nước", order=1)
    make_group(name="Trống")
    last = make_link(group=news, order=9)
    first = make_link(group=news, order=1)
    only = make_link(group=state)
    make_link(group=state, is_active=False)
    assert WebLink.objects.grouped() == [{"group": state, "links": [only]}, {"group": news, "links": [first, last]}]


@pytest.mark.parametrize(
    ("address", "domain"),
    [("https://www.phunuvietnam.vn/x", "phunuvietnam.vn"), ("http://vbpl.vn:8080", "vbpl.vn"), ("/tin-tuc/", "")],
)
def test_domain(address, domain):
    assert make_link(address=address).domain == domain


def test_letter():
    assert (make_link(title="đài").letter, make_link(title="o\u031b\u0301t").letter) == ("Đ", "Ớ")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "ftp://a.b/"])
def test_other_addresses_are_refused(address):
    with pytest.raises(ValidationError, match="Địa chỉ"):
        WebLink(group=make_group(), title="x", address=address).full_clean()


def test_hidden_link_is_on_no_page(client):
    make_link(title="Báo hiện"), make_link(title="Báo ẩn", is_active=False)
    for path in ("/", "/lien-ket/", "/tim-kiem/?q=bao"):
        text = client.get(path).content.decode().replace("<mark>", "").replace("</mark>", "")
        assert ("Báo hiện" in text, "Báo ẩn" in text) == (True, False), path
