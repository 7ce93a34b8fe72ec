"""Requests for help are for those who answer the hotline, and for nobody else."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "Phụ trách đường dây nóng"
CODENAMES = (
    *("change_helprequest", "delete_helprequest", "view_helprequest"),
    *("view_helpreading", "add_consent", "view_consent"),
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
        raise RuntimeError("permissions of requests are incomplete")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(*found)


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=GROUP):
        group.permissions.remove(*rights(apps))


class Migration(migrations.Migration):
    dependencies = [
        ("hoiphunu", "0015_search_exact"),
        ("hotline", "0005_help_requests"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
