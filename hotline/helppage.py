"""What the help pages show, in the reader's language."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from hoiphunu.models import DayOff, Organisation
from hotline.duty import ALL_DAY, Duty
from hotline.models import Days, HelpText, Hotline, ResponseTeam, UnionChair, by_commune
from hotline.words import LANGUAGES, Phrase, Words


def address(name: str, lang: str) -> str:
    """Where the page called `name` lies in this language."""
    return reverse(f"hotline:{name}") if lang == "vi" else reverse(f"hotline:{name}-in", args=[lang])


def words(lang: str) -> Words:
    return Words(lang, HelpText.objects.all(), Organisation.objects.current().is_demo)


@dataclass(frozen=True)
class SpokenLine:
    """A line with its words in the reader's language; `duty` is None where nobody knows whether it is answered now."""

    line: Hotline
    name: Phrase
    note: Phrase
    hours: list
    duty: Duty | None


def spoken(said: Words, line: Hotline, days_off) -> SpokenLine:
    hours = []
    if line.hours:
        hours = [said["all_day"] if line.hours == ALL_DAY else line.hours]
    if line.hours and (line.hours, line.days) != (ALL_DAY, Days.DAILY):
        hours.append(said[line.days])
    return SpokenLine(
        line, said.of(line, "name"), said.of(line, "note"), hours, None if days_off is None else line.duty(days_off)
    )


def lines(said: Words, shows_duty: bool) -> dict:
    """The lines by where they stand on the page."""
    shown, primary = Hotline.objects.shown(), Hotline.objects.primary()
    days_off = DayOff.objects.from_day(timezone.localdate()) if shows_duty else None

    def others(rows):
        return [spoken(said, line, days_off) for line in rows if line != primary]

    return {
        "hotline": primary and spoken(said, primary, days_off),
        "emergencies": others(shown.emergencies()),
        "hotlines": others(shown.others()),
    }


def places(text="", district=""):
    """Teams and chairs by commune, those whose commune matches `text` and once lay in `district`."""
    found = [kind.objects.active().matching(text) for kind in (ResponseTeam, UnionChair)]
    return by_commune(*(rows.in_district(district) if district else rows for rows in found))


def content(lang: str, chosen: dict, shows_duty=True) -> dict:
    """All that the page in `lang` shows; `chosen` is what was asked of the communes."""
    said = words(lang)
    return {
        "lang": lang,
        "languages": LANGUAGES,
        "words": said,
        **lines(said, shows_duty),
        "places": places(chosen.get("q", ""), chosen.get("huyen", "")),
    }


def numbers(lang: str) -> dict:
    """What the light page shows: the same at every hour, so that a copy of it stays true until something changes."""
    shown = content(lang, {}, shows_duty=False)
    reached = [place for place in shown["places"] if any(one.has_phone for one in (*place["teams"], *place["chairs"]))]
    return {**shown, "places": reached, "org": Organisation.objects.current()}
