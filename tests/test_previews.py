"""Preview links: one text for a week, without an account, kept and indexed by nobody."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from announcements.relations import Kind
from hoiphunu import previews, publishing
from hoiphunu.access_log import PREVIEW
from hoiphunu.publishing import State
from tests.factories import in_body, make_article, make_document, make_page, make_photo, make_user, relate
from tests.staff import CONTRIBUTOR, EDITOR, change_url, client_of, signed_in

pytestmark = pytest.mark.django_db

MAKERS = {"article": make_article, "legaldocument": make_document, "page": make_page}
EACH = pytest.mark.parametrize("name", MAKERS)
OLD = date(2001, 1, 2)
NOW = "2025-06-17 05:07"


def path_of(row):
    return previews.link(row).removeprefix("http://localhost")


@EACH
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.RETURNED, State.WITHDRAWN])
def test_link_opens_the_text_for_whoever_has_it(client, name, state):
    row = MAKERS[name](state=state, published_at=None, summary="Zulu tóm tắt")
    response = client.get(path_of(row))
    assert (response.status_code, "Bản xem trước" in response.content.decode()) == (200, True)
    assert row.title in response.content.decode()
    assert client.get(row.get_absolute_url()).status_code == 404


@EACH
def test_answer_is_kept_and_indexed_by_nobody(client, name):
    path = path_of(MAKERS[name](state=State.DRAFT))
    for _ in range(2):
        response = client.get(path)
        assert response.headers.get("X-Page-Cache") is None
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert "ETag" not in response.headers
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("meta[name=robots]")["content"] == "noindex, nofollow"


@EACH
def test_only_our_own_pages_frame_it(client, name):
    row = MAKERS[name]()
    response = client.get(path_of(row))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    public = client.get(row.get_absolute_url())
    assert public["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    assert ("noindex" in public.content.decode(), "Bản xem trước" in public.content.decode()) == (False, False)


def test_link_shows_what_was_written_last(client):
    article = make_article(title="Đang hiện")
    article.title = "Mới sửa"
    publishing.write(article, {}, None)
    assert "Mới sửa" in client.get(path_of(article)).content.decode()
    assert "Mới sửa" not in client.get(article.get_absolute_url()).content.decode()


def test_link_ends_after_a_week(client, frozen):
    frozen(NOW)
    path = path_of(make_article(state=State.DRAFT, title="Zulu"))
    frozen("2025-06-24 05:06")
    assert client.get(path).status_code == 200
    frozen("2025-06-24 05:08")
    response = client.get(path)
    assert (response.status_code, response["Cache-Control"]) == (410, "no-store")
    assert "đã hết hạn" in response.content.decode()
    assert "Zulu" not in response.content.decode()


def test_link_of_another_text_or_a_mended_one_opens_nothing(client):
    one, two = make_article(state=State.DRAFT), make_article(state=State.DRAFT)
    path = path_of(one)
    for wrong in (
        path.replace(f"article-{one.pk}~", f"article-{two.pk}~"),
        path.replace("article-", "page-"),
        path[:-2] + ("A" if path[-2] != "A" else "B") + "/",
        "/xem-truoc/",
    ):
        assert client.get(wrong).status_code == 404
    one.delete()
    assert client.get(path).status_code == 404


def test_link_takes_no_post(client):
    assert client.post(path_of(make_article(state=State.DRAFT))).status_code == 405


def read(client, path):
    response = client.get(path)
    response.getvalue()
    return response


def test_photos_of_the_draft_open_through_the_link_alone(client):
    cover, inside, other = make_photo(), make_photo(), make_photo()
    article = make_article(state=State.DRAFT, cover=cover, body=in_body(inside))
    path = path_of(article)
    page = client.get(path).content.decode()
    for photo in (cover, inside):
        assert f"{path}{photo.url[1:]}" in page
        served = read(client, f"{path}{photo.url[1:]}")
        assert (served.status_code, served["Cache-Control"], served["Content-Type"]) == (200, "no-store", "image/jpeg")
        assert client.get(photo.url).status_code == 404
    assert client.get(f"{path}{other.url[1:]}").status_code == 404
    assert client.get(f"{path_of(make_article(state=State.DRAFT))}{cover.url[1:]}").status_code == 404


def test_photos_of_others_keep_their_public_address(client):
    beside = make_article(cover=make_photo())
    page = client.get(path_of(make_article(state=State.DRAFT))).content.decode()
    smaller = beside.cover.url.rpartition(".")[0]
    assert (smaller in page, f"~{smaller}" in page, "/xem-truoc/" in page) == (True, False, False)


def test_photos_end_with_the_link(client, frozen):
    frozen(NOW)
    article = make_article(state=State.DRAFT, cover=make_photo())
    address = f"{path_of(article)}{article.cover.url[1:]}"
    assert read(client, address).status_code == 200
    frozen("2025-06-24 05:08")
    assert client.get(address).status_code == 404


def test_files_of_a_document_open_through_the_link(client):
    document = make_document(state=State.DRAFT, files=["Bản ký"])
    kept = document.files.get()
    publishing.write(document, {"files": [{"id": kept.pk, "title": "Bản ký", "order": 1}]}, None)
    address = f"{path_of(document)}{kept.get_absolute_url()[1:]}"
    assert address in client.get(path_of(document)).content.decode()
    served = read(client, address)
    assert (served.status_code, served["Content-Disposition"].startswith("attachment")) == (200, True)
    assert client.get(kept.get_absolute_url()).status_code == 404


def test_relations_are_the_ones_being_written(client):
    old, dropped, draft = (
        make_document("1/QH", issued_on=OLD),
        make_document("2/QH", issued_on=OLD),
        make_document("4/QH"),
    )
    draft.state = State.DRAFT
    draft.save()
    row = make_document("3/QH")
    relate(row, Kind.CITES, dropped)
    listed = [{"kind": "amends", "target": old.pk, "title": ""}, {"kind": "cites", "target": draft.pk, "title": ""}]
    publishing.write(row, {**row.related_data(), "relations": listed}, make_user())
    page = BeautifulSoup(client.get(path_of(row)).content, "html.parser").select_one(".relations__list")
    assert [term.get_text() for term in page.select("dt")] == ["Sửa đổi, bổ sung"]
    assert page.select_one("a")["href"] == old.get_absolute_url()
    public = BeautifulSoup(client.get(row.get_absolute_url()).content, "html.parser").select_one(".relations__list")
    assert [link["href"] for link in public.select("a")] == [dropped.get_absolute_url()]


def test_link_is_no_login_and_needs_none(client):
    path = path_of(make_article(state=State.DRAFT))
    assert (client.get(path).cookies, client.get("/quan-tri/").status_code) == ({}, 302)


def test_log_does_not_keep_the_link():
    path = path_of(make_article(state=State.DRAFT))
    assert PREVIEW.sub(r"\1-", path) == "/xem-truoc/-/"
    assert PREVIEW.sub(r"\1-", f"/{path}tep/anh/x") == "//xem-truoc/-/tep/anh/x"


@EACH
def test_staff_see_phone_and_desk_side_by_side(name):
    staff = signed_in(is_superuser=True)
    row = MAKERS[name](state=State.DRAFT)
    form = BeautifulSoup(staff.get(change_url(row)).content, "html.parser")
    assert [a["href"] for a in form.find_all("a", string=re.compile("^Xem trước$"))] == [change_url(row, "preview")]
    response = staff.get(change_url(row, "preview"))
    page = BeautifulSoup(response.content, "html.parser")
    frames = [frame["src"] for frame in page.select("iframe")]
    assert (len(frames), len(set(frames))) == (2, 1)
    assert page.select_one("#preview-link")["value"] == f"http://localhost{frames[0]}"
    assert staff.get(frames[0]).status_code == 200
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert "frame-src" not in staff.get("/quan-tri/")["Content-Security-Policy"]


def test_only_who_sees_the_text_makes_a_link(client):
    writer, other = signed_in(CONTRIBUTOR), signed_in(CONTRIBUTOR)
    article = make_article(state=State.DRAFT, created_by=writer.user)
    url = change_url(article, "preview")
    assert [who.get(url).status_code for who in (writer, signed_in(EDITOR), other)] == [200, 200, 404]
    assert client.get(url)["Location"].startswith("/quan-tri/login/")
    assert client_of(other.user).get(change_url(make_page(), "preview")).status_code == 403
