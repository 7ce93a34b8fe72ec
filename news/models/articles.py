from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from taggit.managers import TaggableManager

from hoiphunu import richtext
from hoiphunu.editor import RichTextField
from hoiphunu.models import ContentVersion, Photo
from hoiphunu.models.attachments import AttachedFile, AttachedFileQuerySet, HasFiles
from hoiphunu.publishing import Publishable, PublishableQuerySet, State, changed
from hoiphunu.search import Text
from hoiphunu.vietnamese import slugify
from news import models as nouns  # whose parts know each other: asked when used
from news import tagging
from news.models.categories import Category
from news.models.tags import ArticleTag, Tag
from news.models.topics import Topic

# How many articles are led to below an article, and how many of them staff may choose.
RELATED, PINNED = 3, 4
# Among how many neighbours by tags those are looked for.
NEAR = 120


class ArticleKeys(models.JSONField):
    """Keys of articles, in an order of their own."""

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def readable(self, keys):
        return ", ".join(str(article) for article in Article.objects.ordered(keys))


class ArticleQuerySet(PublishableQuerySet):
    def for_list(self):
        """What a list prints, in a constant number of queries."""
        return self.select_related("category", "cover").defer("body")

    def for_feed(self):
        """What a feed's full entries hold."""
        return self.select_related("category").prefetch_related("tags")

    def newest(self):
        return self.order_by("-published_at", "-pk")

    def before(self, article):
        """The published article just before `article` in time, or None."""
        older = Q(published_at__lt=article.published_at) | Q(pk__lt=article.pk)
        # The first condition says nothing new: by it the index finds the place.
        rows = self.published().filter(published_at__lte=article.published_at).filter(older)
        return rows.defer("body").newest().first()

    def after(self, article):
        """The published article just after `article` in time, or None."""
        newer = Q(published_at__gt=article.published_at) | Q(pk__gt=article.pk)
        rows = self.published().filter(published_at__gte=article.published_at).filter(newer)
        return rows.defer("body").order_by("published_at", "pk").first()

    def featured(self):
        """Featured ones first, in their order; then the newest."""
        return self.order_by(models.F("featured_order").asc(nulls_last=True), "-published_at", "-pk")

    def in_category(self, category):
        """Articles of `category` and of all below it (a tree of LEVELS)."""
        return self.filter(Q(category=category) | Q(category__parent=category) | Q(category__parent__parent=category))

    def in_categories(self, slugs):
        return self.filter(category__slug__in=slugs)

    def tagged(self, slugs):
        return self.filter(tags__slug__in=slugs).distinct()

    def holding(self, tag):
        return self.filter(tags=tag)

    def in_topic(self, topic):
        return self.filter(topics=topic)

    def lines_of(self, topics):
        """{key of a topic: [keys of its articles among these, newest first]}, in one query."""
        lines = {topic.pk: [] for topic in topics}
        pairs = self.filter(topics__in=topics).newest().values_list("topics", "pk")
        for topic, key in pairs:
            lines[topic].append(key)
        return lines

    def time_to_read(self):
        """(from, until) of the first stretch, not yet over, in which one of these is on the page; None without one."""
        begin = end = None
        approved = self.filter(state=State.APPROVED).exclude(expires_at__lte=timezone.now())
        for opens, closes in approved.order_by("published_at").values_list("published_at", "expires_at"):
            if begin is None:
                begin, end = opens, closes
            elif end is None or opens > end:
                break
            else:
                end = None if closes is None else max(end, closes)
        return (begin, end) if begin else None

    def by(self, byline_slug):
        return self.filter(byline_slug=byline_slug)

    def in_year(self, year):
        return self.filter(published_at__year=year)

    def in_month(self, year, month):
        return self.filter(published_at__year=year, published_at__month=month)

    def with_cover(self):
        return self.filter(cover__isnull=False)

    def other_than(self, *articles):
        return self.exclude(pk__in=[article.pk for article in articles if article])

    def not_sensitive(self):
        return self.filter(is_sensitive=False)

    def related_to(self, article):
        """Published ones: those pinned to `article`, then those that share most tags, its category, the newest.

        Only the newest NEAR that share a tag are looked at, so that a million articles cost what a thousand do.
        """
        shared = nouns.ArticleTag.objects.shared_with(article, NEAR)
        keys = {*article.pinned, *shared}
        if len(shared) < PINNED:
            others = self.published().exclude(pk=article.pk).newest().values_list("pk", flat=True)
            keys |= {*others.filter(category=article.category_id)[:PINNED], *others[:PINNED]}
        by_count = {count: [key for key in shared if shared[key] == count] for count in set(shared.values())}
        places = [models.When(pk=key, then=place) for place, key in enumerate(article.pinned)]
        counts = [models.When(pk__in=found, then=count) for count, found in by_count.items()]
        same = models.Case(models.When(category=article.category_id, then=0), default=1)
        rows = self.published().filter(pk__in=keys - {article.pk})
        rows = rows.annotate(
            pinned_at=models.Case(*places, default=PINNED), shared=models.Case(*counts, default=models.Value(0))
        )
        return rows.order_by("pinned_at", "-shared", same, "-published_at")

    def follow_sensitivity(self):
        """Mark them sensitive or not as categories and tags now say, where staff left it to those."""
        auto = self.filter(sensitivity=Article.Sensitivity.AUTO)
        marked = Q(category__is_sensitive=True) | Q(tags__is_sensitive=True)
        keys = set(auto.filter(marked).values_list("pk", flat=True))
        for value, rows in ((True, auto.filter(pk__in=keys)), (False, auto.exclude(pk__in=keys))):
            if rows.filter(is_sensitive=not value).exists():
                rows.filter(is_sensitive=not value).update(is_sensitive=value)

    def years(self):
        return [moment.year for moment in self.datetimes("published_at", "year", order="DESC")]

    def most_read(self, limit):
        """Published ones that readers opened most since the first of last month; never sensitive ones."""
        since = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
        # From the counts to their articles: most articles have none.
        counted = self.published().not_sensitive().filter(read_counts__month__gte=since)
        counted = counted.annotate(reads=Sum("read_counts__count")).filter(reads__gt=0)
        return counted.defer("body").order_by("-reads", "-published_at", "-pk")[:limit]

    def with_corrections(self):
        """Each with `has_corrections`: whether readers' corrections wait."""
        waiting = nouns.Correction.objects.waiting().of(models.OuterRef("pk"))
        return self.annotate(has_corrections=models.Exists(waiting))

    def manageable_by(self, user):
        """What `user` sees in the admin: all for publishers, her own for contributors."""
        return self if user.has_perm("news.publish_article") else self.of(user)

    def known_to(self, user):
        """What `user` may read anywhere: what she manages, and what every reader may."""
        return self.manageable_by(user) | self.published()

    def keys_among(self, keys):
        return self.filter(pk__in=keys).values_list("pk", flat=True)

    def ordered(self, keys):
        """The articles of these keys in their order; keys without a row are passed over."""
        found = self.only("title", "slug").in_bulk(keys) if keys else {}
        return [found[key] for key in keys if key in found]

    def addresses(self, keys):
        return [article.get_absolute_url() for article in self.ordered(keys)]


class Article(HasFiles, Publishable):
    class Sensitivity(models.TextChoices):
        AUTO = "auto", "Theo chuyên mục và thẻ"
        YES = "yes", "Có, là bài nhạy cảm"
        NO = "no", "Không"

    revised_fields = (
        *("title", "summary", "body", "cover", "byline", "category"),
        *("featured_order", "sensitivity", "tab_title", "pinned", "published_at", "expires_at"),
    )
    revised_sets = ("tags", "topics", "files")

    title = models.CharField("tiêu đề", max_length=250)
    slug = models.SlugField("địa chỉ", max_length=100, editable=False)
    summary = models.TextField(
        "tóm tắt", max_length=600, blank=True, help_text="Một hai câu, hiện ở trang chủ và danh sách."
    )
    body = RichTextField("nội dung", blank=True)
    cover = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, verbose_name="ảnh đại diện", related_name="covered_articles"
    )
    byline = models.CharField("tác giả (bút danh)", max_length=120, blank=True, help_text="Ví dụ: Ngọc Bích")
    byline_slug = models.SlugField(max_length=120, editable=False, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="chuyên mục", related_name="articles")
    tags = TaggableManager(
        "thẻ",
        through=ArticleTag,
        blank=True,
        related_name="articles",
        help_text="Cách nhau bằng dấu phẩy. Ví dụ: bạo lực gia đình, trẻ em",
    )
    topics = models.ManyToManyField(Topic, blank=True, verbose_name="dòng sự kiện", related_name="articles")
    # Keys of articles in their order; those readers cannot open are passed over, whatever became of them.
    pinned = ArticleKeys("ghim bài đọc tiếp", default=list, blank=True)
    featured_order = models.PositiveSmallIntegerField(
        "thứ tự tiêu điểm", null=True, blank=True, help_text="1 đứng đầu trang chủ. Để trống: không phải tiêu điểm."
    )
    sensitivity = models.CharField(
        "bài nhạy cảm",
        max_length=4,
        choices=Sensitivity,
        default=Sensitivity.AUTO,
        help_text="Bài nhạy cảm hiện lời mời gọi tư vấn, nút Thoát nhanh và tên thẻ trung tính.",
    )
    is_sensitive = models.BooleanField("nhạy cảm", default=False, editable=False)
    tab_title = models.CharField(
        "tên thẻ trình duyệt", max_length=60, blank=True, help_text="Chỉ cho bài nhạy cảm: chữ trung tính thay tiêu đề."
    )

    objects = ArticleQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = "tin bài"
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_article", "Được đăng và gỡ tin bài")]
        indexes = [
            # With what counts by category, year and block of the sitemap ask for: PostgreSQL leaves the table alone.
            models.Index(
                fields=["state", "-published_at", "-id"],
                include=["expires_at", "category", "updated_at"],
                name="article_newest_counted",
            ),
            models.Index(fields=["category", "state", "-published_at"], name="article_category"),
            models.Index(fields=["featured_order", "-published_at", "-id"], name="article_featured"),
            models.Index(fields=["byline_slug", "state", "-published_at"], name="article_byline"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.slug = slugify(self.title, fallback="tin")
        self.byline_slug = slugify(self.byline, fallback="")
        self.is_sensitive = self._is_sensitive(self.tags.all() if self.pk else [])
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("news:article-detail", args=[self.slug, self.pk])

    def get_print_url(self):
        return reverse("news:article-print", args=[self.slug, self.pk])

    def get_file_url(self, extension):
        """Where the article is had as a file: "html" or "pdf"."""
        return reverse("news:article-file", args=[self.slug, self.pk, extension])

    def set_tags(self, names):
        """Give the saved article exactly these tags (names, any spelling) and call the hook where they are others."""
        with transaction.atomic():
            tags = Tag.objects.named(tagging.split(",".join(names)))
            if set(tags) == set(self.tags.all()):
                return
            self.tags.set(tags)
            self.is_sensitive = self._is_sensitive(self.tags.all())
            type(self).objects.filter(pk=self.pk).update(is_sensitive=self.is_sensitive)

    def set_topics(self, keys):
        """Put the saved article into exactly these topics (keys; unknown ones are passed over) and call the hook."""
        with transaction.atomic():
            ContentVersion.objects.hold()
            before = set(self.topics.all())
            if {topic.pk for topic in before} == set(keys):
                return
            self.topics.set(Topic.objects.with_keys(keys))
            if moved := before ^ set(self.topics.all()):
                changed(moved)

    def _is_sensitive(self, tags):
        if self.sensitivity != self.Sensitivity.AUTO:
            return self.sensitivity == self.Sensitivity.YES
        return self.category.is_sensitive or any(tag.is_sensitive for tag in tags)

    def is_in_charge(self, user):
        known = self.__dict__.setdefault("_in_charge", {})
        asked = user.pk, self.category_id
        if asked not in known:
            known[asked] = Category.objects.has_editable(self.category_id, user)
        return known[asked]

    def related_data(self):
        if not self.pk:
            return {"tags": [], "topics": [], "files": []}
        return {
            "tags": sorted(tag.name for tag in self.tags.all()),
            "topics": sorted(topic.pk for topic in self.topics.all()),
            "files": self.listed_files(),
        }

    def apply_related(self, data):
        if "tags" in data:
            self.set_tags(data["tags"])
        if "topics" in data:
            self.set_topics(data["topics"])
        if "files" in data:
            ArticleFile.objects.attach(self, data["files"])

    def rows_to_update(self):
        return [self, *self.topics.all()]

    def search_text(self):
        tags = ", ".join(tag.name for tag in self.tags.all())
        body = f"{richtext.plain_text(self.body)} {self.byline} {tags}"
        day, section = timezone.localdate(self.published_at), str(self.category_id)
        return Text(self.get_absolute_url(), self.title, self.summary, body, day, section)

    def photo_ids(self):
        """Ids of the article's photos: the cover, then those in the body, each once."""
        return list(dict.fromkeys([*([self.cover_id] if self.cover_id else []), *richtext.photo_ids(self.body)]))

    def used_files(self):
        return self.used_attachments() + Photo.stored_files_of(self.photo_ids())

    def get_share_image_url(self):
        """Address of the 1200×630 picture for previews elsewhere; None: the site's own is used."""
        return self.cover.open_graph_url if self.cover else None

    @property
    def top_photo(self):
        """The cover as it stands above the text; None where the text shows that photo itself."""
        return None if self.cover_id in richtext.photo_ids(self.body) else self.cover

    @cached_property
    def plays_videos(self):
        """Whether readers may start a film on the article's page; never on a sensitive one."""
        return not self.is_sensitive and bool(richtext.video_keys(self.body))

    @property
    def reading_minutes(self):
        return richtext.reading_minutes(self.body)


class ArticleFileQuerySet(AttachedFileQuerySet):
    def manageable_by(self, user):
        return self.filter(article__in=Article.objects.manageable_by(user))


class ArticleFile(AttachedFile):
    owner_name = "article"

    article = models.ForeignKey(Article, models.CASCADE, verbose_name="tin bài", related_name="files")

    objects = ArticleFileQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        verbose_name = verbose_name_plural = "tệp đính kèm"
