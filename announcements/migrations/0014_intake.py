
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0013_link_checks'),
    ]

    operations = [
        migrations.CreateModel(
            name='IntakeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=120, upload_to='', verbose_name='tệp')),
                ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('extension', models.CharField(max_length=5, verbose_name='đuôi')),
                ('size', models.PositiveBigIntegerField(verbose_name='dung lượng')),
                ('sha256', models.CharField(max_length=64, verbose_name='dấu vân nội dung')),
                ('status', models.CharField(choices=[('waiting', 'Đang chờ xử lý'), ('reading', 'Đang đọc'), ('read', 'Đã đọc'), ('unreadable', 'Không đọc được')], default='waiting', max_length=10, verbose_name='tình trạng')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='số trang đã đọc')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='số trang phải đọc')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                ('found', models.JSONField(default=dict, verbose_name='máy đọc được')),
                ('text', models.TextField(blank=True, verbose_name='chữ trong tệp')),
                ('pages', models.PositiveIntegerField(null=True, verbose_name='số trang')),
                ('created_by_name', models.CharField(blank=True, max_length=150, verbose_name='người gửi')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nhận lúc')),
                ('touched_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='xử lý lúc')),
            ],
            options={
                'verbose_name': 'tệp chờ tiếp nhận',
                'verbose_name_plural': 'tệp chờ tiếp nhận',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
    ]
