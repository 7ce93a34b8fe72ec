"""What it means to be public: states, dates, the one rule for rows, and the one hook after every change."""

from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from hoiphunu import notices, revising, search, standby
from hoiphunu.models.files import FileUse
from hoiphunu.models.revisions import Revision
from hoiphunu.models.transitions import Transition
from hoiphunu.models.versions import ContentVersion
from hoiphunu.validators import site_path
from hoiphunu.vietnamese import nfc
from hoiphunu.walking import WalkedQuerySet

# The window of rows that are always visible.
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), None)


def days_window(first: date | None, last: date | None):
    """(from, until) of whole days in Vietnam, `last` included; None is open."""
    start = timezone.make_aware(datetime.combine(first, time.min)) if first else ALWAYS[0]
    return start, timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)) if last else None


class State(models.TextChoices):
    DRAFT = "draft", "Bản nháp"
    IN_REVIEW = "in_review", "Chờ duyệt"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Đã duyệt"
    WITHDRAWN = "withdrawn", "Đã gỡ"
    BINNED = "binned", "Trong Thùng rác"


def changed(rows):
    """Bring search rows and file uses of `rows` (any `Public` models) up to date and raise the content version.

    Call it as the last statement of the transaction that changed them: the version row is locked until the commit.
    """
    rows = list(dict.fromkeys(row for given in rows for row in given.rows_to_update()))
    search.update(rows)
    FileUse.objects.record(rows)
    ContentVersion.objects.advance()
    standby.follow(rows)


class PublicQuerySet(models.QuerySet):
    """Bulk changes call the hook as single ones do."""

    def update(self, **values):
        with transaction.atomic(using=self.db):
            ContentVersion.objects.hold()
            keys = list(self.values_list("pk", flat=True))
            count = super().update(**values)
            changed(self.model._base_manager.filter(pk__in=keys))
        return count

    update.alters_data = True

    def delete(self):
        with transaction.atomic(using=self.db):
            ContentVersion.objects.hold()
            rows = list(self)
            followers = [other for row in rows for other in row.rows_to_update() if other not in rows]
            names = [name for row in rows for name in row.stored_names()]
            done = super().delete()
            forget(rows, names)
            changed(followers)
        return done

    delete.alters_data = True
    delete.queryset_only = True

    def found(self, text):
        """Rows, drafts too, that hold the words of `text`, the last one perhaps only begun, accents ignored."""
        return self.filter(pk__in=search.keys(self.model.noun(), text))

    def among(self, name, values):
        """Those of `values` that some row has in the field `name`."""
        return set(self.filter(**{f"{name}__in": values}).values_list(name, flat=True))

    def bulk_create(self, objs, *args, **kwargs):
        with transaction.atomic(using=self.db):
            ContentVersion.objects.hold()
            rows = super().bulk_create(objs, *args, **kwargs)
            changed(rows)
        return rows

    def bulk_update(self, objs, fields, batch_size=None):
        with transaction.atomic(using=self.db):
            return super().bulk_update(objs, fields, batch_size)  # runs through update()


def forget(rows, stored_names):
    """Take deleted rows (their keys still set) out of the search index and the file uses; raise the version.

    Their revisions go too, and once the transaction is committed the files of these names.
    """
    search.remove(rows)
    FileUse.objects.drop(rows)
    revising.forget(rows)
    Transition.objects.forget(rows)
    transaction.on_commit(lambda: [default_storage.delete(name) for name in stored_names], robust=True)
    ContentVersion.objects.advance()
    standby.follow(rows)


class Public(models.Model):
    """A noun whose rows readers can see."""

    # Whether the copies for the days without a database hold something of it (hoiphunu/standby.py).
    is_in_copies = False

    objects = PublicQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)  # a deferred one is not there
            if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
                # Word's line and page breaks are control characters, on which feeds would fail.
                setattr(self, field.attname, nfc(value.replace("\v", " ").replace("\f", " ")))
        with transaction.atomic(using=kwargs.get("using")):
            ContentVersion.objects.hold()
            super().save(*args, **kwargs)
            changed([self])

    def delete(self, *args, **kwargs):
        with transaction.atomic(using=kwargs.get("using")):
            ContentVersion.objects.hold()
            key, followers, names = self.pk, [row for row in self.rows_to_update() if row != self], self.stored_names()
            done = super().delete(*args, **kwargs)
            self.pk = key
            forget([self], names)
            self.pk = None
            changed(followers)
        return done

    @classmethod
    def noun(cls):
        """The noun's short name in the search index and among the file uses."""
        return cls._meta.model_name

    def rows_to_update(self):
        """The rows whose search text or files follow from this one."""
        return [self]

    def visible_window(self):
        """(from, until) as aware datetimes, until None for ever; None when readers never see the row."""
        return None

    def has_page(self) -> bool:
        """Whether readers who open the row's address find something there."""
        return self.visible_window() is not None

    def search_text(self):
        """A `search.Text`, or None for nouns that are not searched."""
        return None

    def used_files(self):
        """[(stored name, name for the reader)] of the files that may be read while the row is visible."""
        return []

    def stored_names(self):
        """The stored names of the files that belong to this row alone and are deleted with it."""
        return []


class PublishableQuerySet(WalkedQuerySet, PublicQuerySet):
    def published(self, now: datetime | None = None):
        """Rows readers see at `now` (aware; default: this moment)."""
        now = now or timezone.now()
        return self.filter(state=State.APPROVED, published_at__lte=now).exclude(expires_at__lte=now)

    def linking_out(self, *fields):
        """Rows whose texts (`fields`) hold links to other sites."""
        return self.filter(reduce(or_, (models.Q(**{f"{name}__contains": 'href="http'}) for name in fields)))

    def blocks(self, size):
        """[{block, updated}] of public rows by their keys, `size` to a block; when each last changed for readers."""
        rows = self.order_by().annotate(block=models.F("pk") / size).values("block")
        return rows.annotate(updated=models.Max(Greatest("updated_at", "published_at"))).order_by("block")

    def in_block(self, number, size):
        """The rows of one of the `blocks`, without their texts."""
        rows = self.filter(pk__gte=number * size, pk__lt=(number + 1) * size).order_by("pk")
        return rows.defer("body") if hasattr(self.model, "body") else rows

    def scheduled(self):
        return self.filter(state=State.APPROVED, published_at__gt=timezone.now())

    def withdrawn(self):
        return self.filter(state=State.WITHDRAWN)

    def ended(self):
        """Rows readers once saw and see no more: withdrawn, or past their day."""
        now = timezone.now()
        withdrawn = models.Q(state=State.WITHDRAWN, published_at__lte=now)
        return self.filter(withdrawn | models.Q(state=State.APPROVED, published_at__lte=now, expires_at__lte=now))

    def kept(self):
        """Rows that are not in the bin: what staff work with."""
        return self.exclude(state=State.BINNED)

    def binned(self):
        return self.filter(state=State.BINNED)

    def waiting(self):
        return self.filter(state=State.IN_REVIEW)

    def unfinished(self):
        return self.filter(state__in=[State.DRAFT, State.RETURNED])

    def give_to(self, user):
        """Make them the texts of `user`; their revisions keep the names of who wrote them."""
        return self.update(created_by=user, created_by_name=user.full_name)

    def with_key(self, pk):
        """The row with this key, or None."""
        return self.filter(pk=pk).first()

    def of(self, user):
        return self.filter(created_by=user)


class Publishable(revising.Revised, Public):
    """Written, approved and dated; the row is what is live, the newest `Revision` what is being written."""

    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(
        "ngày đăng", null=True, blank=True, help_text="Để trống: đăng ngay khi bấm Đăng. Ví dụ: 17/06/2025 08:00"
    )
    expires_at = models.DateTimeField(
        "ngày hết hạn", null=True, blank=True, help_text="Từ lúc này người đọc không còn thấy. Thường để trống."
    )
    withdrawn_reason = models.CharField("lý do gỡ", max_length=300, blank=True, editable=False)
    withdrawn_to = models.CharField(
        "chuyển người đọc tới", max_length=300, blank=True, editable=False, validators=[site_path]
    )
    created_by = models.ForeignKey(
        "hoiphunu.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name="người tạo",
        related_name="+",
    )
    created_by_name = models.CharField("tên người tạo", max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_expires_after_published",
                condition=models.Q(expires_at__isnull=True)
                | models.Q(published_at__isnull=True)
                | models.Q(expires_at__gt=models.F("published_at")),
                violation_error_message="Ngày hết hạn phải sau ngày đăng.",
            ),
            models.CheckConstraint(
                name="%(class)s_approved_has_date",
                condition=~models.Q(state=State.APPROVED) | models.Q(published_at__isnull=False),
                violation_error_message="Đã duyệt thì phải có ngày đăng.",
            ),
        ]

    def visible_window(self):
        return (self.published_at, self.expires_at) if self.state == State.APPROVED else None

    def has_page(self):
        return self.is_published

    @property
    def is_published(self):
        now = timezone.now()
        return (
            self.state == State.APPROVED
            and self.published_at is not None
            and self.published_at <= now
            and (self.expires_at is None or self.expires_at > now)
        )

    @property
    def ended_reason(self):
        """What a reader is told at the address of an `ended` row."""
        if self.state == State.WITHDRAWN:
            return self.withdrawn_reason
        return f"Nội dung này chỉ đăng đến {timezone.localtime(self.expires_at):%d/%m/%Y}."

    @property
    def state_label(self):
        """What staff call it today: scheduled, live and expired follow from the dates."""
        if self.state != State.APPROVED:
            return self.get_state_display()
        if self.published_at > timezone.now():
            return "Hẹn đăng"
        return "Đang hiển thị" if self.is_published else "Hết hạn"


# {step: (states it starts from, state it leads to)}; docs/publishing.md says who may take which.
STEPS = {
    "submit": ({State.DRAFT, State.RETURNED}, State.IN_REVIEW),
    "return": ({State.IN_REVIEW}, State.RETURNED),
    "publish": (set(State) - {State.BINNED}, State.APPROVED),
    "withdraw": ({State.APPROVED}, State.WITHDRAWN),
}


def may_publish(user, row) -> bool:
    """Whether `user` may publish, return or withdraw `row`; with "hai người" on, never her own text."""
    if row.state == State.BINNED:
        return False
    return user.has_perm(_right("publish", row)) and row.is_in_charge(user) and may_publish_own(user, row)


def may_publish_own(user, row) -> bool:
    """False where "hai người" is on and the text is her own."""
    from hoiphunu.models import Organisation

    return row.created_by_id != user.pk or not Organisation.objects.current().requires_two_people


def _right(action, row):
    return f"{row._meta.app_label}.{action}_{row._meta.model_name}"


def may_edit(user, row) -> bool:
    """Whether `user` may write a revision of `row`: her own unfinished one, or any she is in charge of."""
    if row.state == State.BINNED:
        return False
    if user.has_perm(_right("publish", row)):
        return row.is_in_charge(user)
    own = user.has_perm(_right("change", row)) and row.created_by_id == user.pk
    return own and row.state in (State.DRAFT, State.RETURNED, State.IN_REVIEW)


def locked(row):
    """`row` read anew; nobody else writes it until the transaction ends."""
    ContentVersion.objects.hold()
    return type(row)._base_manager.select_for_update().get(pk=row.pk)


@transaction.atomic
def write(row, related: dict, by, step="", reason="", target="", note="", amends=False):
    """Store what `row` now holds (plus `related` sets) as its newest revision and take `step` (a key of STEPS or "").

    A row that is not live takes the text over at once; a live one only by "publish". `row` must have been saved once.
    `note` says what was done where it was no step. `amends` takes a live row along without a step: for a change of what
    readers already see, by who may publish it.
    `reason` goes with "return" and "withdraw"; `target`, a path of this site, says where "withdraw" leads readers.
    Rights are the caller's to check. Raises ValueError for a step the state does not allow or that lacks its reason,
    ValidationError for publishing what is already expired. Returns the revision.
    """
    live = locked(row)
    if step == "publish":
        # Into the revision too: who corrects a word later does not date the text anew.
        row.published_at = row.published_at or timezone.now().replace(second=0, microsecond=0)
        if row.expires_at and row.expires_at <= row.published_at:
            raise ValidationError({"expires_at": "Ngày hết hạn phải sau ngày đăng."})
    revision = revising.append(row, related, by, note="publish" if amends else step or note)
    takes_over = step == "publish" or amends or live.state != State.APPROVED
    if takes_over:
        live.apply(revision.data)
    before = live.state
    take(live, step, reason, target)
    if takes_over:
        live.apply_related(revision.data)
    live.save()  # last: the hook finds the new text and its sets together
    if step:
        notices.tell_author(live, Transition.objects.record(live, step, before, by, reason, target))
    return revision


def take(row, step, reason="", target=""):
    """Move `row` (unsaved) along `step`."""
    if not step:
        return
    before, after = STEPS[step]
    if row.state not in before:
        raise ValueError(f"{step} from {row.state}")
    if (step == "return" and not reason) or (step == "withdraw" and not (reason or target)):
        raise ValueError(f"{step} without a reason")
    row.state = after
    if step == "publish":
        row.withdrawn_reason = row.withdrawn_to = ""
    if step == "withdraw":
        row.withdrawn_reason, row.withdrawn_to = reason, target


@transaction.atomic
def step(row, step, by, reason="", target=""):
    """Take `step` without new text (list actions): publishing takes over the newest revision. See `write`."""
    row = locked(row)  # before the newest revision is read: one written meanwhile would be lost
    row.show_newest()
    return write(row, row.working_related, by, step, reason, target)


@transaction.atomic
def amend(row, values: dict, by):
    """Set `values` ({written field: value}) in what readers see of `row` and in the text being written on, if any.

    For one change that staff decided apart from the form: an unfinished text stays unfinished. See `write`.
    """
    row = locked(row)
    newest = row.newest_revision
    is_live_text = row.state != State.APPROVED or newest is None or newest.note == "publish"
    working = type(row)._base_manager.get(pk=row.pk)
    working.show_newest()
    for name, value in values.items():
        setattr(working, name, value)
        setattr(row, name, value)
    if is_live_text:
        return write(working, working.working_related, by, amends=True)
    revision = revising.append(working, working.working_related, by)
    row.save()
    return revision


@transaction.atomic
def bring_back(row, number: int, by):
    """Make version `number` of `row` its newest one; readers see it once it is published. See `write`.

    What it names and is no more (a photo, a category) stays as last written. Raises Revision.DoesNotExist.
    """
    row = locked(row)
    data = row.still_there(Revision.objects.of(row).numbered(number).data)
    row.show_newest()
    related = {name: data.get(name, value) for name, value in row.working_related.items()}
    row.apply(data)
    return write(row, related, by, note=f"restore:{number}")
