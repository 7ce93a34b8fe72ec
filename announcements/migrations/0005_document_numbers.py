from django.db import migrations, models

from announcements import numbers
from hoiphunu.vietnamese import words


def read_numbers(apps, schema_editor):
    documents = apps.get_model("announcements", "LegalDocument").objects.select_related("kind", "issuer")
    for document in documents.iterator():
        document.number = numbers.normal(document.number)
        document.number_key = numbers.key(document.number)
        document.ordinal = numbers.ordinal(document.number)
        said = words(f"{document.kind.name} {document.issuer.name} {document.summary} {document.signer}")
        document.folded = f" {' '.join([*numbers.asked(document.number), *said])} "
        document.signer_folded = f" {' '.join(words(document.signer))} "
        document.save(update_fields=["number", "number_key", "ordinal", "folded", "signer_folded"])


class Migration(migrations.Migration):

    dependencies = [("announcements", "0004_withdrawn_to")]

    operations = [
        migrations.AddField("legaldocument", "number_key", models.CharField(default="", editable=False, max_length=80)),
        migrations.AddField("legaldocument", "ordinal", models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddField(
            "legaldocument", "signer_folded", models.CharField(default="", editable=False, max_length=160)
        ),
        migrations.RunPython(read_numbers, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "legaldocument", models.Index(fields=["number_key", "issuer"], name="document_number")
        ),
    ]
