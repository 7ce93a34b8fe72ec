"""During maintenance everybody reads, the numbers stay, and nobody types what would be lost."""

import os

import pytest
from django.core.management import CommandError, call_command

from hoiphunu import doctor, maintenance
from hotline import copies
from tests import staff
from tests.factories import make_article, make_consultation, make_hotline, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def number():
    make_hotline(phone="0299382212", is_primary=True)
    copies.write()
    return "tel:+84299382212"


def test_reading_goes_on_and_writing_is_asked_to_come_back(client, number, django_assert_num_queries):
    article = make_article()
    draft = make_consultation()
    client.force_login(make_user(staff.EDITOR), backend="django.contrib.auth.backends.ModelBackend")
    call_command("maintenance", "on", minutes=20, verbosity=0)
    read = (
        "/",
        "/tin-tuc/",
        article.get_absolute_url(),
        "/tim-kiem/?q=a",
        "/ho-tro/",
        "/ho-tro/km/",
        "/ho-tro/so-may/",
    )
    assert {path: client.get(path).status_code for path in read} == dict.fromkeys(read, 200)
    written = [
        *(("get", path) for path in ("/quan-tri/", "/quan-tri/login/", staff.change_url(article))),
        *(("get", path) for path in ("/ho-tro/gui/", "/ho-tro/tra-loi/", f"{article.get_absolute_url()}bao-loi/")),
        *(("get", path) for path in (f"{draft.get_absolute_url()}gop-y/", "/lien-ket/bao-hong/")),
        *(("post", path) for path in ("/ho-tro/gui/", "/quan-tri/login/", staff.change_url(article), "/luot-doc/")),
    ]
    for method, path in written:
        with django_assert_num_queries(0):
            answer = getattr(client, method)(path)
        text = answer.content.decode()
        told = (answer.status_code, "Trang đang được bảo trì" in text, number in text, answer["Cache-Control"])
        assert (path, *told) == (path, 503, True, True, "no-store")
        assert 1190 <= int(answer["Retry-After"]) <= 1200
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    call_command("maintenance", "off", verbosity=0)
    assert client.get("/ho-tro/gui/").status_code == 200


def test_without_copies_the_answer_is_a_sentence(client):
    maintenance.begin(1)
    answer = client.get("/ho-tro/gui/")
    assert (answer.status_code, "Trang đang tạm ngừng" in answer.content.decode()) == (503, True)


def test_who_comes_after_the_time_that_was_told_is_asked_to_wait_a_minute(client, settings):
    maintenance.begin(1)
    for text in ("0", "", "chữ"):
        (settings.HELP_COPIES / maintenance.SWITCH).write_text(text)
        assert client.get("/ho-tro/gui/")["Retry-After"] == "60"


def test_command_says_what_is_on(capsys, settings):
    for switch, said in (("status", "bình thường"), ("on", "bảo trì"), ("status", "bảo trì"), ("off", "bình thường")):
        call_command("maintenance", switch)
        assert said in capsys.readouterr().out
    with pytest.raises(CommandError, match="từ 1 đến 1440"):
        call_command("maintenance", "on", minutes=0)
    settings.HELP_COPIES.rmdir()
    settings.HELP_COPIES.write_text("no folder")
    with pytest.raises(CommandError, match="Chưa đổi được"):
        call_command("maintenance", "on")


def test_doctor_reminds_of_it(settings):
    what = doctor.under_maintenance.__doc__
    assert doctor.under_maintenance(what).state == doctor.GOOD
    maintenance.begin(5)
    found = doctor.under_maintenance(what)
    assert (found.state, found.seen) == (doctor.UNSURE, "bật đã 0 phút: không ai sửa hay gửi được gì")
    os.utime(settings.HELP_COPIES / maintenance.SWITCH, (0, 0))
    assert doctor.under_maintenance(what).state == doctor.BAD
