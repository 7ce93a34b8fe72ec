"""Content managers look after commemorations, their days and the years' plans."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "Quản trị nội dung"
MODELS = ("commemoration", "commemorationday", "approvedyear")


def grant(apps, schema_editor):
    # Permissions are otherwise made only after all migrations have run.
    config = apps.get_app_config("announcements")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    found = list(Permission.objects.filter(content_type__app_label="announcements", content_type__model__in=MODELS))
    if len(found) != 4 * len(MODELS):
        raise RuntimeError("permissions of commemorations are incomplete")
    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.add(*found)


def withdraw(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group = Group.objects.filter(name=GROUP).first()
    if group:
        group.permissions.remove(
            *Permission.objects.filter(content_type__app_label="announcements", content_type__model__in=MODELS)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("hoiphunu", "0003_groups"),
        ("announcements", "0003_commemorations"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
