"""What was found at addresses of other sites, wherever on this site they are linked to."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from announcements.models.links import WebLink
from hoiphunu import webaddress
from hoiphunu.outbound import Answer, State

# Gone is gone at the first look; all other trouble may be over tomorrow.
AT_ONCE = (State.GONE, State.NO_NAME, State.FORBIDDEN)
FINE = (State.FINE, State.SHY)
MOST_PLACES = 20


class LinkCheckQuerySet(models.QuerySet):
    def broken(self):
        """Those that readers cannot open: gone, or in trouble on two days at least."""
        lasting = Q(failing_since__lt=F("checked_on"))
        return self.filter(Q(state__in=AT_ONCE) | (lasting & ~Q(state__in=(*FINE, ""))))

    def moved(self):
        return self.filter(has_moved=True)

    def shy(self):
        return self.filter(state=State.SHY)

    def reported(self):
        """Those that readers have told of since they were last looked at."""
        return self.filter(reports__gt=0)

    def at(self, address):
        return self.filter(key=webaddress.key(address))

    def report(self, address):
        """A reader says that `address` does not open; counted, with nothing about her."""
        row, _ = self.get_or_create(key=webaddress.key(address), defaults={"address": address})
        self.filter(pk=row.pk).update(reports=F("reports") + 1)

    def to_see(self):
        """What somebody should look at: broken by our own look or told of by readers."""
        return self.broken() | self.reported()

    def with_links(self):
        """Each with `is_of_link`: whether it is a web link's address and not only one in texts."""
        links = WebLink.objects.filter(address_key=models.OuterRef("key"))
        return self.annotate(is_of_link=models.Exists(links))

    def due(self, before):
        """Those not looked at since `before` (an aware moment); the oldest first."""
        rows = self.filter(Q(checked_at=None) | Q(checked_at__lt=before))
        return rows.order_by(F("checked_at").asc(nulls_first=True), "pk")

    def newest_check(self):
        """When a link was last asked for; None: never."""
        return self.aggregate(newest=models.Max("checked_at"))["newest"]

    def list_places(self, found):
        """Make the rows those of `found` ({key: (address, [{name, url}])}); what nothing links to is forgotten."""
        self.exclude(key__in=found).delete() if len(found) < 900 else self._forget(found)
        stored = {row.key: row for row in self.all()}
        new = [
            self.model(key=key, address=address[:2000], places=places[:MOST_PLACES])
            for key, (address, places) in found.items()
            if key not in stored
        ]
        self.bulk_create(new, batch_size=500)
        changed = []
        for key, row in stored.items():
            address, places = found.get(key, (row.address, row.places))
            if (row.address, row.places) != (address[:2000], places[:MOST_PLACES]):
                row.address, row.places = address[:2000], places[:MOST_PLACES]
                changed.append(row)
        self.bulk_update(changed, ["address", "places"], batch_size=500)

    def _forget(self, found):
        gone = [pk for pk, key in self.values_list("pk", "key") if key not in found]
        for start in range(0, len(gone), 500):
            self.filter(pk__in=gone[start : start + 500]).delete()


class LinkCheck(models.Model):
    key = models.CharField(max_length=webaddress.LONGEST_KEY, unique=True, editable=False)
    address = models.CharField("địa chỉ", max_length=2000)
    # [{name, url}] of the rows that link to it, `url` in the staff pages.
    places = models.JSONField("dùng ở", default=list)
    state = models.CharField("tình trạng", max_length=20, choices=State, blank=True)
    code = models.PositiveSmallIntegerField("mã HTTP", default=0)
    final_address = models.CharField("dẫn tới", max_length=2000, blank=True)
    has_moved = models.BooleanField("đã chuyển hẳn", default=False)
    checked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True, editable=False)
    failing_since = models.DateField("hỏng từ", null=True, blank=True)
    reports = models.PositiveIntegerField("bạn đọc báo hỏng", default=0)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "kiểm tra liên kết"
        ordering = ["-failing_since", "address", "pk"]
        indexes = [models.Index(fields=["state", "failing_since"], name="link_check_state")]

    def __str__(self):
        return self.address

    @property
    def is_broken(self) -> bool:
        if not self.state or self.state in FINE:
            return False
        return self.state in AT_ONCE or bool(self.failing_since and self.failing_since < self.checked_on)

    def note(self, answer: Answer, now=None):
        """Store what was found; the day of the first failure stays until the link opens again."""
        now = now or timezone.now()
        today = timezone.localdate(now)
        self.state, self.code, self.checked_at, self.checked_on = answer.state, answer.code, now, today
        self.final_address = answer.address[:2000] if answer.address != self.address else ""
        self.has_moved = answer.has_moved_for_good and len(answer.address) <= 2000
        self.failing_since = None if answer.state in FINE else self.failing_since or today
        self.reports = 0
        self.save()
