"""Readers' side of drafts: the list, the page, the form that closes at the last second, what of it is shown."""

import hashlib
import io
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import signing
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, transaction

from announcements import downloads, opinions
from announcements.models import Consultation, ConsultationFile, DraftDownloadCount, Opinion
from announcements.opinions import STILL_HERE
from hoiphunu import publishing, search
from hoiphunu.models import Notice
from hoiphunu.models.versions import ContentVersion
from hoiphunu.publishing import State
from tests.factories import (
    PDF,
    ago,
    make_consultation,
    make_correction,
    make_document,
    make_field,
    make_issuer,
    make_opinion,
)
from tests.staff import CONTENT, EDITOR, signed_in

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"text": "Điều 3 nên thêm\r\nnhà trẻ ở ấp.", "consent": "on"}
FIRST, LAST = date(2025, 6, 10), date(2025, 6, 20)


@pytest.fixture(autouse=True)
def _now(frozen, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    frozen("2025-06-17 05:07:00")


@pytest.fixture
def draft():
    return make_consultation(title="Dự thảo Kế hoạch", starts_on=FIRST, ends_on=LAST)


def soup(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser")


def send(client, draft, frozen, moment="2025-06-17 05:07:00", headers=OURS, **typed):
    """Send the form at the moment, as if it had been opened ten seconds before."""
    frozen(str(datetime.fromisoformat(moment) - timedelta(seconds=10)))
    token = signing.TimestampSigner(salt="reader-form:announcements.opinions.opinion").sign(
        hashlib.sha256(f"{moment}{typed}".encode()).hexdigest()[:32]
    )
    frozen(moment)
    return client.post(draft.get_opinion_url(), {"token": token, **TYPED, **typed}, headers=headers)


# --- the form


def test_opinion_is_kept_waiting_and_who_moderates_is_told(client, frozen, draft):
    moderator, other = signed_in(CONTENT).user, signed_in(EDITOR).user
    values = {"name": "Lê Thị Mận", "organisation": "Chi hội ấp 3", "contact": "0299 000 001"}
    answer = send(client, draft, frozen, **values)
    assert (answer.status_code, answer.context["is_sent"], answer.cookies) == (200, True, {})
    kept = Opinion.objects.values_list("consultation", "text", "state", *values)
    assert list(kept) == [(draft.pk, "Điều 3 nên thêm\nnhà trẻ ở ấp.", "new", *values.values())]
    send(client, draft, frozen)
    assert [(notice.user, notice.text) for notice in Notice.objects.all()] == [
        (moderator, "Bạn đọc góp ý “Dự thảo Kế hoạch”.")
    ]
    assert other.pk not in Notice.objects.values_list("user", flat=True)


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [
        ("2025-06-09 23:59:59", False),
        ("2025-06-10 00:00:00", True),
        ("2025-06-20 23:59:59", True),
        ("2025-06-21 00:00:00", False),
    ],
)
def test_opinions_are_taken_from_the_first_second_to_the_last(client, frozen, draft, moment, is_taken):
    answer = send(client, draft, frozen, moment)
    assert (answer.context["is_sent"], Opinion.objects.count()) == (is_taken, int(is_taken))


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2025-06-09 23:59:59", opinions.EARLY.format(FIRST)),
        ("2025-06-21 00:00:00", opinions.LATE.format(LAST)),
    ],
)
def test_what_was_typed_outside_the_days_comes_back(client, frozen, draft, moment, sentence):
    answer = send(client, draft, frozen, moment, name="Lê Thị Mận", text="Ý kiến <b>dài</b>")
    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, page.select_one("[role=alert]").get_text()) == (403, f"{sentence} {STILL_HERE}")
    assert page.select_one("textarea[name=text]").get_text().strip() == "Ý kiến <b>dài</b>"
    assert page.select_one("input[name=name]")["value"] == "Lê Thị Mận"
    assert page.select("main form button") == []


@pytest.mark.parametrize("moment", ["2025-06-09 23:59:59", "2025-06-21 00:00:00"])
def test_form_outside_the_days_leads_to_the_draft(client, frozen, draft, moment):
    frozen(moment)
    answer = client.get(draft.get_opinion_url())
    assert (answer.status_code, answer["Location"]) == (302, draft.get_absolute_url())


def test_page_offers_the_form_while_it_is_open_though_it_was_cached(client, frozen, draft):
    offered, shown = [], []
    for moment in ("06-09 23:59", "06-10 00:00", "06-20 23:58", "06-20 23:59", "06-21 00:00"):
        frozen(f"2025-{moment}:00")
        client.get(draft.get_absolute_url())
        frozen(f"2025-{moment}:59")
        page = soup(client, draft.get_absolute_url())
        offered.append(len(page.select(f'a[href="{draft.get_opinion_url()}"]')))
        shown.append(page.select_one(".validity").get_text())
    assert offered == [0, 2, 2, 2, 0]
    assert shown == [
        "Sắp lấy ý kiến, từ 10/06/2025",
        "Đang lấy ý kiến, còn 10 ngày",
        *["Đang lấy ý kiến, hôm nay là ngày cuối"] * 2,
        "Đã kết thúc",
    ]


def test_form_as_a_reader_opens_it(client, frozen, draft):
    answer = client.get(draft.get_opinion_url())
    page = BeautifulSoup(answer.content, "html.parser")
    labels = {label["for"] for label in page.select("main label")}
    fields = page.select("main input:not([type=hidden]), main textarea")
    assert {field["id"] for field in fields} == labels
    described = {name for field in fields for name in field.get("aria-describedby", "").split()}
    assert described == {small["id"] for small in page.select("main form small")}
    assert ("no-store" in answer["Cache-Control"], "X-Page-Cache" in answer) == (True, False)
    assert page.select_one("meta[name=robots]")["content"] == "noindex, nofollow"
    given = {field["name"]: field.get("value", "") for field in page.select("main form [name]")}
    frozen("2025-06-17 05:07:05")
    client.post(draft.get_opinion_url(), {**given, **TYPED}, headers=OURS)
    assert Opinion.objects.count() == 1


def test_wrong_slug_leads_to_the_right_one(client, draft):
    for tail, right in (("", draft.get_absolute_url()), ("gop-y/", draft.get_opinion_url())):
        answer = client.get(f"/van-ban/lay-y-kien/khac-{draft.pk}/{tail}")
        assert answer["Location"] == right


def test_nothing_is_taken_for_what_is_not_public(client, frozen, draft):
    for values in ({"state": State.DRAFT}, {"state": State.WITHDRAWN, "withdrawn_reason": "Nhầm."}):
        Consultation.objects.filter(pk=draft.pk).update(**values)
        assert send(client, draft, frozen).status_code == (404 if values["state"] == State.DRAFT else 410)
    assert Opinion.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"text": " "}, {"text"}),
        ({"consent": ""}, {"consent"}),
        ({"text": "a" * 5001, "name": "b" * 151}, {"text", "name"}),
    ],
)
def test_refused_forms_come_back_as_typed(client, frozen, draft, typed, errors):
    answer = send(client, draft, frozen, **typed)
    assert (set(answer.context["form"].errors), Opinion.objects.count()) == (errors, 0)


def test_forms_of_other_sites_and_programs_are_not_kept(client, frozen, draft):
    assert send(client, draft, frozen, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert send(client, draft, frozen, website="https://spam.example").context["is_sent"] is True
    assert Opinion.objects.count() == 0


def test_a_form_is_taken_once(client, frozen, draft):
    answers = [send(client, draft, frozen) for _ in range(2)]
    assert ([answer.context["is_sent"] for answer in answers], Opinion.objects.count()) == ([True, False], 1)


def test_one_reader_sends_a_few_an_hour_and_all_so_many_a_day(client, frozen, draft, monkeypatch):
    found = [send(client, draft, frozen, name=f"{n}").status_code for n in range(opinions.MOST_AN_HOUR + 1)]
    assert found == [200] * opinions.MOST_AN_HOUR + [429]
    monkeypatch.setattr(opinions, "MOST_A_DAY", opinions.MOST_AN_HOUR)
    assert send(client, draft, frozen, headers={**OURS, "User-Agent": "x"}, name="y").status_code == 429


def test_ways_to_reach_a_reader_are_forgotten_after_half_a_year(client, frozen, draft):
    values = {"name": "Mận", "contact": "man@example.vn"}
    old = make_opinion(draft, sent_at=ago(days=180), **values)
    young = make_opinion(draft, sent_at=ago(days=180) + timedelta(minutes=1), **values)
    send(client, draft, frozen, name="Đào")
    rows = [Opinion.objects.get(pk=row.pk) for row in (old, young)]
    assert [(row.name, row.contact) for row in rows] == [("Mận", ""), ("Mận", "man@example.vn")]


def test_nightly_command_forgets_what_the_forms_promised(draft):
    old, correction = make_opinion(draft, contact="0299", sent_at=ago(days=180)), make_correction(sent_at=ago(days=90))
    young = make_opinion(draft, contact="0299", sent_at=ago(days=179))
    out = io.StringIO()
    call_command("erase_contacts", stdout=out)
    assert out.getvalue() == "Đã xóa 1 cách liên hệ của bạn đọc góp ý dự thảo.\n"
    assert dict(Opinion.objects.values_list("pk", "contact")) == {old.pk: "", young.pk: "0299"}
    assert not type(correction).objects.with_keys([correction.pk]).exists()


def test_forgetting_nothing_leaves_readers_pages_as_they_are(draft):
    make_opinion(draft, contact="0299")
    before = ContentVersion.objects.get().number
    assert (Opinion.objects.erase_old_contacts(), ContentVersion.objects.get().number) == (0, before)


def test_no_address_of_a_reader_is_stored():
    assert {field.name for field in Opinion._meta.fields} == {
        *("id", "consultation", "text", "name", "organisation", "contact", "sent_at", "state", "reason"),
        *("answer", "answered_at", "settled_by", "settled_by_name", "settled_at"),
    }


@pytest.mark.parametrize("values", [{"state": "refused"}, {"state": "posted", "reason": "abuse"}])
def test_reason_goes_with_refusal(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_opinion(**values)


# --- what readers see


def test_only_posted_opinions_are_shown_and_never_how_to_reach_who_wrote(client, draft):
    private = {"contact": "xulu@example.vn"}
    make_opinion(draft, text="Ý Xulu mới", name="Tên Xulu", **private)
    make_opinion(draft, text="Ý Xulu bỏ", state="refused", reason="abuse", answer="Đáp Xulu", **private)
    make_opinion(draft, text="Dòng một\n\n<b>Dòng hai</b>", state="posted", answer="Xin tiếp thu.", **private)
    make_opinion(draft, text="Ý thứ hai", name="Lê Thị Mận", organisation="Ấp 3", state="posted")
    make_opinion(text="Ý của dự thảo khác", state="posted")
    text = client.get(draft.get_absolute_url()).content.decode()
    page = BeautifulSoup(text, "html.parser")
    assert "xulu" not in text.lower()
    assert [[p.get_text(" ", strip=True) for p in item.select("p")] for item in page.select(".opinion")] == [
        ["Bạn đọc 17/06/2025", "Dòng một", "<b>Dòng hai</b>", "Xin tiếp thu."],
        ["Lê Thị Mận Ấp 3 17/06/2025", "Ý thứ hai"],
    ]
    assert (" ".join(page.select_one("#y-kien").get_text().split()), "4, đã đăng 2" in text) == (
        "Ý kiến bạn đọc (2)",
        True,
    )


def test_opinions_are_paged(client, draft):
    for number in range(31):
        make_opinion(draft, text=f"Ý {number}", state="posted")
    shown = [
        [
            item.select("p")[1].get_text()
            for item in soup(client, f"{draft.get_absolute_url()}{page}").select(".opinion")
        ]
        for page in ("", "?trang=2")
    ]
    assert shown == [[f"Ý {number}" for number in range(30)], ["Ý 30"]]
    assert client.get(f"{draft.get_absolute_url()}?trang=3").status_code == 404


def test_digest_and_its_document_are_shown_from_their_day_on(client, frozen, draft):
    document = make_document("77/KH-BTV")
    draft.digest, draft.digest_on, draft.result = "<p>Đã tiếp thu.</p>", date(2025, 6, 25), document
    draft.save()
    shown = []
    for day in ("2025-06-24 23:59", "2025-06-25 00:00"):
        frozen(day)
        text = client.get(draft.get_absolute_url()).content.decode()
        shown.append(("Đã tiếp thu." in text, document.get_absolute_url() in text.partition("<aside")[0]))
    assert shown == [(False, True), (True, True)]
    document.state = State.WITHDRAWN
    document.save()
    assert document.get_absolute_url() not in client.get(draft.get_absolute_url()).content.decode()


def test_document_names_the_published_drafts_it_came_of(client):
    document = make_document("77/KH-BTV")
    drafts = [make_consultation(result=document, starts_on=FIRST - timedelta(days=n), ends_on=LAST) for n in (1, 2)]
    make_consultation(result=document, state=State.DRAFT)
    make_consultation(result=make_document())
    links = soup(client, document.get_absolute_url()).select(".facts a[href*=lay-y-kien]")
    assert [link["href"] for link in links] == [draft.get_absolute_url() for draft in drafts[::-1]]


def test_list_is_filtered_and_counts_what_each_filter_finds(client):
    family, children = make_field("Gia đình"), make_field("Trẻ em")
    over = {"starts_on": date(2025, 5, 1), "ends_on": date(2025, 5, 9)}
    opened = make_consultation(fields=[family], starts_on=FIRST, ends_on=LAST)
    closed = make_consultation(fields=[family, children], **over)
    digested = make_consultation(digest="<p>a</p>", digest_on=date(2025, 6, 1), **over)
    make_consultation(state=State.DRAFT, fields=[children])
    make_opinion(opened), make_opinion(opened, state="posted")

    def found(query):
        context = client.get(f"/van-ban/lay-y-kien/?{query}").context
        stages = {choice.value: choice.count for choice in context["stages"]}
        fields = {choice.name: choice.count for choice in context["fields"]}
        return list(context["consultations"]), stages, fields

    counts = {"open": 1, "coming": 0, "closed": 1, "digested": 1}
    fields = {"Gia đình": 2, "Trẻ em": 1}
    assert found("") == ([opened, digested, closed], counts, fields)
    assert found("trang_thai=closed") == ([closed], counts, {"Gia đình": 1, "Trẻ em": 1})
    only_family = {**counts, "digested": 0}
    assert found("linh_vuc=gia-dinh") == ([opened, closed], only_family, fields)
    assert found("trang_thai=open&linh_vuc=gia-dinh") == ([opened], only_family, {"Gia đình": 1})
    assert found("trang_thai=open&x=1")[0][0].received == 2


@pytest.mark.parametrize("path", ["/", "/van-ban/"])
def test_open_drafts_are_told_of_until_they_close(client, frozen, draft, path):
    make_consultation(starts_on=LAST, ends_on=LAST)
    make_consultation(starts_on=FIRST, ends_on=LAST, state=State.DRAFT)
    found = []
    for moment in ("2025-06-19 23:59", "2025-06-20 00:00", "2025-06-21 00:00"):
        frozen(moment)
        found.append([link.get_text() for link in soup(client, path).select(".consulting a[href*=open]")])
    count = 1 if path == "/" else 2
    assert found == [[f"Đang lấy ý kiến: {number} dự thảo"] * count if number else [] for number in (1, 2, 0)]


def test_search_finds_a_draft_by_its_words_and_who_drafts_it(draft):
    issuer = make_issuer("Sở Nội vụ")
    make_consultation(title="Đề án nhà trẻ", body="<p>khu công nghiệp</p>", drafter=issuer)
    for words in ("nha tre", "khu cong nghiep", "so noi vu"):
        assert search.Found(words).kinds == {"consultation": 1}
    issuer.name = "Sở Y tế"
    issuer.save()
    assert (search.Found("so noi vu").kinds, search.Found("so y te").kinds) == ({}, {"consultation": 1})


def test_files_of_the_draft_are_public_once_published_and_counted(client, draft):
    upload = ContentFile(PDF, name="du-thao.pdf")
    stored = ConsultationFile.from_upload(draft, upload, title="Bản dự thảo")
    assert client.get(stored.get_absolute_url()).status_code == 404
    publishing.write(draft, {"files": [stored.listed()], "fields": []}, None, "publish")
    reader = {"User-Agent": "Mozilla/5.0"}
    assert b"".join(client.get(stored.get_absolute_url(), headers=reader).streaming_content) == PDF
    downloads.buffer.flush()
    assert list(DraftDownloadCount.objects.values_list("file", "count")) == [(stored.pk, 1)]
    assert "Dự thảo, PDF" in soup(client, draft.get_absolute_url()).select_one(".file small").get_text(" ", strip=True)
    assert "1 lượt tải" in client.get(draft.get_absolute_url()).content.decode()


def test_feed_names_the_days(client, draft):
    feed = client.get("/van-ban/lay-y-kien/rss.xml").content.decode()
    assert feed.count("<item>") == 1
    assert "<description>Nhận ý kiến từ 10/06/2025 đến hết 20/06/2025. Kế hoạch năm tới.</description>" in feed
