from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0012_link_tree'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=600, unique=True)),
                ('address', models.CharField(max_length=2000, verbose_name='địa chỉ')),
                ('places', models.JSONField(default=list, verbose_name='dùng ở')),
                ('state', models.CharField(blank=True, choices=[('fine', 'Mở được'), ('gone', 'Trang không còn (404, 410)'), ('shy', 'Có thể chặn máy kiểm tra'), ('refusing', 'Trang báo lỗi yêu cầu (4xx)'), ('broken', 'Máy chủ bên kia lỗi (5xx)'), ('no_name', 'Tên miền không còn'), ('name_busy', 'Chưa tra được tên miền'), ('closed', 'Máy chủ từ chối kết nối'), ('slow', 'Quá lâu không trả lời'), ('cut', 'Kết nối bị ngắt'), ('expired', 'Chứng thư đã hết hạn'), ('wrong_name', 'Chứng thư của tên miền khác'), ('unknown_issuer', 'Chứng thư tự cấp hoặc không rõ nơi cấp'), ('tls', 'Không lập được kết nối bảo mật'), ('loop', 'Chuyển hướng quá nhiều lần'), ('forbidden', 'Địa chỉ nội bộ hoặc không được phép')], max_length=20, verbose_name='tình trạng')),
                ('code', models.PositiveSmallIntegerField(default=0, verbose_name='mã HTTP')),
                ('final_address', models.CharField(blank=True, max_length=2000, verbose_name='dẫn tới')),
                ('has_moved', models.BooleanField(default=False, verbose_name='đã chuyển hẳn')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='kiểm tra lúc')),
                ('checked_on', models.DateField(blank=True, editable=False, null=True)),
                ('failing_since', models.DateField(blank=True, null=True, verbose_name='hỏng từ')),
                ('reports', models.PositiveIntegerField(default=0, verbose_name='bạn đọc báo hỏng')),
            ],
            options={
                'verbose_name': 'kiểm tra liên kết',
                'verbose_name_plural': 'kiểm tra liên kết',
                'ordering': ['-failing_since', 'address', 'pk'],
                'indexes': [models.Index(fields=['state', 'failing_since'], name='link_check_state')],
            },
        ),
    ]
