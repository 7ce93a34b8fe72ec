from django.db import models, transaction
from django.db.models import Count, F, Sum

from news.models.articles import Article


class ReadCountQuerySet(models.QuerySet):
    def in_month(self, month):
        return self.filter(month=month)

    def add_up(self, counts):
        """Add `counts`, {(article id, first of the month): number}; articles not to be counted are dropped.

        Two processes that add at one moment both count: the database adds, nobody writes what was read before.
        """
        articles = Article.objects.published().not_sensitive().in_bulk({key for key, _ in counts})
        with transaction.atomic():
            for (key, month), number in sorted(counts.items()):
                if key not in articles:
                    continue
                row = self.filter(article=key, month=month)
                while not row.update(count=F("count") + number):
                    self.get_or_create(article_id=key, month=month, defaults={"title": articles[key].title})

    def months(self):
        """[{month, total, articles}], the newest first."""
        return self.order_by("-month").values("month").annotate(total=Sum("count"), articles=Count("pk"))


class ReadCount(models.Model):
    """How many readers an article had in a month. Never reset: it stays when the article is deleted."""

    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, verbose_name="tin bài", related_name="read_counts", editable=False
    )
    title = models.CharField("tiêu đề", max_length=250)
    month = models.DateField("tháng")
    count = models.PositiveBigIntegerField("lượt đọc", default=0)

    objects = ReadCountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bài được đọc"
        ordering = ["-month", "-count", "-pk"]
        constraints = [models.UniqueConstraint("article", "month", name="readcount_once")]

    def __str__(self):
        return f"{self.title}, {self.month:%m/%Y}"
