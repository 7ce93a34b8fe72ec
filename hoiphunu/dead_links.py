"""Which addresses of this site a reader could not open: asked of the URL table and of the rows, never by HTTP."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from announcements.models import Consultation, LegalDocument
from hoiphunu.models import OldAddress, Page
from news.models import Article, Category, Tag

# {view: (part of the address, field it names, the rows that readers can open)}
ROWS = {
    "news:article-detail": ("pk", "pk", Article.objects.published),
    "news:article-print": ("pk", "pk", Article.objects.published),
    "news:byline": ("slug", "byline_slug", Article.objects.published),
    "news:category": ("slug", "slug", Category.objects.all),
    "news:category-feed": ("slug", "slug", Category.objects.all),
    "news:tag": ("slug", "slug", Tag.objects.with_articles),
    "news:tag-feed": ("slug", "slug", Tag.objects.with_articles),
    "announcements:document-detail": ("pk", "pk", LegalDocument.objects.published),
    "announcements:consultation-detail": ("pk", "pk", Consultation.objects.published),
    "announcements:opinion": ("pk", "pk", Consultation.objects.published),
    "page": ("path", "path", Page.objects.published),
}


def dead(addresses) -> set[str]:
    """Those of `addresses` (as links hold them) that lead into this site and to nothing readers can open.

    One query for each kind of page that is linked to, one more when something seems dead. Stored files and other
    sites are not looked at.
    """
    unknown, asked = set(), {}
    for address in addresses:
        path = _own_path(address)
        if path is None or path.startswith((settings.STATIC_URL, "/tep/")):
            continue
        try:
            match = resolve(path)
        except Resolver404:
            unknown.add((address, path))
            continue
        if path.startswith(reverse("admin:index")):
            unknown.add((address, path))
        elif match.view_name in ROWS:
            value = match.kwargs[ROWS[match.view_name][0]]
            asked.setdefault(match.view_name, []).append((address, path, value))
    for name, links in asked.items():
        part, field, rows = ROWS[name]
        values = [f"/{value}/" if part == "path" else value for _, _, value in links]
        found = {str(value) for value in rows().among(field, values)}
        unknown |= {
            (address, path)
            for (address, path, _), value in zip(links, values, strict=True)
            if str(int(value) if field == "pk" else value) not in found
        }
    moved = OldAddress.objects.leading([path for _, path in unknown]) if unknown else set()
    return {address for address, path in unknown if path not in moved}


def _own_path(address):
    """The path of an address of this site; None for all others."""
    address = address.removeprefix(settings.SITE_URL) if address.startswith(f"{settings.SITE_URL}/") else address
    return urlsplit(address).path if address.startswith("/") else None
