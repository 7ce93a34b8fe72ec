import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from announcements import commemoration_tables
from announcements.models import Commemoration
from tests.factories import make_commemoration

pytestmark = pytest.mark.django_db
HEAD = "mã,tên ngày,ngày,tháng\n"


def lines(text):
    return commemoration_tables.compare(commemoration_tables.read(text.encode()))


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_shipped_rows_are_added_once_and_the_unchecked_wait():
    assert (commemoration_tables.load_shipped(), commemoration_tables.load_shipped()) == (106, 0)
    unchecked = Commemoration.objects.filter(needs_check=True)
    assert (unchecked.count(), unchecked.filter(is_active=True).count()) == (38, 0)
    assert list(Commemoration.objects.filter(needs_check=False, is_active=False).values_list("key", flat=True)) == [
        "mttq_10_9"
    ]
    assert sorted(Commemoration.objects.moving().active().values_list("key", flat=True)) == [
        *("chol_chnam_thmay", "le_hoi_thac_con", "ok_om_bok", "sene_dolta", "tuan_le_ao_dai"),
    ]


def test_loading_again_leaves_what_staff_changed():
    commemoration_tables.load_shipped()
    row = Commemoration.objects.get(key="gia_dinh_vn")
    row.is_active, row.name = True, "Ngày Gia đình"
    row.save()
    commemoration_tables.load_shipped()
    row.refresh_from_db()
    assert (row.is_active, row.name) == (True, "Ngày Gia đình")


@pytest.mark.parametrize("write", [commemoration_tables.as_csv, commemoration_tables.as_excel])
def test_what_goes_out_comes_back_unchanged(write):
    commemoration_tables.load_shipped()
    make_commemoration("=1+1", template="@{ten}", note="-x")
    rows = list(Commemoration.objects.all())
    found = commemoration_tables.compare(commemoration_tables.read(write(rows)))
    assert (len(found), {line.outcome for line in found}) == (107, {"giữ nguyên"})


def test_no_cell_is_a_formula():
    make_commemoration("=1+1", note="+2")
    assert b"'=1+1" in commemoration_tables.as_csv(Commemoration.objects.all())
    sheet = load_workbook(io.BytesIO(commemoration_tables.as_excel(Commemoration.objects.all()))).active
    assert [(cell.value, cell.data_type) for cell in (sheet["B2"], sheet["S2"])] == [("=1+1", "s"), ("+2", "s")]


def test_preview_names_what_changes_and_saves_nothing():
    make_commemoration("Ngày A", key="a", note="cũ")
    found = lines("mã,tên ngày,ngày,tháng,ghi chú\na,Ngày B,28,6,cũ\nmoi,Ngày mới,1,1,\n")
    assert [(line.number, line.outcome, line.changes) for line in found] == [
        (2, "đổi", [("tên ngày", "Ngày A", "Ngày B")]),
        (3, "thêm", [("mã", "", "moi"), ("tên ngày", "", "Ngày mới"), ("ngày", "", "1"), ("tháng", "", "1")]),
    ]
    assert list(Commemoration.objects.values_list("name", flat=True)) == ["Ngày A"]
    assert commemoration_tables.store(found) == 2
    assert sorted(Commemoration.objects.values_list("key", "name")) == [("a", "Ngày B"), ("moi", "Ngày mới")]


def test_absent_columns_keep_their_value_and_empty_cells_lose_it():
    make_commemoration("Ngày A", key="a", founding_year=2001, importance="union", note="giữ")
    commemoration_tables.store(lines("mã,tên ngày,ngày,tháng,năm gốc\na,Ngày A,28,6,\n"))
    row = Commemoration.objects.get()
    assert (row.founding_year, row.importance, row.note) == (None, "union", "giữ")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("a,Ngày A,31,6", "Cột “ngày”: Không có ngày 31/6 dương lịch."),
        ("a,Ngày A,x,6", "Cột “ngày”: “x” không phải là số."),
        ("a,Ngày A,²,6", "Cột “ngày”: “²” không phải là số."),
        ("a,Ngày A,1,13", "Cột “tháng”: Giá trị phải từ 12 trở xuống."),
        ("a,,1,6", "Cột “tên ngày”: Ô này không được để trống."),
        ("A B,Ngày A,1,6", "Cột “mã”: Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới."),
    ],
)
def test_wrong_rows_are_named_and_left_out(cells, sentence):
    found = lines(f"{HEAD}{cells}\nb,Ngày B,2,6\n")
    assert [line.errors for line in found] == [[sentence], []]
    assert commemoration_tables.store(found) == 1
    assert list(Commemoration.objects.values_list("key", flat=True)) == ["b"]


def test_wrong_choices_name_the_right_ones():
    found = lines("tên ngày,ngày,tháng,theo lịch,bật\nA,1,6,trăng,ừ\n")
    assert found[0].errors == [
        "Cột “theo lịch”: không có “trăng”; dùng được: “dương lịch”, “âm lịch”.",
        "Cột “bật”: “ừ” không phải “có” hay “không”.",
    ]


def test_one_key_twice():
    assert lines(f"{HEAD}a,A,1,6\na,B,2,6\n")[1].errors == ["Mã “a” đã có ở dòng trên."]


def test_semicolons_of_excel_in_vietnam_and_headings_without_accents():
    assert lines("Ma;Ten ngay;Ngay;Thang\na;Ngày A;28;6\n")[0].row.name == "Ngày A"


def test_excel_numbers():
    found = commemoration_tables.compare(
        commemoration_tables.read(workbook(["Tên ngày", "Ngày", "Tháng"], ["Ngày A", 28.0, 6]))
    )
    assert (found[0].row.day, found[0].errors) == (28, [])


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Bảng không có dòng nào."),
        ("tên ngày,ngày\n".encode(), "thiếu cột “tháng”"),
        (f"màu,{HEAD}".encode(), "không có cột nào tên “màu”"),
        ("tên ngày".encode("utf-16"), "cũng không phải CSV viết bằng UTF-8"),
        (b"PK\x03\x04 hong", "Không mở được tệp Excel này."),
        (bomb(), "Tệp Excel mở ra quá lớn."),
        (b"x" * 2_000_001, "Tệp lớn hơn 2 MB"),
        ((HEAD + "a,A,1,1\n" * 1001).encode(), "Bảng có 1001 dòng, nhiều nhất là 1000."),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        commemoration_tables.read(content)
