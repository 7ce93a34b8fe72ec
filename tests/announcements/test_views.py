from datetime import date
from xml.etree import ElementTree  # noqa: S405  our own feed

import pytest

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
    assert documents(client, "?loai=khong-co&nam=1999") == [nghi_dinh, luat]


def test_list_names_what_can_be_chosen(client):
    make_document(kind=make_kind("Luật"), issuer=make_issuer("Quốc hội"), fields=[make_field("Gia đình")])
    make_kind("Quyết định")
    context = client.get("/van-ban/").context
    assert [(kind.slug, kind.count) for kind in context["kinds"]] == [("luat", 1)]
    assert [row.slug for row in (*context["issuers"], *context["fields"])] == ["quoc-hoi", "gia-dinh"]
    assert (context["years"], context["total"]) == ([2022], 1)


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
