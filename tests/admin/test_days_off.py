from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command

from hoiphunu import days_off
from hoiphunu.models import DayOff
from tests.staff import CONTENT, EDITOR, HOTLINE, list_url, signed_in

pytestmark = pytest.mark.django_db

URL = "/quan-tri/ngay-nghi/de-nghi/"


@pytest.fixture
def _holidays(frozen):
    frozen("2026-01-02 08:00")
    call_command("load_commemorations", verbosity=0)


@pytest.mark.usefixtures("_holidays")
def test_holidays_of_the_year_with_those_in_lieu():
    found = days_off.proposed(date(2026, 1, 2))
    assert {f"{day:%d/%m}": name for day, name in found.items() if day.year == 2026} == {
        # Tết is on Tuesday, 17 February.
        **{f"{day}/02": "Tết Nguyên đán" for day in (16, 17, 18, 19, 20)},
        # On a Sunday.
        "26/04": "Giỗ Tổ Hùng Vương",
        "27/04": "Nghỉ bù Giỗ Tổ Hùng Vương",
        "30/04": "Ngày giải phóng miền Nam, thống nhất đất nước",
        "01/05": "Ngày Quốc tế Lao động",
        "01/09": "Ngày Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam",
        "02/09": "Ngày Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam",
    }


@pytest.mark.usefixtures("_holidays")
def test_two_weekend_days_in_a_row_have_two_days_in_lieu():
    found = days_off.proposed(date(2027, 1, 1))
    # Tết 2027 is on Saturday, 6 February.
    assert [day for day in found if day.month == 2 and day.year == 2027] == [
        *(date(2027, 2, day) for day in (5, 6, 7, 8, 9, 10, 11)),
    ]


@pytest.mark.usefixtures("_holidays")
@pytest.mark.parametrize("group", [HOTLINE, CONTENT])
def test_ticked_days_are_entered_and_not_proposed_again(group):
    staff = signed_in(group)
    assert URL in staff.get(list_url(DayOff)).content.decode()
    form = staff.get(URL).context["form"]
    assert form.initial["days"] == list(form.found)
    assert staff.post(URL, {"days": ["2026-04-30", "2026-05-01"]}).status_code == 302
    assert sorted(DayOff.objects.from_day(date(2026, 1, 1))) == [date(2026, 4, 30), date(2026, 5, 1)]
    assert LogEntry.objects.count() == 2
    assert "2026-04-30" not in staff.get(URL).context["form"].found
    for wrong in ([], ["2026-04-30"], ["2026-06-01"], ["x"]):
        assert (staff.post(URL, {"days": wrong}).status_code, DayOff.objects.count()) == (200, 2)


def test_only_who_may_add_days():
    assert [signed_in(EDITOR).get(URL).status_code, signed_in(EDITOR).post(URL).status_code] == [403, 403]
    assert signed_in(HOTLINE).get(URL).context["form"].found == {}
