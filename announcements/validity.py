"""What a document is worth on a day: the five states of its legal life, from its dates alone, for any day asked.

Source: Luật Ban hành văn bản quy phạm pháp luật 2025, điều 53 to 57 (hiệu lực, ngưng hiệu lực, hết hiệu lực).
"""

from datetime import date

from django.db.models import Case, CharField, Q, TextChoices, Value, When

# The dates after which less of a document is in force, or again all of it.
ENDS = ("partly_expired_on", "suspended_on", "resumed_on", "expired_on")


class Status(TextChoices):
    PENDING = "pending", "Chưa có hiệu lực"
    IN_FORCE = "in_force", "Còn hiệu lực"
    PARTIAL = "partial", "Hết hiệu lực một phần"
    SUSPENDED = "suspended", "Ngưng hiệu lực"
    EXPIRED = "expired", "Hết hiệu lực"


def status(document, day: date) -> Status:
    """The state of `document` on `day` (Vietnam's); a document without a day of effect holds from the beginning."""
    if document.expired_on and document.expired_on <= day:
        return Status.EXPIRED
    if document.effective_on and document.effective_on > day:
        return Status.PENDING
    if document.suspended_on and document.suspended_on <= day and not _is_over(document.resumed_on, day):
        return Status.SUSPENDED
    return Status.PARTIAL if _is_over(document.partly_expired_on, day) else Status.IN_FORCE


def _is_over(when, day):
    return when is not None and when <= day


def condition(asked: Status, day: date) -> Q:
    """As `status`, for a query: the documents whose state on `day` is `asked`."""
    earlier = Q()
    for each, holds in _in_order(day):
        if each == asked:
            return earlier & holds
        earlier &= ~holds
    return earlier


def expression(day: date) -> Case:
    """As `status`, as a value of a query."""
    cases = [When(holds, then=Value(each)) for each, holds in _in_order(day)]
    return Case(*cases, default=Value(Status.IN_FORCE), output_field=CharField())


def _in_order(day):
    """The states with what makes each, the first that holds deciding; none: in force."""
    return [
        (Status.EXPIRED, Q(expired_on__lte=day)),
        (Status.PENDING, Q(effective_on__gt=day)),
        (Status.SUSPENDED, Q(suspended_on__lte=day) & (Q(resumed_on__isnull=True) | Q(resumed_on__gt=day))),
        (Status.PARTIAL, Q(partly_expired_on__lte=day)),
    ]


def timeline(document, day: date) -> list[dict]:
    """The document's legal life in order: [{label, date, is_done}], then today's state as the step without a date."""
    dated = [
        ("Ban hành", document.issued_on),
        ("Có hiệu lực", document.effective_on),
        ("Hết hiệu lực một phần", document.partly_expired_on),
        ("Ngưng hiệu lực", document.suspended_on),
        ("Có hiệu lực trở lại", document.resumed_on),
        ("Hết hiệu lực", document.expired_on),
    ]
    steps = [{"label": label, "date": when, "is_done": when <= day} for label, when in dated if when]
    return sorted(steps, key=lambda step: step["date"])


def trouble(values: dict) -> dict[str, str]:
    """{field: sentence} of dates that contradict each other; `values` holds the six dates, None where unset."""
    found = {}
    start = values.get("effective_on") or values.get("issued_on")
    if values.get("issued_on") and values.get("effective_on") and values["effective_on"] < values["issued_on"]:
        found["effective_on"] = "Ngày có hiệu lực không thể trước ngày ban hành."
    if values.get("expired_on") and start and values["expired_on"] < start:
        found["expired_on"] = "Ngày hết hiệu lực phải sau ngày có hiệu lực."
    for name, label in (("partly_expired_on", "hết hiệu lực một phần"), ("suspended_on", "ngưng hiệu lực")):
        if values.get(name) and start and values[name] < start:
            found[name] = f"Ngày {label} phải sau ngày có hiệu lực."
    if values.get("resumed_on") and not values.get("suspended_on"):
        found["resumed_on"] = "Ghi ngày ngưng hiệu lực trước, rồi mới đến ngày có hiệu lực trở lại."
    elif values.get("resumed_on") and values["resumed_on"] <= values["suspended_on"]:
        found["resumed_on"] = "Ngày có hiệu lực trở lại phải sau ngày ngưng hiệu lực."
    return found
