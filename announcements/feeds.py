from datetime import datetime, time

from django.urls import reverse_lazy
from django.utils import timezone

from announcements.models import LegalDocument
from hoiphunu.feeds import LENGTH, SiteFeed


class DocumentFeed(SiteFeed):
    heading = "Văn bản"
    link = reverse_lazy("announcements:document-list")

    def items(self):
        return LegalDocument.objects.published().for_list().newest()[:LENGTH]

    def item_title(self, item):
        return f"{item.number}: {item.title}"

    def item_description(self, item):
        return item.summary

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.issued_on, time.min))
