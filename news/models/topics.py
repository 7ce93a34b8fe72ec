from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse

from hoiphunu.models import OldAddress, Photo
from hoiphunu.publishing import Public, PublicQuerySet
from hoiphunu.search import Text
from hoiphunu.slugs import save_with_slug
from hoiphunu.vietnamese import slugify
from news import models as nouns  # whose parts know each other: asked when used


class TopicQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_articles(self):
        """Those that readers find: switched on, and with articles to read; `count` is how many."""
        live = nouns.Article.objects.published()
        return self.active().annotate(count=Count("articles", filter=Q(articles__in=live))).filter(count__gt=0)

    def offered(self, keys=()):
        """Those an article may be put in, and those of `keys`, which it already is in."""
        return self.filter(Q(is_active=True) | Q(pk__in=keys))

    def with_keys(self, keys):
        return self.filter(pk__in=keys)

    def beside(self, article):
        """The topics of `article` that readers may open, each with the `newer` and `older` article (or None) in it."""
        topics = list(self.active().filter(articles=article))
        if not topics:
            return []
        lines = nouns.Article.objects.published().lines_of(topics)
        for topic in topics:
            line = lines[topic.pk]
            at = line.index(article.pk) if article.pk in line else None
            topic.newer_id = line[at - 1] if at else None
            topic.older_id = line[at + 1] if at is not None and at + 1 < len(line) else None
        keys = {key for topic in topics for key in (topic.newer_id, topic.older_id)}
        found = nouns.Article.objects.published().defer("body").in_bulk(keys - {None})
        for topic in topics:
            topic.newer, topic.older = found.get(topic.newer_id), found.get(topic.older_id)
        return topics


class Topic(Public):
    """A story told in many articles (dòng sự kiện)."""

    name = models.CharField(
        "tên dòng sự kiện", max_length=120, help_text="Ví dụ: Đại hội Phụ nữ tỉnh nhiệm kỳ 2026–2031"
    )
    slug = models.SlugField("địa chỉ", max_length=130, unique=True, editable=False)
    intro = models.TextField("giới thiệu", max_length=600, blank=True, help_text="Một hai câu, hiện ở đầu trang.")
    cover = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, verbose_name="ảnh", related_name="+")
    is_active = models.BooleanField(
        "đang theo dõi", default=True, help_text="Bỏ chọn: người đọc không còn thấy, bài thì vẫn còn."
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "dòng sự kiện"
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        with transaction.atomic():
            former = Topic._base_manager.filter(pk=self.pk).first() if self.pk else None
            if former and slugify(former.name) != slugify(self.name):
                self.slug = ""
            save_with_slug(self, super().save, self.name, "dong-su-kien", *args, **kwargs)
            if former and former.slug != self.slug:
                for name in ("news:topic", "news:topic-feed"):
                    OldAddress.objects.lead(reverse(name, args=[former.slug]), reverse(name, args=[self.slug]))

    def get_absolute_url(self):
        return reverse("news:topic", args=[self.slug])

    def visible_window(self):
        """While it has an article to read; a topic that only drafts have would tell what is being written."""
        return nouns.Article.objects.in_topic(self).time_to_read() if self.is_active else None

    def has_page(self):
        return self.is_active and nouns.Article.objects.published().in_topic(self).exists()

    def search_text(self):
        return Text(self.get_absolute_url(), self.name, self.intro)

    def used_files(self):
        return Photo.stored_files_of([self.cover_id] if self.cover_id else [])
