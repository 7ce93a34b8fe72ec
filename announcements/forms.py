from django import forms

from announcements.stages import Stage
from announcements.validity import Status


class DocumentFilterForm(forms.Form):
    """The filters of the document list; `words` are the types, issuers and fields there are."""

    q = forms.CharField(max_length=100, required=False, label="Số hoặc trích yếu")
    loai = forms.MultipleChoiceField(required=False, label="Loại văn bản")
    co_quan = forms.ChoiceField(required=False, label="Cơ quan ban hành")
    linh_vuc = forms.ChoiceField(required=False, label="Lĩnh vực")
    nam = forms.IntegerField(min_value=1900, max_value=2200, required=False, label="Năm")
    nguoi_ky = forms.CharField(max_length=100, required=False, label="Người ký")
    hieu_luc = forms.ChoiceField(choices=[("", "Tất cả"), *Status.choices], required=False, label="Hiệu lực")
    ngay = forms.DateField(required=False, label="Tính tại ngày")

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        for name, rows in (("loai", words.kinds), ("co_quan", words.issuers), ("linh_vuc", words.fields)):
            self.fields[name].choices = [(row.slug, row.name) for row in rows]

    def named(self, name, value):
        """A chosen filter as the list names it."""
        if name in ("loai", "co_quan", "linh_vuc", "hieu_luc"):
            return dict(self.fields[name].choices)[value]
        shown = {"q": "“{}”", "nam": "Năm {}", "nguoi_ky": "Người ký: {}", "ngay": "Tính tại ngày {:%d/%m/%Y}"}
        return shown[name].format(value)


class ConsultationFilterForm(forms.Form):
    """The filters of the list of drafts; `fields_of_work` are the fields there are."""

    trang_thai = forms.ChoiceField(choices=Stage.choices, required=False, label="Tình trạng")
    linh_vuc = forms.ChoiceField(required=False, label="Lĩnh vực")

    def __init__(self, *args, fields_of_work, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["linh_vuc"].choices = [(field.slug, field.name) for field in fields_of_work]

    def named(self, name, value):
        """A chosen filter as the list names it."""
        return dict(self.fields[name].choices)[value]
