"""Editors and content managers see how much is read."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "Biên tập viên": ("view_readcount",),
    "Quản trị nội dung": ("view_readcount",),
}


def grant(apps, schema_editor):
    # Permissions are otherwise made only after all migrations have run.
    config = apps.get_app_config("news")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in RIGHTS.items():
        found = list(Permission.objects.filter(content_type__app_label="news", codename__in=codenames))
        if len(found) != len(codenames):
            raise RuntimeError("permissions of readers are incomplete")
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*found)


def withdraw(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name__in=RIGHTS):
        group.permissions.remove(
            *Permission.objects.filter(content_type__app_label="news", content_type__model="readcount")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("hoiphunu", "0010_bin"),
        ("news", "0007_read_counts"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
