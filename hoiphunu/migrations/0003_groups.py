"""The four staff groups with the rights of each; offices may change them afterwards."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ALL = ("add", "change", "delete", "view")
WRITE = ("add", "change", "view")

CONTRIBUTOR = {
    "news.article": WRITE,
    "news.category": ("view",),
    "news.tag": ("view",),
    "hoiphunu.photo": WRITE,
}
EDITOR = {
    **CONTRIBUTOR,
    "news.article": (*WRITE, "publish"),
    "news.tag": WRITE,
}
CONTENT = {
    "news.article": (*ALL, "publish"),
    "news.category": ALL,
    "news.tag": ALL,
    "announcements.banner": ALL,
    "announcements.legaldocument": (*ALL, "publish"),
    "announcements.documentfile": ALL,
    "announcements.documenttype": ALL,
    "announcements.issuer": ALL,
    "announcements.documentfield": ALL,
    "announcements.linkgroup": ALL,
    "announcements.weblink": ALL,
    "hotline.hotline": ALL,
    "hotline.responseteam": ALL,
    "hoiphunu.organisation": ("change", "view"),
    "hoiphunu.menuitem": ALL,
    "hoiphunu.page": (*ALL, "publish"),
    "hoiphunu.photo": ALL,
    "hoiphunu.oldaddress": ALL,
    "hoiphunu.commune": ALL,
    "hoiphunu.dayoff": ALL,
}
HOTLINE = {
    "hotline.hotline": ALL,
    "hotline.responseteam": ALL,
    "hoiphunu.commune": WRITE,
    "hoiphunu.dayoff": ALL,
}
GROUPS = {
    "Cộng tác viên": CONTRIBUTOR,
    "Biên tập viên": EDITOR,
    "Quản trị nội dung": CONTENT,
    "Phụ trách đường dây nóng": HOTLINE,
}


def create(apps, schema_editor):
    # Permissions are otherwise made only after all migrations have run.
    for label in ("hoiphunu", "news", "announcements", "hotline"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, rights in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for model, actions in rights.items():
            label, model_name = model.split(".")
            codenames = [f"{action}_{model_name}" for action in actions]
            found = list(Permission.objects.filter(content_type__app_label=label, codename__in=codenames))
            if len(found) != len(codenames):
                raise RuntimeError(f"permissions of {model} are incomplete")
            group.permissions.add(*found)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("hoiphunu", "0002_search_words"),
        ("news", "0001_initial"),
        ("announcements", "0001_initial"),
        ("hotline", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, remove)]
