"""The audit log, which the database itself refuses to change.

No UPDATE at all; DELETE only of what is older than the moment in `audit_erasure`, which is empty but inside the
transaction of `manage.py erase_audit`; TRUNCATE (PostgreSQL) and a row in another's place (SQLite's REPLACE) not either.
"""

import django.utils.timezone
from django.db import migrations, models

import hoiphunu.models.search

TABLES = {
    "postgresql": [
        "CREATE INDEX audit_folded ON hoiphunu_auditentry USING gin (to_tsvector('simple', folded))",
        "CREATE TABLE audit_erasure (before timestamptz NOT NULL)",
    ],
    "sqlite": [
        "CREATE TABLE audit_erasure (before text NOT NULL)",
    ],
}
# What `manage.py lock_audit` puts back as well.
GUARDS = {
    "postgresql": [
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    IF EXISTS (SELECT 1 FROM audit_erasure WHERE before > OLD.at) THEN RETURN OLD; END IF;
                ELSIF TG_OP = 'TRUNCATE' THEN
                    IF EXISTS (SELECT 1 FROM audit_erasure WHERE before > now()) THEN RETURN NULL; END IF;
                END IF;
                RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'restrict_violation';
            END $$""",
        """CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON hoiphunu_auditentry
            FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_whole BEFORE TRUNCATE ON hoiphunu_auditentry
            FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ],
    "sqlite": [
        """CREATE TRIGGER audit_update BEFORE UPDATE ON hoiphunu_auditentry
            BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
        """CREATE TRIGGER audit_delete BEFORE DELETE ON hoiphunu_auditentry
            WHEN NOT EXISTS (SELECT 1 FROM audit_erasure WHERE before > OLD.at)
            BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
        """CREATE TRIGGER audit_replace BEFORE INSERT ON hoiphunu_auditentry
            WHEN EXISTS (SELECT 1 FROM hoiphunu_auditentry WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END""",
    ],
}
BACKWARD = {
    "postgresql": [
        "DROP TRIGGER audit_whole ON hoiphunu_auditentry",
        "DROP TRIGGER audit_rows ON hoiphunu_auditentry",
        "DROP FUNCTION audit_refuse()",
        "DROP TABLE audit_erasure",
        "DROP INDEX audit_folded",
    ],
    "sqlite": [
        "DROP TRIGGER audit_replace",
        "DROP TRIGGER audit_delete",
        "DROP TRIGGER audit_update",
        "DROP TABLE audit_erasure",
    ],
}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("hoiphunu", "0016_request_rights")]
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="việc")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="lúc")),
                ("by", models.PositiveBigIntegerField(null=True, verbose_name="mã người làm")),
                ("by_name", models.CharField(blank=True, max_length=320, verbose_name="người làm")),
                ("account", models.PositiveBigIntegerField(null=True, verbose_name="mã tài khoản")),
                ("account_name", models.CharField(blank=True, max_length=320, verbose_name="tài khoản")),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="nội dung")),
                ("changes", models.JSONField(blank=True, default=list, verbose_name="thay đổi")),
                ("network", models.CharField(blank=True, max_length=45, verbose_name="từ mạng")),
                ("folded", hoiphunu.models.search.FoldedField(editable=False)),
            ],
            options={
                "verbose_name": "nhật ký an ninh",
                "verbose_name_plural": "nhật ký an ninh",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["kind", "-id"], name="audit_kind"),
                    models.Index(fields=["account", "-id"], name="audit_account"),
                    models.Index(fields=["by", "-id"], name="audit_by"),
                ],
            },
        ),
        migrations.RunPython(run(TABLES), migrations.RunPython.noop),
        migrations.RunPython(run(GUARDS), run(BACKWARD)),
    ]
