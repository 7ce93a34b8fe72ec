"""What the article's page says to machines."""

from django import template
from django.templatetags.static import static
from django.utils import timezone

from hoiphunu.feeds import full
from hoiphunu.templatetags.site import organisation

register = template.Library()


@register.simple_tag(takes_context=True)
def article_data(context, article, tags, crumbs):
    """schema.org's NewsArticle and BreadcrumbList of the article, for `linked_data`."""
    org = organisation(context)
    home = full("/")
    publisher = {"@type": "Organization", "name": org.name, "url": home, "logo": full(_logo(org))}
    story = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": full(article.get_absolute_url()),
        "headline": article.title,
        "description": article.summary,
        "inLanguage": "vi",
        "datePublished": timezone.localtime(article.published_at).isoformat(),
        "dateModified": timezone.localtime(max(article.updated_at, article.published_at)).isoformat(),
        "articleSection": article.category.name,
        "keywords": [tag.name for tag in tags],
        "author": {"@type": "Person", "name": article.byline} if article.byline else publisher,
        "publisher": publisher,
        "image": [full(article.get_share_image_url() or static("hoiphunu/img/share.png"))],
        "isAccessibleForFree": True,
    }
    trail = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": full(path)}
            for place, (name, path) in enumerate(crumbs, 1)
        ],
    }
    return [story, trail]


def _logo(org):
    return org.emblem.url if org.emblem else static("hoiphunu/img/mark-180.png")
