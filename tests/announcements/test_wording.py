from datetime import date

import pytest

from announcements import wording
from announcements.models import Commemoration

REVOLUTION = Commemoration(name="Ngày Cách mạng Tháng Tám thành công", day=19, month=8, founding_year=1945)
KINGS = Commemoration(name="Giỗ Tổ Hùng Vương", day=10, month=3, calendar="lunar")


@pytest.mark.parametrize(
    ("day", "text"),
    [((3, 2, 1930), "03/02/1930"), ((3, 3, 1959), "03/3/1959"), ((30, 4, 1975), "30/4/1975"), ((8, 3), "08/3")],
)
def test_dates_as_offices_write_them(day, text):
    assert wording.written(*day) == text


@pytest.mark.parametrize(
    ("event", "template", "text"),
    [
        (
            REVOLUTION,
            "Kỷ niệm {n} năm {ten} ({ngay_goc} - {ngay_nay})",
            "Kỷ niệm 80 năm Ngày Cách mạng Tháng Tám thành công (19/8/1945 - 19/8/2025)",
        ),
        (REVOLUTION, "{ngay} {den_ngay} {nam}", "19/8 20/8 2025"),
        (KINGS, "{ten} ({am_lich}), {n}{ngay_goc}", "Giỗ Tổ Hùng Vương (mùng 10 tháng 3 âm lịch), "),
        (KINGS, "Mừng Xuân {can_chi} {nam}", "Mừng Xuân Ất Tỵ 2025"),
    ],
)
def test_filled(event, template, text):
    assert wording.fill(template, event, 2025, date(2025, 8, 19), date(2025, 8, 20)) == text


def test_every_place_can_be_filled():
    template = " ".join(f"{{{name}}}" for name in wording.PLACES)
    assert "{" not in wording.fill(template, REVOLUTION, 2025, date(2025, 8, 19), date(2025, 8, 19))


@pytest.mark.parametrize(
    ("template", "sentences"),
    [
        ("Kỷ niệm {n} năm {ten}", []),
        ("Không có chỗ điền", []),
        ("{{n}}", []),
        ("{nn} năm {ten}", ["Không có chỗ điền {nn}."]),
        ("{tên}, {năm}", ["Không có chỗ điền {tên}.", "Không có chỗ điền {năm}."]),
        ("{}", ["Không có chỗ điền {}."]),
        ("{ten.pk}", ["Không có chỗ điền {ten.pk}."]),
        ("{n:>99}", ["Chỗ điền {n} chỉ ghi tên, không thêm dấu “:” hay “!”."]),
        ("{n!r}", ["Chỗ điền {n} chỉ ghi tên, không thêm dấu “:” hay “!”."]),
        ("{n", ["Dấu ngoặc nhọn { } chưa đủ cặp: mỗi chỗ điền viết như {n}, {ten}."]),
        ("n}", ["Dấu ngoặc nhọn { } chưa đủ cặp: mỗi chỗ điền viết như {n}, {ten}."]),
    ],
)
def test_mistakes_name_the_wrong_place(template, sentences):
    assert [text.partition(" Dùng được")[0] for text in wording.mistakes(template)] == sentences


def test_places_that_this_day_cannot_fill():
    assert wording.mistakes("{n} {am_lich}", has_founding_year=False, is_lunar=False) == [
        "Câu mẫu có {n} nhưng chưa ghi năm gốc.",
        "Câu mẫu có {am_lich} nhưng ngày này theo dương lịch.",
    ]


def test_two_in_one():
    assert wording.joined("Kỷ niệm 80 năm A", "Kỷ niệm 35 năm B", "Kỷ niệm ") == "Kỷ niệm 80 năm A và 35 năm B"
