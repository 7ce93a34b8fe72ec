from django.shortcuts import get_object_or_404
from django.urls import reverse

from hoiphunu.feeds import LENGTH, SiteFeed, bodies
from news.models import Article, Category, Tag, Topic


class ArticleFeed(SiteFeed):
    heading, url_name = "Tin tức", "news:feed"

    def path(self, obj=None):
        return obj.get_absolute_url() if obj is not None else reverse("news:article-list")

    def articles(self, obj):
        return Article.objects.published()

    def items(self, obj=None):
        articles = list(self.articles(obj).for_feed().newest()[:LENGTH])
        # Readers of feeds keep texts where no quick exit reaches: of sensitive ones they get the summary.
        whole = bodies([article for article in articles if not article.is_sensitive])
        for article in articles:
            article.feed_body = whole.get(article.pk, "")
        return articles

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.summary

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.updated_at

    def item_author_name(self, item):
        return item.byline

    def item_categories(self, item):
        return [item.category.name, *(tag.name for tag in item.tags.all())]


class CategoryFeed(ArticleFeed):
    url_name = "news:category-feed"

    def get_object(self, request, slug):
        return get_object_or_404(Category, slug=slug)

    def articles(self, category):
        return Article.objects.published().in_category(category)


class TagFeed(ArticleFeed):
    url_name = "news:tag-feed"

    def get_object(self, request, slug):
        return get_object_or_404(Tag.objects.with_articles(), slug=slug)

    def articles(self, tag):
        return Article.objects.published().tagged([tag.slug])


class TopicFeed(ArticleFeed):
    url_name = "news:topic-feed"

    def get_object(self, request, slug):
        return get_object_or_404(Topic.objects.with_articles(), slug=slug)

    def articles(self, topic):
        return Article.objects.published().in_topic(topic)
