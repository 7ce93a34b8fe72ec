from importlib import import_module

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from hoiphunu.audit import Kind, record

# A name that begins with a digit is no word of Python.
GUARDS = import_module("hoiphunu.migrations.0017_audit").GUARDS
OFF = {
    "postgresql": ["DROP FUNCTION IF EXISTS audit_refuse() CASCADE"],
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in ("audit_update", "audit_delete", "audit_replace")],
}


class Command(BaseCommand):
    help = "Đặt lại các khoá của cơ sở dữ liệu cho nhật ký an ninh, khi `doctor` báo là thiếu."

    @transaction.atomic
    def handle(self, **options):
        with connection.cursor() as cursor:
            for statement in (*OFF[connection.vendor], *GUARDS[connection.vendor], "DELETE FROM audit_erasure"):
                cursor.execute(statement)
        record(Kind.LOCKED, words="bằng lệnh lock_audit")
        self.stdout.write("Đã khoá lại nhật ký an ninh.")
