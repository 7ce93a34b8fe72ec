from news.models.articles import PINNED, RELATED, Article, ArticleFile
from news.models.categories import Category
from news.models.corrections import KEPT, Correction
from news.models.read_counts import ReadCount
from news.models.tags import ArticleTag, Tag
from news.models.topics import Topic

__all__ = [
    "KEPT",
    "PINNED",
    "RELATED",
    "Article",
    "ArticleFile",
    "ArticleTag",
    "Category",
    "Correction",
    "ReadCount",
    "Tag",
    "Topic",
]
