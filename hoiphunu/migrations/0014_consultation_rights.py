"""Content managers ask for opinions on drafts, and deal with what readers send."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "Quản trị nội dung"
ALL = ("add", "change", "delete", "view")
RIGHTS = {
    "consultation": (*ALL, "publish"),
    "consultationfile": ALL,
    "opinion": ("change", "delete", "view"),
}


def grant(apps, schema_editor):
    # Permissions are otherwise made only after all migrations have run.
    config = apps.get_app_config("announcements")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    codenames = [f"{action}_{model}" for model, actions in RIGHTS.items() for action in actions]
    found = list(Permission.objects.filter(content_type__app_label="announcements", codename__in=codenames))
    if len(found) != len(codenames):
        raise RuntimeError("permissions of consultations are incomplete")
    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.add(*found)


def withdraw(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name=GROUP):
        group.permissions.remove(
            *Permission.objects.filter(content_type__app_label="announcements", content_type__model__in=RIGHTS)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("hoiphunu", "0013_help_rights"),
        ("announcements", "0015_consultations"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
