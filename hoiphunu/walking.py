"""Long lists read by key: a page that costs the same wherever it stands.

An OFFSET reads every row before the page, bodies and all. Here a page is found by the key of its first row, which links
to it carry, or, where only its number is known, by keys alone from the nearer end of the list.
"""

from functools import reduce
from operator import or_

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

# From this place on the rows before a page cost more than a second query.
FAR = 100


class WalkedQuerySet(QuerySet):
    """Rows that may be ordered by fields of their own, all falling, the last of them the key: then they are walked."""

    @property
    def is_walked(self) -> bool:
        order = self.query.order_by
        return bool(order) and order[-1] == "-pk" and all(str(name).startswith("-") for name in order)

    def starting_at(self, pk: int, size: int) -> list:
        """The `size` rows of this order from the one of this key on; none where it is not in the list."""
        order = self._falling()
        first = self.filter(pk=pk).values_list(*order).first()
        if first is None:
            return []
        return list(self._beyond(order, first, "lt", Q(**dict(zip(order, first, strict=True))))[:size])

    def keys_before(self, row, size: int) -> list[int]:
        """The keys of the `size` rows just before `row`, the nearest first."""
        order = self._falling()
        values = [getattr(row, row._meta.pk.attname if name == "pk" else name) for name in order]
        return list(self._beyond(order, values, "gt", Q()).reverse().values_list("pk", flat=True)[:size])

    def between(self, start: int, end: int, count: int) -> list:
        """What `self[start:end]` is of `count` rows, without reading those before or behind."""
        if start < FAR:
            return list(self[start:end])
        keys = self.values_list("pk", flat=True)
        if start > count // 2:
            keys = keys.reverse()[count - end : count - start]
        else:
            keys = keys[start:end]
        return list(self.filter(pk__in=list(keys)))

    def _falling(self) -> list[str]:
        return [name.removeprefix("-") for name in self.query.order_by]

    def _beyond(self, order, values, lookup, same):
        """Rows behind ("lt") or before ("gt") these values in the order; `same` adds the row itself."""
        ways = [
            Q(**dict(zip(order[:place], values, strict=False)), **{f"{name}__{lookup}": values[place]})
            for place, name in enumerate(order)
        ]
        # The first condition says nothing new: by it the index finds the place.
        return self.filter(**{f"{order[0]}__{lookup}e": values[0]}).filter(reduce(or_, ways, same))


class WalkedPage(Page):
    """A page that knows the keys of the first rows of its neighbours; None where only their number is known."""

    start_of_next = start_of_previous = None


class Walk(Paginator):
    """Pages of a `WalkedQuerySet` of `count` rows."""

    def __init__(self, rows, size: int, count: int):
        super().__init__(rows, size)
        self.count = count

    def page_from(self, number, pk: int | None) -> WalkedPage:
        """Page `number`, which the row of this key begins. Raises EmptyPage beyond the last."""
        number = self.validate_number(number)
        if number == 1:
            rows = list(self.object_list[: self.per_page + 1])
        else:
            rows = self.object_list.starting_at(pk, self.per_page + 1) if pk else []
            start = (number - 1) * self.per_page
            rows = rows or self.object_list.between(start, min(start + self.per_page + 1, self.count), self.count)
        page = WalkedPage(rows[: self.per_page], number, self)
        if len(rows) > self.per_page and number * self.per_page >= FAR:
            page.start_of_next = rows[-1].pk
        if rows and (number - 2) * self.per_page >= FAR:
            page.start_of_previous = next(iter(self.object_list.keys_before(rows[0], self.per_page)[::-1]), None)
        return page
