from datetime import timedelta

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from announcements.models.consultations import Consultation
from hoiphunu.publishing import Public, PublicQuerySet

# How long the ways to reach a reader stay; the form says so.
CONTACT_KEPT = timedelta(days=180)
ANONYMOUS = "Bạn đọc"


class OpinionQuerySet(PublicQuerySet):
    def posted(self):
        """Those readers see, in the order they came."""
        return self.filter(state=Opinion.State.POSTED).oldest()

    def oldest(self):
        return self.order_by("sent_at", "pk")

    def waiting(self):
        return self.filter(state=Opinion.State.NEW)

    def of_kept(self):
        """Those of drafts that are not in the bin."""
        return self.filter(consultation__in=Consultation.objects.kept())

    def of(self, consultation):
        return self.filter(consultation=consultation)

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def unanswered(self):
        return self.filter(answered_at__isnull=True)

    def sent_today(self) -> int:
        return self.filter(sent_at__gt=timezone.now() - timedelta(days=1)).count()

    def totals(self, consultations) -> dict:
        """{key of a consultation: (opinions received, opinions posted)} of `consultations` that have any."""
        counts = {"received": Count("pk"), "posted": Count("pk", filter=Q(state=Opinion.State.POSTED))}
        rows = self.filter(consultation__in=consultations).order_by().values_list("consultation")
        return {key: (received, posted) for key, received, posted in rows.annotate(**counts)}

    def erase_old_contacts(self) -> int:
        """Forget how to reach whoever wrote longer ago than `CONTACT_KEPT`; how many."""
        old = self.filter(sent_at__lte=timezone.now() - CONTACT_KEPT).exclude(contact="")
        return old.update(contact="") if old.exists() else 0


class Opinion(Public):
    """What a reader says of a draft. Readers see it once it is posted; how to reach her is never shown to them."""

    class State(models.TextChoices):
        NEW = "new", "Mới"
        POSTED = "posted", "Đã đăng"
        REFUSED = "refused", "Không đăng"

    class Reason(models.TextChoices):
        OFF_TOPIC = "topic", "Không nói về dự thảo"
        PRIVATE = "private", "Có chuyện riêng hoặc thông tin của người khác"
        ABUSE = "abuse", "Lời lẽ xúc phạm"
        ADVERT = "advert", "Quảng cáo, thư rác"
        TWICE = "twice", "Trùng với ý kiến khác"

    consultation = models.ForeignKey(Consultation, models.CASCADE, verbose_name="dự thảo", related_name="opinions")
    text = models.TextField("ý kiến", max_length=5000)
    name = models.CharField("họ tên", max_length=150, blank=True)
    organisation = models.CharField("đơn vị", max_length=200, blank=True)
    contact = models.CharField("cách liên hệ", max_length=150, blank=True)
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.NEW)
    reason = models.CharField("lý do không đăng", max_length=8, choices=Reason, blank=True)
    answer = models.TextField(
        "trả lời", max_length=5000, blank=True, help_text="Hiện ngay dưới ý kiến đã đăng. Có thể để trống."
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    settled_by = models.ForeignKey(
        "hoiphunu.User", models.SET_NULL, null=True, blank=True, verbose_name="người xem", related_name="+"
    )
    settled_by_name = models.CharField("tên người xem", max_length=150, blank=True)
    settled_at = models.DateTimeField("xem lúc", null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ý kiến bạn đọc"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["consultation", "state", "sent_at"], name="opinion_posted")]
        constraints = [
            models.CheckConstraint(
                name="opinion_refused_has_reason",
                condition=(Q(state="refused") & ~Q(reason="")) | (~Q(state="refused") & Q(reason="")),
                violation_error_message="Chọn lý do khi không đăng ý kiến.",
            )
        ]

    def __str__(self):
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"

    @property
    def shown_name(self):
        return self.name or ANONYMOUS

    @property
    def state_label(self):
        return f"{self.get_state_display()}{', đã trả lời' if self.answered_at else ''}"

    def settle(self, state, by, reason=""):
        """Post it, refuse it for a `reason`, or let it wait again (unsaved)."""
        self.state, self.reason = state, reason if state == self.State.REFUSED else ""
        self.settled_by, self.settled_by_name, self.settled_at = by, by.full_name, timezone.now()

    def mark_answered(self):
        """Note that she was answered (unsaved); the first time stays."""
        self.answered_at = self.answered_at or timezone.now()
