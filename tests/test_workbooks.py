"""Excel files for staff: what readers and colleagues typed stays text, whatever it begins with."""

import io
import zipfile

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from hoiphunu.workbooks import Sheet, sent, workbook

HOSTILE = ("=1+1", '=HYPERLINK("https://x.example","Bấm")', "+84 299", "-2", "@SUM(A1)")


def read(content):
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_is_text_and_stays_so_when_edited(text):
    content = workbook(Sheet("Ý kiến", [text], [[text]]))
    cells = [cell for row in read(content).iter_rows() for cell in row]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [(text, "s", True)] * 2
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_numbers_are_numbers_and_nothing_is_an_empty_cell():
    sheet = read(workbook(Sheet("Lượt đọc", ["Tháng", "Lượt"], [["06/2025", 12], ["", None]])))
    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2, max_row=2)] == [
        [("06/2025", "s"), (12, "n")]
    ]
    assert sheet.max_row == 2


def test_characters_excel_cannot_hold_are_left_out():
    sheet = read(workbook(Sheet("Ý kiến", ["Ý"], [["a\x07b\x0b\nc"], ["\x07"]])))
    assert (sheet["A2"].value, sheet["A3"].value) == ("ab\nc", None)


def test_sheets_keep_their_order_names_widths_and_headings():
    book = load_workbook(io.BytesIO(workbook(Sheet("Hai", ["x"], [], {"B": 40}), Sheet("Một", ["x"], [], freeze="C2"))))
    assert (book.sheetnames, [sheet.freeze_panes for sheet in book]) == (["Hai", "Một"], ["A2", "C2"])
    assert book["Hai"].column_dimensions["B"].width == 40


@pytest.mark.django_db
def test_file_is_saved_under_its_name():
    answer = sent(RequestFactory().get("/"), b"x", "y-kien.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="y-kien.xlsx"'
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
