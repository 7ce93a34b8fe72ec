from collections import defaultdict

from django.db import models, transaction
from django.db.models import Q

from announcements import validity
from announcements.models.documents import LegalDocument
from announcements.relations import EFFECTS, REVERSE, TIMELESS, Kind, effect_day
from hoiphunu import publishing
from hoiphunu.publishing import Public, PublicQuerySet, State

# A chain of amendments longer than this is taken for a circle.
LONGEST_CHAIN = 30


class DocumentRelationQuerySet(PublicQuerySet):
    def with_documents(self):
        return self.select_related("source__kind", "target__kind")

    def relate(self, source, listed):
        """Make exactly the relations `listed` ([{kind, target}]) those of `source`; what was settled stays settled."""
        wanted = {(entry["kind"], entry["target"]): order for order, entry in enumerate(listed)}
        stored = {(row.kind, row.target_id): row for row in self.filter(source=source)}
        for key in stored.keys() - wanted.keys():
            stored[key].delete()
        for (kind, target), order in wanted.items():
            row = stored.get((kind, target))
            if row is None:
                self.create(source=source, kind=kind, target_id=target, order=order)
            elif row.order != order:
                row.order = order
                row.save()

    def circle(self, source, targets):
        """Whether one of the documents `targets` (keys) already acts, however indirectly, on `source` (a key)."""
        ahead, seen = set(targets), set()
        for _ in range(LONGEST_CHAIN):
            if source in ahead:
                return True
            seen |= ahead
            rows = self.filter(source__in=ahead).exclude(kind__in=TIMELESS)
            ahead = set(rows.values_list("target", flat=True)) - seen
            if not ahead:
                return False
        return True

    def shown_of(self, document):
        """[(label, other document)] of the relations both ways whose other end readers can open, in order.

        `written_relations` of a document ([{kind, target}]) stand in for its own stored ones: a preview shows those.
        """
        live = LegalDocument.objects.published()
        both = Q(source=document, target__in=live) | Q(target=document, source__in=live)
        found, rows = defaultdict(list), self.filter(both).with_documents()
        if (listed := getattr(document, "written_relations", None)) is not None:
            targets = live.select_related("kind").in_bulk([entry["target"] for entry in listed])
            own = [DocumentRelation(source=document, kind=e["kind"], target=targets.get(e["target"])) for e in listed]
            rows = [row for row in own if row.target_id] + [row for row in rows if row.source_id != document.pk]
        for row in rows:
            is_own = row.source_id == document.pk
            found[Kind(row.kind), is_own].append(row.target if is_own else row.source)
        order = {kind: place for place, kind in enumerate(Kind)}
        keys = sorted(found, key=lambda key: (not key[1], order[key[0]]))
        groups = {}
        for kind, is_own in keys:
            label = kind.label if is_own else REVERSE[kind]
            rows = sorted(found[kind, is_own], key=lambda row: (row.issued_on, row.pk), reverse=True)
            groups.setdefault(label, {"label": label, "is_own": is_own, "documents": []})["documents"] += rows
        return list(groups.values())

    def proposing(self):
        """Relations of published documents whose effect on the other one's dates is neither written nor refused."""
        empty = Q()
        for kind, name in EFFECTS.items():
            empty |= Q(kind=kind, **{f"target__{name}__isnull": True})
        kept = ~Q(target__state=State.BINNED)
        rows = self.filter(empty, kept, is_settled=False, source__in=LegalDocument.objects.published())
        return rows.exclude(target__expired_on__isnull=False).with_documents()

    def acting_on(self, document):
        return self.filter(target=document).with_documents()


class DocumentRelation(Public):
    source = models.ForeignKey(LegalDocument, models.CASCADE, verbose_name="văn bản", related_name="relations")
    kind = models.CharField("quan hệ", max_length=12, choices=Kind)
    target = models.ForeignKey(
        LegalDocument, models.CASCADE, verbose_name="với văn bản", related_name="reverse_relations"
    )
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    is_settled = models.BooleanField("không hỏi nữa", default=False, editable=False)

    objects = DocumentRelationQuerySet.as_manager()

    class Meta:
        verbose_name = "quan hệ"
        verbose_name_plural = "quan hệ với văn bản khác"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint("source", "kind", "target", name="relation_once"),
            models.CheckConstraint(
                name="relation_not_with_itself",
                condition=~Q(source=models.F("target")),
                violation_error_message="Văn bản không thể có quan hệ với chính nó.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.target}"

    def rows_to_update(self):
        return []  # neither document's search text holds the other

    def listed(self):
        """The relation as revisions keep it."""
        return {"kind": self.kind, "target": self.target_id, "title": str(self)}

    @property
    def effect(self):
        """(name of the other document's date, the day)."""
        return EFFECTS[Kind(self.kind)], effect_day(self.source)

    @transaction.atomic
    def take_effect(self, by):
        """Write the date into the other document, for readers at once. Sentences of what contradicts it, if anything.

        Whether `by` may publish that document is the caller's to check.
        """
        target = publishing.locked(self.target)
        name, day = self.effect
        dates = {each: getattr(target, each) for each in LegalDocument.legal_dates} | {name: day}
        if problems := validity.trouble(dates):
            return list(problems.values())
        publishing.amend(target, {name: day}, by)
        return []
