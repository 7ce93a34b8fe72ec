from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from hoiphunu.models import User
from hoiphunu.publishing import Public, PublicQuerySet
from hoiphunu.slugs import save_with_slug
from news import models as nouns  # whose parts know each other: asked when used

# How deep categories go; `ArticleQuerySet.in_category` looks as far.
LEVELS = 3


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
        rows = nouns.Article.objects.published().order_by().values_list("category").annotate(models.Count("pk"))
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

    def has_editable(self, key, user):
        """Whether `user` writes in the category with this key; no query where she writes in all."""
        return user.has_perm("news.change_category") or self.editable_by(user).filter(pk=key).exists()

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
