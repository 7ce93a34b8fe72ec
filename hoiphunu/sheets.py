"""Tables that staff hand in: rows of a CSV or Excel file, beside what is stored, kept after a second look."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from hoiphunu.vietnamese import fold, nfc

LARGEST, LARGEST_UNPACKED = 2_000_000, 20_000_000
YES, NO = "có", "không"


@dataclass(frozen=True)
class Format:
    """What a table looks like: `noun` names it in refusals, `columns` are the headings it may have."""

    noun: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    most_rows: int


@dataclass
class Line:
    """One row of a table beside what is stored: `changes` as [(heading, before, after)], the rest as sentences."""

    number: int
    title: str
    row: object
    is_new: bool
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.errors:
            return "lỗi"
        if self.is_new:
            return "thêm"
        return "đổi" if self.changes else "giữ nguyên"


def read(content: bytes, table: Format) -> list[dict[str, str]]:
    """The rows of a CSV (UTF-8) or Excel file as {heading: text}; ValidationError when it cannot be read."""
    if len(content) > LARGEST:
        raise ValidationError(f"Tệp lớn hơn {LARGEST // 1_000_000} MB, không phải {table.noun}.")
    found = _excel(content, table) if content.startswith(b"PK\x03\x04") else _csv(content)
    found = [[nfc(cell).strip() for cell in row] for row in found]
    found = [row for row in found if any(row)]
    if not found:
        raise ValidationError("Bảng không có dòng nào.")
    known = {fold(heading): heading for heading in table.columns}
    headings = [known.get(fold(cell), cell) for cell in found[0]]
    missing = [heading for heading in table.required if heading not in headings]
    strange = [heading for heading in headings if heading and heading not in table.columns]
    if missing or strange:
        wrong = [f"thiếu cột “{heading}”" for heading in missing]
        wrong += [f"không có cột nào tên “{heading}”" for heading in strange]
        raise ValidationError(f"Dòng đầu là tên các cột; ở đây {', '.join(wrong)}.")
    if len(found) - 1 > table.most_rows:
        raise ValidationError(f"Bảng có {len(found) - 1} dòng, nhiều nhất là {table.most_rows}.")
    return [dict(zip(headings, row, strict=False)) for row in found[1:]]


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


def _excel(content, table):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
                raise ValidationError("Tệp Excel mở ra quá lớn.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(
            values_only=True, max_row=table.most_rows + 2, max_col=len(table.columns) + 10
        )
        return [[_cell(value) for value in row] for row in rows]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError):
        raise ValidationError("Không mở được tệp Excel này.") from None


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date | datetime):
        return f"{value:%d/%m/%Y}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def yes(text: str) -> bool | None:
    """What a cell of yes or no says; None where it is neither."""
    return {"co": True, "x": True, "1": True, "": False, "khong": False, "0": False}.get(fold(text))


def as_csv(headings: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    """The table as CSV that Excel opens in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([[_guarded(text) for text in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


# A cell that begins like a formula would run on the computer that opens the table.
def _guarded(text):
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _unguarded(text):
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text
