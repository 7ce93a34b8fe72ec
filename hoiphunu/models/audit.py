from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from hoiphunu.models.search import FoldedField
from hoiphunu.models.writtenonce import WrittenOnce, WrittenOnceQuerySet
from hoiphunu.vietnamese import words

# The words of a search that count.
MOST_WORDS = 12
# The triggers of migration 0017, and how each database names those that are there and switched on.
GUARDS = {"postgresql": {"audit_rows", "audit_whole"}, "sqlite": {"audit_update", "audit_delete", "audit_replace"}}
ASKED = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'hoiphunu_auditentry'::regclass AND tgenabled = 'O'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'hoiphunu_auditentry'",
}


class AuditEntryQuerySet(WrittenOnceQuerySet):
    def of_kind(self, kind):
        return self.filter(kind=kind)

    def about(self, account):
        """What the account with this key did, or what was done to it."""
        return self.filter(models.Q(account=account) | models.Q(by=account))

    def saying(self, words):
        return self.filter(words=words)

    def since(self, moment):
        return self.filter(at__gte=moment)

    def before(self, moment):
        return self.filter(at__lt=moment)

    def matching(self, text):
        """Entries that hold every word of `text`, or words that begin so, accents ignored."""
        asked = words(text)[:MOST_WORDS]
        if not asked:
            return self.none() if text.strip() else self
        return self.filter(folded__holds=[(word, False) for word in asked])

    def is_guarded(self) -> bool:
        """Whether the database refuses changes: its triggers are there, and nothing lets them look away."""
        with connection.cursor() as cursor:
            cursor.execute(ASKED[connection.vendor])
            found = {name for (name,) in cursor.fetchall()}
            cursor.execute("SELECT count(*) FROM audit_erasure")
            return GUARDS[connection.vendor] <= found and cursor.fetchone() == (0,)

    def erase_expired(self) -> int:
        """Erase what is older than `AUDIT_DAYS`; how many. The database lets nothing else go (migration 0017)."""
        end = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
        with transaction.atomic(), connection.cursor() as cursor:
            value = connection.ops.adapt_datetimefield_value(end)
            cursor.execute("INSERT INTO audit_erasure (before) VALUES (%s)", [value])
            count, _ = super(WrittenOnceQuerySet, self.before(end)).delete()
            cursor.execute("DELETE FROM audit_erasure WHERE before = %s", [value])
        return count


class AuditEntry(WrittenOnce):
    """Something that touched the safety of the site: who, what, to whom, when, from where. Only ever added to.

    Accounts are kept as key and name, not as a reference: an entry neither changes nor holds anything back when an
    account goes.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", "Đăng nhập"
        PASSWORD_GIVEN = "password_given", "Đúng mật khẩu, chờ mã xác thực"
        LOGIN_FAILED = "login_failed", "Đăng nhập không được"
        LOCKED_OUT = "locked_out", "Khoá vì gõ sai nhiều lần"
        LOGOUT = "logout", "Đăng xuất"
        SESSIONS_ENDED = "sessions_ended", "Kết thúc phiên làm việc"
        CODE_FAILED = "code_failed", "Sai mã xác thực"
        FACTOR_ADDED = "factor_added", "Bật xác thực hai bước"
        FACTOR_REMOVED = "factor_removed", "Tắt, đặt lại xác thực hai bước"
        RECOVERY_CODES = "recovery_codes", "Tạo mã dự phòng"
        PASSWORD_CHANGED = "password_changed", "Đổi mật khẩu"
        PASSWORD_RESET = "password_reset", "Đặt lại mật khẩu"
        INVITED = "invited", "Mời vào tài khoản"
        ACCOUNT_ADDED = "account_added", "Tạo tài khoản"
        ACCOUNT_CHANGED = "account_changed", "Sửa tài khoản"
        ACCOUNT_DELETED = "account_deleted", "Xoá tài khoản"
        RIGHTS = "rights", "Đổi quyền"
        HANDED_OVER = "handed_over", "Bàn giao và khoá tài khoản"
        EXPORTED = "exported", "Tải dữ liệu về"
        RESTORED = "restored", "Khôi phục từ bản sao lưu"
        UPLOAD_REFUSED = "upload_refused", "Từ chối tệp tải lên"
        ERASED = "erased", "Xoá nhật ký quá hạn"
        LOCKED = "locked", "Khoá lại nhật ký"

    kind = models.CharField("việc", max_length=20)
    at = models.DateTimeField("lúc", default=timezone.now, db_index=True)
    by = models.PositiveBigIntegerField("mã người làm", null=True)
    by_name = models.CharField("người làm", max_length=320, blank=True)
    account = models.PositiveBigIntegerField("mã tài khoản", null=True)
    account_name = models.CharField("tài khoản", max_length=320, blank=True)
    words = models.CharField("nội dung", max_length=500, blank=True)
    changes = models.JSONField("thay đổi", default=list, blank=True)
    network = models.CharField("từ mạng", max_length=45, blank=True)
    folded = FoldedField(editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "nhật ký an ninh"
        # Written in the order of time, read by the key that every row has.
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "-id"], name="audit_kind"),
            models.Index(fields=["account", "-id"], name="audit_account"),
            models.Index(fields=["by", "-id"], name="audit_by"),
        ]

    def __str__(self):
        return f"{self.kind_label}, {timezone.localtime(self.at):%H:%M:%S %d/%m/%Y}"

    def save(self, *args, **kwargs):
        changed = " ".join(" ".join(map(str, change)) for change in self.changes)
        said = f"{self.by_name} {self.account_name} {self.words} {changed} {self.network}"
        self.folded = f" {' '.join(words(said))} "
        super().save(*args, **kwargs)

    @property
    def kind_label(self):
        return self.Kind(self.kind).label
