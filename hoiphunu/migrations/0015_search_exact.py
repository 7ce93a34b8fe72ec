"""Words with their accents beside those without, titles told apart, and the part of the site a row belongs to.

`manage.py rebuild_search` fills them for what is there already.
"""

from datetime import date

from django.db import migrations, models

import hoiphunu.models.search

OLD_WORDS = "CREATE VIRTUAL TABLE search_words USING fts5 (head, doc, tokenize = 'unicode61')"
NEW_WORDS = """CREATE VIRTUAL TABLE search_words
    USING fts5 (title, head, doc, exact, tokenize = 'unicode61 remove_diacritics 0')"""
FORWARD = {
    "postgresql": ["CREATE INDEX searchentry_exact ON hoiphunu_searchentry USING gin (exact)"],
    "sqlite": ["DROP TABLE search_words", NEW_WORDS],
}
BACKWARD = {
    "postgresql": ["DROP INDEX searchentry_exact"],
    "sqlite": ["DROP TABLE search_words", OLD_WORDS],
}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("hoiphunu", "0014_consultation_rights")]
    operations = [
        migrations.AddField(
            "searchentry", "exact", hoiphunu.models.search.WordsField(default="", verbose_name="mọi từ có dấu")
        ),
        migrations.AddField(
            "searchentry", "section", models.CharField(blank=True, default="", max_length=100, verbose_name="mục"), preserve_default=False
        ),
        migrations.RunPython(run(FORWARD), run(BACKWARD)),
        migrations.RunSQL("UPDATE hoiphunu_searchentry SET date = '0001-01-01' WHERE date IS NULL", migrations.RunSQL.noop),
        migrations.AlterField("searchentry", "date", models.DateField(default=date(1, 1, 1), verbose_name="ngày")),
    ]
