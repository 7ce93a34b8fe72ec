"""What all feeds share: organisation's name, our own address, newest first."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Rss201rev2Feed

from hoiphunu.models import Organisation

LENGTH = 20


class SiteFeed(Feed):
    feed_type = Rss201rev2Feed
    heading = ""

    def title(self, obj=None):
        heading = self.heading_of(obj) if obj is not None else self.heading
        return f"{heading} – {Organisation.objects.current().short_name}"

    def description(self, obj=None):
        return Organisation.objects.current().description or self.title(obj)

    def heading_of(self, obj):
        return obj.name
