import hoiphunu.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='withdrawn_to',
            field=models.CharField(blank=True, editable=False, max_length=300, validators=[hoiphunu.validators.site_path], verbose_name='chuyển người đọc tới'),
        ),
        migrations.AddField(
            model_name='category',
            name='contributors',
            field=models.ManyToManyField(blank=True, help_text='Để trống: mọi cộng tác viên, trừ khi chuyên mục đã giao cho biên tập viên phụ trách.', related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cộng tác viên được viết'),
        ),
    ]
