"""Saved pages become articles through the doors of staff; the old addresses lead to them for good."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from announcements.models import Banner
from hoiphunu.models import OldAddress, Photo, Revision
from news.models import Article
from tests.factories import make_category, make_user, tiny_jpeg
from tests.oldsite.pages import MARQUEE, modern, tables
from tests.staff import EDITOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """Three pages as a mirror of the former site holds them, one of them with a photo; and one that is none."""
    make_user(EDITOR, username="bich", full_name="Ngọc Bích")
    make_category(name="Hoạt động")
    make_category(name="Tin khác")
    pages = tmp_path / "cu"
    for name, text in {
        "12_tin-cu/34_chi-hoi.html": modern(photo='<p><img src="/anh/kenh.jpg"></p><img src="../../bi-mat.jpg">'),
        "7_hoat-dong/88_tap-huan.html": tables(),
        "7_hoat-dong/99_hong.html": "<p>Trang chủ</p>",
    }.items():
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_text(text)
    for name in ("anh/kenh.jpg", "7_hoat-dong/anh/lop.jpg", "../bi-mat.jpg"):
        (pages / name).parent.mkdir(exist_ok=True)
        (pages / name).write_bytes(tiny_jpeg(f"#{len(name):06x}", (400, 300)).getvalue())
    return pages


def told(*arguments):
    """What the command says; it fails on the page that is none."""
    out = StringIO()
    with pytest.raises(CommandError, match="^Có trang không nhập được"):
        call_command("import_pages", *map(str, arguments), "--by=bich", "--category=tin-khac", stdout=out)
    return out.getvalue()


def test_pages_become_articles_and_old_addresses_lead_to_them(folder, client):
    said = told(folder)
    assert "3 trang: 2 đã nhập, 0 đã có, 1 bỏ qua; 2 ảnh." in said
    assert "7_hoat-dong/99_hong.html (bỏ qua): không thấy dòng ngày dạng (dd/mm/yyyy)" in said
    first, second = Article.objects.order_by("published_at")
    assert (first.title, first.byline, str(first.category)) == ("Tập huấn kỹ năng số", "Thu Hà", "Hoạt động")
    assert (second.category.name, second.created_by_name) == ("Tin khác", "Ngọc Bích")
    assert f"{first.published_at:%Y-%m-%d %H:%M}" == "2019-11-12 01:00"
    assert (first.is_published, first.cover.alt) == (True, "Lớp học")
    assert Revision.objects.of(first).count() == 1
    answer = client.get("/7_hoat-dong/88_tap-huan.html")
    assert (answer.status_code, answer["Location"]) == (301, first.get_absolute_url())
    page = client.get(first.get_absolute_url()).content.decode()
    assert "Gửi thư" in page
    assert first.cover.sources[0][1] in page
    # What lies outside of the folder is not asked, whoever wrote the page.
    assert "12_tin-cu/34_chi-hoi.html (đã nhập): thiếu ảnh ../../bi-mat.jpg" in said
    assert Photo.objects.count() == 2


def test_a_second_time_nothing_is_taken_twice(folder):
    told(folder)
    before = [Article.objects.count(), Photo.objects.count(), Banner.objects.count(), OldAddress.objects.count()]
    (folder / "12_tin-cu/35_moi.html").write_text(modern(title="Bài mới", day="05/01/2024"))
    assert "4 trang: 1 đã nhập, 2 đã có, 1 bỏ qua; 0 ảnh." in told(folder)
    after = [Article.objects.count(), Photo.objects.count(), Banner.objects.count(), OldAddress.objects.count()]
    assert after == [before[0] + 1, *before[1:3], before[3] + 1]


def test_trying_writes_nothing_and_reports_each_page(folder, media, tmp_path):
    report = tmp_path / "bao-cao.csv"
    (folder / "12_tin-cu/36_cong.html").write_text(modern(title="=1+1"))
    said = told(folder, "--dry-run", f"--report={report}")
    assert "Thử, chưa ghi gì: 4 trang: 3 đã nhập, 0 đã có, 1 bỏ qua; 2 ảnh." in said
    assert (Article.objects.count(), Banner.objects.count(), list(media.iterdir())) == (0, 0, [])
    rows = list(csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["tệp"], row["kết quả"]) for row in rows] == [
        ("12_tin-cu/34_chi-hoi.html", "đã nhập"),
        ("12_tin-cu/36_cong.html", "đã nhập"),
        ("7_hoat-dong/88_tap-huan.html", "đã nhập"),
        ("7_hoat-dong/99_hong.html", "bỏ qua"),
    ]
    assert (rows[1]["tiêu đề"], rows[2]["ngày"]) == ("'=1+1", "12/11/2019")


def test_slogans_of_the_running_line_come_switched_off(folder):
    Banner(slogan="Mừng xuân mới", is_endless=True).save()
    told(folder)
    added = [banner for banner in Banner.objects.all() if not banner.is_active]
    assert [banner.slogan for banner in added] == [part.strip() for part in MARQUEE.split("*")[2:]]


def test_drafts_are_not_public(folder, client):
    told(folder, "--draft")
    assert [article.is_published for article in Article.objects.all()] == [False, False]
    assert client.get(client.get("/7_hoat-dong/88_tap-huan.html")["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--by=ai-do", "--category=tin-khac"], "Không có tài khoản cán bộ “ai-do” đang dùng."),
        (["--by=bich", "--category=khong-co"], "Không có chuyên mục “khong-co”. Đang có: hoat-dong, tin-khac."),
    ],
)
def test_wrong_choices_are_told_before_anything_is_read(folder, options, why):
    with pytest.raises(CommandError, match=why):
        call_command("import_pages", str(folder), *options)


def test_folder_without_pages(folder, tmp_path):
    with pytest.raises(CommandError, match="^Không có thư mục"):
        call_command("import_pages", str(tmp_path / "x"), "--by=bich", "--category=tin-khac")
    (tmp_path / "trong").mkdir()
    with pytest.raises(CommandError, match="^Không thấy tệp .html"):
        call_command("import_pages", str(tmp_path / "trong"), "--by=bich", "--category=tin-khac")
