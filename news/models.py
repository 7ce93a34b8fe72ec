from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from hoiphunu import richtext
from hoiphunu.editor import RichTextField
from hoiphunu.models import ContentVersion, OldAddress, Photo, Revision, User
from hoiphunu.models.attachments import AttachedFile, AttachedFileQuerySet, HasFiles
from hoiphunu.publishing import Public, PublicQuerySet, Publishable, PublishableQuerySet, State, changed
from hoiphunu.search import Text
from hoiphunu.slugs import save_with_slug
from hoiphunu.vietnamese import slugify, words
from news import tagging

# How deep categories go; `ArticleQuerySet.in_category` looks as far.
LEVELS = 3
# How long a reader's correction stays, whatever became of it; the form says so.
KEPT = timedelta(days=90)
# How many articles are led to below an article, and how many of them staff may choose.
RELATED, PINNED = 3, 4


def tree_order():
    """What puts each category below the one it belongs to, neighbours by order and name (a tree of LEVELS)."""
    names = ("order", "name", "pk")
    deep, inner = Q(parent__parent__isnull=False), Q(parent__isnull=False)
    top = [Coalesce(f"parent__parent__{name}", f"parent__{name}", name) for name in names]
    middle = [models.Case(models.When(deep, then=f"parent__{name}"), models.When(inner, then=name)) for name in names]
    lowest = [models.Case(models.When(deep, then=name)) for name in names]
    return [key.asc(nulls_first=True) for key in (*top, *middle, *lowest)]


class CategoryQuerySet(PublicQuerySet):
    def in_tree(self):
        return self.select_related("parent").order_by(*tree_order())

    def with_articles(self):
        """[Category] of those that readers find something in, also below them; `count` is how much."""
        rows = Article.objects.published().order_by().values_list("category").annotate(models.Count("pk"))
        parents, counts = dict(self.model._base_manager.values_list("pk", "parent")), {}
        for key, count in rows:
            while key is not None:
                counts[key] = counts.get(key, 0) + count
                key = parents[key]
        found = [category for category in self if category.pk in counts]
        for category in found:
            category.count = counts[category.pk]
        return found

    def top(self):
        """Main categories readers are led to from the home page."""
        return self.filter(parent=None, is_sensitive=False)

    def editable_by(self, user):
        """The categories `user` writes in: all for who looks after the categories themselves."""
        if user.has_perm("news.change_category"):
            return self
        if user.has_perm("news.publish_article"):
            hers = self.filter(Q(editors=None) | Q(editors=user))
        else:
            hers = self.filter(Q(contributors=None, editors=None) | Q(contributors=user) | Q(editors=user))
        # A subquery: DISTINCT would not go with the order of the tree.
        return self.filter(pk__in=hers.order_by().values("pk"))


class Category(Public):
    name = models.CharField("tên chuyên mục", max_length=80, help_text="Ví dụ: Hoạt động Hội")
    slug = models.SlugField("địa chỉ", max_length=90, unique=True, editable=False)
    description = models.CharField("giới thiệu", max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="thuộc chuyên mục", related_name="children"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=10, help_text="Số nhỏ đứng trước.")
    is_sensitive = models.BooleanField(
        "nhạy cảm", default=False, help_text="Bài trong chuyên mục này được đề nghị là bài nhạy cảm."
    )
    editors = models.ManyToManyField(
        "hoiphunu.User",
        blank=True,
        verbose_name="biên tập viên phụ trách",
        related_name="categories",
        help_text="Để trống: mọi biên tập viên.",
    )
    contributors = models.ManyToManyField(
        "hoiphunu.User",
        blank=True,
        verbose_name="cộng tác viên được viết",
        related_name="+",
        help_text="Để trống: mọi cộng tác viên, trừ khi chuyên mục đã giao cho biên tập viên phụ trách.",
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "chuyên mục"
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        with transaction.atomic():
            save_with_slug(self, super().save, self.name, "chuyen-muc", *args, **kwargs)
            self.articles.follow_sensitivity()

    def get_absolute_url(self):
        return reverse("news:category", args=[self.slug])

    def publishers(self):
        """The accounts that publish here: the editors in charge, or all editors where it names none."""
        right, backend = "news.publish_article", "django.contrib.auth.backends.ModelBackend"
        able = User.objects.with_perm(right, include_superusers=False, backend=backend)
        named = able.filter(pk__in=self.editors.all())
        return named if named.exists() else able

    def has_page(self):
        return True

    @property
    def level(self):
        """How many categories stand above it; asks nothing where `in_tree` chose the row."""
        return 0 if self.parent is None else 1 if self.parent.parent_id is None else 2

    @property
    def indented_name(self):
        return f"{'— ' * self.level}{self.name}"

    def clean(self):
        above, place = [], self.parent
        while place is not None:
            if place.pk == self.pk or place in above:
                raise ValidationError({"parent": "Chuyên mục không thể nằm trong chính nó."})
            above.append(place)
            place = place.parent
        if len(above) + self.levels_below() >= LEVELS:
            raise ValidationError({"parent": f"Chuyên mục chỉ có {LEVELS} cấp."})

    def levels_below(self) -> int:
        if not self.pk:
            return 0
        below = self.children.all()
        return 2 if below.filter(children__isnull=False).exists() else int(below.exists())


class TagQuerySet(PublicQuerySet):
    def named(self, names):
        """The tags of these names, made where missing; spellings that differ in letter case only are one tag."""
        tags = []
        for name in names:
            tag, _ = self.get_or_create(key=tagging.key(name), defaults={"name": name})
            tags.append(tag)
        return tags

    def with_articles(self, now=None):
        live = Article.objects.published(now)
        return self.annotate(count=Count("articles", filter=Q(articles__in=live))).filter(count__gt=0)

    def with_uses(self):
        """All tags, with the number of articles that are not in the bin as `uses`."""
        kept = ~Q(articles__state=State.BINNED)
        return self.annotate(uses=Count("articles", filter=kept))

    def suggested(self, text, limit=8):
        """Tags whose name holds every word of `text` (accents ignored), those that begin with it first."""
        asked = words(text)
        if not asked:
            return []
        found = []
        for tag in self.with_uses():
            name = words(tag.name)
            if all(any(part.startswith(word) for part in name) for word in asked):
                found.append((name[: len(asked) - 1] != asked[:-1] or not name[0].startswith(asked[0]), -tag.uses, tag))
        return [tag for *_, tag in sorted(found, key=lambda row: (row[0], row[1], row[2].name))[:limit]]

    def alike(self, tag):
        """Other tags that differ from `tag` in accents, letter case or punctuation only."""
        same = words(tag.name)
        return [other for other in self.exclude(pk=tag.pk) if words(other.name) == same]

    def any_sensitive(self, names):
        return bool(names) and self.filter(key__in=[tagging.key(name) for name in names], is_sensitive=True).exists()

    def most_used(self, limit):
        return self.with_articles().order_by("-count", "name")[:limit]


class Tag(TagBase, Public):
    name = models.CharField("tên thẻ", max_length=100, help_text="Ví dụ: bạo lực gia đình")
    slug = models.SlugField("địa chỉ", max_length=110, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True, editable=False)
    is_sensitive = models.BooleanField(
        "nhạy cảm", default=False, help_text="Bài có thẻ này được đề nghị là bài nhạy cảm."
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "thẻ"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name = " ".join(tagging.nfc(self.name).split())
        self.key = tagging.key(self.name)
        with transaction.atomic():
            former = Tag._base_manager.filter(pk=self.pk).values_list("name", flat=True).first() if self.pk else None
            super().save(*args, **kwargs)
            if former not in (None, self.name):
                _rename_in_revisions([former], self.name)
            Article.objects.holding(self).follow_sensitivity()

    def absorb(self, others):
        """Make the `others` this tag: articles and all revisions follow, their addresses lead here; they are deleted.

        If one of them is sensitive, this one is from now on.
        """
        others = [other for other in others if other.pk != self.pk]
        with transaction.atomic():
            ContentVersion.objects.hold()
            for other in others:
                links = ArticleTag.objects.filter(tag=other)
                links.exclude(content_object__in=Article.objects.holding(self)).update(tag=self)
                for name in ("news:tag", "news:tag-feed", "news:tag-atom"):
                    OldAddress.objects.lead(reverse(name, args=[other.slug]), reverse(name, args=[self.slug]))
            _rename_in_revisions([other.name for other in others], self.name)
            self.is_sensitive = self.is_sensitive or any(other.is_sensitive for other in others)
            for other in others:
                other.delete()
            self.save()
            changed([self])

    def slugify(self, tag, i=None):
        base = slugify(tag, fallback="the")
        return base if i is None else f"{base}-{i}"

    def clean(self):
        if Tag.objects.filter(key=tagging.key(self.name)).exclude(pk=self.pk).exists():
            raise ValidationError({"name": "Đã có thẻ này, chỉ khác cách viết hoa."})

    def get_absolute_url(self):
        return reverse("news:tag", args=[self.slug])

    def has_page(self):
        return Article.objects.published().holding(self).exists()

    def rows_to_update(self):
        return [self, *Article.objects.holding(self)]


def _rename_in_revisions(former, name):
    """Write `name` for the tags called `former` in every revision, so that no old text brings them back."""
    keys = {tagging.key(each) for each in former}
    revisions = Revision.objects.of_model(Article)
    listed = revisions.values_list("pk", "data__tags")
    found = [pk for pk, tags in listed if keys & {tagging.key(tag) for tag in tags or ()}]
    for revision in revisions.filter(pk__in=found):
        tags = [name if tagging.key(tag) in keys else tag for tag in revision.data["tags"]]
        revision.data["tags"] = sorted(tagging.split(",".join(tags)))
        revision.save(update_fields=["data"])


class ArticleTag(ItemBase):
    content_object = models.ForeignKey("Article", models.CASCADE)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="article_tags")

    class Meta:
        verbose_name = verbose_name_plural = "thẻ của bài"
        constraints = [models.UniqueConstraint("content_object", "tag", name="articletag_once")]


class TopicQuerySet(PublicQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_articles(self):
        """Those that readers find: switched on, and with articles to read; `count` is how many."""
        live = Article.objects.published()
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
        lines = Article.objects.published().lines_of(topics)
        for topic in topics:
            line = lines[topic.pk]
            at = line.index(article.pk) if article.pk in line else None
            topic.newer_id = line[at - 1] if at else None
            topic.older_id = line[at + 1] if at is not None and at + 1 < len(line) else None
        keys = {key for topic in topics for key in (topic.newer_id, topic.older_id)}
        found = Article.objects.published().defer("body").in_bulk(keys - {None})
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
        return Article.objects.in_topic(self).time_to_read() if self.is_active else None

    def has_page(self):
        return self.is_active and Article.objects.published().in_topic(self).exists()

    def search_text(self):
        return Text(self.get_absolute_url(), self.name, self.intro)

    def used_files(self):
        return Photo.stored_files_of([self.cover_id] if self.cover_id else [])


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
        """Published ones: those pinned to `article`, then those that share most tags, its category, the newest."""
        pinned = models.Case(
            *(models.When(pk=key, then=place) for place, key in enumerate(article.pinned)), default=PINNED
        )
        shared = Count("tags", filter=Q(tags__in=article.tags.all()))
        same = models.Case(models.When(category=article.category_id, then=0), default=1)
        rows = self.published().other_than(article).annotate(pinned_at=pinned, shared=shared)
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
        reads = Sum("read_counts__count", filter=Q(read_counts__month__gte=since))
        counted = self.published().not_sensitive().annotate(reads=reads).filter(reads__gt=0)
        return counted.defer("body").order_by("-reads", "-published_at", "-pk")[:limit]

    def with_corrections(self):
        """Each with `has_corrections`: whether readers' corrections wait."""
        waiting = Correction.objects.waiting().of(models.OuterRef("pk"))
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
            models.Index(fields=["state", "-published_at", "-id"], name="article_newest"),
            models.Index(fields=["category", "state", "-published_at"], name="article_category"),
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
            known[asked] = Category.objects.editable_by(user).filter(pk=self.category_id).exists()
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
        return Text(self.get_absolute_url(), self.title, self.summary, body, timezone.localdate(self.published_at))

    def photo_ids(self):
        """Ids of the article's photos: the cover, then those in the body, each once."""
        return list(dict.fromkeys([*([self.cover_id] if self.cover_id else []), *richtext.photo_ids(self.body)]))

    def used_files(self):
        return self.used_attachments() + Photo.stored_files_of(self.photo_ids())

    def get_share_image_url(self):
        """Address of the 1200×630 picture for previews elsewhere; None: the site's own is used."""
        return self.cover.open_graph_url if self.cover else None

    @cached_property
    def plays_videos(self):
        """Whether readers may start a film on the article's page; never on a sensitive one."""
        return not self.is_sensitive and bool(richtext.video_keys(self.body))

    @property
    def reading_minutes(self):
        return richtext.reading_minutes(self.body)


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


class ArticleFileQuerySet(AttachedFileQuerySet):
    def manageable_by(self, user):
        return self.filter(article__in=Article.objects.manageable_by(user))


class ArticleFile(AttachedFile):
    owner_name = "article"

    article = models.ForeignKey(Article, models.CASCADE, verbose_name="tin bài", related_name="files")

    objects = ArticleFileQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        verbose_name = verbose_name_plural = "tệp đính kèm"


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
