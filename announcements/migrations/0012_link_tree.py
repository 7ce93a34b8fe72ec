import django.db.models.deletion
from django.db import migrations, models

from hoiphunu import webaddress


def read_addresses(apps, schema_editor):
    links, taken = apps.get_model("announcements", "WebLink").objects, set()
    for link in links.order_by("pk").iterator():
        key = webaddress.key(link.address)
        # A second link to one page stays, until somebody saves it and is told which the first one is.
        link.address_key = f"{key[: webaddress.LONGEST_KEY - 20]}#{link.pk}" if key in taken else key
        taken.add(link.address_key)
        link.save(update_fields=["address_key"])


class Migration(migrations.Migration):

    dependencies = [("announcements", "0011_downloads")]

    operations = [
        migrations.AddField(
            "linkgroup",
            "parent",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="announcements.linkgroup",
                verbose_name="thuộc nhóm",
            ),
        ),
        migrations.AddField(
            "weblink",
            "opens_new_tab",
            models.BooleanField(
                default=False,
                help_text="Thường không chọn: bấm nút lùi là quay lại trang Hội.",
                verbose_name="mở tab mới",
            ),
        ),
        migrations.AlterField(
            "weblink",
            "logo",
            models.ForeignKey(
                blank=True,
                help_text="Để trống: hiện chữ cái đầu của tên.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hoiphunu.photo",
                verbose_name="biểu trưng",
            ),
        ),
        migrations.AddField(
            "weblink", "address_key", models.CharField(default="", editable=False, max_length=600)
        ),
        migrations.RunPython(read_addresses, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "weblink", "address_key", models.CharField(editable=False, max_length=600, unique=True)
        ),
    ]
