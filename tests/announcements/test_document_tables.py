"""Documents as a table: out and back, what would change, and what is refused."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from announcements import document_tables
from announcements.models import Issuer, LegalDocument
from hoiphunu.publishing import State
from tests.factories import make_document, make_field, make_issuer, make_kind, make_user
from tests.staff import CONTENT, EDITOR, messages_of, signed_in

pytestmark = pytest.mark.django_db
HEAD = "số, ký hiệu;loại;trích yếu;cơ quan ban hành;ngày ban hành\n"
INTAKE = "admin:announcements_document_tables_intake"


def compared(text):
    return document_tables.compare(document_tables.read(text.encode()))


def stored(text, by=None):
    return document_tables.store(compared(text), by or make_user(CONTENT))


def outcomes(lines):
    return [(line.outcome, line.changes, line.errors, line.notes) for line in lines]


@pytest.fixture
def words():
    return make_kind("Kế hoạch"), make_issuer("Ban Thường vụ")


@pytest.fixture
def full(words):
    kind, issuer = words
    document = make_document(
        "77/KH-BTV",
        kind=kind,
        issuer=issuer,
        summary="Tháng hành động; vì bình đẳng",
        co_signers="Trần Thị Bình, Phó Chủ tịch\nLê Thị Lan",
        signer="Nguyễn Thị Hạnh",
        issued_on=date(2023, 11, 15),
        effective_on=date(2023, 12, 1),
        needs_check=True,
    )
    document.co_issuers.set([make_issuer("Công an tỉnh"), make_issuer("Tỉnh đoàn")])
    document.fields.set([make_field()])
    return document


@pytest.mark.parametrize("write", [document_tables.as_csv, document_tables.as_excel])
def test_what_goes_out_comes_back_unchanged(write, full):
    make_document("=1+1", summary="-x")
    make_document("Không số")
    lines = document_tables.compare(document_tables.read(write(LegalDocument.objects.with_sets())))
    assert outcomes(lines) == [("giữ nguyên", [], [], [])] * 3


def test_no_cell_is_a_formula(full):
    LegalDocument.objects.update(summary="=1+1")
    rows = LegalDocument.objects.with_sets()
    assert b"'=1+1" in document_tables.as_csv(rows)
    assert load_workbook(io.BytesIO(document_tables.as_excel(rows))).active["D2"].data_type == "s"


def test_new_row_becomes_a_draft(words):
    user = make_user(CONTENT)
    text = HEAD.strip() + ";lĩnh vực;cùng ban hành;người cùng ký;ngày có hiệu lực\n"
    field, other = make_field("Gia đình"), make_issuer("Tỉnh đoàn")
    row = "78 / kh - btv;ke hoach;Chăm lo;BAN THƯỜNG VỤ;15/11/2023;gia dinh;Tỉnh đoàn;A, Bí thư; ;01/12/2023"
    assert stored(text + row.replace("A, Bí thư; ", '"A, Bí thư; B"').replace(";;", ";"), user) == 1
    document = LegalDocument.objects.get()
    assert (document.number, document.kind, document.issuer) == ("78/KH-BTV", *words)
    assert (document.state, document.created_by) == (State.DRAFT, user)
    assert (document.issued_on, document.effective_on) == (date(2023, 11, 15), date(2023, 12, 1))
    assert (list(document.fields.all()), list(document.co_issuers.all())) == ([field], [other])
    assert document.co_signers == "A, Bí thư\nB"


def test_only_what_differs_is_told_and_written(full):
    text = f"mã;số, ký hiệu;loại;trích yếu;ngày ban hành;lĩnh vực\n{full.pk};77/KH-BTV;Kế hoạch;Chữ mới;16/11/2023;\n"
    (line,) = compared(text)
    field = full.fields.get().name
    assert outcomes([line]) == [
        (
            "đổi",
            [
                ("trích yếu", "Tháng hành động; vì bình đẳng", "Chữ mới"),
                ("lĩnh vực", field, ""),
                ("ngày ban hành", "15/11/2023", "16/11/2023"),
            ],
            [],
            [],
        )
    ]
    assert document_tables.store([line], make_user(CONTENT)) == 1
    full.refresh_from_db()
    assert (full.summary, full.fields.count()) == ("Tháng hành động; vì bình đẳng", 1)  # what readers see
    full.show_newest()
    assert (full.summary, full.issued_on, full.signer) == ("Chữ mới", date(2023, 11, 16), "Nguyễn Thị Hạnh")
    assert (full.working_related["fields"], len(full.working_related["co_issuers"])) == ([], 2)


def test_same_number_issuer_and_day_is_the_same_document(full):
    text = HEAD + "77/KH-BTV;Kế hoạch;Chữ mới;Ban Thường vụ;15/11/2023\n"
    assert [(line.outcome, line.row.pk) for line in compared(text)] == [("đổi", full.pk)]
    other_day = HEAD + "77/KH-BTV;Kế hoạch;Chữ mới;Ban Thường vụ;16/11/2023\n"
    assert outcomes(compared(other_day))[0][0] == "thêm"
    assert compared(other_day)[0].notes == [document_tables.TWIN.format(full)]


def test_new_issuers_are_named_first_and_added_once(words):
    row = "{};Kế hoạch;Chữ;Sở Nội vụ;15/11/2023\n"
    text = HEAD + row.format("1/KH") + row.format("2/KH")
    assert [line.notes for line in compared(text)] == [[document_tables.NEW_ISSUER.format("Sở Nội vụ")]] * 2
    assert Issuer.objects.count() == 1
    assert stored(text) == 2
    assert [document.issuer.name for document in LegalDocument.objects.all()] == ["Sở Nội vụ"] * 2
    assert Issuer.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "sentences"),
    [
        (
            "1/KH;Kế hoạch;Chữ;Ban Thường vụ;31/2/2023",
            ["Cột “ngày ban hành”: “31/2/2023” không phải là ngày, viết như 14/11/2022."],
        ),
        ("1/KH;Kế sách;Chữ;Ban Thường vụ;1/2/2023", ["Cột “loại”: “Kế sách” chưa có trong danh mục."]),
        ("1/KH;Kế hoạch;;Ban Thường vụ;1/2/2023", ["Cột “trích yếu”: Ô này không được để trống."]),
        ("1/KH;Kế hoạch;Chữ;;1/2/2023", ["Cột “cơ quan ban hành”: Ô này không được để trống."]),
        (";Kế hoạch;Chữ;Ban Thường vụ;1/2/2023", ["Cột “số, ký hiệu”: Ô này không được để trống."]),
    ],
)
def test_wrong_rows_are_named_and_left_out(row, sentences, words):
    lines = compared(f"{HEAD}{row}\n2/KH;Kế hoạch;Chữ;Ban Thường vụ;01/02/2023\n")
    assert [line.errors for line in lines] == [sentences, []]
    assert document_tables.store(lines, make_user(CONTENT)) == 1
    assert LegalDocument.objects.get().number == "2/KH"


def test_dates_that_contradict_each_other_are_refused(words):
    text = HEAD.strip() + ";ngày có hiệu lực\n1/KH;Kế hoạch;Chữ;Ban Thường vụ;02/02/2023;01/02/2023\n"
    assert compared(text)[0].errors == ["Cột “ngày có hiệu lực”: Ngày có hiệu lực không thể trước ngày ban hành."]


@pytest.mark.parametrize("key", ["9", "x", "99999999999999999999999"])
def test_unknown_keys_are_refused(key, words):
    text = f"mã;{HEAD}{key};1/KH;Kế hoạch;Chữ;Ban Thường vụ;01/02/2023\n"
    assert compared(text)[0].errors == [document_tables.NO_KEY.format(key)]


def test_one_document_twice(words):
    row = "1/KH;Kế hoạch;Chữ;Ban Thường vụ;01/02/2023\n"
    assert [line.errors for line in compared(HEAD + row + row)] == [[], ["Văn bản này đã có ở dòng trên."]]


def test_binned_documents_are_neither_out_nor_in(full):
    LegalDocument.objects.update(state=State.BINNED)
    text = f"mã;{HEAD}{full.pk};77/KH-BTV;Kế hoạch;Chữ;Ban Thường vụ;15/11/2023\n"
    assert compared(text)[0].errors == [document_tables.NO_KEY.format(full.pk)]


def test_dates_of_excel(words):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Số, ký hiệu", "Loại", "Trích yếu", "Cơ quan ban hành", "Ngày ban hành"])
    book.active.append(["1/KH", "Kế hoạch", "Chữ", "Ban Thường vụ", date(2023, 2, 1)])
    book.save(out)
    assert document_tables.compare(document_tables.read(out.getvalue()))[0].row.issued_on == date(2023, 2, 1)


def test_cost_does_not_grow_with_rows_that_stay(full, django_assert_max_num_queries):
    for number in range(20):
        make_document(f"{number}/KH", kind=full.kind, issuer=full.issuer)
    content = document_tables.as_csv(LegalDocument.objects.with_sets())
    with django_assert_max_num_queries(9):
        document_tables.compare(document_tables.read(content))


def test_staff_look_first_and_then_take_the_table_in(words):
    staff = signed_in(CONTENT)
    file = io.BytesIO((HEAD + "1/KH;Kế hoạch;Chữ;Ban Thường vụ;01/02/2023\n2/KH;Sai;Chữ;A;1/2/2023\n").encode())
    file.name = "van-ban.csv"
    page = BeautifulSoup(staff.post(reverse(INTAKE), {"file": file}).content, "html.parser")
    assert [[cell.get_text(" ", strip=True) for cell in row.select("td")][:3] for row in page.select("tbody tr")] == [
        ["2", "1/KH Chữ", "thêm"],
        ["3", "2/KH Chữ", "lỗi"],
    ]
    assert LegalDocument.objects.count() == 0
    answer = staff.post(reverse(INTAKE), {"held": page.select_one("input[name=held]")["value"]})
    assert messages_of(staff, answer) == ["Đã nhập 1 dòng."]
    assert LegalDocument.objects.get().number == "1/KH"


def test_list_is_written_out_as_it_is_filtered(full):
    make_document("1/QĐ", kind=make_kind("Quyết định"))
    staff = signed_in(CONTENT)
    list_page = staff.get(f"/quan-tri/announcements/legaldocument/?kind__id__exact={full.kind_id}").content.decode()
    link = f"bang.csv?kind__id__exact={full.kind_id}"
    assert link in list_page
    answer = staff.get(f"/quan-tri/announcements/legaldocument/{link}")
    assert (answer["Cache-Control"], answer["Content-Disposition"]) == (
        "no-store",
        'attachment; filename="van-ban.csv"',
    )
    assert [cells["số, ký hiệu"] for cells in document_tables.read(answer.content)] == ["77/KH-BTV"]


def test_others_have_no_part_in_tables():
    editor = signed_in(EDITOR)
    for ending in ("csv", "excel", "intake"):
        assert editor.get(reverse(f"admin:announcements_document_tables_{ending}")).status_code == 403
