from django.shortcuts import get_object_or_404
from django.urls import reverse

from hoiphunu.feeds import LENGTH, SiteFeed
from news.models import Article, Category, Tag, Topic


class ArticleFeed(SiteFeed):
    heading = "Tin tức"

    def link(self, obj=None):
        return obj.get_absolute_url() if obj is not None else reverse("news:article-list")

    def articles(self, obj):
        return Article.objects.published()

    def items(self, obj=None):
        return self.articles(obj).for_list().newest()[:LENGTH]

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
        return [item.category.name]


class CategoryFeed(ArticleFeed):
    def get_object(self, request, slug):
        return get_object_or_404(Category, slug=slug)

    def articles(self, category):
        return Article.objects.published().in_category(category)


class TagFeed(ArticleFeed):
    def get_object(self, request, slug):
        return get_object_or_404(Tag.objects.with_articles(), slug=slug)

    def articles(self, tag):
        return Article.objects.published().tagged([tag.slug])


class TopicFeed(ArticleFeed):
    def get_object(self, request, slug):
        return get_object_or_404(Topic.objects.with_articles(), slug=slug)

    def articles(self, topic):
        return Article.objects.published().in_topic(topic)
