"""The year of the documents that are there, and PostgreSQL's index for their words."""

from django.db import migrations
from django.db.models.functions import ExtractYear


def fill_years(apps, schema_editor):
    apps.get_model("announcements", "LegalDocument").objects.update(year=ExtractYear("issued_on"))


def index_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX document_words ON announcements_legaldocument USING gin (to_tsvector('simple', folded))"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX document_words")


class Migration(migrations.Migration):
    dependencies = [("announcements", "0008_documents_in_full")]

    operations = [
        migrations.RunPython(fill_years, migrations.RunPython.noop),
        migrations.RunPython(index_words, drop_index),
    ]
