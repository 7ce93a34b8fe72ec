"""The part of an admin that writes its rows out as a table and takes a table in: a look at what would change first."""

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from hoiphunu import refusals, sheets, workbooks
from hoiphunu.files import CONTENT_TYPES

SALT = "hoiphunu.admin.tables"
HOLD_SECONDS = 3600


@refusals.noted
def read(upload, table):
    return table.read(upload.read(sheets.LARGEST + 1))


class TableForm(forms.Form):
    """First a file; the second time what was read from it, signed, so that what was looked at is what is stored."""

    file = forms.FileField(
        label="Tệp CSV hoặc Excel",
        required=False,
        help_text="Xuất bảng đang có, sửa rồi nhập lại. Mã đã có: sửa mục ấy; mã trống: thêm mục mới.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    lines = ()
    is_second_look = False

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = table

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("file"):
            rows = read(cleaned["file"], self.table)
        elif cleaned.get("held"):
            self.is_second_look, rows = True, self._opened(cleaned["held"])
        else:
            raise ValidationError({"file": "Hãy chọn tệp."})
        self.lines = self.table.compare(rows)
        self.held_rows = signing.dumps(rows, salt=self._salt, compress=True)
        return cleaned

    @property
    def _salt(self):
        return f"{SALT}.{self.table.__name__}"

    def _opened(self, held):
        try:
            return signing.loads(held, salt=self._salt, max_age=HOLD_SECONDS)
        except signing.BadSignature:
            raise ValidationError("Bảng đã chọn không còn giữ được (quá một giờ): hãy chọn lại tệp.") from None

    @property
    def counts(self):
        """{outcome: number of lines}."""
        outcomes = [line.outcome for line in self.lines]
        return {name: outcomes.count(name) for name in ("thêm", "đổi", "giữ nguyên", "lỗi")}

    @property
    def to_store(self):
        return self.counts["thêm"] + self.counts["đổi"]


class HandlesTables:
    """`table` is a module that reads, compares and writes (`as_csv`, `as_excel`); `table_name` names its files.

    The admin says which rows are written out (`table_rows(request)`), who may take a table in
    (`may_take_in(request)`), and stores the lines (`store_table(request, lines)` gives how many).
    """

    table = None
    table_name = table_title = table_note = ""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.table.__name__.rpartition('.')[2]}"

        def view(route, ending, function):
            return path(route, self.admin_site.admin_view(function), name=f"{name}_{ending}")

        return [
            view("bang.csv", "csv", self.as_csv),
            view("bang.xlsx", "excel", self.as_excel),
            view("nhap-bang/", "intake", self.table_intake),
            *super().get_urls(),
        ]

    def as_csv(self, request):
        return self._written(request, self.table.as_csv, "csv", "text/csv; charset=utf-8")

    def as_excel(self, request):
        return self._written(request, self.table.as_excel, "xlsx", CONTENT_TYPES["xlsx"])

    def _written(self, request, write, ending, content_type):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        content = write(self.table_rows(request))
        return workbooks.sent(request, content, f"{self.table_name}.{ending}", content_type)

    def table_intake(self, request):
        """A table is uploaded, shown beside what is stored, and taken in after a second look."""
        if not self.may_take_in(request):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = TableForm(*sent, table=self.table)
        if form.is_valid() and form.is_second_look:
            self.message_user(request, f"Đã nhập {self.store_table(request, form.lines)} dòng.")
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": self.table_title, "form": form}
        return TemplateResponse(request, "admin/table.html", {**context, "note": self.table_note})
