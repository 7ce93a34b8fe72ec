import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0010_relations'),
    ]

    operations = [
        migrations.CreateModel(
            name='DownloadCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='tháng')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='lượt tải')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='download_counts', to='announcements.documentfile', verbose_name='tệp')),
            ],
            options={
                'verbose_name': 'lượt tải văn bản',
                'verbose_name_plural': 'lượt tải văn bản',
                'ordering': ['-month', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('file'), models.F('month'), name='downloads_of_a_month')],
            },
        ),
    ]
