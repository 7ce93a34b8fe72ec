"""Working days: when a request for help must have been answered."""

from datetime import date, timedelta

WORKING_DAYS = 2
LAST_WORKDAY = 4  # Friday
# More days off in a row than this there never are.
LOOK_AHEAD = 60


def due_on(sent: date, days_off, working_days: int = WORKING_DAYS) -> date:
    """The last day on which an answer is in time: the second working day after `sent` (a date in Vietnam).

    Saturdays, Sundays and `days_off` (dates) do not count.
    """
    day, left = sent, working_days
    for _ in range(LOOK_AHEAD):
        day += timedelta(days=1)
        if day.weekday() <= LAST_WORKDAY and day not in days_off:
            left -= 1
        if not left:
            break
    return day
