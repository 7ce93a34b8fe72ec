"""Writing to the hotline and coming back for the answer: few fields, the numbers first, nothing lost, nothing kept."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from hoiphunu.models import DayOff, Notice
from hotline import asking, codes, words
from hotline.models import Consent, HelpReading, HelpRequest
from tests.factories import make_commune, make_hotline, make_organisation, make_request, make_user
from tests.staff import CONTENT, HOTLINE

pytestmark = pytest.mark.django_db

ASK, ANSWER = "/ho-tro/gui/", "/ho-tro/tra-loi/"
OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"story": "Chồng tôi <b>đánh</b> tôi.", "consent": "on"}
CODE = "abcd-efgh-jkmn"


@pytest.fixture(autouse=True)
def _now(frozen):
    frozen("2025-06-17 05:07:00")


def spoken(key, lang="vi"):
    return words.shipped()[key][lang]


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def fields(client, url):
    return {
        field["name"]: field.get("value", "") for field in soup(client.get(url)).select("main form input[type=hidden]")
    }


def ask(client, frozen, headers=OURS, wait=10, url=ASK, **typed):
    """Open the form, wait, send it."""
    frozen("2025-06-17 05:07:00")
    given = {**fields(client, url), **TYPED, **typed}
    frozen(f"2025-06-17 05:07:{wait:02}")
    return client.post(url, given, headers=headers)


def code_on(answer):
    found = soup(answer).select_one(".ask__code code")
    return found and found.get_text()


def open_answer(client, code=CODE, headers=OURS, url=ANSWER, **pressed):
    given = fields(client, url)
    return client.post(url, {**given, "code": code, **pressed}, headers=headers)


def said(answer):
    return [error.get_text(strip=True) for error in soup(answer).select(".ask__error, .errorlist li")]


def calls(answer):
    """The numbers to call in the page's own part, and whether the first stands before any field."""
    main = str(soup(answer).main)
    return [link["href"] for link in soup(answer).main.select("a[href^='tel:']")], "tel:" in main.partition("<form")[0]


def test_request_is_kept_and_the_code_is_shown_once(client, frozen):
    commune = make_commune()
    answer = ask(client, frozen, name="Lan", contact="0912 345 678", safe_when="sáng", commune=commune.pk)
    row, code = HelpRequest.objects.get(), code_on(answer)
    assert (row.story, row.name, row.contact, row.safe_when) == (TYPED["story"], "Lan", "0912 345 678", "sáng")
    assert (row.commune, row.is_urgent, row.may_leave_message, row.may_refer) == (commune, False, False, False)
    assert (row.consent, row.state) == (Consent.objects.current(), "new")
    assert re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", code)
    assert (row.mark, code.replace("-", "") in row.mark) == (codes.mark(code), False)
    assert (answer.status_code, answer.cookies) == (200, {})


def test_form_is_light_on_a_slow_line(client):
    answer = client.get(ASK, headers={"Accept-Encoding": "gzip"})
    assert (answer["Content-Encoding"], len(answer.content) < 8_000) == ("gzip", True)


def test_pages_set_no_cookie_and_are_kept_nowhere(client, frozen):
    make_request()
    answers = [client.get(ASK), client.get(ANSWER), ask(client, frozen), open_answer(client)]
    assert [(answer.status_code, answer.cookies) for answer in answers] == [(200, {})] * 4
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    titles = {soup(answer).title.get_text(strip=True) for answer in answers}
    assert titles == {"Hỗ trợ –"}
    assert {answer.headers.get("X-Page-Cache") for answer in answers} == {None}


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"story": ""}, "Bạn viết vài chữ để chúng tôi biết chuyện gì đang xảy ra."),
        ({"consent": ""}, "Chúng tôi chỉ được đọc lời bạn viết khi bạn đồng ý."),
        ({"contact": "0912 345 678"}, spoken("ask_safe_when_missing")),
        ({"version": "999"}, spoken("ask_consent_changed")),
    ],
)
def test_bad_input_keeps_every_word(client, frozen, typed, refused):
    make_hotline(is_primary=True)
    commune = make_commune()
    full = {"name": "Lan", "safe_when": "", "may_leave_message": "on", "commune": commune.pk, "danger": "yes"}
    answer = ask(client, frozen, **{**full, **typed})
    page, kept = soup(answer), {**TYPED, **full, **typed}
    assert (said(answer)[1:], HelpRequest.objects.count()) == ([refused], 0)
    assert page.select_one("#gui-story").get_text().lstrip("\r\n") == kept["story"]
    assert page.select_one("#gui-name")["value"] == "Lan"
    assert page.select_one("#gui-contact").get("value", "") == kept.get("contact", "")
    assert page.select_one("#gui-commune option[selected]")["value"] == str(commune.pk)
    assert page.select_one("#gui-danger-yes").has_attr("checked")
    assert page.select_one("#gui-may_leave_message").has_attr("checked")
    assert calls(answer)[1] is True


def test_consent_is_never_ticked_beforehand(client):
    page = soup(client.get(ASK))
    assert [box["name"] for box in page.select("main input[type=checkbox]")] == [
        *("may_leave_message", "may_refer", "consent"),
    ]
    assert page.select("main input[checked]") == []
    words = Consent.objects.current()
    text = page.select_one(".ask__consent").get_text(" ", strip=True)
    assert (words.words in text, words.basis in text) == (True, True)


def test_request_keeps_the_words_that_were_agreed_to(client, frozen):
    first = Consent.objects.current()
    ask(client, frozen)
    Consent.objects.create(words="Lời mới.", keep_days=30)
    assert HelpRequest.objects.get().consent == first
    assert code_on(ask(client, frozen)) is not None
    assert HelpRequest.objects.closed_texts().order_by("pk").last().consent.words == "Lời mới."


def test_danger_shows_the_numbers_at_once(client, frozen):
    make_hotline(is_primary=True)
    make_hotline(phone="113", is_emergency=True)
    answer = ask(client, frozen, danger="yes")
    page = soup(answer)
    assert page.h1.get_text(strip=True) == "Bạn đang bị đe doạ: hãy gọi ngay"
    assert calls(answer)[0] == ["tel:+84377672444", "tel:113"]
    assert str(page.main).index("tel:113") < str(page.main).index("ask__code")
    assert HelpRequest.objects.get().is_urgent is True


@pytest.mark.parametrize(
    ("way", "refusal"),
    [
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, "foreign"),
        ({"headers": {"Origin": "https://evil.example"}, "url": "/ho-tro/en/gui/"}, "foreign"),
        ({"token": "x", "url": "/ho-tro/en/gui/"}, "old"),
        ({"wait": 1}, "hasty"),
    ],
    ids=str,
)
def test_refused_forms_keep_the_words_and_show_the_numbers(client, frozen, way, refusal):
    make_hotline(is_primary=True)
    answer = ask(client, frozen, **way)
    refusal = spoken(f"refused_{refusal}", "en" if "url" in way else "vi")
    assert (answer.status_code, said(answer), HelpRequest.objects.count()) == (403, [refusal], 0)
    assert soup(answer).select_one("#gui-story").get_text().lstrip("\r\n") == TYPED["story"]
    assert calls(answer)[1] is True


def test_too_many_from_one_place_are_refused_with_the_numbers(client, frozen):
    make_hotline(is_primary=True)
    statuses = [ask(client, frozen).status_code for _ in range(asking.MOST_AN_HOUR + 1)]
    assert statuses == [200] * asking.MOST_AN_HOUR + [429]
    answer = ask(client, frozen)
    assert (said(answer), calls(answer)[1]) == ([spoken("refused_many")], True)
    assert client.get("/ho-tro/").status_code == 200
    assert ask(Client(REMOTE_ADDR="203.0.113.9"), frozen).status_code == 200


def test_pressed_twice_it_is_one_request_with_one_code(client, frozen):
    given = {**fields(client, ASK), **TYPED}
    frozen("2025-06-17 05:07:10")
    first, second = (client.post(ASK, given, headers=OURS) for _ in range(2))
    assert (code_on(first), HelpRequest.objects.count()) == (code_on(second), 1)
    HelpRequest.objects.get().erase(HelpReading.Act.HERS)
    assert said(client.post(ASK, given, headers=OURS)) == [spoken("refused_twice")]


def test_those_who_answer_are_told_and_nothing_is_said_of_it(
    client, frozen, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_URL, settings.EMAIL_BACKEND = "smtp://x", "django.core.mail.backends.locmem.EmailBackend"
    hers, content = make_user(HOTLINE), make_user(CONTENT)
    make_user(HOTLINE, is_active=False), make_user(is_superuser=True)
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, frozen, name="Lan", contact="0912", safe_when="sáng")
    assert [(notice.user, notice.text) for notice in Notice.objects.all()] == [(hers, "Có một yêu cầu mới.")]
    letter = mail.outbox[0]
    assert (letter.to, letter.bcc, letter.subject) == ([], [hers.email], "Có một yêu cầu mới.")
    assert letter.body == "Có một yêu cầu mới.\n\nhttp://localhost/quan-tri/hotline/helprequest/\n"
    assert (len(mail.outbox), Notice.objects.of(content).count()) == (1, 0)


def test_answer_is_read_with_the_code_and_her_words_are_not(client):
    row = make_request(answer="Chị gọi số này.\nBí mật.", name="Lan")
    for typed in (CODE, " ABCD EFGH JKMN ", "abcdefghjkmn"):
        text = soup(open_answer(client, typed)).main.get_text(" ", strip=True)
        assert ("Chị gọi số này." in text, "Anh ấy đánh tôi." in text, "Lan" in text) == (True, False, False)
    row.refresh_from_db()
    assert (row.answer_read_at, row.state) == (None, "new")  # not answered yet by settle(): nothing to note


def test_before_the_answer_she_sees_until_when(client):
    DayOff.objects.create(date=date(2025, 6, 18), name="Nghỉ")
    make_request()
    assert "hết ngày 20/06/2025" in soup(open_answer(client)).main.get_text(" ", strip=True)


def test_reading_the_answer_is_noted(client):
    row = make_request(answer="Chị gọi số này.")
    row.settle(), row.save()
    open_answer(client)
    row.refresh_from_db()
    assert row.answer_read_at == row.answered_at is not None


@pytest.mark.parametrize("code", ["aaaa-aaaa-aaaa", "x", "abcd-efgh-jkm0", "🙂" * 12])
def test_other_codes_open_nothing(client, code):
    make_request()
    assert said(open_answer(client, code)) == [spoken("answer_not_found")]


def test_codes_cannot_be_tried_out(client):
    make_request()
    for _ in range(asking.MOST_CODES):
        open_answer(client, "aaaa-aaaa-aaaa")
    answer = open_answer(client)
    assert (answer.status_code, said(answer)) == (429, [spoken("refused_many")])


def test_she_erases_it_at_once(client):
    row = make_request(answer="Chị gọi số này.")
    assert "Đã xoá hẳn" in soup(open_answer(client, _erase="1")).main.get_text()
    assert (HelpRequest.objects.count(), said(open_answer(client))) == (0, [spoken("answer_not_found")])
    reading = HelpReading.objects.get()
    assert (reading.number, reading.act, reading.reader_name) == (row.pk, "hers", "")


def test_another_site_erases_nothing(client):
    make_request()
    assert open_answer(client, headers={"Sec-Fetch-Site": "cross-site"}, _erase="1").status_code == 403
    assert HelpRequest.objects.count() == 1


def test_she_lets_it_be_passed_on(client):
    row = make_request()
    open_answer(client, _refer="1")
    row.refresh_from_db()
    assert row.may_refer is True


def test_help_page_leads_there_after_the_numbers(client):
    make_organisation()
    make_hotline(is_primary=True)
    page = str(soup(client.get("/ho-tro/")).main)
    assert -1 < page.index("tel:+84377672444") < page.index(f'href="{ASK}"') < page.index(f'href="{ANSWER}"')


def foreign(answer):
    """The texts of the page's own part that say they are Vietnamese."""
    return [tag.get_text(strip=True) for tag in soup(answer).main.select("[lang=vi]:not(option, .languages a)")]


@pytest.mark.parametrize(
    ("lang", "title", "bad", "asked", "opened"),
    [
        ("en", "Write a message", "Tell us when it is safe", "We have your message", "No answer yet"),
        ("km", "សរសេរសារ", "សូមប្រាប់ពេលដែលមានសុវត្ថិភាព", "យើងបានទទួលសាររបស់អ្នក", "មិនទាន់មានចម្លើយ"),
    ],
)
def test_every_page_speaks_her_language(client, frozen, lang, title, bad, asked, opened):
    make_organisation(is_demo=True)  # shows Khmer that nobody has read yet
    make_hotline(is_primary=True, name_km="មជ្ឈមណ្ឌល", name_en="Centre", note_km="ឥតគិតថ្លៃ", note_en="Free")
    url, back, consent = f"/ho-tro/{lang}/gui/", f"/ho-tro/{lang}/tra-loi/", Consent.objects.current()
    form, refused = client.get(url), ask(client, frozen, url=url, contact="0912 345 678", story="a" * 6001)
    sent = ask(client, frozen, url=url)
    answer, unknown = open_answer(client, code_on(sent), url=back), open_answer(client, url=back)
    pages = [form, refused, sent, client.get(back), answer, unknown]
    assert {soup(one).html["lang"] for one in pages} == {lang}
    assert [foreign(one) for one in pages] == [[]] * len(pages)
    assert soup(form).h1.get_text(strip=True) == title
    assert getattr(consent, f"words_{lang}") in soup(form).select_one(".ask__consent").get_text()
    assert [line[: len(bad)] for line in said(refused)] == [
        spoken("ask_errors", lang)[: len(bad)],
        spoken("ask_wrong", lang)[: len(bad)],
        bad,
    ]
    assert soup(sent).h1.get_text(strip=True) == asked
    link = soup(sent).select_one(".safe a")
    # In the place of the page with the code, which Back must not show again.
    assert (link["href"], link.has_attr("data-hp-replace")) == (back, True)
    assert (soup(answer).h2.get_text(strip=True), said(unknown)) == (opened, [spoken("answer_not_found", lang)])
    row = HelpRequest.objects.get()
    assert (row.lang, row.consent) == (lang, consent)


def test_khmer_nobody_has_read_yet_stays_vietnamese_and_says_so(client, frozen):
    make_organisation(), make_hotline(is_primary=True)
    form = client.get("/ho-tro/km/gui/")
    agreed = soup(form).select_one(".ask__consent p")
    assert [tag["lang"] for tag in agreed.find_all(recursive=False)] == ["vi", "vi"]
    assert agreed.get_text(strip=True) == f"{Consent.objects.current().words}(tiếng Việt)"
    assert soup(form).html["lang"] == "km"
    shown = soup(client.get("/ho-tro/km/gui/")).select_one("label[for=gui-story] span")
    assert (shown["lang"], shown.get_text()) == ("vi", "Chuyện gì đang xảy ra?")
    assert said(ask(client, frozen, url="/ho-tro/km/gui/", story="")) == [
        spoken("ask_errors"),
        spoken("ask_story_missing"),
    ]


@pytest.mark.parametrize(("answer", "lang"), [("Chị gọi nhé.", "vi"), ("Please call.", "en"), ("សូមហៅ", "km")])
def test_answer_is_marked_by_the_language_it_is_written_in(client, answer, lang):
    make_request(answer=answer)
    assert soup(open_answer(client, url="/ho-tro/en/tra-loi/")).select_one(".ask__answer div")["lang"] == lang


@pytest.mark.parametrize("lang", ["km", "en"])
def test_help_page_leads_to_the_form_in_its_language(client, lang):
    make_organisation()
    links = [link["href"] for link in soup(client.get(f"/ho-tro/{lang}/")).select("#nhan a")]
    assert links == [f"/ho-tro/{lang}/gui/", f"/ho-tro/{lang}/tra-loi/"]
