"""Where a draft's consultation stands on a day: four stages from its dates alone, for any day asked.

The last day counts whole, to 23:59:59 in Vietnam; what became of the opinions is published after it.
"""

from datetime import date

from django.db.models import Case, F, IntegerField, Q, TextChoices, When


class Stage(TextChoices):
    OPEN = "open", "Đang lấy ý kiến"
    COMING = "coming", "Sắp lấy ý kiến"
    CLOSED = "closed", "Đã kết thúc"
    DIGESTED = "digested", "Đã có tổng hợp"


def stage(consultation, day: date) -> Stage:
    """The stage of `consultation` on `day` (Vietnam's)."""
    if consultation.digest and consultation.digest_on and consultation.digest_on <= day:
        return Stage.DIGESTED
    if consultation.starts_on > day:
        return Stage.COMING
    return Stage.OPEN if consultation.ends_on >= day else Stage.CLOSED


def condition(asked: Stage, day: date) -> Q:
    """As `stage`, for a query; the digest comes after the last day, so that the dates alone tell the first three."""
    has_digest = ~Q(digest="") & Q(digest_on__lte=day)
    return {
        Stage.OPEN: Q(starts_on__lte=day, ends_on__gte=day),
        Stage.COMING: Q(starts_on__gt=day),
        Stage.CLOSED: Q(ends_on__lt=day) & ~has_digest,
        Stage.DIGESTED: has_digest,
    }[asked]


def order(day: date) -> list:
    """Order of the list: the open ones, those that close first before the others; the coming; then the latest ended."""
    is_open, is_coming = condition(Stage.OPEN, day), condition(Stage.COMING, day)
    rank = Case(When(is_open, then=0), When(is_coming, then=1), default=2, output_field=IntegerField())
    soonest = Case(When(is_open, then=F("ends_on")), When(is_coming, then=F("starts_on")))
    return [rank, soonest, "-ends_on", "-pk"]


def label(consultation, day: date) -> str:
    """The stage as readers see it: "Đang lấy ý kiến, còn 5 ngày"."""
    found = stage(consultation, day)
    if found == Stage.COMING:
        return f"{found.label}, từ {consultation.starts_on:%d/%m/%Y}"
    if found != Stage.OPEN:
        return found.label
    left = (consultation.ends_on - day).days
    return f"{found.label}, {f'còn {left} ngày' if left else 'hôm nay là ngày cuối'}"


def trouble(values: dict) -> dict[str, str]:
    """{field: sentence} of dates that contradict each other; `values` holds the three dates and the digest."""
    starts_on, ends_on, digest_on = (values.get(name) for name in ("starts_on", "ends_on", "digest_on"))
    found = {}
    if starts_on and ends_on and ends_on < starts_on:
        found["ends_on"] = "Ngày cuối không thể trước ngày bắt đầu."
    if digest_on and not values.get("digest"):
        found["digest"] = "Viết bản tổng hợp trước, rồi mới ghi ngày công bố."
    if digest_on and ends_on and digest_on <= ends_on:
        found["digest_on"] = "Công bố tổng hợp sau ngày cuối: đến hết ngày ấy trang còn nhận ý kiến."
    return found
