import hoiphunu.editor
import hoiphunu.models.search
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('announcements', '0007_bin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='legaldocument',
            name='document_newest',
        ),
        migrations.AddField(
            model_name='documentfile',
            name='pages',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='số trang'),
        ),
        migrations.AddField(
            model_name='documentfile',
            name='part',
            field=models.CharField(choices=[('signed', 'Bản ký'), ('editable', 'Bản Word'), ('annex', 'Phụ lục'), ('other', 'Tệp khác')], default='signed', max_length=8, verbose_name='là'),
        ),
        migrations.AddField(
            model_name='documentfile',
            name='text',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='chữ trong tệp'),
        ),
        migrations.AddField(
            model_name='legaldocument',
            name='body',
            field=hoiphunu.editor.RichTextField(blank=True, help_text='Có thể để trống khi đã có tệp bản ký.', verbose_name='toàn văn'),
        ),
        migrations.AddField(
            model_name='legaldocument',
            name='co_issuers',
            field=models.ManyToManyField(blank=True, help_text='Các cơ quan khác của văn bản liên tịch; cơ quan ở trên đứng đầu.', related_name='joint_documents', to='announcements.issuer', verbose_name='cùng ban hành'),
        ),
        migrations.AddField(
            model_name='legaldocument',
            name='co_signers',
            field=models.TextField(blank=True, help_text='Mỗi dòng một người: họ tên, chức vụ. Ví dụ: Trần Thị Bình, Phó Chủ tịch', max_length=1000, verbose_name='người cùng ký'),
        ),
        migrations.AddField(
            model_name='legaldocument',
            name='year',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='legaldocument',
            name='folded',
            field=hoiphunu.models.search.FoldedField(default='', editable=False),
        ),
        migrations.AlterField(
            model_name='legaldocument',
            name='signer_folded',
            field=models.TextField(default='', editable=False),
        ),
        migrations.AddIndex(
            model_name='legaldocument',
            index=models.Index(fields=['state', '-issued_on', '-ordinal', '-id'], name='document_newest'),
        ),
        migrations.AddIndex(
            model_name='legaldocument',
            index=models.Index(fields=['kind', '-issued_on', '-ordinal', '-id'], name='document_kind_newest'),
        ),
        migrations.AddIndex(
            model_name='legaldocument',
            index=models.Index(fields=['issuer', '-issued_on', '-ordinal', '-id'], name='document_issuer_newest'),
        ),
    ]
