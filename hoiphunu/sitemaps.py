from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from announcements.models import LegalDocument
from hoiphunu.models import Page
from news.models import Article, Category, Topic


class SiteSitemap(Sitemap):
    """Addresses begin with SITE_URL, whichever host name the crawler used."""

    # A map may hold 50,000 addresses; the newest of each section are in it, and there is no second page.
    limit = 12_000
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def lastmod(self, item):
        return item.updated_at


class ArticleSitemap(SiteSitemap):
    def items(self):
        return Article.objects.published().defer("body").newest()


class DocumentSitemap(SiteSitemap):
    def items(self):
        return LegalDocument.objects.published().newest()


class PageSitemap(SiteSitemap):
    def items(self):
        return Page.objects.published()


class PlaceSitemap(SiteSitemap):
    """Lists and the home page."""

    NAMES = (
        *("home", "news:article-list", "announcements:document-list", "announcements:link-list"),
        *("announcements:banner-list", "announcements:event-list", "hotline:help", "photos"),
    )

    def items(self):
        kinds = [*Category.objects.with_articles(), *Topic.objects.with_articles()]
        return [*map(reverse, self.NAMES), *(kind.get_absolute_url() for kind in kinds)]

    def location(self, item):
        return item

    lastmod = None


SITEMAPS = {"places": PlaceSitemap, "pages": PageSitemap, "articles": ArticleSitemap, "documents": DocumentSitemap}
