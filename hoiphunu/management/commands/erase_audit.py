from django.conf import settings
from django.core.management.base import BaseCommand

from hoiphunu import audit
from hoiphunu.models import AuditEntry


class Command(BaseCommand):
    help = "Xoá những dòng nhật ký an ninh cũ hơn AUDIT_DAYS ngày."

    def handle(self, **options):
        if count := AuditEntry.objects.erase_expired():
            audit.record(audit.Kind.ERASED, words=f"{count} dòng cũ hơn {settings.AUDIT_DAYS} ngày")
        self.stdout.write(f"Đã xoá {count} dòng nhật ký an ninh.")
