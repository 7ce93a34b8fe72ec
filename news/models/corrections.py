from datetime import timedelta

from django.db import models
from django.utils import timezone

from news.models.articles import Article

# How long a reader's correction stays, whatever became of it; the form says so.
KEPT = timedelta(days=90)


class CorrectionQuerySet(models.QuerySet):
    def kept(self):
        """Those whose time is not over."""
        return self.filter(sent_at__gt=timezone.now() - KEPT)

    def waiting(self):
        return self.kept().filter(state=Correction.State.NEW)

    def of(self, article):
        return self.filter(article=article)

    def about(self, articles):
        """Those of the articles in this query set."""
        return self.filter(article__in=articles)

    def with_keys(self, keys):
        return self.filter(pk__in=keys)

    def sent_today(self) -> int:
        return self.filter(sent_at__gt=timezone.now() - timedelta(days=1)).count()

    def erase_old(self):
        """Erase those whose time is over."""
        return self.filter(sent_at__lte=timezone.now() - KEPT).delete()

    def settle_all(self, state, by):
        """Mark those that wait as done or refused by `by`; how many."""
        rows = list(self.waiting())
        for row in rows:
            row.settle(state, by)
        return self.bulk_update(rows, ["state", "contact", "settled_by", "settled_by_name", "settled_at"])


class Correction(models.Model):
    """A passage a reader thinks is wrong, and what it should say. Erased `KEPT` after it was sent."""

    class State(models.TextChoices):
        NEW = "new", "Chờ xem"
        DONE = "done", "Đã sửa"
        REFUSED = "refused", "Không nhận"

    article = models.ForeignKey(Article, models.CASCADE, verbose_name="tin bài", related_name="corrections")
    passage = models.CharField("đoạn có lỗi", max_length=600)
    proposal = models.CharField("nên sửa là", max_length=1000)
    contact = models.CharField("cách liên hệ", max_length=150, blank=True)
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.NEW)
    settled_by = models.ForeignKey(
        "hoiphunu.User", models.SET_NULL, null=True, blank=True, verbose_name="người xem", related_name="+"
    )
    settled_by_name = models.CharField("tên người xem", max_length=150, blank=True)
    settled_at = models.DateTimeField("xem lúc", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "góp ý sửa bài"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["article", "state"], name="correction_article")]

    def __str__(self):
        return self.passage if len(self.passage) <= 60 else f"{self.passage[:59]}…"

    def settle(self, state, by):
        """Make it done, refused or waiting again (unsaved); how to reach the reader is forgotten once it is settled."""
        self.state, self.settled_by, self.settled_by_name = state, by, by.full_name
        self.settled_at = timezone.now()
        if state != self.State.NEW:
            self.contact = ""
