"""The site's map: an index, and parts of at most 5,000 addresses each, cut by the rows' keys so that they stay put."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from announcements.models import Consultation, LegalDocument
from hoiphunu.feeds import full
from hoiphunu.models import Organisation, Page
from news.models import Article, Category, Topic

SIZE = 5_000
NOUNS = {"tin-tuc": Article, "van-ban": LegalDocument, "lay-y-kien": Consultation, "trang": Page}
PLACES = (
    *("home", "news:article-list", "announcements:document-list", "announcements:consultation-list"),
    "announcements:link-list",
    *("announcements:banner-list", "announcements:event-list", "hotline:help", "photos"),
)
# Search engines take an address for news this long.
IS_NEWS_FOR = timedelta(days=2)


def index(request):
    """Every part that holds something, with the day of its newest change."""
    parts = [{"address": full(reverse("sitemap-places"))}]
    for kind, noun in NOUNS.items():
        parts += [
            {"address": full(reverse("sitemap-part", args=[kind, row["block"]])), "updated": row["updated"]}
            for row in noun.objects.published().blocks(SIZE)
        ]
    return render(request, "sitemap_index.xml", {"parts": parts}, content_type="application/xml; charset=utf-8")


def places(request):
    """Lists and the home page."""
    kinds = [*Category.objects.with_articles(), *Topic.objects.with_articles()]
    paths = [*map(reverse, PLACES), *(kind.get_absolute_url() for kind in kinds)]
    return answer(request, [{"address": full(path)} for path in paths])


def part(request, kind, block):
    rows = list(NOUNS[kind].objects.published().in_block(int(block), SIZE))
    if not rows:
        raise Http404
    return answer(request, [entry(row) for row in rows])


def entry(row):
    found = {"address": full(row.get_absolute_url()), "updated": max(row.updated_at, row.published_at)}
    if isinstance(row, Article) and not row.is_sensitive and row.published_at > timezone.now() - IS_NEWS_FOR:
        found |= {"news": row}
    return found


def answer(request, entries):
    context = {"entries": entries, "name": Organisation.objects.current().short_name}
    return render(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")
