"""One index over every public noun, one path on both databases: text is folded and split here, not by the database."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from django.db import connection, transaction

from hoiphunu import queries
from hoiphunu.models.search import NO_DAY, SearchEntry
from hoiphunu.vietnamese import exact_words, excerpt_around, highlight, nfc, words

# What readers may ask for, in the order of the search page.
KINDS = {
    "article": "Tin bài",
    "topic": "Dòng sự kiện",
    "legaldocument": "Văn bản",
    "consultation": "Lấy ý kiến dự thảo",
    "page": "Trang",
    "banner": "Khẩu hiệu",
    "commemoration": "Ngày kỷ niệm",
    "commemorationday": "Khẩu hiệu kỷ niệm",
    "weblink": "Liên kết",
    "hotline": "Số máy",
    "responseteam": "Tổ phản ứng nhanh",
}
ICONS = {
    **{"article": "news", "topic": "news", "legaldocument": "document", "consultation": "document", "weblink": "link"},
    **{"hotline": "call", "responseteam": "team"},
}

TEXT_LENGTH = 100_000
SUGGESTED = 8
# Who finds so many is not told of those that differ in accents.
MANY = 200
# The window of rows that readers never see: staff find them, and nobody else.
NEVER = (datetime(9999, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass
class Text:
    """What the index keeps of a row: where it is, how it is called, what it says (plain text), where it belongs."""

    url: str
    title: str
    summary: str = ""
    body: str = ""
    day: date | None = None
    section: str = ""
    # Found, but never printed.
    keys: str = ""


def entry_of(row) -> SearchEntry | None:
    """The entry of `row` (a `Public` model) as it should be; None for what is not searched."""
    text = row.search_text()
    if text is None:
        return None
    window = row.visible_window() or NEVER
    body = nfc(f"{text.summary} {text.body}".strip())[:TEXT_LENGTH]
    return SearchEntry(
        kind=row.noun(),
        object_id=row.pk,
        url=text.url,
        title=nfc(text.title)[:500],
        text=body,
        date=text.day or NO_DAY,
        section=text.section,
        head=" ".join(words(text.title)) + "\n" + " ".join(words(text.summary)),
        doc=" ".join(words(f"{text.title} {body} {text.keys}")),
        exact=" ".join(exact_words(f"{text.title} {body} {text.keys}")),
        visible_from=window[0],
        visible_until=window[1],
    )


@transaction.atomic
def update(rows):
    """Write the index entries of `rows` (`Public` models) anew; rows without text leave the index."""
    remove(rows)
    entries = [entry for entry in map(entry_of, rows) if entry]
    SearchEntry.objects.bulk_create(entries)
    if connection.vendor == "sqlite" and entries:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words (rowid, title, head, doc, exact) VALUES (%s, %s, %s, %s, %s)",
                [(each.pk, each.head.partition("\n")[0], each.head, each.doc, each.exact) for each in entries],
            )


@transaction.atomic
def remove(rows):
    """Take `rows` out of the index."""
    kinds = {}
    for row in rows:
        kinds.setdefault(row.noun(), []).append(row.pk)
    for kind, keys in kinds.items():
        drop(SearchEntry.objects.of_rows(kind, keys))


@transaction.atomic
def drop(entries):
    """Delete these entries with their words."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE rowid = %s", [(pk,) for pk in entries.values_list("pk", flat=True)]
            )
    entries.delete()


def has_words(pk: int, entry: SearchEntry) -> bool:
    """Whether the stored entry `pk` holds exactly the words of `entry`."""
    if not SearchEntry.objects.filter(pk=pk, head=entry.head, doc=entry.doc, exact=entry.exact).exists():
        return False
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, head, doc, exact FROM search_words WHERE rowid = %s", [pk])
        return cursor.fetchone() == (entry.head.partition("\n")[0], entry.head, entry.doc, entry.exact)


class Found:
    """What a query finds; `chosen` ({loai, nam, chuyen_muc}) narrows it.

    With accents typed, only what bears them counts; where nothing does, what is alike without them is given, and
    `is_alike` says so. `loosely` asks for that from the start. Accents never count where none were typed.
    """

    def __init__(self, text: str, chosen: dict | None = None, loosely: bool = False):
        self.query, self.chosen, self.loosely = queries.parse(text), chosen or {}, loosely

    def _entries(self, exactly):
        if not self.query.wanted:
            return SearchEntry.objects.none()
        return SearchEntry.objects.visible().asking(self.query, exactly)

    @cached_property
    def _exact_rows(self):
        return self._entries(True).tally() if self.query.has_marks and not self.loosely else []

    @cached_property
    def _alike_rows(self):
        return self._entries(False).tally()

    @property
    def is_exact(self) -> bool:
        """Whether the accents that were typed count."""
        return bool(self._exact_rows)

    @property
    def is_alike(self) -> bool:
        """Whether accents were typed that nothing bears, and something is alike without them."""
        return self.query.has_marks and not self.loosely and not self._exact_rows and bool(self._alike_rows)

    @property
    def _rows(self):
        return self._exact_rows or self._alike_rows

    @cached_property
    def alike_count(self) -> int:
        """How many more there are that differ in accents only; 0 where those are given anyway, or nobody needs more."""
        exact = sum(count for *_, count in self._exact_rows)
        return self._entries(False).count() - exact if 0 < exact < MANY else 0

    def _counted(self, place, but):
        """{value at `place` of the rows: count} of what the other filters leave."""
        sums = Counter()
        for *row, count in self._rows:
            left = zip(("loai", "nam", "chuyen_muc"), row, strict=True)
            if all(name == but or self.chosen.get(name, value) == value for name, value in left):
                sums[row[place]] += count
        return sums

    @cached_property
    def kinds(self) -> dict[str, int]:
        return dict(self._counted(0, "loai"))

    @cached_property
    def years(self) -> dict[int, int]:
        return {
            year: count for year, count in sorted(self._counted(1, "nam").items(), key=_latest) if year > NO_DAY.year
        }

    @cached_property
    def sections(self) -> dict[str, int]:
        return {section: count for section, count in self._counted(2, "chuyen_muc").items() if section}

    @cached_property
    def all_kinds(self) -> int:
        return sum(self.kinds.values())

    @cached_property
    def total(self) -> int:
        return self._counted(0, "").total()

    @property
    def entries(self):
        """Title hits first, then the newest."""
        if not self.query.wanted:
            return SearchEntry.objects.none()
        entries = self._entries(self.is_exact)
        for name, narrow in (("loai", "of_kind"), ("nam", "in_year"), ("chuyen_muc", "in_section")):
            if name in self.chosen:
                entries = getattr(entries, narrow)(self.chosen[name])
        return Ranked(entries.in_head(self.query).newest(), entries.in_head(self.query, False).newest())


class Ranked:
    """Two query sets as one list to be cut into pages; the second is not touched while the first fills the page."""

    def __init__(self, first, then):
        self.first, self.then = first, then

    @cached_property
    def _first_count(self):
        return self.first.count()

    def count(self) -> int:
        return self._first_count + self.then.count()

    __len__ = count

    def __iter__(self):
        yield from self.first
        yield from self.then

    def __getitem__(self, place):
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        found = list(self.first[place])
        wanted = place.stop - place.start
        if len(found) < wanted:
            start = max(0, place.start - self._first_count)
            found += self.then[start : start + wanted - len(found)]
        return found


def _latest(pair):
    return -pair[0]


def suggested(text: str) -> list[SearchEntry]:
    """The newest visible entries whose titles hold these words, the last one perhaps only begun."""
    asked = words(text)[: queries.MOST_WORDS]
    if not asked or len(asked[-1]) < 2 and len(asked) == 1:
        return []
    return list(SearchEntry.objects.visible().beginning(asked, in_title=True).newest()[:SUGGESTED])


def keys(kind: str, text: str):
    """The keys of the rows of this noun, drafts too, that hold these words, the last one perhaps only begun."""
    asked = words(text)[: queries.MOST_WORDS]
    entries = SearchEntry.objects.of_kind(kind)
    return entries.beginning(asked).keys() if asked else SearchEntry.objects.none().keys()


def with_keys(queryset, keys):
    """The rows of `queryset`, of any model, that have these keys."""
    return queryset.filter(pk__in=keys)


def hit(entry, query: str, exactly: bool = False) -> dict:
    """What the search page prints of an entry: the query marked in its title and best passage (see `highlight`)."""
    return {
        "kind_label": KINDS.get(entry.kind, ""),
        "icon": ICONS.get(entry.kind, "page"),
        "title_html": highlight(entry.title, query, exactly),
        "snippet_html": highlight(excerpt_around(entry.text, query, exactly=exactly), query, exactly),
        "url": entry.url,
        "date": None if entry.date == NO_DAY else entry.date,
    }
