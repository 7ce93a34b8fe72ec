"""Commemorations as a table: read from CSV or Excel, compared with what is stored, written out again."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from announcements.models import Commemoration
from hoiphunu import sheets
from hoiphunu.sheets import NO, YES, Line
from hoiphunu.vietnamese import fold
from hoiphunu.workbooks import Sheet, workbook

SHIPPED = Path(__file__).parent / "data" / "commemorative_days.csv"

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
FORMAT = sheets.Format("bảng ngày kỷ niệm", tuple(COLUMNS), ("tên ngày", "ngày", "tháng"), 1000)


def read(content: bytes) -> list[dict[str, str]]:
    """As `sheets.read`, for commemorations."""
    return sheets.read(content, FORMAT)


def compare(rows: list[dict[str, str]]) -> list[Line]:
    """Each row beside the stored commemoration of the same key; nothing is saved. Absent columns keep their value."""
    stored, seen, lines = Commemoration.objects.by_key(), set(), []
    for number, cells in enumerate(rows, 2):
        key = cells.get("mã", "")
        old = stored.get(key) if key else None
        row = Commemoration(**{f: getattr(old, f) for f in [*COLUMNS.values(), "pk"]}) if old else Commemoration()
        line = Line(number, cells.get("tên ngày", row.name), row, is_new=old is None)
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
        if sheets.yes(text) is None:
            raise ValueError(f"“{text}” không phải “{YES}” hay “{NO}”.")
        return sheets.yes(text) if text else model_field.get_default()
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
    return sheets.as_csv(COLUMNS, ([shown(row, heading) for heading in COLUMNS] for row in rows))


def as_excel(rows) -> bytes:
    """The table as an Excel workbook."""
    cells = [[shown(row, heading) for heading in COLUMNS] for row in rows]
    cells = [[int(text) if text.isdigit() else text for text in row] for row in cells]
    return workbook(Sheet("Ngày kỷ niệm", list(COLUMNS), cells, {"B": 50, "J": 50}, freeze="C2"))
