"""Writes festivals.csv beside it: when lunar festivals fall, reckoned from the sky and not by the site's own package.

Needs `ephem` (not a dependency of the site): new moons and solar longitudes of the VSOP87 and ELP series, days counted
at UTC+7. The rules: a month begins on the day of the new moon; the month that holds the winter solstice is the 11th;
where 13 months lie between two of those, the first without a principal term (a multiple of 30°) is the leap one.
"""

import csv
import math
from datetime import date, timedelta
from pathlib import Path

import ephem

YEARS = range(1968, 2099)
# (month, day); a festival is kept in the first of two months of one number. Not 15/10: in 2077 that month's new moon
# comes at 23:59:34, and how far the earth's rotation will lag by then is known to no better than a minute.
FESTIVALS = ((1, 1), (1, 15), (2, 6), (3, 3), (3, 6), (3, 10), (4, 15), (5, 5), (7, 15), (8, 15), (12, 23))
HERE = 7 * ephem.hour


def day_of(moment) -> date:
    return ephem.Date(moment + HERE).datetime().date()


def sector(day: date) -> int:
    """In which twelfth of the year's circle the sun stands as `day` begins here."""
    midnight = ephem.Date(day.strftime("%Y/%m/%d")) - HERE
    sun = ephem.Sun(midnight)
    return int(math.degrees(ephem.Ecliptic(sun, epoch=midnight).lon) // 30)


def new_moons(first: int, last: int) -> list[date]:
    found, moment = [], ephem.next_new_moon(f"{first}/1/1")
    while moment < ephem.Date(f"{last}/12/31"):
        found.append(day_of(moment))
        moment = ephem.next_new_moon(moment + 1)
    return found


def months(first: int, last: int) -> dict[tuple[int, int], date]:
    """{(lunar year, month): its first day}, leap months left out."""
    starts = new_moons(first - 2, last + 3)
    holds_solstice = [
        index for index in range(len(starts) - 1) if sector(starts[index]) <= 8 and sector(starts[index + 1]) >= 9
    ]
    holds_solstice = [index for index in holds_solstice if starts[index].month in (11, 12)]
    found = {}
    for start, end in zip(holds_solstice, holds_solstice[1:], strict=False):
        number, year, leap_due = 11, starts[start].year, end - start == 13
        for index in range(start, end):
            if leap_due and index > start and sector(starts[index]) == sector(starts[index + 1]):
                leap_due = False
                continue
            found[year, number] = starts[index]
            number += 1
            if number == 13:
                number, year = 1, year + 1
    return found


def main():
    starts = months(YEARS[0], YEARS[-1])
    with (Path(__file__).parent / "festivals.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["year", "month", "day", "solar"])
        for year in YEARS:
            for month, day in FESTIVALS:
                writer.writerow([year, month, day, starts[year, month] + timedelta(days=day - 1)])


if __name__ == "__main__":
    main()
