"""Content managers look after topics; who writes articles sees them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "Cộng tác viên": ("view",),
    "Biên tập viên": ("view",),
    "Quản trị nội dung": ("add", "change", "delete", "view"),
}


def rights(apps, actions):
    codenames = [f"{action}_topic" for action in actions]
    permissions = apps.get_model("auth", "Permission").objects
    return list(permissions.filter(content_type__app_label="news", codename__in=codenames))


def grant(apps, schema_editor):
    # Permissions are otherwise made only after all migrations have run.
    config = apps.get_app_config("news")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for name, actions in RIGHTS.items():
        found = rights(apps, actions)
        if len(found) != len(actions):
            raise RuntimeError("permissions of topics are incomplete")
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*found)


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=RIGHTS):
        group.permissions.remove(*rights(apps, RIGHTS[group.name]))


class Migration(migrations.Migration):
    dependencies = [
        ("hoiphunu", "0008_correction_rights"),
        ("news", "0004_topics"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
