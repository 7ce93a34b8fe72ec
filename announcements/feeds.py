from datetime import datetime, time

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from announcements.models import Consultation, DocumentField, DocumentType, LegalDocument
from hoiphunu.feeds import LENGTH, SiteFeed


class DocumentFeed(SiteFeed):
    heading, url_name = "Văn bản", "announcements:document-feed"

    def path(self, obj=None):
        return reverse("announcements:document-list")

    def items(self, obj=None):
        return self.documents(obj).for_list().newest()[:LENGTH]

    def documents(self, obj):
        return LegalDocument.objects.published()

    def item_title(self, item):
        return f"{item.number}: {item.title}"

    def item_description(self, item):
        return item.summary

    def item_pubdate(self, item):
        return timezone.make_aware(datetime.combine(item.issued_on, time.min))


class KindFeed(DocumentFeed):
    url_name = "announcements:kind-feed"

    def get_object(self, request, slug):
        return get_object_or_404(DocumentType.objects.with_documents(), slug=slug)

    def heading_of(self, obj):
        return f"Văn bản: {obj.name}"

    def path(self, obj=None):
        return f"{super().path()}?loai={obj.slug}"

    def documents(self, obj):
        return super().documents(obj).of_kinds([obj.slug])


class FieldFeed(DocumentFeed):
    url_name = "announcements:field-feed"

    def get_object(self, request, slug):
        return get_object_or_404(DocumentField.objects.with_documents(), slug=slug)

    def heading_of(self, obj):
        return f"Văn bản lĩnh vực {obj.name}"

    def path(self, obj=None):
        return f"{super().path()}?linh_vuc={obj.slug}"

    def documents(self, obj):
        return super().documents(obj).in_field(obj.slug)


class ConsultationFeed(SiteFeed):
    heading, url_name = "Lấy ý kiến dự thảo", "announcements:consultation-feed"

    def path(self, obj=None):
        return reverse("announcements:consultation-list")

    def items(self, obj=None):
        return Consultation.objects.published().for_list().newest()[:LENGTH]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        days = f"Nhận ý kiến từ {item.starts_on:%d/%m/%Y} đến hết {item.ends_on:%d/%m/%Y}."
        return f"{days} {item.summary}".strip()

    def item_pubdate(self, item):
        return item.published_at
