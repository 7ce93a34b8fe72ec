from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hoiphunu', '0015_search_exact'),
        ('news', '0008_featured_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='article',
            name='article_newest',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', '-published_at', '-id'], include=('expires_at', 'category', 'updated_at'), name='article_newest_counted'),
        ),
    ]
