from django.db import models
from django.utils import timezone


class TransitionQuerySet(models.QuerySet):
    def of(self, row):
        return self.filter(kind=row._meta.label_lower, object_id=row.pk)

    def newest(self, row, step: str):
        """The last time `row` took `step`, or None."""
        return self.of(row).filter(step=step).first()

    def newest_of(self, rows, step: str):
        """{key: the last time it took `step`} of rows of one model."""
        if not rows:
            return {}
        kind = rows[0]._meta.label_lower
        found = self.filter(kind=kind, object_id__in=[row.pk for row in rows], step=step)
        return {each.object_id: each for each in reversed(found)}

    def record(self, row, step, from_state, by, reason="", target=""):
        return self.create(
            kind=row._meta.label_lower,
            object_id=row.pk,
            step=step,
            from_state=from_state,
            to_state=row.state,
            reason=reason,
            target=target,
            by=by,
            by_name=by.full_name if by else "",
        )

    def forget(self, rows):
        """Drop those of deleted rows, their keys still set."""
        for row in rows:
            self.of(row).delete()


class Transition(models.Model):
    """A step that was taken with a text: written once, never changed, kept when the account is gone."""

    class Step(models.TextChoices):
        SUBMIT = "submit", "Gửi duyệt"
        RETURN = "return", "Trả lại để sửa"
        PUBLISH = "publish", "Đăng"
        WITHDRAW = "withdraw", "Gỡ khỏi trang"
        BIN = "bin", "Bỏ vào Thùng rác"
        TAKE_OUT = "take_out", "Lấy lại từ Thùng rác"

    kind = models.CharField("loại", max_length=60)
    object_id = models.PositiveBigIntegerField("mã")
    step = models.CharField("việc", max_length=12, choices=Step)
    from_state = models.CharField("từ trạng thái", max_length=12)
    to_state = models.CharField("sang trạng thái", max_length=12)
    reason = models.CharField("lý do", max_length=300, blank=True)
    target = models.CharField("chuyển người đọc tới", max_length=300, blank=True)
    by = models.ForeignKey("hoiphunu.User", models.SET_NULL, null=True, verbose_name="người làm", related_name="+")
    by_name = models.CharField("tên người làm", max_length=150, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bước duyệt"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "object_id", "-at"], name="transition_row")]

    def __str__(self):
        return f"{self.get_step_display()}, {timezone.localtime(self.at):%H:%M %d/%m/%Y}, {self.by_name}"

    @property
    def states(self):
        """ "Chờ duyệt → Trả lại"; a text published anew stays what it is."""
        from hoiphunu.publishing import State

        before, after = State(self.from_state).label, State(self.to_state).label
        return after if before == after else f"{before} → {after}"
