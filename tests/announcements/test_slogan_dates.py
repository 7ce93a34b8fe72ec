from datetime import date

import pytest

from announcements.slogan_dates import last_day


@pytest.mark.parametrize(
    ("slogan", "day"),
    [
        ("Kỷ niệm 95 năm (03/02/1930 - 03/02/2025)", date(2025, 2, 3)),
        ("Từ 03/02/2025 đến 1/1/2025", date(2025, 2, 3)),
        ("Mừng Xuân Ất Tỵ 2025", date(2025, 12, 31)),
        ("Tết 2026", date(2026, 12, 31)),
        ("Phụ nữ năm 2024, năm 2025", date(2025, 12, 31)),
        ("Năm chủ đề, ngày 30/4/2025, Tết 2026", date(2025, 4, 30)),
        ("Ngày 31/02/2025", None),
        ("Ngày 31/02/2025 và năm 2024", date(2024, 12, 31)),
        ("1985 năm dựng nước", None),
        ("Bình đẳng giới", None),
        ("Số 13/2022/QH15", None),
        ("", None),
    ],
)
def test_last_day(slogan, day):
    assert last_day(slogan) == day
