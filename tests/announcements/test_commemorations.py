from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from announcements.models import Commemoration, CommemorationDay
from hoiphunu import search
from tests.factories import make_commemoration, make_day_of_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"day": 31, "month": 6}, "Không có ngày 31/6 dương lịch."),
        ({"day": 30, "month": 2}, "Không có ngày 30/2 dương lịch."),
        ({"day": 31, "month": 5, "calendar": "lunar"}, "Không có ngày 31/5 âm lịch."),
        ({"end_day": 31, "end_month": 6}, "Không có ngày 31/6 dương lịch."),
        ({"end_day": 30}, "Ngày cuối cần đủ ngày và tháng."),
        ({"template": "{nm} năm"}, r"Không có chỗ điền \{nm\}"),
        ({"template": "Kỷ niệm {n} năm {ten}"}, r"Câu mẫu có \{n\} nhưng chưa ghi năm gốc"),
        ({"template": "{ten} ({am_lich})"}, r"Câu mẫu có \{am_lich\} nhưng ngày này theo dương lịch"),
        ({"key": "Ngày"}, "Mã chỉ gồm chữ thường không dấu"),
    ],
)
def test_refused_in_words(values, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Commemoration(**{"name": "Ngày A", "day": 28, "month": 6, **values}).full_clean()


@pytest.mark.parametrize("values", [{"day": 29, "month": 2}, {"day": 30, "month": 2, "calendar": "lunar"}])
def test_rare_days_are_taken(values):
    Commemoration(name="Ngày A", **values).full_clean()


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        ({"founding_year": 2001}, "Kỷ niệm {n} năm {ten} ({ngay_goc} - {ngay_nay})"),
        ({}, "Chào mừng {ten} ({ngay})"),
        ({"end_day": 30, "end_month": 6}, "Hưởng ứng {ten} ({ngay} - {den_ngay})"),
        ({"template": "{ten}"}, "{ten}"),
    ],
)
def test_usual_words(values, pattern):
    assert make_commemoration(**values).pattern == pattern


def test_keys_are_made_of_the_name_and_differ():
    keys = [make_commemoration("Ngày Gia đình Việt Nam").key for _ in range(3)]
    assert keys == ["ngay_gia_dinh_viet_nam", "ngay_gia_dinh_viet_nam_2", "ngay_gia_dinh_viet_nam_3"]


def test_found_by_search_while_active():
    row = make_commemoration("Ngày Gia đình Việt Nam")
    assert [entry.url for entry in search.Found("gia dinh").entries] == ["/su-kien/"]
    row.is_active = False
    row.save()
    assert search.Found("gia dinh").kinds == {}


def test_own_words_are_found_in_their_window_only(frozen):
    row = make_commemoration("Ngày A", founding_year=2001)
    make_day_of_year(row, slogan="Gia đình ấm no")
    found = []
    for day in ("2025-06-20", "2025-06-21", "2025-06-29", "2025-06-30"):
        frozen(f"{day} 12:00")
        found.append(search.Found("am no").kinds)
    assert found == [{}, {"commemorationday": 1}, {"commemorationday": 1}, {}]
    # The window follows the commemoration's own row.
    row.linger_days = 30
    row.save()
    assert search.Found("am no").kinds == {"commemorationday": 1}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"starts_on": date(2023, 6, 28)}, "Ngày này không thuộc năm 2025."),
        ({"starts_on": date(2025, 6, 28), "ends_on": date(2025, 6, 27)}, "Ngày cuối phải từ ngày đầu trở đi."),
        ({"ends_on": date(2025, 6, 28)}, "Ngày cuối phải từ ngày đầu trở đi."),
    ],
)
def test_day_of_a_year_refused_in_words(values, sentence):
    with pytest.raises(ValidationError, match=sentence):
        CommemorationDay(commemoration=make_commemoration(), year=2025, **values).full_clean()


def test_one_row_a_year():
    row = make_commemoration()
    make_day_of_year(row)
    with pytest.raises(ValidationError, match="Ngày này đã có dòng cho năm đó."):
        CommemorationDay(commemoration=row, year=2025).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_day_of_year(row)


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_costs_two_queries(count, django_assert_num_queries):
    for _ in range(count):
        make_day_of_year(make_commemoration())
    make_commemoration(is_active=False)
    with django_assert_num_queries(2):
        calendar = Commemoration.objects.active().calendar()
    assert (len(calendar.events), len(calendar.overrides)) == (count, count)


@pytest.mark.parametrize("delete", [lambda row: row.delete(), lambda row: Commemoration.objects.all().delete()])
def test_deleting_one_takes_its_days_out_of_the_search(frozen, delete):
    frozen("2025-06-28 12:00")
    row = make_commemoration("Ngày A")
    make_day_of_year(row, slogan="Gia đình ấm no")
    delete(row)
    assert (CommemorationDay.objects.count(), search.Found("am no").kinds) == (0, {})
