import django.db.models.deletion
import django.utils.timezone
import hoiphunu.editor
import hoiphunu.models.attachments
import hoiphunu.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0014_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Bản nháp'), ('in_review', 'Chờ duyệt'), ('returned', 'Trả lại'), ('approved', 'Đã duyệt'), ('withdrawn', 'Đã gỡ'), ('binned', 'Trong Thùng rác')], default='draft', editable=False, max_length=12, verbose_name='trạng thái')),
                ('published_at', models.DateTimeField(blank=True, help_text='Để trống: đăng ngay khi bấm Đăng. Ví dụ: 17/06/2025 08:00', null=True, verbose_name='ngày đăng')),
                ('expires_at', models.DateTimeField(blank=True, help_text='Từ lúc này người đọc không còn thấy. Thường để trống.', null=True, verbose_name='ngày hết hạn')),
                ('withdrawn_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='lý do gỡ')),
                ('withdrawn_to', models.CharField(blank=True, editable=False, max_length=300, validators=[hoiphunu.validators.site_path], verbose_name='chuyển người đọc tới')),
                ('created_by_name', models.CharField(blank=True, editable=False, max_length=150, verbose_name='tên người tạo')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='tạo lúc')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='sửa lúc')),
                ('title', models.CharField(help_text='Ví dụ: Dự thảo Kế hoạch hoạt động năm 2026', max_length=300, verbose_name='tên dự thảo')),
                ('slug', models.SlugField(editable=False, max_length=100, verbose_name='địa chỉ')),
                ('summary', models.TextField(blank=True, help_text='Dự thảo nói về gì, cần hỏi ý kiến điều gì.', max_length=1000, verbose_name='tóm tắt')),
                ('body', hoiphunu.editor.RichTextField(blank=True, help_text='Có thể để trống khi đã có tệp dự thảo.', verbose_name='nội dung cần lấy ý kiến')),
                ('starts_on', models.DateField(help_text='Ví dụ: 01/07/2025', verbose_name='nhận ý kiến từ ngày')),
                ('ends_on', models.DateField(help_text='Nhận đến 23:59:59 của ngày này.', verbose_name='đến hết ngày')),
                ('digest', hoiphunu.editor.RichTextField(blank=True, help_text='Đã nhận những ý kiến gì, tiếp thu gì, vì sao không.', verbose_name='tổng hợp, tiếp thu, giải trình')),
                ('digest_on', models.DateField(blank=True, help_text='Từ ngày này người đọc thấy bản tổng hợp. Để trống: ngay khi hết hạn.', null=True, verbose_name='ngày công bố tổng hợp')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tạo')),
                ('drafter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='announcements.issuer', verbose_name='cơ quan soạn thảo')),
                ('fields', models.ManyToManyField(blank=True, related_name='consultations', to='announcements.documentfield', verbose_name='lĩnh vực')),
                ('result', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='consultations', to='announcements.legaldocument', verbose_name='văn bản đã ban hành')),
            ],
            options={
                'verbose_name': 'lấy ý kiến dự thảo',
                'verbose_name_plural': 'lấy ý kiến dự thảo',
                'ordering': ['-starts_on', '-pk'],
                'permissions': [('publish_consultation', 'Được đăng và gỡ lấy ý kiến dự thảo')],
                'abstract': False,
            },
            bases=(hoiphunu.models.attachments.HasFiles, models.Model),
        ),
        migrations.CreateModel(
            name='ConsultationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, help_text='Ví dụ: Bản ký, Phụ lục 1', max_length=200, verbose_name='tên tệp')),
                ('order', models.PositiveSmallIntegerField(default=10, verbose_name='thứ tự')),
                ('file', models.FileField(editable=False, max_length=120, upload_to='', verbose_name='tệp')),
                ('extension', models.CharField(editable=False, max_length=5, verbose_name='đuôi')),
                ('size', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='dung lượng')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='dấu vân nội dung')),
                ('is_attached', models.BooleanField(default=False, editable=False, verbose_name='đang dùng')),
                ('part', models.CharField(choices=[('draft', 'Dự thảo'), ('explain', 'Tờ trình'), ('other', 'Tài liệu kèm theo')], default='draft', max_length=8, verbose_name='là')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='announcements.consultation', verbose_name='lấy ý kiến dự thảo')),
            ],
            options={
                'verbose_name': 'tệp dự thảo',
                'verbose_name_plural': 'tệp dự thảo',
                'ordering': ['order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DraftDownloadCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='tháng')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='lượt tải')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='download_counts', to='announcements.consultationfile', verbose_name='tệp')),
            ],
            options={
                'verbose_name': 'lượt tải dự thảo',
                'verbose_name_plural': 'lượt tải dự thảo',
                'ordering': ['-month', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=5000, verbose_name='ý kiến')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='họ tên')),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='đơn vị')),
                ('contact', models.CharField(blank=True, max_length=150, verbose_name='cách liên hệ')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gửi lúc')),
                ('state', models.CharField(choices=[('new', 'Mới'), ('posted', 'Đã đăng'), ('refused', 'Không đăng')], default='new', max_length=8, verbose_name='trạng thái')),
                ('reason', models.CharField(blank=True, choices=[('topic', 'Không nói về dự thảo'), ('private', 'Có chuyện riêng hoặc thông tin của người khác'), ('abuse', 'Lời lẽ xúc phạm'), ('advert', 'Quảng cáo, thư rác'), ('twice', 'Trùng với ý kiến khác')], max_length=8, verbose_name='lý do không đăng')),
                ('answer', models.TextField(blank=True, help_text='Hiện ngay dưới ý kiến đã đăng. Có thể để trống.', max_length=5000, verbose_name='trả lời')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='trả lời lúc')),
                ('settled_by_name', models.CharField(blank=True, max_length=150, verbose_name='tên người xem')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='xem lúc')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='announcements.consultation', verbose_name='dự thảo')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xem')),
            ],
            options={
                'verbose_name': 'ý kiến bạn đọc',
                'verbose_name_plural': 'ý kiến bạn đọc',
                'ordering': ['-sent_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__isnull', True), ('published_at__isnull', True), ('expires_at__gt', models.F('published_at')), _connector='OR'), name='consultation_expires_after_published', violation_error_message='Ngày hết hạn phải sau ngày đăng.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='consultation_approved_has_date', violation_error_message='Đã duyệt thì phải có ngày đăng.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='consultation_ends_after_start', violation_error_message='Ngày cuối không thể trước ngày bắt đầu.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('digest_on__isnull', True), ('digest_on__gt', models.F('ends_on')), _connector='OR'), name='consultation_digest_after_end', violation_error_message='Công bố tổng hợp sau ngày cuối lấy ý kiến.'),
        ),
        migrations.AddConstraint(
            model_name='draftdownloadcount',
            constraint=models.UniqueConstraint(models.F('file'), models.F('month'), name='draft_downloads_of_a_month'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(fields=['consultation', 'state', 'sent_at'], name='opinion_posted'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('state', 'refused'), _negated=True), ('reason', '')), _connector='OR'), name='opinion_refused_has_reason', violation_error_message='Chọn lý do khi không đăng ý kiến.'),
        ),
    ]
