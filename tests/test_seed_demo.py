import shutil
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from announcements.models import (
    Banner,
    Commemoration,
    CommemorationDay,
    Consultation,
    DocumentFile,
    LegalDocument,
    LinkGroup,
    Opinion,
    WebLink,
)
from announcements.stages import Stage
from hoiphunu import files, publishing
from hoiphunu.demo import customer_page, pdf, seeding, texts
from hoiphunu.models import Commune, DemoRow, MenuItem, Organisation, Page, Photo, Revision, User
from hoiphunu.vietnamese import HERE
from hotline.models import HelpRequest, Hotline, ResponseTeam
from news.models import Article, Category, Tag
from tests.factories import make_opinion, tiny_demo

PAGE = (seeding.FOLDER / "customer_page.txt").read_text(encoding="utf-8")
NOUNS = (
    Article,
    Banner,
    CommemorationDay,
    LegalDocument,
    DocumentFile,
    Consultation,
    Opinion,
    LinkGroup,
    WebLink,
    Hotline,
    ResponseTeam,
    HelpRequest,
    Commune,
    Page,
    Photo,
    Tag,
)


def run(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def one_photo(monkeypatch, tmp_path):
    monkeypatch.setattr(seeding, "FOLDER", tiny_demo(tmp_path / "demo"))


@pytest.fixture(scope="class")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of the demo's uploads; its rows stay in an open transaction around all tests of the class."""
    root = tmp_path_factory.mktemp("seeded")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=root / "media"), pytest.MonkeyPatch.context() as patch:
            patch.setattr(seeding, "FOLDER", tiny_demo(root / "demo"))
            run("seed_demo", yes=True)
        yield root / "media"
        transaction.set_rollback(True)


@pytest.fixture
def seeded(demo, one_photo, db, media):
    """The seeded site; what a test changes in its rows and files is gone after it."""
    shutil.copytree(demo, media, dirs_exist_ok=True)


def counts():
    return {noun.__name__: noun.objects.count() for noun in NOUNS}


def stored_files(media: Path):
    return [path for path in media.rglob("*") if path.is_file()]


def edited_in_admin(row):
    editor = User.objects.create_user("bien-tap", "bien-tap@example.vn", full_name="Biên tập")
    LogEntry.objects.log_actions(editor.pk, [row], CHANGE, single_object=True)


def test_customer_page_is_cut_out_whole():
    page = customer_page.parse(PAGE)
    assert page.title == PAGE.splitlines()[2]
    assert page.title.startswith("Hội LHPN tỉnh Sóc Trăng: Tổ chức 02 cuộc Hội nghị")
    assert (page.date, page.byline) == (date(2024, 1, 3), "Ngọc Bích")
    assert (page.phone, page.teams, page.members) == ("0377672444", 22, 440)
    assert [paragraph.split()[0] for paragraph in page.paragraphs] == ["Ngày", "Tại", "Bên", "Đồng"]
    assert page.paragraphs[-1].endswith("(0377672444)./.")


def test_customer_page_loses_only_the_doubled_semicolon():
    paragraphs = "\n".join(customer_page.parse(PAGE).paragraphs)
    assert ";;" not in paragraphs
    source = PAGE[PAGE.index("Ngày 20, 21/12/2023") : PAGE.index("\nNgọc Bích")]
    assert paragraphs.split() == source.replace(";;", ";").split()


def test_slogans_are_word_for_word():
    slogans = customer_page.parse(PAGE).slogans
    assert len(slogans) == 8
    assert "* " + " * ".join(slogans) == PAGE.splitlines()[1]


def test_page_without_hotline_is_refused():
    with pytest.raises(ValueError):
        customer_page.parse(PAGE.replace("0377672444", ""))


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ("3 14:00", datetime(2025, 6, 14, 14, tzinfo=HERE)),
        ("-1 08:00", datetime(2025, 6, 18, 8, tzinfo=HERE)),
        ("16/06 16:20", datetime(2025, 6, 16, 16, 20, tzinfo=HERE)),
        ("17/06 04:00", datetime(2024, 6, 17, 4, tzinfo=HERE)),
        ("08/10 06:00", datetime(2024, 10, 8, 6, tzinfo=HERE)),
        ("draft", None),
    ],
)
def test_posted_at_counts_from_today(posted, expected):
    assert texts.posted_at(posted, datetime(2025, 6, 17, 5, 7, tzinfo=HERE)) == expected


def test_text_file_is_head_body_and_photos(tmp_path):
    file = tmp_path / "a.html"
    file.write_text("title: Nước sạch: về xóm\nbyline: Ban biên tập\n\n<p>Một</p>\n[photo: lua]\n<p>Hai</p>\n")
    text = texts.read(file)
    assert text.fields == {"title": "Nước sạch: về xóm", "byline": "Ban biên tập"}
    assert text.body_with(str.upper) == "<p>Một</p>\nLUA\n<p>Hai</p>"


def test_made_pdf_passes_the_file_door():
    content = pdf.one_page(["13/2022/QH15 (minh hoa)"])
    assert files.clean(ContentFile(content, name="luat.pdf")).extension == "pdf"
    start = int(content.split(b"startxref\n")[1].split()[0])
    assert content[start:].startswith(b"xref\n0 6\n")
    offsets = [int(line[:10]) for line in content[start:].splitlines()[3:8]]
    assert [content[offset:].split(b" ")[0] for offset in offsets] == [b"1", b"2", b"3", b"4", b"5"]


def test_photos_are_light_and_described():
    photos = sorted((seeding.FOLDER / "photos").iterdir())
    assert [photo.stem for photo in photos] == sorted(entry["name"] for entry in seeding._read("photos.json"))
    assert [photo.name for photo in photos if photo.stat().st_size > 120 * 1024] == []


def test_seeding_takes_everything_through(db, media):
    run("seed_demo", yes=True)
    found = counts()
    assert found["Photo"] == 13
    assert (found["Banner"], found["CommemorationDay"]) == (2, 8)
    assert (found["Hotline"], found["ResponseTeam"], found["Commune"]) == (5, 22, 22)
    assert (found["Consultation"], found["Opinion"]) == (3, 3)
    today = timezone.localdate()
    assert set(map(Stage, ("open", "coming", "digested"))) == {
        stage for stage, count in Consultation.objects.published().counts_by_stage(today).items() if count
    }
    assert Consultation.objects.in_stage(Stage.DIGESTED, today).get().public_result.number == "77/KH-BTV"
    assert (found["Article"], found["LegalDocument"], found["Page"], found["WebLink"]) == (30, 13, 5, 8)
    assert ResponseTeam.objects.totals() == (22, 440)
    assert Organisation.objects.current().is_demo is True
    for name in DocumentFile.objects.values_list("file", flat=True):
        assert default_storage.exists(name)


def test_rows_that_stood_before_are_left_alone(db, one_photo):
    Organisation.objects.create(name_upper="Hội Liên hiệp Phụ nữ", name_lower="tỉnh khác", short_name="Tỉnh khác")
    own = Hotline.objects.create(name="Đường dây tỉnh khác", phone="0299000111", is_primary=True)
    page = Page.objects.create(path="/gioi-thieu/", title="Của tôi", body="<p>Của tôi</p>")
    run("seed_demo", yes=True)
    assert Organisation.objects.current().name_lower == "tỉnh khác"
    assert Hotline.objects.primary() == own
    assert Page.objects.get(path="/gioi-thieu/").title == "Của tôi"
    run("clear_demo", yes=True)
    assert (list(Hotline.objects.all()), list(Page.objects.all())) == ([own], [page])


def test_if_empty_does_nothing_beside_an_article(db):
    category = Category.objects.create(name="Tin")
    Article.objects.create(title="Của tôi", category=category)
    run("seed_demo", yes=True, if_empty=True)
    assert (Article.objects.count(), DemoRow.objects.count()) == (1, 0)


def test_failure_half_way_leaves_nothing(db, one_photo, media, monkeypatch):
    (seeding.FOLDER / "photos" / "thuyen.jpg").write_bytes(b"no photo")
    with pytest.raises(files.ValidationError):
        run("seed_demo", yes=True)
    assert (counts(), stored_files(media)) == (dict.fromkeys(counts(), 0), [])


def test_only_a_production_postgresql_asks_first(db, one_photo):
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="--yes"):
            run("seed_demo")
    else:
        run("seed_demo")
    assert DemoRow.objects.exists() == (connection.vendor == "sqlite")


class TestSeeded:
    """A class only because the demo, which takes seconds to seed, is seeded once for all of these."""

    def test_dated_slogans_are_words_of_their_year_and_the_others_stay_free(self, seeded):
        slogans = customer_page.parse(PAGE).slogans
        assert list(Banner.objects.values_list("slogan", flat=True)) == list(slogans[-2:])
        days = CommemorationDay.objects.order_by("pk").values_list("commemoration__key", "year", "slogan")
        assert list(days) == [
            ("tet_nguyen_dan", 2025, slogans[0]),
            ("dang_csvn", 2025, slogans[1]),
            ("hai_ba_trung_8_3", 2025, slogans[2]),
            ("quoc_te_phu_nu", 2025, slogans[2]),
            ("bo_doi_bien_phong", 2025, slogans[3]),
            ("bien_phong_toan_dan", 2025, slogans[3]),
            ("gio_to_hung_vuong", 2025, slogans[4]),
            ("giai_phong_mien_nam", 2025, slogans[5]),
        ]

    @pytest.mark.parametrize(
        ("day", "shown"),
        [
            ("2025-02-03", [1, 0, 6, 7]),
            ("2025-03-03", [3, 2, 6, 7]),
            ("2025-04-30", [5, 6, 7]),
            ("2025-06-17", [6, 7]),
            ("2026-06-17", [6]),
        ],
    )
    def test_the_customers_words_are_shown_on_their_days_only(self, client, seeded, frozen, day, shown):
        frozen(f"{day} 08:00")
        slogans = customer_page.parse(PAGE).slogans
        found = [slogan.text for slogan in client.get("/khau-hieu/").context["slogans"]]
        assert [slogans.index(text) for text in found if text in slogans] == shown

    def test_commemorations_outlive_the_demo(self, seeded):
        run("clear_demo", yes=True)
        assert (Commemoration.objects.count(), CommemorationDay.objects.count()) == (106, 0)

    def test_customer_article_leads_the_site(self, seeded):
        article = Article.objects.published().featured()[0]
        page = customer_page.parse(PAGE)
        assert article.title == page.title
        assert article.published_at.astimezone(HERE).date() == date(2024, 1, 3)
        assert article.updated_at == article.published_at
        assert article.is_sensitive is True
        assert article.tab_title == "Tin hoạt động Hội"
        assert article.cover.alt == "Hội trường với sân khấu có hoa sen, bàn chủ toạ và các hàng ghế đại biểu"
        assert len(article.photo_ids()) == 3
        assert '(<a href="tel:+84377672444">0377672444</a>)./.</p>' in article.body
        assert sorted(tag.name for tag in article.tags.all()) == ["Bình đẳng giới", "Tổ phản ứng nhanh", "Đề án 938"]

    def test_one_article_waits_for_tomorrow_and_two_are_drafts(self, seeded):
        assert Article.objects.published().count() == 27
        assert [article.title.split(":")[0] for article in Article.objects.scheduled()] == [
            "Nhóm đi bộ buổi sớm của chi hội khu phố"
        ]
        assert Article.objects.unfinished().count() == 2

    def test_violence_is_sensitive_with_a_neutral_tab(self, seeded):
        sensitive = Article.objects.in_categories(["phong-ngua-bao-luc"])
        assert [article.is_sensitive for article in sensitive] == [True] * 5
        assert [article for article in sensitive if not article.tab_title] == []
        assert Article.objects.exclude(pk__in=sensitive).exclude(is_sensitive=False).count() == 0

    def test_legal_data_and_numbers_wait_for_a_check(self, seeded):
        assert LegalDocument.objects.published().count() == LegalDocument.objects.count()
        assert [document for document in LegalDocument.objects.all() if not document.needs_check] == []
        unchecked = Hotline.objects.emergencies().values_list("phone", "needs_check").order_by("order")
        assert list(unchecked) == [("113", True), ("115", True), ("111", True), ("1900969680", True)]
        law = LegalDocument.objects.get(number="02/2007/QH12")
        assert (law.status, law.expired_on) == ("expired", date(2023, 7, 1))
        assert [stored.title for stored in LegalDocument.objects.get(number="13/2022/QH15").public_files] == [
            "Toàn văn luật",
            "Tờ gấp tóm tắt, khổ A4",
        ]

    def test_primary_line_is_the_customers(self, seeded):
        line = Hotline.objects.primary()
        assert (line.phone, line.is_primary, line.needs_check) == ("0377672444", True, False)

    def test_seeding_twice_adds_and_changes_nothing(self, seeded):
        banner = Banner.objects.first()
        banner.slogan = "Sửa tay"
        banner.save()
        before, revisions = counts(), Revision.objects.count()
        assert run("seed_demo", yes=True) == "Dữ liệu mẫu đã có, không thêm gì.\n"
        assert (counts(), Revision.objects.count()) == (before, revisions)
        assert Banner.objects.get(pk=banner.pk).slogan == "Sửa tay"

    def test_clearing_asks_first(self, seeded):
        before = counts()
        with pytest.raises(CommandError, match="--yes"):
            run("clear_demo")
        assert counts() == before

    def test_clearing_leaves_the_frame_and_no_file(self, seeded, media, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            assert run("clear_demo", yes=True).startswith("Đã xoá ")
        assert counts() == dict.fromkeys(counts(), 0)
        assert (DemoRow.objects.count(), Revision.objects.count(), stored_files(media)) == (0, 0, [])
        assert (MenuItem.objects.count(), Category.objects.count()) == (6, 6)
        assert Organisation.objects.current().is_demo is False

    def test_clearing_keeps_what_people_edited_or_use(self, seeded):
        article = Article.objects.get(title__startswith="Mùa hành tím")
        publishing.write(article, {"tags": ["Sinh kế", "Thẻ mới"]}, None)
        team = ResponseTeam.objects.get(commune__name="Xã Xuân Hòa")
        edited_in_admin(team)
        run("clear_demo", yes=True)
        assert list(Article.objects.all()) == [article]
        assert sorted(Photo.objects.values_list("pk", flat=True)) == sorted(Article.objects.get().photo_ids())
        assert list(ResponseTeam.objects.all()) == [team]
        assert list(Commune.objects.all()) == [team.commune]
        assert (DemoRow.objects.count(), Banner.objects.count()) == (0, 0)

    def test_requests_for_help_say_that_they_are_invented_and_lie_locked(self, seeded, client):
        rows = list(HelpRequest.objects.in_order())
        assert (len(rows), rows[0].is_urgent, sum(row.is_open for row in rows)) == (6, True, 3)
        assert [row.story[:8] for row in rows if row.lang == "vi"] == ["[Chuyện "] * 5
        with connection.cursor() as cursor:
            cursor.execute("SELECT story, answer FROM hotline_helprequest")
            assert {text[:5] for row in cursor.fetchall() for text in row if text} == {"gAAAA"}
        assert HelpRequest.objects.with_code("mmau-mmau-mau2").state == "answered"
        # And go whole, also where somebody has tried to answer them.
        edited_in_admin(rows[0])
        run("clear_demo", yes=True)
        assert HelpRequest.objects.count() == 0

    def test_clearing_keeps_a_draft_of_which_a_reader_said_something(self, seeded):
        draft = Consultation.objects.in_stage(Stage.OPEN, timezone.localdate()).get()
        said = make_opinion(draft)
        run("clear_demo", yes=True)
        assert (list(Consultation.objects.all()), list(Opinion.objects.all())) == ([draft], [said])

    def test_demo_can_come_back_after_clearing(self, seeded):
        before = counts()
        run("clear_demo", yes=True)
        run("seed_demo", yes=True)
        assert counts() == before
