"""What finds the words: GIN indexes on PostgreSQL, a full-text table beside the entries on SQLite."""

from django.db import migrations

FORWARD = {
    "postgresql": [
        "CREATE INDEX searchentry_doc ON hoiphunu_searchentry USING gin (doc)",
        "CREATE INDEX searchentry_head ON hoiphunu_searchentry USING gin (head)",
    ],
    "sqlite": ["CREATE VIRTUAL TABLE search_words USING fts5 (head, doc, tokenize = 'unicode61')"],
}
BACKWARD = {
    "postgresql": ["DROP INDEX searchentry_doc", "DROP INDEX searchentry_head"],
    "sqlite": ["DROP TABLE search_words"],
}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("hoiphunu", "0001_initial")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
