import pytest

from announcements import document_types, numbers
from announcements.models import DocumentType
from announcements.reading import kinds
from tests.factories import make_kind


@pytest.mark.django_db
def test_types_shipped_are_loaded_once_and_keep_what_is_there():
    make_kind("Kế hoạch", order=1)
    names = [kind.name for kind in document_types.shipped()]
    assert DocumentType.objects.load_shipped() == len(names) - 1
    assert DocumentType.objects.load_shipped() == 0
    assert [kind.name for kind in DocumentType.objects.order_by("order")] == [
        "Kế hoạch",
        *(n for n in names if n != "Kế hoạch"),
    ]
    proper = DocumentType.objects.order_by("order").values_list("name", flat=True).filter(has_proper_name=True)
    assert list(proper) == ["Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"]


def test_decree_30_has_29_types():
    assert sum(kind.group == document_types.ADMINISTRATIVE for kind in document_types.shipped()) == 29


def test_every_abbreviation_is_read_in_a_number():
    for kind in document_types.shipped():
        if kind.short:
            assert numbers.parse(f"7/2020/{kind.short}-UBND").kind == kind.short


def test_type_of_a_number():
    found = [
        kinds.of_number(text) for text in ("77/KH-BTV", "76/2023/NĐ-CP", "1234/UBND-VX", "13/2022/QH15", "Không số")
    ]
    assert found == ["Kế hoạch", "Nghị định", "Công văn", "", ""]
