from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0015_consultations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='legaldocument',
            name='document_newest',
        ),
        migrations.AddIndex(
            model_name='legaldocument',
            index=models.Index(fields=['state', '-issued_on', '-ordinal', '-id'], include=('published_at', 'expires_at', 'kind', 'issuer', 'year', 'effective_on', 'partly_expired_on', 'suspended_on', 'resumed_on', 'expired_on'), name='document_newest_counted'),
        ),
    ]
