from datetime import date
from xml.etree import ElementTree  # noqa: S405  our own feed

import pytest

from announcements.models import LegalDocument
from tests.factories import make_document, make_field, make_issuer, make_kind, make_organisation

pytestmark = pytest.mark.django_db


def documents(client, query=""):
    return list(client.get(f"/van-ban/{query}").context["documents"])


def test_list_is_filtered_by_every_name(client, frozen):
    frozen("2025-06-17 05:07")
    luat = make_document(
        "13/2022/QH15", kind=make_kind("Luật"), fields=[make_field("Gia đình")], issuer=make_issuer("Quốc hội")
    )
    nghi_dinh = make_document(
        "76/2023/NĐ-CP",
        kind=make_kind("Nghị định"),
        fields=[make_field("Việc làm")],
        issuer=make_issuer("Chính phủ"),
        issued_on=date(2023, 11, 1),
        effective_on=date(2025, 12, 25),
        summary="Quy định chi tiết",
    )
    assert documents(client) == [nghi_dinh, luat]
    for query in ("q=13/2022", "loai=luat", "co_quan=quoc-hoi", "linh_vuc=gia-dinh", "nam=2022", "hieu_luc=in_force"):
        assert documents(client, f"?{query}") == [luat], query
    for query in (
        "q=nd-cp",
        "loai=nghi-dinh",
        "co_quan=chinh-phu",
        "linh_vuc=viec-lam",
        "nam=2023",
        "hieu_luc=pending",
    ):
        assert documents(client, f"?{query}") == [nghi_dinh], query
    assert documents(client, "?loai=luat&loai=nghi-dinh&nam=2022") == [luat]
    assert documents(client, "?hieu_luc=expired") == []
    assert documents(client, "?hieu_luc=in_force&ngay=01/01/2100") == [nghi_dinh, luat]
    assert documents(client, "?loai=khong-co&nam=abc&ngay=31/02/2025") == [nghi_dinh, luat]


def test_list_names_what_can_be_chosen_and_what_is(client, frozen):
    frozen("2025-06-17 05:07")
    luat, family = make_kind("Luật"), make_field("Gia đình")
    make_document(kind=luat, issuer=make_issuer("Quốc hội"), fields=[family])
    make_document(kind=make_kind("Kế hoạch"), issuer=make_issuer("Hội"), issued_on=date(2024, 1, 3))
    make_kind("Quyết định")
    context = client.get("/van-ban/?loai=luat&co_quan=hoi&ngay=01/06/2025").context
    assert context["kinds"] == [("ke-hoach", "Kế hoạch", 1, False), ("luat", "Luật", 0, True)]
    assert context["issuers"] == [("hoi", "Hội", 0, True), ("quoc-hoi", "Quốc hội", 1, False)]
    assert (context["fields"], context["years"], context["total"]) == ([], [], 0)
    assert [(choice.value, choice.count) for choice in context["statuses"]][:2] == [("pending", 0), ("in_force", 0)]
    assert [(one["label"], one["remove_url"]) for one in context["chosen"]] == [
        ("Luật", "/van-ban/?co_quan=hoi&ngay=01%2F06%2F2025"),
        ("Hội", "/van-ban/?loai=luat&ngay=01%2F06%2F2025"),
        ("Tính tại ngày 01/06/2025", "/van-ban/?loai=luat&co_quan=hoi"),
    ]


def test_list_pages_keep_the_filters(client):
    for number in range(21):
        make_document(f"{number}/KH-BTV")
    context = client.get("/van-ban/?nam=2022&ngay=17/06/2025").context
    assert (context["total"], context["older_url"]) == (21, "/van-ban/?nam=2022&ngay=17%2F06%2F2025&trang=2")
    assert documents(client, "?nam=2022&ngay=17/06/2025&trang=2") == [LegalDocument.objects.newest().last()]


def test_wrong_slug_leads_to_the_right_one(client):
    document = make_document()
    response = client.get(f"/van-ban/sai-{document.pk}/")
    assert (response.status_code, response["Location"]) == (301, document.get_absolute_url())


def test_document_page(client):
    document, near = make_document(files=["Bản ký"]), make_document()
    context = client.get(document.get_absolute_url()).context
    assert (context["document"], list(context["related"])) == (document, [near])


def test_feed(client):
    make_organisation(short_name="Phụ nữ Thử", description="Giới thiệu")
    for number in range(22):
        document = make_document(f"{number}/KH")
    response = client.get("/van-ban/rss.xml")
    channel = ElementTree.fromstring(response.content).find("channel")  # noqa: S314
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (channel.findtext("title"), channel.findtext("description")) == ("Văn bản – Phụ nữ Thử", "Giới thiệu")
    items = channel.findall("item")
    assert (len(items), items[0].findtext("title")) == (20, f"21/KH: {document.title}")
    assert items[0].findtext("link") == f"http://localhost{document.get_absolute_url()}"
    assert items[0].findtext("pubDate") == "Mon, 14 Nov 2022 00:00:00 +0700"
