import pytest

from hoiphunu import search
from tests.factories import make_commune, make_hotline, make_organisation, make_team

pytestmark = pytest.mark.django_db


def test_help_page_shows_lines_and_teams(client):
    make_organisation(exit_url="https://nchmf.gov.vn/")
    primary = make_hotline(is_primary=True)
    other, emergency = make_hotline(phone="0299382212"), make_hotline(phone="113", is_emergency=True)
    team = make_team(members_count=20)
    context = client.get("/ho-tro/").context
    assert (context["hotline"], list(context["hotlines"]), list(context["emergencies"])) == (
        primary,
        [other],
        [emergency],
    )
    assert (list(context["teams"]), context["teams_count"], context["members"]) == ([team], 1, 20)
    assert context["exit_url"] == "https://nchmf.gov.vn/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=xuan+hoa", ["Tổ Xuân Hòa"]),
        ("huyen=huy%E1%BB%87n+K%E1%BA%BF+S%C3%A1ch", ["Tổ Xuân Hòa"]),
        ("q=to&huyen=khong-co", ["Tổ An Lạc", "Tổ Xuân Hòa"]),
        ("q=khong+co", []),
    ],
)
def test_teams_by_place(client, query, found):
    make_team(name="Tổ Xuân Hòa", commune=make_commune(name="xã Xuân Hòa", former_district="huyện Kế Sách"))
    make_team(name="Tổ An Lạc", commune=make_commune(name="xã An Lạc"))
    make_team(name="Tổ cũ", commune=make_commune(name="xã Xuân Hòa Cũ"), is_active=False)
    context = client.get(f"/ho-tro/?{query}").context
    assert [team.name for team in context["teams"]] == found
    assert (context["teams_count"], context["districts"]) == (2, ["huyện Kế Sách"])


def test_help_page_is_stored_nowhere_and_tells_nobody(client):
    response = client.get("/ho-tro/")
    assert (response["Cache-Control"], response["Referrer-Policy"], response.get("ETag")) == (
        "no-store",
        "no-referrer",
        None,
    )


def test_unchecked_number_is_on_no_page_but_in_the_demo(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    organisation = make_organisation()
    make_hotline(phone="0299382212", needs_check=True, is_primary=True)
    pages = ("/", "/ho-tro/", "/tim-kiem/?q=tu+van")

    def shown():
        return [path for path in pages if "0299 382 212" in client.get(path).content.decode()]

    assert (shown(), search.find("tu van")[1]) == ([], {})
    organisation.is_demo = True
    organisation.save()
    assert shown() == ["/", "/ho-tro/", "/tim-kiem/?q=tu+van"]


@pytest.mark.parametrize("method", ["get", "head"])
def test_exit_leads_away_and_clears(client, method):
    make_organisation(exit_url="https://thoi-tiet.example.vn/")
    response = getattr(client, method)("/thoat/")
    assert (response.status_code, response["Location"]) == (303, "https://thoi-tiet.example.vn/")
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
