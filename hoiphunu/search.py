"""One index over every public noun, one path on both databases: text is folded and split here, not by the database."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from hoiphunu.models.search import SearchEntry
from hoiphunu.vietnamese import excerpt_around, highlight, nfc, words

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

# The words of a query that count; more would be an attack, not a question.
MOST_WORDS = 12
# Matches are counted up to here: "hơn 1.000 kết quả".
MOST_COUNTED = 1001
TEXT_LENGTH = 100_000


@dataclass
class Text:
    """What the index keeps of a row: where it is, how it is called, what it says (plain text)."""

    url: str
    title: str
    summary: str = ""
    body: str = ""
    day: date | None = None


@transaction.atomic
def update(rows):
    """Write the index entries of `rows` (`Public` models) anew; rows without text or window leave the index."""
    remove(rows)
    entries = []
    for row in rows:
        window, text = row.visible_window(), row.search_text()
        if window is None or text is None:
            continue
        body = nfc(f"{text.summary} {text.body}".strip())[:TEXT_LENGTH]
        head = " ".join(words(f"{text.title} {text.summary}"))
        entries.append(
            SearchEntry(
                kind=row.noun(),
                object_id=row.pk,
                url=text.url,
                title=nfc(text.title)[:500],
                text=body,
                date=text.day,
                head=head,
                doc=" ".join(words(f"{text.title} {body}")),
                visible_from=window[0],
                visible_until=window[1],
            )
        )
    SearchEntry.objects.bulk_create(entries)
    if connection.vendor == "sqlite" and entries:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words (rowid, head, doc) VALUES (%s, %s, %s)",
                [(entry.pk, entry.head, entry.doc) for entry in entries],
            )


@transaction.atomic
def remove(rows):
    """Take `rows` out of the index."""
    kinds = {}
    for row in rows:
        kinds.setdefault(row.noun(), []).append(row.pk)
    for kind, keys in kinds.items():
        entries = SearchEntry.objects.filter(kind=kind, object_id__in=keys)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.executemany(
                    "DELETE FROM search_words WHERE rowid = %s", [(pk,) for pk in entries.values_list("pk", flat=True)]
                )
        entries.delete()


def find(query: str, kind: str = ""):
    """Visible entries that hold every word of `query` (accents ignored): title hits first, then newest.

    Returns (query set of `SearchEntry`, {kind: number of hits, counted up to MOST_COUNTED in all}).
    """
    asked = words(query)[:MOST_WORDS]
    if not asked:
        return SearchEntry.objects.none(), {}
    entries = SearchEntry.objects.visible().holding(asked)
    counts = Counter(entries.order_by().values_list("kind", flat=True)[:MOST_COUNTED])
    if kind:
        entries = entries.of_kind(kind)
    return entries.title_hits_first(asked), dict(counts)


def hit(entry, query: str) -> dict:
    """What the search page prints of an entry: the query marked in its title and best passage."""
    return {
        "kind_label": KINDS.get(entry.kind, ""),
        "icon": ICONS.get(entry.kind, "page"),
        "title_html": highlight(entry.title, query),
        "snippet_html": highlight(excerpt_around(entry.text, query), query),
        "url": entry.url,
        "date": entry.date,
    }
