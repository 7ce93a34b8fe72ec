import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0009_document_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('amends', 'Sửa đổi, bổ sung'), ('replaces', 'Thay thế'), ('repeals', 'Bãi bỏ'), ('suspends', 'Đình chỉ'), ('details', 'Quy định chi tiết'), ('guides', 'Hướng dẫn'), ('consolidates', 'Hợp nhất'), ('corrects', 'Đính chính'), ('based_on', 'Căn cứ'), ('cites', 'Dẫn chiếu'), ('related', 'Liên quan')], max_length=12, verbose_name='quan hệ')),
                ('order', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('is_settled', models.BooleanField(default=False, editable=False, verbose_name='không hỏi nữa')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='announcements.legaldocument', verbose_name='văn bản')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reverse_relations', to='announcements.legaldocument', verbose_name='với văn bản')),
            ],
            options={
                'verbose_name': 'quan hệ',
                'verbose_name_plural': 'quan hệ với văn bản khác',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('source'), models.F('kind'), models.F('target'), name='relation_once'), models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='relation_not_with_itself', violation_error_message='Văn bản không thể có quan hệ với chính nó.')],
            },
        ),
    ]
