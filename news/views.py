from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView

from hoiphunu import pageversion, richtext, speculation, videos
from hoiphunu.addresses import ended
from hoiphunu.keeping import BusyError, Keeping
from hoiphunu.listing import Listing
from hoiphunu.pagecache import framed
from news import saved
from news.forms import ArticleFilterForm
from news.models import PINNED, RELATED, Article, Category, Tag, Topic

MOST_READ = 5


class ArticleList(Listing):
    template_name = "news/article_list.html"
    context_object_name = "articles"
    form_class = ArticleFilterForm
    heading, intro = "Tin tức", ""

    def filter_form(self):
        offered = framed(self.request, "news filters", ArticleFilterForm.offers)
        return ArticleFilterForm(self.request.GET, offered=offered)

    def get_queryset(self):
        articles = Article.objects.published().for_list().newest()
        if category := self.chosen.get("cm"):
            articles = articles.in_category(category)
        if tags := self.chosen.get("the"):
            articles = articles.tagged([tag.slug for tag in tags])
        if year := self.chosen.get("nam"):
            articles = articles.in_year(year)
        return articles

    @property
    def chosen(self):
        chosen = {}
        for name, value in super().chosen.items():
            chosen[name] = list(value) if name == "the" else value
        return {name: value for name, value in chosen.items() if value}

    def query(self, **changes):
        return super().query(**{**_slugs(self.chosen), **_slugs(changes)})

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "heading": self.heading,
            "intro": self.intro,
            "categories": self.form.categories,
            "tags": self.form.tags,
            "years": self.form.years,
            "chosen": self.removable(lambda name, value: str(value)),
            "feeds": self.feeds(),
            "most_read": self.most_read(),
        }

    def feeds(self):
        """{"rss" and "atom": address} of what the list shows, newest first."""
        return {"rss": reverse("news:feed"), "atom": reverse("news:atom")}

    def most_read(self):
        """Under all news only: beside a filter, a category or a month the list would seem to be of these."""
        is_all = type(self) is ArticleList and not self.chosen
        return framed(self.request, "most read", lambda: list(Article.objects.most_read(MOST_READ))) if is_all else []


def _slugs(chosen):
    """The query-string form of chosen filters: rows as their slugs."""
    plain = {}
    for name, value in chosen.items():
        values = (
            [getattr(one, "slug", one) for one in value] if isinstance(value, list) else getattr(value, "slug", value)
        )
        plain[name] = values
    return plain


class CategoryArticles(ArticleList):
    def get_queryset(self):
        self.category = get_object_or_404(Category, slug=self.kwargs["slug"])
        self.heading, self.intro = self.category.name, self.category.description
        return super().get_queryset().in_category(self.category)

    def feeds(self):
        address = [self.category.slug]
        return {"rss": reverse("news:category-feed", args=address), "atom": reverse("news:category-atom", args=address)}


class TagArticles(ArticleList):
    def get_queryset(self):
        # A tag that only drafts have would tell what is being written.
        self.tag = get_object_or_404(Tag.objects.with_articles(), slug=self.kwargs["slug"])
        self.heading = f"Thẻ: {self.tag.name}"
        return super().get_queryset().tagged([self.tag.slug])

    def feeds(self):
        address = [self.tag.slug]
        return {"rss": reverse("news:tag-feed", args=address), "atom": reverse("news:tag-atom", args=address)}


class TopicArticles(ArticleList):
    def get_queryset(self):
        topics = Topic.objects.with_articles().select_related("cover")
        self.topic = get_object_or_404(topics, slug=self.kwargs["slug"])
        self.heading, self.intro = self.topic.name, self.topic.intro
        return super().get_queryset().in_topic(self.topic)

    def feeds(self):
        address = [self.topic.slug]
        return {"rss": reverse("news:topic-feed", args=address), "atom": reverse("news:topic-atom", args=address)}


class BylineArticles(ArticleList):
    def get_queryset(self):
        articles = super().get_queryset().by(self.kwargs["slug"])
        first = Article.objects.published().by(self.kwargs["slug"]).newest().first()
        if first is None:
            raise Http404
        self.heading = f"Bài của {first.byline}"
        return articles


class MonthForm(forms.Form):
    year = forms.IntegerField(min_value=1900, max_value=2200)
    month = forms.IntegerField(min_value=1, max_value=12)


class MonthArticles(ArticleList):
    def get_queryset(self):
        form = MonthForm(self.kwargs)
        if not form.is_valid():
            raise Http404
        self.heading = "Tin tháng {month}/{year}".format(**form.cleaned_data)
        return super().get_queryset().in_month(**form.cleaned_data)


class ArticlePage(DetailView):
    """One article in one of its shapes; over, it says so, and a former title leads to today's address."""

    context_object_name = "article"

    def get(self, request, *args, **kwargs):
        try:
            self.object = self.get_object()
        except Http404:
            if over := Article.objects.ended().with_key(kwargs["pk"]):
                return ended(request, over)
            raise
        if self.object.slug != kwargs["slug"]:
            return redirect(self.address(), permanent=True)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_object(self, queryset=None):
        articles = Article.objects.published().select_related("category", "cover").prefetch_related("tags")
        return get_object_or_404(articles, pk=self.kwargs["pk"])


class ArticleDetail(ArticlePage):
    template_name = "news/article_detail.html"

    def address(self):
        return self.object.get_absolute_url()

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if self.object.plays_videos:
            response._csp_update = {"frame-src": [videos.PLAYER]}
        return response if self.object.is_sensitive else speculation.announce(response)

    def get_context_data(self, **kwargs):
        article, category = self.object, self.object.category
        crumbs = [("Trang chủ", reverse("home")), ("Tin tức", reverse("news:article-list"))]
        return super().get_context_data(**kwargs) | {
            "related": self.related(),
            "topics": Topic.objects.beside(article),
            "tags": list(article.tags.all()),
            "older": Article.objects.before(article),
            "newer": Article.objects.after(article),
            "contents": contents(article.body),
            "can_be_pdf": saved.can_be_pdf(article),
            "breadcrumbs": [*crumbs, (category.name, category.get_absolute_url())],
        }

    def related(self):
        """Articles to go on with; all that are pinned, however many."""
        found = list(Article.objects.related_to(self.object).for_list()[:PINNED])
        pinned = [article for article in found if article.pinned_at < PINNED]
        return found[: max(RELATED, len(pinned))]


def contents(body):
    """The table of contents of a long text: its main and middle headings, from three of them on."""
    headings = [heading for heading in richtext.outline(body) if heading[0] < 4]
    return headings if len(headings) >= 3 else []


class ArticleFile(ArticlePage):
    """The article to keep. Dearer to make than a page: one at a time, and not in the cache of pages."""

    kept = Keeping()

    def address(self):
        return self.object.get_file_url(self.kwargs["extension"])

    def render_to_response(self, context, **kwargs):
        article, extension = self.object, self.kwargs["extension"]
        if extension == "pdf" and not saved.can_be_pdf(article):
            return redirect(article.get_file_url("html"))
        key = (pageversion.current(), timezone.localdate(), article.pk, extension)
        try:
            content = self.kept.get(key, lambda: getattr(saved, extension)(self.request, article))
        except BusyError:
            sentence = "Nhiều người đang tải tệp. Bạn thử lại sau ít phút.\n"
            headers = {"Retry-After": "30", "Cache-Control": "no-store"}
            return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8", headers=headers)
        kind = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}[extension]
        name = saved.file_name(article, extension)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-cache",
            "X-Robots-Tag": "noindex",
        }
        return HttpResponse(content, content_type=kind, headers=headers)


class ArticlePrint(ArticlePage):
    template_name = "news/article_print.html"

    def address(self):
        return self.object.get_print_url()
