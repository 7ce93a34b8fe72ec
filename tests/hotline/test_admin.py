"""The screens of the lines, the chairs and the texts of the help pages."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from hotline.models import HelpText, Hotline
from tests.factories import make_hotline
from tests.staff import HOTLINE, add_url, change_url, errors_of, list_url, messages_of, send, signed_in

pytestmark = pytest.mark.django_db


def test_hours_are_typed_as_people_write_them():
    send(
        signed_in(HOTLINE),
        add_url(Hotline),
        name="Trung tâm",
        phone="0377 672 444",
        hours="7h-11h, 13h30-17h",
        days="weekdays",
    )
    assert Hotline.objects.get().hours_display == "07:00–11:00, 13:30–17:00, thứ Hai đến thứ Sáu"


def test_sentence_instead_of_hours_is_refused():
    answer = send(signed_in(HOTLINE), add_url(Hotline), name="Trung tâm", phone="113", hours="giờ hành chính")
    wanted = ["Giờ trực chưa đúng. Ví dụ: 7:00-11:00, 13:30-17:00, hoặc: cả ngày đêm."]
    assert (errors_of(answer), Hotline.objects.count()) == (wanted, 0)


def test_text_is_edited_in_three_languages(client):
    staff, row = signed_in(HOTLINE), HelpText.objects.get(key="call_now")
    send(staff, change_url(row), vi="Bấm để gọi", km="ហៅ", km_needs_check="", en="Tap to call")
    row.refresh_from_db()
    assert (row.vi, row.km, row.km_needs_check, row.en) == ("Bấm để gọi", "ហៅ", False, "Tap to call")
    make_hotline(is_primary=True)
    said = {path: client.get(path).content.decode() for path in ("/ho-tro/", "/ho-tro/km/", "/ho-tro/en/")}
    assert ["Bấm để gọi" in said["/ho-tro/"], "ហៅ" in said["/ho-tro/km/"], "Tap to call" in said["/ho-tro/en/"]] == [
        True
    ] * 3


def test_vietnamese_text_cannot_be_empty():
    staff, row = signed_in(HOTLINE), HelpText.objects.first()
    assert len(errors_of(send(staff, change_url(row), vi=" "))) == 1


def test_list_says_what_is_missing_and_filters_it():
    staff = signed_in(HOTLINE)
    HelpText.objects.all().update(km_needs_check=False)
    HelpText.objects.filter(key="title").update(km="")
    HelpText.objects.filter(key="intro").update(km_needs_check=True, en="")
    page = BeautifulSoup(staff.get(list_url(HelpText), {"ban_dich": "thieu"}).content, "html.parser")
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")][-2:]
        for row in page.select("#result_list tbody tr")
    ]
    assert rows == [["chưa có", "đủ"], ["cần đọc lại", "chưa có"]]


def test_khmer_read_again_is_ticked_off_together():
    staff, chosen = signed_in(HOTLINE), HelpText.objects.all()[:2]
    answer = staff.post(list_url(HelpText), {"action": "mark_read", "_selected_action": [row.pk for row in chosen]})
    assert messages_of(staff, answer) == ["Từ nay người đọc thấy bản tiếng Khmer của 2 lời."]
    assert HelpText.objects.filter(km_needs_check=False).count() == 2


def test_list_says_which_numbers_nobody_has_called(client):
    make_hotline(name="A", is_primary=True, checked_on=date(2025, 6, 1))
    make_hotline(name="B", is_emergency=True, needs_check=True)
    page = BeautifulSoup(signed_in(HOTLINE).get(list_url(Hotline)).content, "html.parser")
    seen = [[cell.get_text(strip=True) for cell in page.select(f".field-{name}")] for name in ("part", "checked")]
    assert seen == [["số chính", "số khẩn cấp"], ["01/06/2025", "cần kiểm tra"]]
