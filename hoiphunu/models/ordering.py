"""Nouns that staff put in order by hand."""

from django.db import models, transaction

from hoiphunu.models.versions import ContentVersion

STEP = 10


class Ordered(models.Model):
    """A row with `order`, moved among the rows that are equal to it in the fields `ordered_within`."""

    ordered_within: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def neighbours(self) -> list:
        """The rows it stands among, itself too, in their order."""
        same = {name: getattr(self, name) for name in self.ordered_within}
        return list(type(self)._base_manager.filter(**same).order_by(*self._meta.ordering))

    def stand_last(self):
        """Number it (unsaved) behind its neighbours."""
        others = [row.order for row in self.neighbours() if row != self]
        self.order = max(others, default=0) + STEP

    @transaction.atomic
    def move(self, place: int) -> tuple[int, int]:
        """Put it at `place` among its neighbours (0 is first; what lies outside is the nearest end).

        (place it has now, how many they are). Neighbours are numbered anew, only those are written that change.
        """
        ContentVersion.objects.hold()  # of two who move at one moment, the second sees what the first did
        rows = self.neighbours()
        rows.remove(self)
        place = max(0, min(place, len(rows)))
        rows.insert(place, self)
        changed = []
        for number, row in enumerate(rows, 1):
            if row.order != number * STEP:
                row.order = number * STEP
                changed.append(row)
        type(self).objects.bulk_update(changed, ["order"])
        return place, len(rows)
