"""How documents are named elsewhere, drawn among others, and how their downloads are counted."""

import json
from datetime import date

import pytest
from bs4 import BeautifulSoup

from announcements import citing, diagram, downloads
from announcements.models import DocumentRelation, DownloadCount
from announcements.relations import Kind
from tests.factories import make_document, make_field, make_file, make_issuer, make_kind, relate
from tests.staff import CONTENT, signed_in

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 9) Chrome/120 Mobile"


def decree(**overrides):
    values = {
        "kind": make_kind("Nghị định"),
        "issuer": make_issuer("Chính phủ"),
        "summary": "Quy định chi tiết một số điều",
        "issued_on": date(2023, 11, 1),
        **overrides,
    }
    return make_document("76/2023/NĐ-CP", **values)


@pytest.mark.parametrize(
    ("change", "citation"),
    [
        ({}, "Nghị định số 76/2023/NĐ-CP ngày 01 tháng 11 năm 2023 của Chính phủ quy định chi tiết một số điều"),
        ({"summary": "UBND tỉnh"}, "Nghị định số 76/2023/NĐ-CP ngày 01 tháng 11 năm 2023 của Chính phủ UBND tỉnh"),
        ({"number": "Không số"}, "Nghị định ngày 01 tháng 11 năm 2023 của Chính phủ quy định chi tiết một số điều"),
    ],
)
def test_citation(change, citation):
    document = decree()
    for name, value in change.items():
        setattr(document, name, value)
    assert citing.citation(document) == citation


def test_citation_of_a_law_and_of_a_joint_document():
    law = make_document(kind=make_kind("Luật", has_proper_name=True), summary="Bình đẳng giới")
    assert citing.citation(law) == "Luật Bình đẳng giới"
    joint = decree(co_issuers=[make_issuer("Bộ Công an")])
    assert " của Chính phủ, Bộ Công an quy định" in citing.citation(joint)


def data_of(client, document):
    page = BeautifulSoup(client.get(document.get_absolute_url()).content, "html.parser")
    return json.loads(page.find("script", type="application/ld+json").string)


def test_page_tells_machines_what_it_is(client, frozen):
    frozen("2025-06-17 05:07")
    old = make_document("1/2007/NĐ-CP", issued_on=date(2007, 1, 3))
    document = decree(effective_on=date(2023, 12, 25), fields=[make_field("Gia đình")], files=["Bản ký"])
    relate(document, Kind.REPLACES, old)
    address = f"http://localhost{document.get_absolute_url()}"
    stored = document.files.get()
    assert data_of(client, document) == {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": address,
        "url": address,
        "name": "Nghị định quy định chi tiết một số điều",
        "legislationIdentifier": "76/2023/NĐ-CP",
        "legislationType": "Nghị định",
        "legislationDate": "2023-11-01",
        "legislationPassedBy": [{"@type": "Organization", "name": "Chính phủ"}],
        "legislationLegalForce": "https://schema.org/InForce",
        "temporalCoverage": "2023-12-25/..",
        "inLanguage": "vi",
        "about": ["Gia đình"],
        "encoding": [
            {
                "@type": "LegislationObject",
                "name": "Bản ký",
                "contentUrl": f"http://localhost{stored.get_absolute_url()}",
                "encodingFormat": "application/pdf",
            }
        ],
        "legislationRepeals": [
            {
                "@type": "Legislation",
                "@id": f"http://localhost{old.get_absolute_url()}",
                "legislationIdentifier": "1/2007/NĐ-CP",
                "name": old.title,
            }
        ],
    }


def test_no_drawing_without_relations():
    assert diagram.draw(make_document(), []) is None


def test_drawing_holds_what_fits_and_says_how_many_are_left():
    document = make_document("5/QH", issued_on=date(2010, 1, 1))
    for number in range(9):
        relate(document, Kind.BASED_ON, make_document(f"{number}/2000/QH", issued_on=date(2000, 1, 1 + number)))
    relate(make_document(f"9/{'X' * 40}", issued_on=date(2020, 1, 1)), Kind.AMENDS, document)
    drawing = diagram.draw(document, DocumentRelation.objects.shown_of(document))
    assert [label.text for label in drawing.labels] == ["Căn cứ (và 3 văn bản nữa)", "Được sửa đổi, bổ sung bởi"]
    assert [box.number for box in drawing.above] == [f"{number}/2000/QH" for number in (8, 7, 6, 5, 4, 3)]
    assert [len(box.number) for box in drawing.below] == [diagram.LONGEST]
    boxes = [*drawing.above, drawing.centre, *drawing.below]
    assert [box.top for box in boxes] == sorted({box.top for box in boxes})
    assert drawing.below[-1].top + diagram.BOX <= drawing.height


def test_drawing_is_for_the_eye_and_the_list_for_everybody(client):
    document, old = decree(), make_document("1/2007/NĐ-CP", issued_on=date(2007, 1, 3))
    relate(document, Kind.REPLACES, old)
    page = BeautifulSoup(client.get(document.get_absolute_url()).content, "html.parser")
    drawing, listed = page.find("svg", class_="diagram"), page.find(class_="relations__list")
    assert (drawing["aria-hidden"], drawing.find("a")) == ("true", None)
    assert (listed.dt.text, listed.dd.a["href"]) == ("Thay thế", old.get_absolute_url())


def test_feeds_of_a_type_and_of_a_field(client):
    family = make_field("Gia đình")
    first = make_document("1/KH", kind=make_kind("Luật"), fields=[family])
    second = make_document("2/KH", kind=make_kind("Kế hoạch"), fields=[family])
    found = {
        path: client.get(f"/van-ban/{path}/rss.xml").content.decode() for path in ("loai/luat", "linh-vuc/gia-dinh")
    }
    for document, feeds in ((first, ["loai/luat", "linh-vuc/gia-dinh"]), (second, ["linh-vuc/gia-dinh"])):
        assert [path for path, text in found.items() if document.get_absolute_url() in text] == feeds
    assert client.get("/van-ban/loai/quyet-dinh/rss.xml").status_code == 404
    assert client.get("/van-ban/?loai=luat").context["feed"] == ("/van-ban/loai/luat/rss.xml", "Luật")
    assert client.get("/van-ban/?linh_vuc=gia-dinh").context["feed"][0] == "/van-ban/linh-vuc/gia-dinh/rss.xml"
    assert client.get("/van-ban/?linh_vuc=gia-dinh&loai=luat").context["feed"][0] == "/van-ban/rss.xml"


def fetched(client, stored, **headers):
    answer = client.get(stored.get_absolute_url(), headers={"user-agent": PHONE, **headers})
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def counted():
    downloads.buffer.flush()
    return [(row.file.title, row.month, row.count) for row in DownloadCount.objects.order_by("month")]


def test_downloads_are_counted_once_a_day_and_shown(client, frozen):
    frozen("2025-06-30 23:00")
    document = make_document(files=["Bản ký"])
    stored = document.files.get()
    assert [fetched(client, stored), fetched(client, stored)] == [200, 200]
    frozen("2025-07-01 00:10")
    fetched(client, stored)
    assert counted() == [("Bản ký", date(2025, 6, 1), 1), ("Bản ký", date(2025, 7, 1), 1)]
    assert "2 lượt tải" in client.get(document.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "headers", [{"user-agent": "Googlebot/2.1"}, {"user-agent": ""}, {"range": "bytes=500-"}, {"if-none-match": "x"}]
)
def test_what_is_no_download_is_not_counted(client, headers):
    stored = make_document(files=["Bản ký"]).files.get()
    if "if-none-match" in headers:
        head = client.head(stored.get_absolute_url())
        headers = {"if-none-match": head["ETag"]}
        b"".join(head)
    fetched(client, stored, **headers)
    assert counted() == []


def test_staff_and_hidden_files_are_not_counted():
    document = make_document(files=["Bản ký"])
    staff = signed_in(CONTENT)
    assert [fetched(staff, document.files.get()), fetched(staff, make_file(document))] == [200, 200]
    assert counted() == []


def test_count_of_a_file_that_is_gone_is_dropped(client):
    document = make_document(files=["Bản ký"])
    fetched(client, document.files.get())
    document.delete()
    assert counted() == []
