from datetime import UTC, date, datetime

import pytest

from announcements import icalendar
from announcements.models import Commemoration
from announcements.occurrences import occurrence
from tests.factories import make_commemoration, make_day_of_year, make_organisation

MARCH = Commemoration(pk=1, key="a", name="Ngày A; B, C", day=8, month=3, founding_year=1910)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_one_event_is_one_whole_day():
    text = icalendar.feed("Lịch", "hoi.vn", [occurrence(MARCH, 2025)], datetime(2025, 6, 17, tzinfo=UTC))
    assert unfolded(text) == [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hoi.vn//Ngày kỷ niệm//VI", "CALSCALE:GREGORIAN"),
        *("METHOD:PUBLISH", "X-WR-CALNAME:Lịch", "X-WR-TIMEZONE:Asia/Ho_Chi_Minh"),
        *("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H", "BEGIN:VEVENT"),
        *("UID:a-2025@hoi.vn", "DTSTAMP:20250617T000000Z", "DTSTART;VALUE=DATE:20250308", "DTEND;VALUE=DATE:20250309"),
        *("SUMMARY:115 năm Ngày A\\; B\\, C", "TRANSP:TRANSPARENT", "CLASS:PUBLIC", "END:VEVENT"),
        *("END:VCALENDAR", ""),
    ]


def test_a_line_break_in_a_name_breaks_no_line():
    row = Commemoration(pk=1, key="a", name="Ngày A\r\nUID:b " + "dài " * 40, day=8, month=3)
    lines = icalendar.feed("Lịch\rhai", "hoi.vn", [occurrence(row, 2025)], datetime(2025, 6, 17, tzinfo=UTC)).encode()
    assert (lines.count(b"\r\n"), lines.count(b"\r"), lines.count(b"\n")) == (lines.count(b"\n"),) * 3
    assert [line for line in lines.split(b"\r\n") if len(line) > 75 or line.startswith(b"UID:b")] == []
    assert b"X-WR-CALNAME:L\xe1\xbb\x8bch\\nhai\r\n" in lines


@pytest.mark.parametrize("length", [10, 74, 75, 76, 150, 400])
def test_lines_are_at_most_75_octets_and_letters_whole(length):
    line = ("SUMMARY:" + "Ngày Quốc tế Phụ nữ " * 30)[:length]
    pieces = icalendar.folded(line).split("\r\n")
    assert [piece for piece in pieces if len(piece.encode()) > 75] == []
    assert [piece for piece in pieces[1:] if not piece.startswith(" ")] == []
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@pytest.mark.django_db
def test_subscribed_calendar(client, frozen, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 0
    frozen("2025-06-17 05:07")
    make_organisation()
    row = make_commemoration("Ngày A", key="a")
    make_commemoration("Chưa xác nhận", moves_yearly=True)
    make_commemoration("Tắt", is_active=False)
    make_day_of_year(make_commemoration("Ẩn năm nay", key="an"), is_shown=False)
    response = client.get("/su-kien/lich.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(response.content.decode())
    uids = sorted(line for line in lines if line.startswith("UID:"))
    assert uids == sorted(
        [
            *(f"UID:a-{year}@localhost" for year in range(2024, 2028)),
            *(f"UID:an-{y}@localhost" for y in (2024, 2026, 2027)),
        ]
    )
    assert "Chưa xác nhận" not in response.content.decode()
    etag = response["ETag"]
    row.day = 29
    row.save()
    changed = client.get("/su-kien/lich.ics")
    lines = unfolded(changed.content.decode())
    assert sorted(line for line in lines if line.startswith("UID:")) == uids
    assert "DTSTART;VALUE=DATE:20250629" in lines
    frozen("2025-06-17 23:59")
    assert client.get("/su-kien/lich.ics")["ETag"] == changed["ETag"] != etag


def test_days_of_a_festival():
    row = Commemoration(pk=1, key="a", name="A", day=1, month=6, end_day=30, end_month=6)
    text = icalendar.feed(
        "L", "h", [occurrence(row, 2025)], datetime.combine(date(2025, 1, 1), datetime.min.time(), UTC)
    )
    assert "DTEND;VALUE=DATE:20250701" in unfolded(text)
