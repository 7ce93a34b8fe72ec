"""The search boxes of the lists: accents and case do not count, the last word may be only begun, drafts are found."""

from hoiphunu import search
from hoiphunu.publishing import Public
from hoiphunu.vietnamese import words

# Lists without an index are read through; none grows beyond this.
MOST_READ = 20_000


class FindsFolded:
    """The part of an admin that searches: by the index where the noun is in it, else by its `search_fields`."""

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        if issubclass(self.model, Public) and self.model.noun() in search.KINDS:
            return queryset.found(search_term), False
        asked = words(search_term)
        rows = queryset.order_by().values_list("pk", *self.search_fields)[:MOST_READ]
        keys = [pk for pk, *texts in rows if asked and _holds(asked, " ".join(str(text) for text in texts if text))]
        return search.with_keys(queryset, keys), False


def _holds(asked, text):
    found = words(text)
    return all(any(word.startswith(begun) for word in found) for begun in asked)
