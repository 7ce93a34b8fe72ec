"""Commemorations as a table: read from CSV or Excel, compared with what is stored, written out again."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from announcements.models import Commemoration
from hoiphunu.vietnamese import fold, nfc

SHIPPED = Path(__file__).parent / "data" / "commemorative_days.csv"
LARGEST, LARGEST_UNPACKED, MOST_ROWS = 1_000_000, 20_000_000, 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YES, NO = "có", "không"

# {heading: field}, in the order of the columns.
COLUMNS = {
    "mã": "key",
    "tên ngày": "name",
    "theo lịch": "calendar",
    "ngày": "day",
    "tháng": "month",
    "ngày cuối": "end_day",
    "tháng cuối": "end_month",
    "năm gốc": "founding_year",
    "loại": "importance",
    "câu mẫu": "template",
    "hiện trước": "lead_days",
    "giữ sau": "linger_days",
    "xác nhận từng năm": "moves_yearly",
    "lên dải khẩu hiệu": "has_slogan",
    "trang trí": "accent",
    "thứ tự": "order",
    "bật": "is_active",
    "cần kiểm tra": "needs_check",
    "ghi chú": "note",
}
HEADINGS = {name: heading for heading, name in COLUMNS.items()}
REQUIRED = ("tên ngày", "ngày", "tháng")


@dataclass
class Line:
    """One row of a table beside what is stored: `changes` as [(heading, before, after)], `errors` as sentences."""

    number: int
    row: Commemoration
    is_new: bool
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.errors:
            return "lỗi"
        if self.is_new:
            return "thêm"
        return "đổi" if self.changes else "giữ nguyên"


def read(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV (UTF-8) or Excel file as {heading: text}; ValidationError when it cannot be read."""
    if len(content) > LARGEST:
        raise ValidationError("Tệp lớn hơn 1 MB, không phải bảng ngày kỷ niệm.")
    table = _excel(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    table = [[nfc(cell).strip() for cell in row] for row in table]
    table = [row for row in table if any(row)]
    if not table:
        raise ValidationError("Bảng không có dòng nào.")
    known = {fold(heading): heading for heading in COLUMNS}
    headings = [known.get(fold(cell), cell) for cell in table[0]]
    missing = [heading for heading in REQUIRED if heading not in headings]
    strange = [heading for heading in headings if heading and heading not in COLUMNS]
    if missing or strange:
        wrong = [f"thiếu cột “{heading}”" for heading in missing]
        wrong += [f"không có cột nào tên “{heading}”" for heading in strange]
        raise ValidationError(f"Dòng đầu là tên các cột; ở đây {', '.join(wrong)}.")
    if len(table) - 1 > MOST_ROWS:
        raise ValidationError(f"Bảng có {len(table) - 1} dòng, nhiều nhất là {MOST_ROWS}.")
    return [dict(zip(headings, row, strict=False)) for row in table[1:]]


def _csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError("Tệp không phải Excel (.xlsx), cũng không phải CSV viết bằng UTF-8.") from None
    # Excel in Vietnam writes semicolons.
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [[_unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        raise ValidationError("Tệp CSV bị hỏng ở giữa.") from None


def _excel(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
                raise ValidationError("Tệp Excel mở ra quá lớn.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=len(COLUMNS) + 10)
        return [[_cell(value) for value in row] for row in rows]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError):
        raise ValidationError("Không mở được tệp Excel này.") from None


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def compare(rows: list[dict[str, str]]) -> list[Line]:
    """Each row beside the stored commemoration of the same key; nothing is saved. Absent columns keep their value."""
    stored, seen, lines = Commemoration.objects.by_key(), set(), []
    for number, cells in enumerate(rows, 2):
        key = cells.get("mã", "")
        old = stored.get(key) if key else None
        row = Commemoration(**{f: getattr(old, f) for f in [*COLUMNS.values(), "pk"]}) if old else Commemoration()
        line = Line(number, row, is_new=old is None)
        if old:
            row._state.adding = False
        if key and key in seen:
            line.errors.append(f"Mã “{key}” đã có ở dòng trên.")
        seen.add(key)
        line.errors += fill(row, cells)
        if not line.errors:
            line.errors += _refusals(row)
        before = old or Commemoration()
        line.changes = [
            (heading, shown(before, heading), shown(row, heading))
            for heading, name in COLUMNS.items()
            if getattr(before, name) != getattr(row, name)
        ]
        lines.append(line)
    return lines


def fill(row: Commemoration, cells: dict[str, str]) -> list[str]:
    """Put the cells into `row`; sentences about those that cannot be read. The database is not asked."""
    errors = []
    for heading, text in cells.items():
        if heading not in COLUMNS:
            continue
        try:
            setattr(row, COLUMNS[heading], _value(COLUMNS[heading], text))
        except ValueError as error:
            errors.append(f"Cột “{heading}”: {error}")
    return errors


def _value(name, text):
    model_field = Commemoration._meta.get_field(name)
    kind = model_field.get_internal_type()
    if model_field.choices:
        found = {fold(label): value for value, label in model_field.choices}
        if not text:
            return model_field.get_default()
        if fold(text) not in found:
            known = ", ".join(f"“{label}”" for _, label in model_field.choices)
            raise ValueError(f"không có “{text}”; dùng được: {known}.")
        return found[fold(text)]
    if kind == "BooleanField":
        if fold(text) not in ("", "co", "khong", "x", "1", "0"):
            raise ValueError(f"“{text}” không phải “{YES}” hay “{NO}”.")
        return fold(text) in ("co", "x", "1") if text else model_field.get_default()
    if kind == "PositiveSmallIntegerField":
        if not text:
            return model_field.get_default()
        if not text.isascii() or not text.isdigit() or len(text) > 4:
            raise ValueError(f"“{text}” không phải là số.")
        return int(text)
    return text


def _refusals(row):
    try:
        row.full_clean(validate_unique=False)
    except ValidationError as error:
        named = error.message_dict.items()
        return [
            f"Cột “{HEADINGS[name]}”: {text}" if name in HEADINGS else text for name, texts in named for text in texts
        ]
    return []


@transaction.atomic
def store(lines: list[Line], only_new: bool = False) -> int:
    """Save the lines without errors that change something; with `only_new`, none that is stored. How many."""
    wanted = [line for line in lines if line.outcome == "thêm" or (line.outcome == "đổi" and not only_new)]
    new = [line.row for line in wanted if line.is_new and line.row.key]
    Commemoration.objects.bulk_create(new)  # at once: the search index is written a single time
    for line in wanted:
        if line.row not in new:
            line.row.save()
    return len(wanted)


def load_shipped() -> int:
    """Add the commemorations that come with the site and are not there yet. How many."""
    lines = compare(read(SHIPPED.read_bytes()))
    wrong = [f"{line.number}: {error}" for line in lines for error in line.errors]
    if wrong:
        raise ValueError(wrong)
    return store(lines, only_new=True)


def shown(row, heading) -> str:
    """A value as the table has it."""
    name = COLUMNS[heading]
    value = getattr(row, name)
    if isinstance(value, bool):
        return YES if value else NO
    if name in ("calendar", "importance", "accent"):
        return str(getattr(row, f"get_{name}_display")()) if value else ""
    return "" if value is None else str(value)


def as_csv(rows) -> bytes:
    """The table as CSV that Excel opens in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_guarded(shown(row, heading)) for heading in COLUMNS] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def as_excel(rows) -> bytes:
    """The table as an Excel workbook; every cell is text, so that none is taken for a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title, sheet.freeze_panes = "Ngày kỷ niệm", "C2"
    for number, cells in enumerate([list(COLUMNS), *([shown(row, heading) for heading in COLUMNS] for row in rows)], 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(number, column)
            if text.isdigit():
                cell.value = int(text)
            elif text:
                cell.value, cell.data_type = text, "s"
    sheet.column_dimensions["B"].width, sheet.column_dimensions["J"].width = 50, 50
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# A cell that begins like a formula would run on the computer that opens the table.
def _guarded(text):
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _unguarded(text):
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text
