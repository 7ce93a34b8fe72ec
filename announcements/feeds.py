from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from announcements.models import LegalDocument
from hoiphunu.feeds import LENGTH, SiteFeed


class DocumentFeed(SiteFeed):
    heading, url_name = "Văn bản", "announcements:document-feed"

    def path(self, obj=None):
        return reverse("announcements:document-list")

    def items(self):
        return LegalDocument.objects.published().for_list().newest()[:LENGTH]

    def item_title(self, item):
        return f"{item.number}: {item.title}"

    def item_description(self, item):
        return item.summary

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.issued_on, time.min))
