"""Who looks after the lines looks after the texts of the help pages and the chairs in the communes."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ("Quản trị nội dung", "Phụ trách đường dây nóng")
CODENAMES = (
    *("add_unionchair", "change_unionchair", "delete_unionchair", "view_unionchair"),
    *("change_helptext", "view_helptext"),
)


def rights(apps):
    permissions = apps.get_model("auth", "Permission").objects
    return list(permissions.filter(content_type__app_label="hotline", codename__in=CODENAMES))


def grant(apps, schema_editor):
    # Permissions are otherwise made only after all migrations have run.
    config = apps.get_app_config("hotline")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    found = rights(apps)
    if len(found) != len(CODENAMES):
        raise RuntimeError("permissions of the help pages are incomplete")
    for name in GROUPS:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*found)


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*rights(apps))


class Migration(migrations.Migration):
    dependencies = [
        ("hoiphunu", "0012_open_forms"),
        ("hotline", "0003_help_texts"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
