"""The staff's screens of commemorations: the form, the year, the table, the old marquee line."""

import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from announcements import commemoration_tables
from announcements.models import ApprovedYear, Banner, Commemoration, CommemorationDay
from hoiphunu.demo import customer_page, seeding
from tests.factories import make_banner, make_commemoration, make_day_of_year
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    add_url,
    change_url,
    errors_of,
    fields_of,
    list_url,
    messages_of,
    opened,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db
NOW = "2025-06-17 05:07"


def year_url(year=2025, name="year"):
    return reverse(f"admin:announcements_{name}", args=[year])


@pytest.fixture
def boss(frozen):
    frozen(NOW)
    return signed_in(CONTENT)


def row_of(event, year=2025):
    return f"{event.pk}-{year}"


# --- the form


def test_lunar_anniversary_is_added_and_shows_its_next_days(boss):
    typed = {"name": "Giỗ Tổ Hùng Vương", "calendar": "lunar", "day": "10", "month": "3", "importance": "major"}
    answer = send(boss, add_url(Commemoration), **typed, template="{ten} ({am_lich})")
    assert (answer.status_code, Commemoration.objects.get().key) == (302, "gio_to_hung_vuong")
    page = BeautifulSoup(boss.get(change_url(Commemoration.objects.get())).content, "html.parser")
    assert [item.text for item in page.select(".slogan-preview__days li")] == [
        f"{day}: Giỗ Tổ Hùng Vương (mùng 10 tháng 3 âm lịch)" for day in ("26/04/2026", "16/04/2027", "04/04/2028")
    ]


def test_wrong_place_is_refused_on_save_by_its_name(boss):
    answer = send(boss, add_url(Commemoration), name="Ngày A", day="1", month="6", template="{nm} năm {ten}")
    assert errors_of(answer)[0].startswith("Không có chỗ điền {nm}. Dùng được: {n}, {ten},")
    assert Commemoration.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (
            {"name": "Ngày A", "founding_year": "2001"},
            {
                "text": "Kỷ niệm 24 năm Ngày A (28/6/2001 - 28/6/2025)",
                "days": [
                    f"28/06/{year}: Kỷ niệm {year - 2001} năm Ngày A (28/6/2001 - 28/6/{year})"
                    for year in (2025, 2026, 2027)
                ],
            },
        ),
        ({"name": "Ngày A", "template": "{n}"}, {"errors": ["Câu mẫu có {n} nhưng chưa ghi năm gốc."]}),
    ],
)
def test_preview_while_typing(boss, typed, answer):
    fields = {**opened(boss, add_url(Commemoration)), "day": "28", "month": "6", **typed}
    found = boss.post(reverse("admin:announcements_slogan_preview"), fields)
    assert (json.loads(found.content), Commemoration.objects.count()) == (answer, 0)


def test_list_says_when_each_falls_next(boss):
    make_commemoration("Giỗ Tổ", day=10, month=3, calendar="lunar")
    moon = make_commemoration("Oóc Om Bóc", day=15, month=10, calendar="lunar", moves_yearly=True)
    page = BeautifulSoup(boss.get(list_url(Commemoration)).content, "html.parser")
    assert [cell.text for cell in page.select("td.field-next_day")] == ["26/04/2026", "04/12/2025 (chưa xác nhận)"]
    make_day_of_year(moon, starts_on=date(2025, 11, 5))
    page = BeautifulSoup(boss.get(list_url(Commemoration)).content, "html.parser")
    assert [cell.text for cell in page.select("td.field-next_day")] == ["26/04/2026", "05/11/2025"]


# --- the year


def test_year_in_the_order_of_its_days_with_windows_and_what_is_past(boss):
    make_commemoration("Ngày A")
    make_commemoration("Giỗ Tổ", day=10, month=3, calendar="lunar", importance="major")
    make_commemoration("Ông Táo", day=23, month=12, calendar="lunar")
    make_commemoration("Tắt", is_active=False)
    page = BeautifulSoup(boss.get(year_url()).content, "html.parser")
    rows = page.select("[data-hp-plan-row]")
    assert [row.select_one(".plan__name span").text for row in rows] == ["Ông Táo", "Giỗ Tổ", "Ngày A"]
    assert [row["class"] for row in rows] == [["plan__row", "plan__row--past"]] * 2 + [["plan__row"]]
    assert [" ".join(row.select_one(".plan__when").text.split()) for row in rows] == [
        "22/01 · 23/12 âm lịch · đã qua 146 ngày",
        "07/04 · 10/3 âm lịch · đã qua 71 ngày",
        "28/06 · 4/6 âm lịch · còn 11 ngày",
    ]
    assert [row.svg["aria-label"] for row in rows][-1] == "hiện từ 21/06 đến hết 29/06"
    window = rows[-1].select_one(".bar__window")
    assert (window["class"][1], window["x"], window["width"]) == ("bar__window--soon", "171", "9")
    assert {rect["x"] for rect in page.select(".bar__today")} == {"167"}
    assert "1 ngày khác đang tắt" in page.select_one(".plan__state").text
    assert [item.small.text for item in page.select(".plan__axis li")][:2] == ["2/12", "4/1"]


@pytest.mark.parametrize(
    ("values", "of_year"),
    [({"has_slogan": False}, None), ({}, {"is_shown": False}), ({"moves_yearly": True}, None)],
    ids=["never", "this year", "not confirmed"],
)
def test_window_that_shows_nothing_is_quiet(boss, values, of_year):
    event = make_commemoration("Ngày A", **values)
    if of_year:
        make_day_of_year(event, **of_year)
    page = BeautifulSoup(boss.get(year_url()).content, "html.parser")
    [window] = page.select("[data-hp-plan-row] .bar__window")
    assert (window["class"][1], window.parent["aria-label"]) == ("bar__window--quiet", "chưa lên dải khẩu hiệu")


def test_year_is_approved_in_one_go(boss):
    first, second = make_commemoration("Ngày A"), make_commemoration("Ngày B", day=2, month=9)
    moon = make_commemoration("Oóc Om Bóc", day=15, month=10, calendar="lunar", moves_yearly=True)
    fields = opened(boss, year_url())
    assert fields[f"{row_of(moon)}-starts_on"] == "04/12/2025"
    del fields[f"{row_of(second)}-is_shown"]
    typed = {
        f"{row_of(first)}-slogan": "Gia đình ấm no",
        f"{row_of(moon)}-starts_on": "03/11/2025",
        f"{row_of(moon)}-ends_on": "05/11/2025",
        f"{row_of(moon)}-is_confirmed": "on",
    }
    answer = boss.post(year_url(), {**fields, **typed})
    assert messages_of(boss, answer) == ["Đã lưu và duyệt năm 2025. Khẩu hiệu từng ngày hiện và thôi theo lịch này."]
    rows = CommemorationDay.objects.order_by("commemoration__name")
    assert list(rows.values_list("commemoration__name", "starts_on", "ends_on", "slogan", "is_shown")) == [
        ("Ngày A", None, None, "Gia đình ấm no", True),
        ("Ngày B", None, None, "", False),
        ("Oóc Om Bóc", date(2025, 11, 3), date(2025, 11, 5), "", True),
    ]
    approved = ApprovedYear.objects.get()
    assert (approved.year, approved.approved_by, approved.approved_by_name) == (2025, boss.user, str(boss.user))
    # Once more, unchanged: the same rows; then taken back: none.
    keys = list(rows.values_list("pk", flat=True))
    boss.post(year_url(), opened(boss, year_url()))
    assert list(rows.all().values_list("pk", flat=True)) == keys
    back = {f"{row_of(first)}-slogan": "", f"{row_of(second)}-is_shown": "on"}
    fields = {**opened(boss, year_url()), **back}
    del fields[f"{row_of(moon)}-is_confirmed"]
    boss.post(year_url(), fields)
    assert (CommemorationDay.objects.count(), ApprovedYear.objects.count()) == (0, 1)


def test_what_is_still_waiting_is_named(boss):
    make_commemoration("Oóc Om Bóc", day=15, month=10, calendar="lunar", moves_yearly=True)
    answer = boss.post(year_url(), opened(boss, year_url()))
    assert messages_of(boss, answer)[1] == "Còn 1 ngày chưa xác nhận nên người đọc chưa thấy: Oóc Om Bóc."
    assert CommemorationDay.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"starts_on": "", "is_confirmed": "on"}, "Hãy ghi ngày, hoặc bỏ ô “Ngày này đúng”."),
        ({"starts_on": "05/11/2023"}, "Ngày này không thuộc năm 2025."),
        ({"starts_on": "05/11/2025", "ends_on": "04/11/2025"}, "Ngày cuối phải từ ngày đầu trở đi."),
    ],
)
def test_wrong_day_keeps_everything_typed(boss, typed, sentence):
    other = make_commemoration("Ngày A")
    moon = make_commemoration("Oóc Om Bóc", day=15, month=10, calendar="lunar", moves_yearly=True)
    fields = {**opened(boss, year_url()), f"{row_of(other)}-slogan": "Đang viết"}
    answer = boss.post(year_url(), {**fields, **{f"{row_of(moon)}-{name}": value for name, value in typed.items()}})
    assert errors_of(answer) == [sentence]
    assert fields_of(answer)[f"{row_of(other)}-slogan"] == "Đang viết"
    assert (CommemorationDay.objects.count(), ApprovedYear.objects.count()) == (0, 0)


def test_order_within_a_day(boss):
    first = make_commemoration("Ngày A", founding_year=2000, order=10)
    second = make_commemoration("Ngày B", founding_year=2000, order=20)
    alone = make_commemoration("Ngày C", day=2, month=9, order=30)
    fields = opened(boss, year_url())
    assert f"{row_of(alone)}-order" not in fields
    boss.post(year_url(), {**fields, f"{row_of(first)}-order": "20", f"{row_of(second)}-order": "10"})
    assert list(Commemoration.objects.order_by("name").values_list("order", flat=True)) == [20, 10, 30]
    page = BeautifulSoup(boss.get(year_url(), {"ngay": "28/06/2025"}).content, "html.parser")
    assert page.select_one(".slogan-preview__text").text.startswith("Kỷ niệm 25 năm Ngày B")


def test_row_that_came_up_meanwhile_is_left_alone(boss):
    make_commemoration("Ngày A")
    fields = opened(boss, year_url())
    make_commemoration("Ngày mới")
    boss.post(year_url(), fields)
    assert CommemorationDay.objects.count() == 0


def test_band_of_any_day_with_what_is_not_saved_yet(boss):
    event = make_commemoration("Ngày A")
    make_banner("Chủ đề năm 2025")
    fields = {**opened(boss, year_url()), "ngay": "28/06/2025", f"{row_of(event)}-slogan": "Chưa lưu"}
    answer = boss.post(year_url(name="year_preview"), fields)
    page = BeautifulSoup(answer.content, "html.parser")
    assert [item.text for item in page.select(".slogan-preview__text")] == ["Chưa lưu"] * 2 + ["Chủ đề năm 2025"] * 2
    del fields[f"{row_of(event)}-is_shown"]
    page = BeautifulSoup(boss.post(year_url(name="year_preview"), fields).content, "html.parser")
    assert [item.text for item in page.select(".slogan-preview__text")] == ["Chủ đề năm 2025"] * 2
    assert (CommemorationDay.objects.count(), ApprovedYear.objects.count()) == (0, 0)


def test_free_slogans_stand_below(boss):
    make_banner("Chủ đề năm 2025")
    make_banner("Mừng Xuân 2024")
    make_banner("Sang năm", starts_on=date(2026, 1, 1))
    page = BeautifulSoup(boss.get(year_url()).content, "html.parser")
    assert [item.a.text for item in page.select("ul.plan__rows > li")] == ["Chủ đề năm 2025"]


def test_this_year_leads_to_the_year(boss):
    assert boss.get(reverse("admin:announcements_this_year")).headers["Location"] == year_url(2025)


@pytest.mark.parametrize("count", [1, 3])
def test_year_costs_the_same_however_many_rows(boss, count, django_assert_num_queries):
    for _ in range(count):
        make_day_of_year(make_commemoration(), slogan="A")
        make_banner()
    with django_assert_num_queries(22):
        assert boss.get(year_url()).status_code == 200


SCREENS = [
    *(("get", "this_year", []), ("get", "year", [2025]), ("post", "year", [2025]), ("post", "year_preview", [2025])),
    *(
        ("post", "slogan_preview", []),
        ("get", "commemoration_tables_csv", []),
        ("get", "commemoration_tables_excel", []),
    ),
    *(
        ("get", "commemoration_tables_intake", []),
        ("post", "commemoration_tables_intake", []),
        ("get", "marquee_intake", []),
    ),
]


@pytest.mark.parametrize(("method", "name", "arguments"), SCREENS[1:])
@pytest.mark.parametrize("group", ["", CONTRIBUTOR, EDITOR, HOTLINE])
def test_other_groups_are_refused(group, method, name, arguments):
    answer = getattr(signed_in(group), method)(reverse(f"admin:announcements_{name}", args=arguments))
    assert answer.status_code == 403


@pytest.mark.parametrize(("method", "name", "arguments"), SCREENS)
def test_readers_are_sent_to_the_login(client, method, name, arguments):
    answer = getattr(client, method)(reverse(f"admin:announcements_{name}", args=arguments))
    assert (answer.status_code, answer.headers["Location"].startswith("/quan-tri/login/")) == (302, True)


@pytest.mark.parametrize("year", [0, 1900, 2097, 9999, 99999])
def test_no_such_year(boss, year):
    assert boss.get(year_url(year)).status_code == 404


@pytest.mark.parametrize("asked", ["", "x", "31/02/2025", "01/01/0001", "31/12/9999"])
def test_strange_days_are_no_error(boss, asked):
    make_commemoration(calendar="lunar", day=1, month=1)
    assert boss.get(year_url(), {"ngay": asked}).status_code == 200


# --- the table

INTAKE = "admin:announcements_commemoration_tables_intake"


def upload(client, text, name="bang.csv"):
    return client.post(reverse(INTAKE), {"file": SimpleUploadedFile(name, text.encode())})


def test_table_is_looked_at_before_it_is_taken_in(boss):
    make_commemoration("Ngày A", key="a")
    answer = upload(boss, "mã,tên ngày,ngày,tháng\na,Ngày B,28,6\nc,Ngày C,31,6\nd,Ngày D,1,1\n")
    page = BeautifulSoup(answer.content, "html.parser")
    cells = [[" ".join(cell.text.split()) for cell in row.select("td")] for row in page.select("tbody tr")]
    assert cells == [
        ["2", "Ngày B", "đổi", "tên ngày: Ngày A → Ngày B"],
        ["3", "Ngày C", "lỗi", "Cột “ngày”: Không có ngày 31/6 dương lịch."],
        ["4", "Ngày D", "thêm", ""],
    ]
    assert Commemoration.objects.count() == 1
    button = page.select_one(".submit-row input")
    assert button["value"] == "Nhập 2 dòng, bỏ 1 dòng lỗi"
    answer = boss.post(reverse(INTAKE), {"held": page.select_one("input[name=held]")["value"]})
    assert messages_of(boss, answer) == ["Đã nhập 2 dòng."]
    assert sorted(Commemoration.objects.values_list("key", "name")) == [("a", "Ngày B"), ("d", "Ngày D")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Hãy chọn tệp."),
        ({"held": "gia-mao"}, "Bảng đã chọn không còn giữ được (quá một giờ): hãy chọn lại tệp."),
    ],
)
def test_nothing_or_something_forged(boss, data, sentence):
    assert errors_of(boss.post(reverse(INTAKE), data)) == [sentence]


@pytest.mark.parametrize("name", ["csv", "excel"])
def test_exported_table_comes_back_without_change(boss, name):
    commemoration_tables.load_shipped()
    answer = boss.get(reverse(f"admin:announcements_commemoration_tables_{name}"))
    assert answer["Cache-Control"] == "no-store"
    found = commemoration_tables.compare(commemoration_tables.read(answer.content))
    assert {line.outcome for line in found} == {"giữ nguyên"}


# --- the old marquee line

MARQUEE = "admin:announcements_marquee_intake"


def customer_line():
    page = customer_page.parse((seeding.FOLDER / "customer_page.txt").read_text(encoding="utf-8"))
    return " * ".join(page.slogans), page.slogans


def test_customers_line_is_taken_apart_and_kept(boss):
    commemoration_tables.load_shipped()
    line, slogans = customer_line()
    make_banner(slogans[1])
    answer = boss.post(reverse(MARQUEE), {"line": line})
    page = BeautifulSoup(answer.content, "html.parser")
    items = page.select(".pieces > li")
    assert [[fault.text for fault in item.select(".state--late")] for item in items] == [
        *([f"đã qua {days} ngày"] for days in (139, 134, 101, 106, 71, 48)),
        *([], []),
    ]
    fields = fields_of(answer)
    assert [fields[f"{number}-as_what"] for number in range(8)] == ["own"] * 6 + ["free"] * 2
    answer = boss.post(reverse(MARQUEE), fields)
    sentence = "Hãy ghi ngày cuối, hoặc chọn “không hết hạn” (một trong hai)."
    assert errors_of(answer) == [sentence] * 2
    answer = boss.post(reverse(MARQUEE), {**fields, "6-is_endless": "on", "7-ends_on": "31/12/2025"})
    assert messages_of(boss, answer) == ["Đã giữ 6 câu cho ngày kỷ niệm, 2 câu tự do."]
    assert CommemorationDay.objects.count() == 8
    free = Banner.objects.order_by("pk").values_list("slogan", "ends_on", "is_endless", "is_active")
    assert list(free) == [
        (slogans[1], None, True, False),
        (slogans[6], None, True, True),
        (slogans[7], date(2025, 12, 31), False, True),
    ]


def test_choices_belong_to_the_line_they_were_shown_for(boss):
    fields = fields_of(boss.post(reverse(MARQUEE), {"line": "Câu một * Câu hai"}))
    answer = boss.post(reverse(MARQUEE), {**fields, "line": "Câu khác", "0-is_endless": "on"})
    assert (answer.status_code, Banner.objects.count()) == (200, 0)
    assert [item.p.text for item in BeautifulSoup(answer.content, "html.parser").select(".pieces > li")] == ["Câu khác"]


def test_wrong_count_is_kept_by_the_template(boss):
    commemoration_tables.load_shipped()
    fields = fields_of(
        boss.post(
            reverse(MARQUEE), {"line": "Kỷ niệm 94 năm Ngày thành lập Hội LHPN Việt Nam (20/10/1930 - 20/10/2025)"}
        )
    )
    assert fields["0-as_what"] == "template"
    boss.post(reverse(MARQUEE), fields)
    assert (CommemorationDay.objects.count(), Banner.objects.count()) == (0, 0)
