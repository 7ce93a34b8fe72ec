"""A calendar people subscribe to (RFC 5545): one all-day event for each commemoration and year."""

from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75  # octets


def feed(name: str, host: str, occurrences, stamped_at: datetime) -> str:
    """The calendar `name` of `occurrences`; a commemoration keeps its UID (key, year, host) whatever is changed in it.

    `stamped_at` (aware) should change rarely: the text is compared to tell whether anything is new.
    """
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{host}//Ngày kỷ niệm//VI", "CALSCALE:GREGORIAN"),
        *("METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Asia/Ho_Chi_Minh"),
        *("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H"),
    ]
    stamp = stamped_at.astimezone(UTC)
    for one in occurrences:
        lines += _event(one, host, stamp)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(one, host, stamp):
    # The end of an all-day event is the day after its last.
    end = one.last + timedelta(days=1)
    return [
        *("BEGIN:VEVENT", f"UID:{one.event.key}-{one.year}@{host}", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"),
        *(f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"),
        *(f"SUMMARY:{escaped(one.title)}", "TRANSP:TRANSPARENT", "CLASS:PUBLIC", "END:VEVENT"),
    ]


def escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """At most 75 octets a line, no character cut in two; the lines after the first begin with a blank."""
    pieces, piece = [], ""
    for letter in line:
        room = LONGEST_LINE - (1 if pieces else 0)
        if len((piece + letter).encode()) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
