"""The band's one pure function: what it shows on a day, in which order, in which words."""

import re
from datetime import date, timedelta

import pytest

from announcements import commemoration_tables, slogans
from announcements.models import Banner, Commemoration, CommemorationDay
from announcements.occurrences import Calendar, ruled
from hoiphunu import lunar

FULL_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def event(name, day=28, month=6, **overrides):
    return Commemoration(name=name, day=day, month=month, **overrides)


def texts(day, *events, overrides=(), banners=()):
    for number, row in enumerate(events, 1):
        row.pk = number
    return [slogan.text for slogan in slogans.shown(date.fromisoformat(day), Calendar(events, overrides), banners)]


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2025-06-20", False), ("2025-06-21", True), ("2025-06-29", True), ("2025-06-30", False), ("2026-06-21", True)],
)
def test_enters_leaves_and_returns_by_itself(day, shown):
    found = texts(day, event("Ngày A", founding_year=2001))
    year = int(day[:4])
    assert found == ([f"Kỷ niệm {year - 2001} năm Ngày A (28/6/2001 - 28/6/{year})"] if shown else [])


def test_two_events_of_one_day_are_one_sentence():
    army = event("Ngày thành lập Quân đội", 22, 12, founding_year=1944, order=5)
    defence = event("Ngày hội Quốc phòng", 22, 12, founding_year=1989)
    assert texts("2024-12-22", defence, army) == [
        "Kỷ niệm 80 năm Ngày thành lập Quân đội (22/12/1944 - 22/12/2024) "
        "và 35 năm Ngày hội Quốc phòng (22/12/1989 - 22/12/2024)"
    ]


def test_three_of_one_day_are_two_and_one():
    rows = [event(f"Ngày {name}", founding_year=2000, template="Kỷ niệm {n} năm {ten}") for name in "ABC"]
    assert texts("2025-06-28", *rows) == ["Kỷ niệm 25 năm Ngày A và 25 năm Ngày B", "Kỷ niệm 25 năm Ngày C"]


@pytest.mark.parametrize(
    "other",
    [
        {"template": "Chào mừng {n} năm {ten}"},
        {"template": "Kỷ niệm {ten}"},
        {"day": 29},
        {"template": "{n} năm {ten}"},
    ],
)
def test_others_stand_alone(other):
    values = {"founding_year": 2000, "template": "Kỷ niệm {n} năm {ten}", **other}
    assert len(texts("2025-06-28", event("Ngày A", founding_year=2000), event("Ngày B", **values))) == 2


def test_the_day_itself_then_round_years_then_importance_then_nearness():
    rows = [
        event("xa", 30, 6, importance="major"),
        event("gần", 29, 6, importance="major"),
        event("hội", 29, 6, importance="union"),
        event("tròn 5", 1, 7, founding_year=2020),
        event("tròn 10", 2, 7, founding_year=2015),
        event("hôm nay", 28, 6),
    ]
    found = [re.search("(xa|gần|hội|tròn 5|tròn 10|hôm nay)", text)[0] for text in texts("2025-06-28", *rows)]
    assert found == ["hôm nay", "tròn 10", "tròn 5", "gần", "xa", "hội"]


def test_free_slogans_come_after_and_leave_with_the_day_they_speak_of():
    banners = [
        Banner(slogan="Chủ đề năm 2025"),
        Banner(slogan="Không hết hạn", is_endless=True),
        Banner(slogan="Kỷ niệm 03/02/2025", is_endless=True),
        Banner(slogan="Chỉ thị ngày 15/5/2016", is_endless=True, is_quoting=True),
        Banner(slogan="Mai mới hiện", starts_on=date(2025, 6, 29)),
        Banner(slogan="Hết hôm qua", ends_on=date(2025, 6, 27)),
        Banner(slogan="Tắt", is_active=False),
    ]
    assert texts("2025-06-28", event("Ngày A"), banners=banners) == [
        *("Chào mừng Ngày A (28/6)", "Chủ đề năm 2025", "Không hết hạn", "Chỉ thị ngày 15/5/2016"),
    ]
    assert texts("2026-01-01", banners=banners)[:2] == ["Không hết hạn", "Chỉ thị ngày 15/5/2016"]


def test_own_words_of_a_year_and_the_same_words_once():
    own = "Kỷ niệm 95 năm, với chủ đề “A”"
    rows = [event("Ngày A", founding_year=1930), event("Ngày B", founding_year=1940)]
    overrides = [CommemorationDay(commemoration_id=number, year=2025, slogan=own) for number in (1, 2)]
    assert texts("2025-06-28", *rows, overrides=overrides) == [own]
    assert texts("2026-06-28", *rows, overrides=overrides)[0].startswith("Kỷ niệm 96 năm Ngày A")


def test_hidden_this_year_and_quiet_ones_are_not_shown():
    rows = [event("Ngày A"), event("Ngày B", has_slogan=False), event("Ngày C", moves_yearly=True)]
    overrides = [CommemorationDay(commemoration_id=1, year=2025, is_shown=False)]
    assert texts("2025-06-28", *rows, overrides=overrides) == []
    assert texts("2026-06-28", *rows, overrides=overrides) == ["Chào mừng Ngày A (28/6)"]


def test_why():
    row = event("Ngày A", importance="union")
    row.pk = 1
    found = slogans.shown(date(2025, 6, 17), Calendar([row]), [Banner(slogan="Chủ đề năm 2025", is_endless=True)])
    assert [slogan.why(date(2025, 6, 17)) for slogan in found] == [
        "Ngày A: 28/06/2025, còn 11 ngày; hiện từ 13/06/2025 đến hết 01/07/2025",
        "câu tự do, hiện đến hết 31/12/2025",
    ]


@pytest.mark.parametrize(
    ("day", "accent"), [("2025-01-29", "spring"), ("2025-03-08", "flowers"), ("2025-06-28", ""), ("2025-03-20", "")]
)
def test_accent(day, accent):
    rows = [
        event("Tết", 1, 1, calendar="lunar", accent="spring", importance="major"),
        event("8/3", 8, 3, accent="flowers"),
    ]
    for number, row in enumerate(rows, 1):
        row.pk = number
    assert slogans.accent(date.fromisoformat(day), Calendar(rows)) == accent


def test_highlights_prefer_great_days_and_keep_the_order_of_days():
    rows = [
        *(event("nhỏ gần", 29, 6), event("lớn", 2, 9, importance="major"), event("nhỏ xa", 1, 7)),
        event("hội", 20, 10, importance="union"),
    ]
    for number, row in enumerate(rows, 1):
        row.pk = number
    found = slogans.highlights(date(2025, 6, 28), Calendar(rows), 3)
    assert [one.event.name for one in found] == ["nhỏ gần", "lớn", "hội"]


@pytest.fixture(scope="module")
def shipped_rows():
    """The commemorations that come with the site, as if all were switched on and each year confirmed by the rule."""
    rows = []
    for number, cells in enumerate(commemoration_tables.read(commemoration_tables.SHIPPED.read_bytes()), 1):
        row = Commemoration(pk=number)
        assert commemoration_tables.fill(row, cells) == []
        row.is_active, row.moves_yearly = True, False
        rows.append(row)
    return rows


def days_between(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def windows(rows, first, last):
    """{day: [(key, year) of what is due]}: each event's window laid out day by day, as nothing in the site does it."""
    due = {day: [] for day in days_between(first, last)}
    for row in rows:
        for year in range(first.year - 1, last.year + 1):
            days = ruled(row, year) if row.has_slogan else None
            for day in days_between(days[0] - timedelta(row.lead), days[1] + timedelta(row.linger)) if days else ():
                if day in due:
                    due[day].append((row.key, year))
    return due


def test_every_day_from_1968_to_2098(shipped_rows):
    calendar, wrong, judged = Calendar(shipped_rows), [], {}
    for day, due in windows(shipped_rows, date(1968, 1, 1), date(2098, 12, 30)).items():
        shown = slogans.shown(day, calendar)
        if bool(due) != bool(shown):
            wrong.append((day, "empty"))
        if sorted((one.event.key, one.year) for slogan in shown for one in slogan.occurrences) != sorted(due):
            wrong.append((day, "not every one, one twice, or one outside its window"))
        for slogan in shown:
            # The same words of the same occurrences stand on many days.
            key = slogan.text, *map(id, slogan.occurrences)
            if key not in judged:
                judged[key] = faults(slogan), named_days(slogan)
            found, named = judged[key]
            wrong += [(day, slogan.text, fault) for fault in found]
            if any(not -20 <= (other - day).days <= 20 for other in named):
                wrong.append((day, slogan.text, "names a day far away"))
    assert (wrong, len(judged) > 10_000) == ([], True)


def faults(slogan):
    """What the words themselves say wrong."""
    found = []
    for one in slogan.occurrences:
        if one.event.founding_year and one.count != one.year - one.event.founding_year:
            found.append("count")
        if one.event.counts and f"{one.count} năm {one.event.name}" not in slogan.text:
            found.append("count in the words")
        if one.count < 0 or (one.event.founding_year and one.count == 0):
            found.append("before its founding")
        if not one.event.is_lunar and (one.first.day, one.first.month) != (one.event.day, one.event.month):
            found.append("solar day")
        if one.event.is_lunar and lunar.to_lunar(one.first)[:2] != (one.event.day, one.event.month):
            found.append("lunar day")
    return found


def named_days(slogan):
    """The days of this year that the words name, each after the day of its founding."""
    return [date(int(y), int(m), int(d)) for d, m, y in FULL_DATE.findall(slogan.text)][1::2]


def test_hai_ba_trung_is_counted_from_the_year_40(shipped_rows):
    calendar = Calendar(shipped_rows)
    for year in (2025, 2026):
        [found] = [text.text for text in slogans.shown(date(year, 3, 8), calendar) if "Hai Bà Trưng" in text.text]
        assert found.startswith(f"Kỷ niệm {year - 40} năm Khởi nghĩa Hai Bà Trưng và {year - 1910} năm Ngày Quốc tế")
