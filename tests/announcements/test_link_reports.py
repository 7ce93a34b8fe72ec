"""“Báo liên kết hỏng”: a reader names a link; nothing about her is asked or kept."""

import re

import pytest

from announcements.link_reports import MOST_AN_HOUR
from announcements.models import LinkCheck
from tests.factories import make_link

pytestmark = pytest.mark.django_db
URL = "/lien-ket/bao-hong/"
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def sent(client, frozen):
    """`sent(link, …)`: the form as a reader sends it, some seconds after she opened it."""

    def send(link, headers=OURS, seconds=10, **more):
        start = frozen("2025-06-17 09:00:00")
        token = re.search(r'name="token" value="([^"]+)"', client.get(URL).content.decode())[1]
        if seconds:
            frozen(f"2025-06-17 09:00:{seconds:02}")
        return client.post(URL, {"link": link, "token": token, **more}, headers=headers), token, start

    return send


def reports():
    return {row.address: row.reports for row in LinkCheck.objects.all()}


def test_report_is_counted(client, sent):
    link = make_link(title="Báo Phụ nữ")
    assert f'href="{URL}"' in client.get("/lien-ket/").content.decode()
    for _ in range(2):
        answer, _, _ = sent(link.pk)
        assert (answer.status_code, "Cảm ơn bạn" in answer.content.decode()) == (200, True)
        assert answer["Cache-Control"].count("no-store") == 1
        assert answer.cookies == {}
    assert reports() == {link.address: 2}


def test_same_form_counts_once(client, sent):
    link = make_link()
    _, token, _ = sent(link.pk)
    again = client.post(URL, {"link": link.pk, "token": token}, headers=OURS)
    assert ("đã được gửi rồi" in again.content.decode(), reports()) == (True, {link.address: 1})


@pytest.mark.parametrize("value", ["", "0", "x", "999999", "9" * 40])
def test_link_that_is_not_there_is_told_of(sent, value):
    answer, _, _ = sent(value)
    assert ("Bạn chọn liên kết không mở được." in answer.content.decode(), reports()) == (True, {})


def test_hidden_link_cannot_be_reported(sent):
    answer, _, _ = sent(make_link(is_active=False).pk)
    assert ("Bạn chọn liên kết không mở được." in answer.content.decode(), reports()) == (True, {})


def test_programs_and_foreign_pages_count_for_nothing(sent):
    link = make_link()
    statuses = [
        sent(link.pk, website="x")[0].status_code,
        sent(link.pk, headers={"sec-fetch-site": "cross-site"})[0].status_code,
        sent(link.pk, seconds=1)[0].status_code,
    ]
    assert (statuses, reports()) == ([200, 403, 403], {})


def test_one_visitor_reports_so_often_an_hour(sent):
    link = make_link()
    statuses = [sent(link.pk)[0].status_code for _ in range(MOST_AN_HOUR + 1)]
    assert (statuses, reports()) == ([200] * MOST_AN_HOUR + [429], {link.address: MOST_AN_HOUR})
