import hoiphunu.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0003_commemorations'),
    ]

    operations = [
        migrations.AddField(
            model_name='legaldocument',
            name='withdrawn_to',
            field=models.CharField(blank=True, editable=False, max_length=300, validators=[hoiphunu.validators.site_path], verbose_name='chuyển người đọc tới'),
        ),
    ]
