"""The log's screen, and what the staff's screens write into it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hoiphunu.audit import Kind, record
from hoiphunu.models import AuditEntry, Photo, User
from tests.factories import at, make_article, make_document, make_user
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    add_url,
    change_url,
    list_url,
    opened,
    pdf_file,
    photo_file,
    send,
    signed_in,
    step,
    values_of,
)

pytestmark = pytest.mark.django_db

LOG = "/quan-tri/hoiphunu/auditentry/"


@pytest.fixture
def root():
    client = signed_in(is_superuser=True, full_name="Lý Thị Sa", username="sa")
    client.login = AuditEntry.objects.get().pk
    return client


def written(client, *fields):
    """What was written after `client` logged in, in order."""
    later = AuditEntry.objects.order_by("pk").values_list("pk", *fields)
    return [rest for pk, *rest in later if pk != client.login]


def table(client, query=""):
    page = BeautifulSoup(client.get(LOG + query).content, "html.parser")
    return [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("th, td")]
        for row in page.select("#result_list tbody tr")
    ]


def test_rights_of_an_account_are_written_before_and_after(root):
    hoa = make_user(CONTRIBUTOR, full_name="Nguyễn Thị Hoa", username="hoa")
    groups = [Group.objects.get(name=name).pk for name in (EDITOR, HOTLINE)]
    send(root, change_url(hoa), groups=groups, is_superuser="on", email="hoa.moi@example.vn")
    assert written(root, "kind", "by_name", "account_name", "changes") == [
        [
            *("account_changed", "Lý Thị Sa (sa)", "Nguyễn Thị Hoa (hoa)"),
            [["thư điện tử", hoa.email, "hoa.moi@example.vn"]],
        ],
        [
            *("rights", "Lý Thị Sa (sa)", "Nguyễn Thị Hoa (hoa)"),
            [["quản trị viên", "không", "có"], ["nhóm", CONTRIBUTOR, f"{EDITOR}, {HOTLINE}"]],
        ],
    ]


def test_saving_without_a_change_writes_nothing(root):
    send(root, change_url(make_user(CONTRIBUTOR)))
    send(root, change_url(Group.objects.get(name=EDITOR)))
    assert written(root, "kind") == []


def test_account_switched_off_added_and_deleted(root):
    hoa = make_user(CONTRIBUTOR, full_name="Hoa", username="hoa1")
    fields = opened(root, change_url(hoa))
    del fields["is_active"]
    send(root, change_url(hoa), _fields=fields)
    root.post(list_url(User), {"action": "delete_selected", "_selected_action": [hoa.pk], "post": "yes"})
    send(root, add_url(User), **values_of(User))
    switched, deleted, added = written(root, "kind", "account_name", "changes")
    assert switched == ["rights", "Hoa (hoa1)", [["đang hoạt động", "có", "không"]]]
    assert deleted[:2] == ["account_deleted", "Hoa (hoa1)"]
    assert ["nhóm", CONTRIBUTOR, ""] in deleted[2]
    assert added[:2] == ["account_added", "Nguyễn Thị Hoa (hoa)"]
    assert ["thư điện tử", "", "hoa@example.vn"] in added[2]


def test_rights_of_a_group_are_written_one_by_one(root):
    group, right = Group.objects.create(name="Nhóm"), Permission.objects.get(codename="add_banner")
    send(root, change_url(group), name="Nhóm mới", permissions=[right.pk])
    root.post(change_url(group, "delete"), {"post": "yes"})
    assert written(root, "kind", "account", "account_name", "words", "changes") == [
        [
            *("rights", None, "nhóm Nhóm mới", ""),
            [["tên nhóm", "Nhóm", "Nhóm mới"], ["Khẩu hiệu: Thêm", "", "có"]],
        ],
        [
            *("rights", None, "nhóm Nhóm mới", "Xoá nhóm"),
            [["tên nhóm", "Nhóm mới", ""], ["Khẩu hiệu: Thêm", "có", ""]],
        ],
    ]


@pytest.mark.parametrize(
    ("group", "url", "name"),
    [
        (CONTENT, "/quan-tri/announcements/legaldocument/bang.csv", "van-ban.csv"),
        (CONTENT, "/quan-tri/announcements/commemoration/bang.xlsx", "ngay-ky-niem.xlsx"),
        (CONTENT, "/quan-tri/news/readcount/excel/", "luot-doc.xlsx"),
        (HOTLINE, "/quan-tri/hotline/helprequest/thong-ke/excel/", "yeu-cau-tu-van-2025.xlsx"),
    ],
)
def test_every_table_taken_away_is_written(group, url, name, frozen):
    frozen("2025-06-17 05:07")
    staff = signed_in(group, full_name="Hoa", username="hoa1")
    assert staff.get(url).status_code == 200
    assert AuditEntry.objects.of_kind(Kind.EXPORTED).values_list("by_name", "words").get() == ("Hoa (hoa1)", name)


def refused():
    return list(AuditEntry.objects.of_kind(Kind.UPLOAD_REFUSED).order_by("pk").values_list("words", flat=True))


def test_refused_files_are_written_whatever_door_they_came_to():
    staff, text = signed_in(CONTENT), b"<script>alert(1)</script>"
    staff.post(reverse("photo-upload"), {"upload": photo_file("mot.svg", text)})
    staff.post(reverse("admin:hoiphunu_photo_upload"), {"upload": [photo_file("hai.jpg", text), photo_file("tot.jpg")]})
    send(staff, add_url(Photo), upload=photo_file("ba.png", text), alt="x")
    document = {"files-0-upload": pdf_file("bon.pdf", text), "files-0-title": "x"}
    send(staff, change_url(make_document()), **document)
    staff.post("/quan-tri/announcements/commemoration/nhap-bang/", {"file": photo_file("nam.xlsx", b"PK")})
    assert [words.partition(": ")[0] for words in refused()] == ["mot.svg", "hai.jpg", "ba.png", "bon.pdf", "nam.xlsx"]


def test_screen_shows_the_newest_first_in_our_time(root, frozen):
    frozen("2025-06-17 05:07")
    hoa = make_user(full_name="Nguyễn Thị Hoa", username="hoa")
    AuditEntry.objects.create(
        kind=Kind.LOGIN_FAILED, at=at("2025-06-17 05:06"), account=hoa.pk, account_name="Hoa (hoa)"
    )
    record(Kind.RIGHTS, by=root.user, account=hoa, words="Vì nghỉ", changes=[("nhóm", "", "Biên tập viên")])
    assert table(root)[:2] == [
        [
            *("05:07:00 17/06/2025", "Đổi quyền", "Lý Thị Sa (sa)", "Nguyễn Thị Hoa (hoa)"),
            *("Vì nghỉ nhóm: trống → Biên tập viên", "—"),
        ],
        ["05:06:00 17/06/2025", "Đăng nhập không được", "—", "Hoa (hoa)", "—", "—"],
    ]


def test_screen_is_narrowed_down(root):
    hoa, lan = make_user(full_name="Hoa", username="hoa"), make_user(full_name="Lan", username="lan")
    days = {"2025-06-16 23:59": hoa, "2025-06-17 00:00": lan, "2025-06-17 23:59": hoa}
    for moment, user in days.items():
        name = f"{user.full_name} lúc {moment[11:13]}"
        AuditEntry.objects.create(kind=Kind.LOGOUT, at=at(moment), by=user.pk, by_name=name, account=user.pk)
    record(Kind.RIGHTS, by=root.user, account=lan)

    def shown(query):
        return [row[2] for row in table(root, query)]

    sa = "Lý Thị Sa (sa)"
    assert shown("?tu=17/06/2025&den=17/06/2025") == ["Hoa lúc 23", "Lan lúc 00"]
    assert shown(f"?tai_khoan={lan.pk}") == [sa, "Lan lúc 00"]
    assert shown(f"?tai_khoan={lan.pk}&viec=logout") == ["Lan lúc 00"]
    assert shown("?viec=rights") == [sa]
    assert shown("?q=hoa+luc&den=16/06/2025") == ["Hoa lúc 23"]
    every = [sa, "Hoa lúc 23", "Lan lúc 00", "Hoa lúc 23", sa]
    for nonsense in ("?tu=hom-qua", "?viec=%00", "?tai_khoan=9999999999999999999999", "?den=99/99/9999", "?viec=khong"):
        assert (nonsense, shown(nonsense)) == (nonsense, every)


def test_steps_of_texts_are_one_press_away(root):
    article = make_article(state="draft", published_at=None)
    send(root, change_url(article), step("publish"))
    log = BeautifulSoup(root.get(LOG).content, "html.parser")
    url = log.find("a", string="Bước duyệt", href="/quan-tri/hoiphunu/transition/")["href"]
    steps = BeautifulSoup(root.get(url).content, "html.parser")
    assert steps.select_one("#result_list td.field-text a")["href"] == change_url(article, "history")
    assert written(root, "kind") == []


def test_screen_costs_the_same_for_any_number(root):
    asked = []
    for _ in range(2):
        for _ in range(2):
            record(Kind.RIGHTS, by=root.user, account=make_user(), changes=[("nhóm", "", "x")])
        root.get(LOG)
        with CaptureQueriesContext(connection) as queries:
            root.get(LOG)
        asked.append(sorted(query["sql"].partition(" FROM ")[2].partition(" ")[0] for query in queries))
    assert asked[0] == asked[1]
    assert asked[0].count('"hoiphunu_auditentry"') == 2  # how many, and this page
