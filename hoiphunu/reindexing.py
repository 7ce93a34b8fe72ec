"""The search index beside the content: written anew while the site runs, and compared row by row."""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import transaction

from hoiphunu import search
from hoiphunu.models import ContentVersion, SearchEntry
from hoiphunu.publishing import Public

AT_ONCE = 200
COMPARED = ("url", "title", "text", "date", "section", "visible_from", "visible_until")


def nouns() -> list[type[Public]]:
    """Every noun readers can see, searched or not."""
    return [model for model in apps.get_models() if issubclass(model, Public)]


def rebuild(told: Callable[[int, int], object] = lambda done, total: None) -> int:
    """Write every entry anew, a few rows at a time, each batch while nobody else writes. How many rows were read.

    Readers search on meanwhile. `told(done, total)` after each batch.
    """
    total = sum(model._base_manager.count() for model in nouns())
    done = 0
    for model in nouns():
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), AT_ONCE):
            batch = keys[start : start + AT_ONCE]
            with transaction.atomic():
                ContentVersion.objects.hold()
                search.update(list(model._base_manager.in_bulk(batch).values()))
            done += len(batch)
            told(done, total)
    with transaction.atomic():
        ContentVersion.objects.hold()
        for kind, gone in _left_over().items():
            search.drop(SearchEntry.objects.of_rows(kind, gone))
        ContentVersion.objects.advance()
    return done


def _left_over():
    """{kind: keys} of the entries whose row is gone."""
    known = {model.noun(): set(model._base_manager.values_list("pk", flat=True)) for model in nouns()}
    found = {}
    for kind, key in SearchEntry.objects.values_list("kind", "object_id"):
        if key not in known.get(kind, ()):
            found.setdefault(kind, []).append(key)
    return found


def differences() -> Iterator[str]:
    """A sentence for each row whose entry is not what its content says, and for each entry without a row."""
    for model in nouns():
        entries = {
            entry.object_id: entry for entry in SearchEntry.objects.of_kind(model.noun()).defer("head", "doc", "exact")
        }
        for row in model._base_manager.order_by("pk").iterator(chunk_size=AT_ONCE):
            due, entry = search.entry_of(row), entries.get(row.pk)
            named = f"{model._meta.verbose_name} {row.pk}"
            if (due is None) != (entry is None):
                yield f"{named}: {'thừa' if due is None else 'thiếu'} trong chỉ mục."
            elif due and any(getattr(due, name) != getattr(entry, name) for name in COMPARED):
                yield f"{named}: chỉ mục ghi khác nội dung."
            elif due and not search.has_words(entry.pk, due):
                yield f"{named}: từ trong chỉ mục khác nội dung."
    for kind, keys in _left_over().items():
        yield from (f"{kind} {key}: mục không còn, chỉ mục vẫn giữ." for key in keys)
