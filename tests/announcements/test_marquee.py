from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from announcements import commemoration_tables, marquee
from announcements.models import Banner, Commemoration
from hoiphunu.demo import customer_page, seeding

TODAY = date(2025, 6, 17)


def event(name, day, month, **values):
    return Commemoration(name=name, day=day, month=month, **values)


EVENTS = [
    event("Ngày thành lập Hội Liên hiệp Phụ nữ Việt Nam", 20, 10, founding_year=1930),
    event("Ngày Phụ nữ Việt Nam", 20, 10, founding_year=2010),
    event("Ngày Quốc tế Phụ nữ", 8, 3, founding_year=1910),
    event("Khởi nghĩa Hai Bà Trưng", 8, 3, founding_year=40),
    event("Tết Nguyên đán", 1, 1, calendar="lunar", end_day=7, end_month=1),
]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("* A * B ** C *", ["A", "B", "C"]),
        ("A\n B  b \r\n• C", ["A", "B b", "C"]),
        ("", []),
        (" * ", []),
        ("A*B", ["A", "B"]),
    ],
)
def test_split(text, pieces):
    assert marquee.split(text) == pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kỷ niệm 95 năm Ngày thành lập Hội LHPN Việt Nam (20/10/1930 - 20/10/2025)", [(1930, 2025)]),
        ("KỶ NIỆM 115 NĂM NGÀY QUỐC TẾ PHỤ NỮ", [(1910, 2025)]),
        ("1985 năm Khởi nghĩa Hai Bà Trưng, 115 năm “Ngày Quốc tế Phụ nữ”", [(40, 2025), (1910, 2025)]),
        ("Mừng Xuân Bính Ngọ 2026", [(None, 2026)]),
        ("Chúc mừng Tết Nguyên đán", [(None, 2025)]),
        ("Mừng xuân về trên bản làng", []),
        ("Đoàn kết, sáng tạo", []),
        ("Ngày Quốc tế Phụ nữ 01/01/9999", []),
    ],
)
def test_recognised(text, found):
    [piece] = marquee.pieces(text, EVENTS, TODAY)
    assert [(one.event.founding_year, one.year) for one in piece.occurrences] == found


def test_piece_without_a_year_goes_with_the_others():
    text = "Chúc mừng Tết Nguyên đán * Ngày Quốc tế Phụ nữ (08/3/1910 - 08/3/2024) * 14 năm Ngày Phụ nữ Việt Nam"
    assert [piece.occurrences[0].year for piece in marquee.pieces(text, EVENTS, TODAY)] == [2024, 2024, 2024]


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("Kỷ niệm 115 năm Ngày Quốc tế Phụ nữ (08/3/1910 - 08/3/2025)", ["đã qua 101 ngày"]),
        (
            "Kỷ niệm 114 năm Ngày Quốc tế Phụ nữ (08/3/1910 - 08/3/2025)",
            ["đã qua 101 ngày", "ghi 114 năm, đúng là 115 năm (Ngày Quốc tế Phụ nữ)"],
        ),
        (
            "15 năm Ngày Phụ nữ Việt Nam (21/10/2010 - 20/10/2025)",
            ["ghi ngày 21/10/2010, đúng là 20/10 (Ngày Phụ nữ Việt Nam)"],
        ),
        ("Kỷ niệm 95 năm Ngày thành lập Hội LHPN Việt Nam (20/10/1930 - 20/10/2025)", []),
        ("Mừng Xuân Ất Tỵ 2025", ["đã qua 139 ngày"]),
        ("Chủ đề năm 2024", ["đã qua 168 ngày"]),
        ("Đoàn kết, sáng tạo", []),
    ],
)
def test_report(text, report):
    [piece] = marquee.pieces(text, EVENTS, TODAY)
    assert piece.report(TODAY) == report


def customer():
    return customer_page.parse((seeding.FOLDER / "customer_page.txt").read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_the_customers_own_line():
    commemoration_tables.load_shipped()
    found = marquee.pieces(" * ".join(customer().slogans), Commemoration.objects.all(), TODAY)
    assert [[one.event.key for one in piece.occurrences] for piece in found] == [
        *(["tet_nguyen_dan"], ["dang_csvn"], ["hai_ba_trung_8_3", "quoc_te_phu_nu"]),
        *(["bo_doi_bien_phong", "bien_phong_toan_dan"], ["gio_to_hung_vuong"], ["giai_phong_mien_nam"], [], []),
    ]
    assert [piece.report(TODAY) for piece in found] == [
        *([f"đã qua {days} ngày"] for days in (139, 134, 101, 106, 71, 48)),
        *([], []),
    ]


@pytest.mark.django_db
def test_command_says_what_is_shown_why_and_what_was_wrong():
    commemoration_tables.load_shipped()
    Banner(slogan="Chủ đề năm 2025", is_endless=True).save()
    out = StringIO()
    call_command("slogans", on=TODAY, stdout=out)
    assert out.getvalue().split("\n\n")[:2] == [
        "Thứ 3, 17/06/2025 (22/5 âm lịch, năm Ất Tỵ)",
        "Dải khẩu hiệu hiện 2 câu:\n"
        "1. Kỷ niệm 100 năm Ngày Báo chí Cách mạng Việt Nam (21/6/1925 - 21/6/2025)\n"
        "   Ngày Báo chí Cách mạng Việt Nam: 21/06/2025, còn 4 ngày; hiện từ 14/06/2025 đến hết 22/06/2025\n"
        "2. Chủ đề năm 2025\n   câu tự do, hiện đến hết 31/12/2025",
    ]
    assert out.getvalue().count("- đã qua ") == 6
    assert out.getvalue().split("\n\n")[-1] == (
        "Trang cũ thiếu:\n"
        "- 21/06/2025 Ngày Báo chí Cách mạng Việt Nam (còn 4 ngày)\n"
        "- 28/06/2025 Ngày Gia đình Việt Nam (còn 11 ngày; trang này: đang tắt, cần kiểm tra)\n"
    )
