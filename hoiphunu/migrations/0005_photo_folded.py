from django.db import migrations, models

from hoiphunu.vietnamese import words


def fold(apps, schema_editor):
    photos = apps.get_model("hoiphunu", "Photo")._base_manager
    for photo in photos.only("alt", "caption", "credit", "created_by_name").iterator():
        photo.folded = " ".join(words(f"{photo.alt} {photo.caption} {photo.credit} {photo.created_by_name}"))
        photo.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("hoiphunu", "0004_commemoration_rights")]
    operations = [
        migrations.AddField("photo", "folded", models.TextField(default="", editable=False)),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
