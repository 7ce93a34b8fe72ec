"""Nouns that lie in one another, at most `LEVELS` deep, neighbours by order and name."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from hoiphunu.models.ordering import Ordered

LEVELS = 3


def tree_order(prefix=""):
    """What puts each row below the one it belongs to, neighbours by order and name.

    `prefix` ("group__") leads to the tree from rows that belong to one of its own.
    """
    names, up = ("order", "name", "pk"), f"{prefix}parent__"
    deep, inner = Q(**{f"{up}parent__isnull": False}), Q(**{f"{up}isnull": False})
    top = [Coalesce(f"{up}parent__{name}", f"{up}{name}", f"{prefix}{name}") for name in names]
    middle = [
        models.Case(models.When(deep, then=f"{up}{name}"), models.When(inner, then=f"{prefix}{name}")) for name in names
    ]
    lowest = [models.Case(models.When(deep, then=f"{prefix}{name}")) for name in names]
    return [key.asc(nulls_first=True) for key in (*top, *middle, *lowest)]


class TreeQuerySet(models.QuerySet):
    def in_tree(self):
        return self.select_related("parent").order_by(*tree_order())


class InTree(Ordered):
    """A row with `parent` (to its own noun, related name "children"), `order` and `name`."""

    ordered_within = ("parent",)

    class Meta:
        abstract = True

    @property
    def level(self) -> int:
        """How many rows stand above it; asks nothing where `in_tree` chose the row."""
        return 0 if self.parent is None else 1 if self.parent.parent_id is None else 2

    @property
    def path(self) -> list:
        """The rows above it from the top down, and itself."""
        return [*(self.parent.path if self.parent else []), self]

    @property
    def indented_name(self):
        return f"{'— ' * self.level}{self.name}"

    def clean(self):
        super().clean()
        noun = str(self._meta.verbose_name).capitalize()
        above, place = [], self.parent
        while place is not None:
            if place.pk == self.pk or place in above:
                raise ValidationError({"parent": f"{noun} không thể nằm trong chính nó."})
            above.append(place)
            place = place.parent
        if len(above) + self.levels_below() >= LEVELS:
            raise ValidationError({"parent": f"{noun} chỉ có {LEVELS} cấp."})

    def levels_below(self) -> int:
        if not self.pk:
            return 0
        below = self.children.all()
        return 2 if below.filter(children__isnull=False).exists() else int(below.exists())
