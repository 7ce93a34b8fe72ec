"""Tables that staff download: one way to write an Excel workbook and to send it."""

import io
from dataclasses import dataclass, field

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from hoiphunu import audit
from hoiphunu.files import CONTENT_TYPES


@dataclass(frozen=True)
class Sheet:
    """`rows` of texts and numbers under `headings`; `widths` of columns by letter; what is above `freeze` stays."""

    title: str
    headings: list
    rows: list
    widths: dict = field(default_factory=dict)
    freeze: str = "A2"


def workbook(*sheets: Sheet) -> bytes:
    """An Excel file of `sheets`. Text is always text: what begins with "=" is no formula, not even once edited."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet.title)
        made.freeze_panes = sheet.freeze
        for number, cells in enumerate([sheet.headings, *sheet.rows], 1):
            for column, value in enumerate(cells, 1):
                if isinstance(value, str):
                    cell = made.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", value) or None)
                    cell.data_type, cell.quotePrefix = "s", value.startswith(("=", "+", "-", "@"))
                else:
                    made.cell(number, column, value)
        for letter, width in sheet.widths.items():
            made.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(request, content: bytes | str, name: str, content_type: str = CONTENT_TYPES["xlsx"]) -> HttpResponse:
    """The answer that saves a table as `name`; the audit log says who took it."""
    audit.record(audit.Kind.EXPORTED, request, words=name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
