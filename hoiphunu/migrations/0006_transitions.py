import django.db.models.deletion
import django.utils.timezone
import hoiphunu.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hoiphunu', '0005_photo_folded'),
    ]

    operations = [
        migrations.AddField(
            model_name='page',
            name='withdrawn_to',
            field=models.CharField(blank=True, editable=False, max_length=300, validators=[hoiphunu.validators.site_path], verbose_name='chuyển người đọc tới'),
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='loại')),
                ('object_id', models.PositiveBigIntegerField(verbose_name='mã')),
                ('step', models.CharField(choices=[('submit', 'Gửi duyệt'), ('return', 'Trả lại để sửa'), ('publish', 'Đăng'), ('withdraw', 'Gỡ khỏi trang')], max_length=12, verbose_name='việc')),
                ('from_state', models.CharField(max_length=12, verbose_name='từ trạng thái')),
                ('to_state', models.CharField(max_length=12, verbose_name='sang trạng thái')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do')),
                ('target', models.CharField(blank=True, max_length=300, verbose_name='chuyển người đọc tới')),
                ('by_name', models.CharField(blank=True, max_length=150, verbose_name='tên người làm')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người làm')),
            ],
            options={
                'verbose_name': 'bước duyệt',
                'verbose_name_plural': 'bước duyệt',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['kind', 'object_id', '-at'], name='transition_row')],
            },
        ),
    ]
