"""The texts that came after the first ones."""

from django.db import migrations

from hotline import words


def fill(apps, schema_editor):
    HelpText = apps.get_model("hotline", "HelpText")
    for key, entry in words.shipped().items():
        values = {"order": entry["order"], "vi": entry["vi"], "km": entry["km"], "en": entry["en"]}
        HelpText.objects.get_or_create(key=key, defaults={**values, "km_needs_check": True})


class Migration(migrations.Migration):
    dependencies = [("hotline", "0003_help_texts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
