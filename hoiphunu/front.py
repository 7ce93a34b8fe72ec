"""What the home page, the photo page and the error pages show of the news."""

from hoiphunu.models import Photo
from hoiphunu.pagecache import framed
from news.models import Article, Category

LATEST, SECTIONS, SECTION_LENGTH, PHOTOS, MOST_READ = 9, 3, 3, 4, 5


def latest(count):
    return list(Article.objects.published().for_list().newest()[:count])


def most_read():
    return list(Article.objects.most_read(MOST_READ))


def page(request) -> dict:
    """The home page's context; each block in a constant number of queries."""
    published = Article.objects.published()
    featured = list(published.for_list().featured()[:3])
    categories = Category.objects.top().with_articles()[:SECTIONS]
    sections = [
        {"category": category, "articles": list(published.in_category(category).for_list().newest()[:SECTION_LENGTH])}
        for category in categories
    ]
    shown = published.with_cover().not_sensitive().for_list().newest()[:PHOTOS]
    return {
        "lead": featured[0] if featured else None,
        "pair": featured[1:],
        "latest": list(published.other_than(*featured).for_list().newest()[:LATEST]),
        "most_read": framed(request, "most read", most_read),
        "sections": sections,
        "photos": [{"photo": article.cover, "article": article} for article in shown],
    }


def articles_with_photos():
    """Public articles that have photos; sensitive ones are read, not looked through."""
    return Article.objects.published().with_cover().not_sensitive().select_related("cover", "category").newest()


def albums(articles) -> list[dict]:
    """[{article, photos}] with the cover first; one query for all the photos."""
    wanted = {article: article.photo_ids() for article in articles}
    photos = {photo.pk: photo for photo in Photo.objects.by_ids({pk for ids in wanted.values() for pk in ids})}
    return [{"article": a, "photos": [photos[pk] for pk in ids if pk in photos]} for a, ids in wanted.items()]
