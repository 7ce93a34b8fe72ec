import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders

from hoiphunu import search
from hoiphunu.models import DayOff
from hotline.models import HelpText
from tests.factories import make_banner, make_chair, make_commune, make_hotline, make_organisation, make_team

pytestmark = pytest.mark.django_db


PAGES = {"vi": "/ho-tro/", "km": "/ho-tro/km/", "en": "/ho-tro/en/"}
EACH_PAGE = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)


def soup(client, path):
    return BeautifulSoup(client.get(path).content, "html.parser")


def communes(client, query=""):
    return [place["commune"].name for place in client.get(f"/ho-tro/{query}").context["places"]]


@EACH_PAGE
def test_help_page_shows_lines_and_who_helps_near(client, path):
    primary = make_hotline(is_primary=True)
    other, emergency = make_hotline(phone="0299382212"), make_hotline(phone="113", is_emergency=True)
    team, chair = make_team(members_count=20), make_chair()
    context = client.get(path).context
    assert context["hotline"].line == primary
    assert [number.line for number in context["hotlines"] + context["emergencies"]] == [other, emergency]
    assert [(place["teams"], place["chairs"]) for place in context["places"]] == [([team], []), ([], [chair])]


@EACH_PAGE
def test_every_number_can_be_called(client, path):
    make_hotline(is_primary=True)
    make_hotline(phone="113", is_emergency=True)
    make_team(phone="0299382212"), make_team(), make_chair(phone="02993822123"), make_chair()
    links = [link["href"] for link in soup(client, path).select("main a[href^='tel:']")]
    own, short, team, chair = "tel:+84377672444", "tel:113", "tel:+84299382212", "tel:+842993822123"
    # Who has no number of their own is asked for at the primary line.
    assert links == [own, own, short, team, own, chair, own]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=xuan+hoa", ["xã Xuân Hòa"]),
        ("?huyen=huy%E1%BB%87n+K%E1%BA%BF+S%C3%A1ch", ["xã Xuân Hòa"]),
        ("?q=xa&huyen=khong-co", ["xã An Lạc", "xã Xuân Hòa"]),
        ("?q=khong+co", []),
        ("?q=%00", ["xã An Lạc", "xã Xuân Hòa"]),
    ],
)
def test_help_by_place(client, query, found):
    make_team(commune=(place := make_commune(name="xã Xuân Hòa", former_district="huyện Kế Sách")))
    make_chair(commune=place)
    make_chair(commune=make_commune(name="xã An Lạc"))
    make_team(commune=make_commune(name="xã Xuân Hòa Cũ"), is_active=False)
    assert communes(client, query) == found
    assert client.get("/ho-tro/").context["districts"] == ["huyện Kế Sách"]


def test_chair_is_the_legal_address_with_name_and_office(client):
    make_chair(full_name="Trần Thị Sen", office="trụ sở UBND xã", phone="0299382212")
    near = soup(client, "/ho-tro/").select_one("#to")
    assert "Luật Phòng, chống bạo lực gia đình" in near.select_one(".near").get_text()
    chair = near.select_one(".teams__helper")
    assert chair.get_text(" ", strip=True) == "Chủ tịch Hội Trần Thị Sen, trụ sở UBND xã 0299 382 212"


def duty_of(page):
    told = page.select_one(".duty")
    return told and " ".join(told.get_text(" ").split())


@pytest.mark.parametrize(
    ("moment", "path", "told"),
    [
        ("2025-06-17 09:00", "/ho-tro/", "Đang trực đến 11:00."),
        ("2025-06-17 12:00", "/ho-tro/", "Ngoài giờ , trực lại lúc 13:30, 17/06. Nếu đang nguy hiểm, hãy gọi 113."),
        ("2025-06-17 09:00", "/ho-tro/en/", "Open now until 11:00."),
        ("2025-06-16 09:00", "/ho-tro/", "Ngoài giờ , trực lại lúc 07:00, 17/06. Nếu đang nguy hiểm, hãy gọi 113."),
    ],
)
def test_page_says_whether_the_line_is_answered(client, frozen, moment, path, told):
    frozen(moment)
    DayOff.objects.create(date=date(2025, 6, 16), name="Ngày nghỉ")
    make_hotline(is_primary=True, hours="07:00–11:00, 13:30–17:00", days="weekdays")
    assert duty_of(soup(client, path)) == told


def test_duty_changes_at_its_minute_on_the_cached_page(client, frozen):
    make_hotline(is_primary=True, hours="07:00–11:00")
    found = []
    for moment in ("2025-06-17 10:59:59", "2025-06-17 11:00:00"):
        frozen(moment)
        soup(client, "/ho-tro/")
        found.append(duty_of(soup(client, "/ho-tro/")).split(",")[0].strip())
    assert found == ["Đang trực đến 11:00.", "Ngoài giờ"]


def test_line_on_duty_on_days_off(client, frozen):
    frozen("2025-06-16 09:00")
    DayOff.objects.create(date=date(2025, 6, 16), name="Ngày nghỉ")
    make_hotline(is_primary=True, hours="07:00–11:00", answers_on_days_off=True)
    assert duty_of(soup(client, "/ho-tro/")) == "Đang trực đến 11:00."


def test_number_says_when_it_was_checked(client):
    make_hotline(is_primary=True)
    make_hotline(phone="1900969680", checked_on=date(2025, 6, 12), is_emergency=True, hours="cả ngày đêm")
    said = [soup(client, path).select_one(".numbers span").get_text(" ", strip=True) for path in PAGES.values()]
    assert said == [
        "Trung tâm Tư vấn cả ngày đêm · Đang trực Gọi thử ngày 12/06/2025",
        "Trung tâm Tư vấn cả ngày đêm · Đang trực Gọi thử ngày 12/06/2025",
        "Trung tâm Tư vấn day and night · Open now Checked on 12/06/2025",
    ]


@pytest.mark.parametrize("lang", PAGES)
def test_page_is_marked_in_its_language(client, lang):
    make_organisation(is_demo=True, short_name="Phụ nữ Thử")
    make_hotline(is_primary=True)
    page = soup(client, PAGES[lang])
    assert page.html["lang"] == lang
    # The frame around is Vietnamese whatever the page speaks.
    assert {
        part.name: part["lang"] for part in page.select("body > header, body > nav, body > footer")
    } == dict.fromkeys(("header", "nav", "footer"), "vi")
    titles = {"vi": "Hỗ trợ", "km": "ជំនួយ", "en": "Support"}
    assert (page.title.get_text(), page.select_one("[name=description]")["content"]) == (
        f"{titles[lang]} – Phụ nữ Thử",
        f"{titles[lang]} – Hội Phụ nữ tỉnh Thử",
    )
    heading = {"vi": "Bạn cần giúp đỡ?", "km": "អ្នកត្រូវការជំនួយឬទេ?", "en": "Do you need help?"}
    assert page.h1.get_text().startswith(heading[lang])
    links = {link["hreflang"]: link["href"] for link in page.select(".languages a")}
    assert links == {other: path for other, path in PAGES.items() if other != lang}


def test_missing_translation_falls_back_visibly(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    make_organisation()
    HelpText.objects.filter(key="intro").update(en="")
    page = soup(client, "/ho-tro/en/")
    intro = page.select_one("p.intro")
    assert (intro.span["lang"], intro.small.get_text()) == ("vi", "(tiếng Việt)")
    assert intro.span.get_text().startswith("Bị đánh, bị đe doạ")
    assert "Parts that are not translated yet stay in Vietnamese." in page.get_text()
    HelpText.objects.filter(key="intro").update(en="Hit or threatened?")
    assert soup(client, "/ho-tro/en/").select("main .untranslated") == []


def test_khmer_nobody_has_read_again_is_shown_in_the_demo_only(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    organisation = make_organisation(is_demo=True)
    assert soup(client, "/ho-tro/km/").h1.span is None
    organisation.is_demo = False
    organisation.save()
    assert soup(client, "/ho-tro/km/").h1.span["lang"] == "vi"
    HelpText.objects.all().update(km_needs_check=False)
    assert soup(client, "/ho-tro/km/").h1.span is None


@EACH_PAGE
def test_help_page_is_stored_nowhere_and_tells_nobody(client, path):
    for _ in range(2):  # from the views, and from the page cache
        response = client.get(path)
        assert (response["Cache-Control"], response["Referrer-Policy"], response.get("ETag")) == (
            "no-store",
            "no-referrer",
            None,
        )
        assert response.cookies == {}
        assert '<meta name="referrer" content="no-referrer">' in response.content.decode()


def test_unchecked_number_is_on_no_page_but_in_the_demo(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    organisation = make_organisation()
    make_hotline(phone="0299382212", needs_check=True, is_primary=True)
    pages = ("/", *PAGES.values(), "/tim-kiem/?q=tu+van")

    def shown():
        return [path for path in pages if "0299 382 212" in client.get(path).content.decode()]

    assert (shown(), search.Found("tu van").kinds) == ([], {})
    organisation.is_demo = True
    organisation.save()
    assert shown() == list(pages)


@pytest.mark.parametrize("method", ["get", "head"])
def test_exit_leads_away_and_clears(client, method):
    make_organisation(exit_url="https://thoi-tiet.example.vn/")
    response = getattr(client, method)("/thoat/")
    assert (response.status_code, response["Location"]) == (303, "https://thoi-tiet.example.vn/")
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_worker_sees_the_help_pages_only_and_names_files_that_are_there(client, django_assert_num_queries):
    with django_assert_num_queries(0):  # it is there when the database is away
        response = client.get("/ho-tro/giu-so.js")
    script = response.content.decode()
    assert (response["Content-Type"], response["Cache-Control"], response.get("Service-Worker-Allowed")) == (
        "text/javascript",
        "no-store",
        None,
    )
    assert re.findall(r'"(/ho-tro/[^"]*)"', script) == ["/ho-tro/so-may/", "/ho-tro/km/so-may/", "/ho-tro/en/so-may/"]
    kept = [name.removeprefix("/static/") for name in re.findall(r'"(/static/[^"]+)"', script)]
    assert [name for name in kept if finders.find(name) is None] == []
    # Whatever the light page loads is kept with it, its Khmer letters too.
    page = soup(client, "/ho-tro/so-may/")
    loaded = {tag.get("src") or tag.get("href") for tag in page.select("head link, head script")}
    fonts = {f"hoiphunu/fonts/{name}" for name in ("nsk-400.woff2", "nsk-word.woff2")}
    assert {name.removeprefix("/static/") for name in loaded} | fonts == set(kept)


def test_nothing_stands_before_the_number(client):
    make_banner("Mừng Xuân")
    make_hotline(is_primary=True)
    assert len(soup(client, "/lien-ket/").select(".slogans")) == 1
    for path in PAGES.values():
        page = soup(client, path)
        assert (page.select(".slogans"), page.select("link[href*=slogans]")) == ([], [])


@pytest.mark.parametrize("phones", [["", ""], ["", "0299382212"]])
def test_light_page_names_places_with_a_number_of_their_own(client, phones):
    make_organisation()
    teams = [make_team(phone=phone) for phone in phones]
    page = BeautifulSoup(client.get("/ho-tro/so-may/").content, "html.parser")
    named = [team.commune.name for team in teams if team.phone]
    assert ([name.get_text() for name in page.select("main li b")], page.h2 is None) == (named, not named)
