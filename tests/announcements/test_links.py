import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from announcements.models import LinkGroup, WebLink
from tests.factories import make_group, make_link, make_photo

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


def test_groups_lie_in_one_another_and_lead_to_their_links(client):
    top = make_group(name="Nhà nước", order=2)
    first = make_group(name="Báo", order=1)
    middle = make_group(name="Trung ương", parent=top)
    low = make_group(name="Bộ", parent=middle, description="Các bộ có việc với Hội.")
    make_group(name="Tỉnh", parent=top)
    deep, shallow, paper = make_link(group=low), make_link(group=top), make_link(group=first)
    assert WebLink.objects.grouped() == [
        {"group": first, "links": [paper]},
        {"group": top, "links": [shallow]},
        {"group": middle, "links": []},
        {"group": low, "links": [deep]},
    ]
    page = BeautifulSoup(client.get("/lien-ket/").content, "html.parser")
    headings = [(tag.name, tag.get_text(strip=True)) for tag in page.select(".sites-group :is(h2, h3, h4)")]
    assert headings == [("h2", "Báo"), ("h2", "Nhà nước"), ("h3", "Trung ương"), ("h4", "Bộ")]
    assert [tag.get_text() for tag in page.select(".sites-group .note")] == ["Các bộ có việc với Hội."]


def test_fourth_level_of_groups_is_refused():
    low = make_group(parent=make_group(parent=make_group()))
    with pytest.raises(ValidationError) as refused:
        LinkGroup(name="Bốn", parent=low).full_clean()
    assert refused.value.messages == ["Nhóm liên kết chỉ có 3 cấp."]


def test_link_says_where_it_opens(client):
    make_link(title="Báo một"), make_link(title="Báo hai", opens_new_tab=True, order=20)
    page = BeautifulSoup(client.get("/lien-ket/").content, "html.parser")
    found = [(link.b.get_text(), link.get("target"), link["rel"]) for link in page.select(".site")]
    assert found == [
        ("Báo một", None, ["noreferrer"]),
        ("Báo hai (mở tab mới)", "_blank", ["noopener", "noreferrer"]),
    ]
    boxed = BeautifulSoup(client.get("/").content, "html.parser").select(".link-list a")
    assert [(link.get_text(strip=True), link.get("target"), link["rel"]) for link in boxed] == found


def test_letter_stands_where_no_logo_is(client):
    make_link(title="đài"), make_link(logo=make_photo(), order=20)
    page = BeautifulSoup(client.get("/lien-ket/").content, "html.parser")
    tiles = [[tile.get_text() for tile in link.select(".site__mono")] for link in page.select(".site")]
    assert tiles == [["Đ"], []]


@pytest.mark.parametrize("address", ["http://www.vbpl.vn/a", "https://VBPL.vn/a/?utm_source=x#b"])
def test_second_link_to_a_page_is_refused_by_name(address):
    first = make_link(title="Văn bản", group=make_group(name="Nhà nước"), address="https://vbpl.vn/a")
    first.full_clean()
    with pytest.raises(ValidationError) as refused:
        WebLink(title="x", group=first.group, address=address).full_clean()
    wanted = ["Liên kết “Văn bản” trong nhóm “Nhà nước” đã có địa chỉ này: https://vbpl.vn/a"]
    assert refused.value.message_dict == {"address": wanted}
    with pytest.raises(IntegrityError):
        make_link(address=address)


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
