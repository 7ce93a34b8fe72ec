from collections import Counter

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from taggit.models import ItemBase, TagBase

from hoiphunu.models import ContentVersion, OldAddress, Revision
from hoiphunu.publishing import Public, PublicQuerySet, State, changed
from hoiphunu.vietnamese import slugify, words
from news import models as nouns  # whose parts know each other: asked when used
from news import tagging


class TagQuerySet(PublicQuerySet):
    def named(self, names):
        """The tags of these names, made where missing; spellings that differ in letter case only are one tag."""
        tags = []
        for name in names:
            tag, _ = self.get_or_create(key=tagging.key(name), defaults={"name": name})
            tags.append(tag)
        return tags

    def with_articles(self, now=None):
        live = nouns.Article.objects.published(now)
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
            nouns.Article.objects.holding(self).follow_sensitivity()

    def absorb(self, others):
        """Make the `others` this tag: articles and all revisions follow, their addresses lead here; they are deleted.

        If one of them is sensitive, this one is from now on.
        """
        others = [other for other in others if other.pk != self.pk]
        with transaction.atomic():
            ContentVersion.objects.hold()
            for other in others:
                links = ArticleTag.objects.filter(tag=other)
                links.exclude(content_object__in=nouns.Article.objects.holding(self)).update(tag=self)
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
        return nouns.Article.objects.published().holding(self).exists()

    def rows_to_update(self):
        return [self, *nouns.Article.objects.holding(self)]


def _rename_in_revisions(former, name):
    """Write `name` for the tags called `former` in every revision, so that no old text brings them back."""
    keys = {tagging.key(each) for each in former}
    revisions = Revision.objects.of_model(nouns.Article)
    listed = revisions.values_list("pk", "data__tags")
    found = [pk for pk, tags in listed if keys & {tagging.key(tag) for tag in tags or ()}]
    for revision in revisions.filter(pk__in=found):
        tags = [name if tagging.key(tag) in keys else tag for tag in revision.data["tags"]]
        revision.data["tags"] = sorted(tagging.split(",".join(tags)))
        revision.save(update_fields=["data"])


class ArticleTagQuerySet(models.QuerySet):
    def shared_with(self, article, limit):
        """Counter {key of another article: how many tags of `article` it has} of the newest `limit` pairs."""
        tags = [tag.pk for tag in article.tags.all()]
        pairs = self.filter(tag__in=tags).exclude(content_object=article.pk).order_by("-content_object_id")
        return Counter(pairs.values_list("content_object_id", flat=True)[:limit] if tags else ())


class ArticleTag(ItemBase):
    content_object = models.ForeignKey("Article", models.CASCADE)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="article_tags")

    objects = ArticleTagQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "thẻ của bài"
        constraints = [models.UniqueConstraint("content_object", "tag", name="articletag_once")]
