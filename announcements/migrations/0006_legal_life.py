from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("announcements", "0005_document_numbers")]

    operations = [
        migrations.AddField(
            "legaldocument",
            "partly_expired_on",
            models.DateField(blank=True, help_text="Ngày một số điều bị sửa đổi hoặc bãi bỏ.", null=True, verbose_name="ngày hết hiệu lực một phần"),
        ),
        migrations.AddField(
            "legaldocument", "suspended_on", models.DateField(blank=True, null=True, verbose_name="ngày ngưng hiệu lực")
        ),
        migrations.AddField(
            "legaldocument", "resumed_on", models.DateField(blank=True, null=True, verbose_name="ngày có hiệu lực trở lại")
        ),
        migrations.AddField(
            "legaldocument",
            "gazette_number",
            models.CharField(blank=True, default="", help_text="Ví dụ: 893 + 894", max_length=40, verbose_name="số công báo"),
            preserve_default=False,
        ),
        migrations.AddField(
            "legaldocument", "gazette_on", models.DateField(blank=True, null=True, verbose_name="ngày công báo")
        ),
    ]
