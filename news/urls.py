from django.urls import path, re_path
from django.views.decorators.http import require_safe

from hoiphunu.feeds import Atom
from hoiphunu.pagecache import public_page
from news import corrections, feeds, readers, views

app_name = "news"
LIST_QUERY = ("cm", "the", "nam", "trang", "tu")
ARTICLE = r"^tin-tuc/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/"


def listed(view):
    return public_page(*LIST_QUERY)(view.as_view())


urlpatterns = [
    path("tin-tuc/", listed(views.ArticleList), name="article-list"),
    re_path(r"^tin-tuc/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", listed(views.MonthArticles), name="month"),
    re_path(ARTICLE + "$", public_page()(views.ArticleDetail.as_view()), name="article-detail"),
    re_path(ARTICLE + "in/$", public_page()(views.ArticlePrint.as_view()), name="article-print"),
    re_path(ARTICLE + "bao-loi/$", corrections.report, name="correction"),
    re_path(
        ARTICLE + r"bai-viet\.(?P<extension>html|pdf)$", require_safe(views.ArticleFile.as_view()), name="article-file"
    ),
    path("chuyen-muc/<slug:slug>/", listed(views.CategoryArticles), name="category"),
    path("the/<slug:slug>/", listed(views.TagArticles), name="tag"),
    path("dong-su-kien/<slug:slug>/", listed(views.TopicArticles), name="topic"),
    path("tac-gia/<slug:slug>/", listed(views.BylineArticles), name="byline"),
    path("luot-doc/", readers.read, name="read"),
    path("rss.xml", public_page()(feeds.ArticleFeed()), name="feed"),
    path("atom.xml", public_page()(feeds.ArticleFeed(Atom)), name="atom"),
    path("chuyen-muc/<slug:slug>/rss.xml", public_page()(feeds.CategoryFeed()), name="category-feed"),
    path("chuyen-muc/<slug:slug>/atom.xml", public_page()(feeds.CategoryFeed(Atom)), name="category-atom"),
    path("the/<slug:slug>/rss.xml", public_page()(feeds.TagFeed()), name="tag-feed"),
    path("the/<slug:slug>/atom.xml", public_page()(feeds.TagFeed(Atom)), name="tag-atom"),
    path("dong-su-kien/<slug:slug>/rss.xml", public_page()(feeds.TopicFeed()), name="topic-feed"),
    path("dong-su-kien/<slug:slug>/atom.xml", public_page()(feeds.TopicFeed(Atom)), name="topic-atom"),
]
