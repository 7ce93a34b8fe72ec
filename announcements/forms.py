from django import forms

from announcements.models import DocumentField, DocumentType, Issuer, LegalDocument
from announcements.validity import Status


class DocumentFilterForm(forms.Form):
    """The filters of the document list; choices are what published documents have."""

    q = forms.CharField(max_length=100, required=False, label="Số hoặc trích yếu")
    loai = forms.MultipleChoiceField(required=False, label="Loại văn bản")
    co_quan = forms.ChoiceField(required=False, label="Cơ quan ban hành")
    linh_vuc = forms.ChoiceField(required=False, label="Lĩnh vực")
    nam = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label="Năm")
    nguoi_ky = forms.CharField(max_length=100, required=False, label="Người ký")
    hieu_luc = forms.ChoiceField(choices=[("", "Tất cả"), *Status.choices], required=False, label="Hiệu lực")

    ngay = forms.DateField(required=False, label="Tính tại ngày")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = list(DocumentType.objects.with_documents())
        self.issuers = list(Issuer.objects.with_documents())
        self.document_fields = list(DocumentField.objects.with_documents())
        self.years = LegalDocument.objects.published().years()
        self.fields["loai"].choices = [(kind.slug, kind.name) for kind in self.kinds]
        self.fields["co_quan"].choices = [("", "Tất cả"), *((issuer.slug, issuer.name) for issuer in self.issuers)]
        self.fields["linh_vuc"].choices = [("", "Tất cả"), *((f.slug, f.name) for f in self.document_fields)]
        self.fields["nam"].choices = [(year, str(year)) for year in self.years]
