"""The texts as shipped, for staff to edit; hours written as sentences go to the note."""

from django.core.exceptions import ValidationError
from django.db import migrations

from hotline import duty, words


def fill(apps, schema_editor):
    HelpText, Hotline = apps.get_model("hotline", "HelpText"), apps.get_model("hotline", "Hotline")
    for key, entry in words.shipped().items():
        values = {"order": entry["order"], "vi": entry["vi"], "km": entry["km"], "en": entry["en"]}
        HelpText.objects.get_or_create(key=key, defaults={**values, "km_needs_check": True})
    for line in Hotline.objects.exclude(hours=""):
        try:
            line.hours = duty.normalise(line.hours)
        except ValidationError:
            line.note, line.hours = ". ".join(filter(None, [line.note, line.hours]))[:300], ""
        line.save()


class Migration(migrations.Migration):
    dependencies = [("hotline", "0002_languages_hours_chairs")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
