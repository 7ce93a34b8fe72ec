"""The texts of requests for help, and the words of consent as shipped in three languages."""

from django.db import migrations

from hotline import words
from hotline.models import consents


def fill(apps, schema_editor):
    HelpText, Consent = apps.get_model("hotline", "HelpText"), apps.get_model("hotline", "Consent")
    for key, entry in words.shipped().items():
        values = {"order": entry["order"], "vi": entry["vi"], "km": entry["km"], "en": entry["en"]}
        HelpText.objects.get_or_create(key=key, defaults={**values, "km_needs_check": True})
    # Words are never changed: where the shipped ones are in use, the next version of them speaks three languages.
    shipped, current = consents.shipped(), Consent.objects.order_by("pk").last()
    if current and (current.words, current.basis) == (shipped["words"], shipped["basis"]) and not current.words_en:
        Consent.objects.create(**{**shipped, "keep_days": current.keep_days})


class Migration(migrations.Migration):
    dependencies = [("hotline", "0006_requests_in_three_languages")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
