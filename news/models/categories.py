from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from hoiphunu.models import User
from hoiphunu.models.trees import InTree, TreeQuerySet
from hoiphunu.publishing import Public, PublicQuerySet
from hoiphunu.slugs import save_with_slug
from news import models as nouns  # whose parts know each other: asked when used


class CategoryQuerySet(TreeQuerySet, PublicQuerySet):
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

    def edited_by(self, user):
        """Those that name `user` as an editor in charge."""
        return self.filter(editors=user)

    def written_by(self, user):
        """Those that name `user` as a contributor."""
        return self.filter(contributors=user)

    def put_in_charge(self, user, instead_of):
        """Name `user` wherever `instead_of` is named."""
        for category in self.edited_by(instead_of):
            category.editors.add(user)
            category.editors.remove(instead_of)
        for category in self.written_by(instead_of):
            category.contributors.add(user)
            category.contributors.remove(instead_of)

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


class Category(InTree, Public):
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
