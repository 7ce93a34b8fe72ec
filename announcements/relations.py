"""How one document acts on another: the words for it both ways, what cannot be, and the date it closes.

Source of the kinds: the relations of vbpl.vn; Luật Ban hành văn bản quy phạm pháp luật 2025, điều 53 to 57.
"""

from datetime import date

from django.db.models import TextChoices


class Kind(TextChoices):
    """What the later document does to the earlier one."""

    AMENDS = "amends", "Sửa đổi, bổ sung"
    REPLACES = "replaces", "Thay thế"
    REPEALS = "repeals", "Bãi bỏ"
    SUSPENDS = "suspends", "Đình chỉ"
    DETAILS = "details", "Quy định chi tiết"
    GUIDES = "guides", "Hướng dẫn"
    CONSOLIDATES = "consolidates", "Hợp nhất"
    CORRECTS = "corrects", "Đính chính"
    BASED_ON = "based_on", "Căn cứ"
    CITES = "cites", "Dẫn chiếu"
    RELATED = "related", "Liên quan"


# The same relation as the other document has it.
REVERSE = {
    Kind.AMENDS: "Được sửa đổi, bổ sung bởi",
    Kind.REPLACES: "Bị thay thế bởi",
    Kind.REPEALS: "Bị bãi bỏ bởi",
    Kind.SUSPENDS: "Bị đình chỉ bởi",
    Kind.DETAILS: "Được quy định chi tiết bởi",
    Kind.GUIDES: "Được hướng dẫn bởi",
    Kind.CONSOLIDATES: "Được hợp nhất trong",
    Kind.CORRECTS: "Được đính chính bởi",
    Kind.BASED_ON: "Là căn cứ của",
    Kind.CITES: "Được dẫn chiếu trong",
    Kind.RELATED: "Liên quan",
}
# Says nothing about which of the two came first.
TIMELESS = (Kind.CITES, Kind.RELATED)
# {kind: the date of the earlier document that it fills}.
EFFECTS = {
    Kind.REPLACES: "expired_on",
    Kind.REPEALS: "expired_on",
    Kind.AMENDS: "partly_expired_on",
    Kind.SUSPENDS: "suspended_on",
}


def trouble(source, kind: Kind, target) -> str:
    """Why `source` cannot act so on `target`, as a sentence; "" when it can. Both are documents, perhaps unsaved."""
    verb = kind.label.lower()
    if source.pk and source.pk == target.pk:
        return "Văn bản không thể có quan hệ với chính nó."
    if kind in TIMELESS:
        return ""
    if source.issued_on and source.issued_on < target.issued_on:
        return (
            f"Văn bản ban hành ngày {source.issued_on:%d/%m/%Y} không thể {verb} {target.number}, "
            f"ban hành sau đó (ngày {target.issued_on:%d/%m/%Y}). Xem lại chiều của quan hệ hoặc ngày ban hành."
        )
    is_over = target.expired_on and source.issued_on and target.expired_on < source.issued_on
    if kind in (Kind.AMENDS, Kind.REPLACES, Kind.SUSPENDS) and is_over:
        return (
            f"{target.number} đã hết hiệu lực từ ngày {target.expired_on:%d/%m/%Y}, trước ngày ban hành văn bản này, "
            f"nên không thể {verb} nó nữa. Xem lại ngày của một trong hai văn bản."
        )
    return ""


def effect_day(source) -> date:
    """The day from which `source` acts on others."""
    return source.effective_on or source.issued_on


def proposal(source, kind: Kind, target) -> str:
    """The question put to staff about the date that `kind` fills."""
    what = {
        "expired_on": "đóng hiệu lực",
        "partly_expired_on": "ghi hết hiệu lực một phần",
        "suspended_on": "ghi ngưng hiệu lực",
    }[EFFECTS[kind]]
    return f"{source.number} {kind.label.lower()} {target.number}: {what} từ ngày {effect_day(source):%d/%m/%Y}?"
