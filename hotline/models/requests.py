from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from hoiphunu.models import Commune, DayOff
from hotline import codes
from hotline.deadlines import due_on
from hotline.encryption import EncryptedTextField, Unreadable
from hotline.models.consents import Consent
from hotline.models.readings import HelpReading
from hotline.models.tallies import HelpTally

LOCKED = ("story", "name", "contact", "safe_when", "answer", "referred_to")
RIGHT = "change_helprequest"
# What is done comes last; before it who is in danger, then who has waited longest.
IS_DONE = models.Case(models.When(state__in=("new", "assigned"), then=0), default=1)
QUEUE = (IS_DONE.asc(), "-is_urgent", "sent_at", "pk")


def readers(but=None):
    """The accounts that read requests (without `but`): by their group's right. Superusers are not by being so."""
    right = {"groups__permissions__codename": RIGHT, "groups__permissions__content_type__app_label": "hotline"}
    found = get_user_model().objects.filter(is_active=True, is_staff=True, **right).distinct()
    return found.exclude(pk=but.pk) if but else found


def may_read(user) -> bool:
    """Whether this account reads requests now: by its group, and with the second factor given."""
    is_verified = getattr(user, "is_verified", None)
    if not (is_verified and is_verified() and user.is_active):
        return False
    if not user.is_superuser:
        return user.has_perm(f"hotline.{RIGHT}")
    if not hasattr(user, "reads_requests"):  # of superusers it says nothing that they have every right
        user.reads_requests = readers().filter(pk=user.pk).exists()
    return user.reads_requests


class Language(models.TextChoices):
    VIETNAMESE = "vi", "tiếng Việt"
    KHMER = "km", "tiếng Khmer"
    ENGLISH = "en", "tiếng Anh"


class HelpRequestQuerySet(models.QuerySet):
    def open(self):
        """Those nobody has answered yet."""
        return self.filter(state__in=HelpRequest.OPEN)

    def with_code(self, code):
        """The request with this reference code, or None."""
        return self.filter(mark=codes.mark(code)).first() if codes.plain(code) else None

    def given_to(self, user):
        return self.filter(assigned_to=user)

    def give_to(self, user):
        """Give them to `user`, who may read them; None: back to the queue. Nothing of them is read for it."""
        name, state = (user.full_name, "assigned") if user else ("", "new")
        return self.update(assigned_to=user, assigned_to_name=name, state=state)

    def times_open(self):
        """When those nobody has answered yet were sent."""
        return self.open().order_by("sent_at").values_list("sent_at", flat=True)

    def overdue_count(self) -> int:
        """How many should have been answered before today."""
        today, free = timezone.localdate(), days_off()
        return sum(due_on(timezone.localdate(sent_at), free) < today for sent_at in self.times_open())

    def newest_number(self) -> int:
        return self.aggregate(newest=models.Max("pk"))["newest"] or 0

    def locked(self, number):
        """The request with this key, held until the transaction ends; None when it has been erased."""
        return self.select_for_update().filter(pk=number).first()

    def closed_texts(self):
        """Without what is locked: for lists and counts, which need none of it."""
        return self.defer(*LOCKED)

    def in_order(self):
        return self.order_by(*QUEUE)

    def expired(self):
        """Those kept as long as the words of consent say."""
        now, over = timezone.now(), Q(pk=None)
        for consent in Consent.objects.all():
            over |= Q(consent=consent, sent_at__lte=now - timedelta(days=consent.keep_days))
        return self.filter(over)

    def erase_expired(self) -> int:
        """Erase those whose time is over; how many."""
        rows = list(self.closed_texts().expired())
        for row in rows:
            row.erase(HelpReading.Act.EXPIRE)
        return len(rows)

    def monthly(self, first, last):
        """{(month, commune key, kind): count} of those still kept, sent in the months from `first` to `last`."""
        rows = self.annotate(month=TruncMonth("sent_at", output_field=models.DateField()))
        rows = rows.filter(month__gte=first, month__lte=last)
        found = rows.values_list("month", "commune", "kind").annotate(total=models.Count("pk")).order_by()
        return {tuple(key): total for *key, total in found}


class HelpRequest(models.Model):
    """What a woman wrote to the Union, and what she was answered. The words lie encrypted; erased when time is up."""

    class State(models.TextChoices):
        NEW = "new", "Mới"
        ASSIGNED = "assigned", "Đã giao"
        ANSWERED = "answered", "Đã trả lời"
        REFERRED = "referred", "Đã chuyển nơi khác"
        CLOSED = "closed", "Đã xong"

    class Kind(models.TextChoices):
        UNKNOWN = "", "Chưa xếp loại"
        PHYSICAL = "physical", "Bạo lực thân thể"
        MENTAL = "mental", "Bạo lực tinh thần"
        ECONOMIC = "economic", "Bạo lực kinh tế"
        SEXUAL = "sexual", "Bạo lực tình dục"
        FAMILY = "family", "Hôn nhân, gia đình"
        CHILDREN = "children", "Trẻ em"
        TRAFFICKING = "trafficking", "Mua bán người"
        OTHER = "other", "Việc khác"

    OPEN = (State.NEW, State.ASSIGNED)

    mark = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now, editable=False)
    is_urgent = models.BooleanField("đang bị đe doạ", default=False, editable=False)
    story = EncryptedTextField("chuyện xảy ra", editable=False)
    name = EncryptedTextField("tên", blank=True, editable=False)
    contact = EncryptedTextField("cách liên hệ", blank=True, editable=False)
    safe_when = EncryptedTextField("lúc nào an toàn", blank=True, editable=False)
    may_leave_message = models.BooleanField("được nhắn lại", default=False, editable=False)
    may_refer = models.BooleanField("đồng ý chuyển nơi khác", default=False, editable=False)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name="xã, phường", related_name="+", editable=False
    )
    consent = models.ForeignKey(Consent, models.PROTECT, verbose_name="lời đồng ý", editable=False)
    # Of the page she wrote on, thus of the words she agreed to.
    lang = models.CharField("ngôn ngữ", max_length=2, choices=Language, default=Language.VIETNAMESE, editable=False)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.NEW)
    kind = models.CharField("loại việc", max_length=12, choices=Kind, default=Kind.UNKNOWN, blank=True)
    assigned_to = models.ForeignKey(
        "hoiphunu.User", models.SET_NULL, null=True, blank=True, verbose_name="giao cho", related_name="+"
    )
    assigned_to_name = models.CharField("tên người được giao", max_length=150, blank=True, editable=False)
    answer = EncryptedTextField(
        "trả lời", blank=True, help_text="Người gửi đọc bằng mã. Đừng ghi tên, địa chỉ của chị: người khác có thể thấy."
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True, editable=False)
    answer_read_at = models.DateTimeField("chị đã xem trả lời lúc", null=True, blank=True, editable=False)
    referred_to = EncryptedTextField("chuyển tới", blank=True, help_text="Ví dụ: Trung tâm Trợ giúp pháp lý")

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "yêu cầu tư vấn"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["state", "sent_at"], name="helprequest_queue")]
        constraints = [
            models.CheckConstraint(
                name="helprequest_referred_with_consent",
                condition=~Q(state="referred") | Q(may_refer=True),
                violation_error_message="Chỉ chuyển nơi khác khi chị đã đồng ý.",
            )
        ]

    def __str__(self):
        return f"Yêu cầu số {self.pk}"

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_unreadable(self):
        return any(isinstance(getattr(self, name), Unreadable) for name in LOCKED)

    def lock_anew(self):
        """Write what is locked again, with the first of HELP_KEYS."""
        self.save(update_fields=LOCKED)

    @property
    def erased_on(self):
        """The day on which it erases itself."""
        return timezone.localdate(self.sent_at) + timedelta(days=self.consent.keep_days)

    def due_on(self, days_off):
        return due_on(timezone.localdate(self.sent_at), days_off)

    def settle(self):
        """Bring the state in line with what was done (unsaved): who was asked, and what was answered."""
        self.assigned_to_name = self.assigned_to.full_name if self.assigned_to else ""
        if self.answer and not self.answered_at:
            self.answered_at, self.answer_read_at = timezone.now(), None
        if self.is_open:
            self.state = self.State.ASSIGNED if self.assigned_to else self.State.NEW
            self.state = self.State.ANSWERED if self.answer else self.state

    @transaction.atomic
    def erase(self, act, by=None):
        """Delete it at once; a number in the statistics and a line in the reading log are left."""
        HelpReading.objects.create(number=self.pk, act=act, reader=by, reader_name=by.full_name if by else "")
        HelpTally.objects.note(self.sent_at, self.commune_id, self.kind)
        self.delete()


def days_off():
    """The days off that may lie between a request still open and its answer."""
    return DayOff.objects.from_day(timezone.localdate() - timedelta(days=120))
