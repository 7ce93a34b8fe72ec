"""The bin: what staff delete is out of everyone's sight, and can be taken back for thirty days."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hoiphunu import notices, publishing, revising
from hoiphunu.models.pages import OldAddress
from hoiphunu.models.transitions import Transition
from hoiphunu.publishing import State

KEPT = timedelta(days=30)
GONE = "Nội dung này đã được gỡ."


@transaction.atomic
def put(row, by):
    """Put `row` into the bin; rights are the caller's to check.

    An address that readers knew answers 410, or leads where it led, also when the row is deleted one day.
    """
    row = publishing.locked(row)
    if row.state == State.BINNED:
        return
    before = row.state
    if revising.newest_number(row) == 0:
        # Photos inside it are in use as long as a version shows them.
        revising.append(row, row.related_data(), by, note=Transition.Step.BIN)
    if before in (State.APPROVED, State.WITHDRAWN) and row.published_at <= timezone.now():
        OldAddress.objects.close(row.get_absolute_url(), row.withdrawn_to, row.withdrawn_reason or GONE)
    row.state = State.BINNED
    row.save()
    notices.tell_author(row, Transition.objects.record(row, Transition.Step.BIN, before, by))


@transaction.atomic
def take_out(row, by):
    """Take `row` out of the bin as it was, with its revisions, sets and files.

    Who may not publish it gets a draft of what was public. Raises ValueError for a row that is not in the bin.
    """
    row = publishing.locked(row)
    if row.state != State.BINNED:
        raise ValueError(f"not in the bin: {row.state}")
    thrown = Transition.objects.newest(row, Transition.Step.BIN)
    row.state = thrown.from_state if thrown else State.DRAFT
    if row.state == State.APPROVED and not publishing.may_publish(by, row):
        row.state = State.DRAFT
    OldAddress.objects.reopen(row.get_absolute_url())
    row.save()
    notices.tell_author(row, Transition.objects.record(row, Transition.Step.TAKE_OUT, State.BINNED, by))
    return row


def empty(model, now=None) -> int:
    """Delete the rows of `model` that have been in the bin for thirty days, with all that is theirs; how many."""
    over = (now or timezone.now()) - KEPT
    rows = [row for row, thrown in contents(model.objects.binned()) if thrown and thrown.at <= over]
    for row in rows:
        row.delete()
    return len(rows)


def contents(rows):
    """[(row, the `Transition` that put it there)] of binned `rows`, the newest first, in two queries."""
    rows = list(rows)
    thrown = Transition.objects.newest_of(rows, Transition.Step.BIN)
    pairs = [(row, thrown.get(row.pk)) for row in rows]
    return sorted(pairs, key=lambda pair: pair[1].at if pair[1] else pair[0].updated_at, reverse=True)


def days_left(thrown) -> int:
    """Days until it is deleted, the one that has begun included."""
    return max(0, -((timezone.now() - thrown.at - KEPT) // timedelta(days=1))) if thrown else 0
