"""What all feeds share: organisation's name, our own address, newest first, whole texts, RSS and Atom."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import format_html

from hoiphunu import richtext
from hoiphunu.models import Organisation, Photo

LENGTH = 20
# Feed readers have no srcset of ours; 800 px is sharp enough on a phone.
PICTURE_WIDTH = 800
CONTENT = "http://purl.org/rss/1.0/modules/content/"


class Rss(Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:content": CONTENT}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item.get("body"):
            handler.addQuickElement("content:encoded", item["body"])


class Atom(Atom1Feed):
    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item.get("body"):
            handler.addQuickElement("content", item["body"], {"type": "html"})


class SiteFeed(Feed):
    """Its addresses begin with SITE_URL, whichever host name was asked. `SiteFeed(Atom)` speaks Atom.

    `url_name` is that of the RSS address; where it says "feed", that of the Atom address says "atom".
    """

    heading = url_name = ""

    def __init__(self, feed_type=Rss):
        self.feed_type = feed_type
        self.is_atom = issubclass(feed_type, Atom1Feed)

    def title(self, obj=None):
        heading = self.heading_of(obj) if obj is not None else self.heading
        return f"{heading} – {Organisation.objects.current().short_name}"

    def description(self, obj=None):
        return Organisation.objects.current().description or self.title(obj)

    def subtitle(self, obj=None):
        return self.description(obj) if self.is_atom else None  # RSS has no place for it

    def heading_of(self, obj):
        return obj.name

    def link(self, obj=None):
        return full(self.path(obj))

    def feed_url(self, obj=None):
        name = self.url_name.replace("feed", "atom") if self.is_atom else self.url_name
        return full(reverse(name, args=[obj.slug] if obj is not None else []))

    def item_extra_kwargs(self, item):
        return {"body": getattr(item, "feed_body", "")}

    def item_link(self, item):
        return full(item.get_absolute_url())


def full(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def bodies(rows) -> dict:
    """{key: body with full addresses, photos as plain pictures} of `rows`; one query for all their photos."""
    photos = {
        photo.pk: photo for photo in Photo.objects.by_ids({pk for row in rows for pk in richtext.photo_ids(row.body)})
    }

    def picture(pk, alt):
        if photo := photos.get(pk):
            width, address = photo.widest(PICTURE_WIDTH)
            height = round(photo.height * width / photo.width)
            tag = '<img src="{}" width="{}" height="{}" alt="{}">'
            return format_html(tag, address, width, height, alt or photo.alt)
        return None

    site = settings.SITE_URL.rstrip("/")
    return {
        row.pk: richtext.with_full_addresses(richtext.render(row.body, picture, on_page=False), site) for row in rows
    }
