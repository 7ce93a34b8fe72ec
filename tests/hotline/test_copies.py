"""The copies on disk: written at each change, whole at every moment, true."""

import os
import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from hoiphunu import maintenance, standby
from hoiphunu.models import Organisation
from hotline import copies
from hotline.models import HelpText
from tests.factories import (
    make_article,
    make_chair,
    make_commune,
    make_hotline,
    make_organisation,
    make_team,
)

pytestmark = pytest.mark.django_db

HELP = ("ho-tro/index.html", "ho-tro/km/index.html", "ho-tro/en/index.html")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` what follows a commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def kept(settings):
    return sorted(str(path.relative_to(settings.HELP_COPIES)) for path in settings.HELP_COPIES.rglob("*.*"))


def numbers(name):
    page = BeautifulSoup(standby.copy(name), "html.parser")
    return [link["href"] for link in page.select("a[href^='tel:']")]


def test_copies_are_written_with_the_change(settings, committed):
    with committed():
        make_organisation(exit_url="https://thoi-tiet.example.vn/")
        line = make_hotline(is_primary=True, hours="cả ngày đêm")
        make_hotline(phone="113", is_emergency=True)
        make_team(phone="0299382212"), make_team(), make_chair(phone="02993822123")
    assert kept(settings) == sorted([".khoa", *HELP, standby.AWAY, maintenance.COPY, "phien-ban.txt", "thoat.txt"])
    own, short, team, chair = "tel:+84377672444", "tel:113", "tel:+84299382212", "tel:+842993822123"
    assert [numbers(name) for name in HELP] == [[own, short, team, chair]] * 3
    assert numbers(standby.AWAY) == numbers(maintenance.COPY) == [own, short]
    assert standby.copy(standby.EXIT_ADDRESS) == "https://thoi-tiet.example.vn/"
    with committed():
        line.phone = "0299382299"
        line.save()
    assert {numbers(name)[0] for name in (*HELP, standby.AWAY)} == {"tel:+84299382299"}


@pytest.mark.parametrize(
    "change",
    [
        lambda line, team: line.delete(),
        lambda line, team: type(line).objects.all().update(is_active=False),
        lambda line, team: team.delete(),
        lambda line, team: setattr(team.commune, "name", "xã Mới") or team.commune.save(),
        lambda line, team: HelpText.objects.filter(key="title").update(vi="Cần giúp?"),
        lambda line, team: Organisation.objects.all().update(name_upper="Hội khác"),
    ],
    ids=["deleted", "switched off", "team", "commune", "text", "organisation"],
)
def test_every_change_of_what_they_hold_is_followed(committed, change):
    with committed():
        make_organisation()
        line, team = make_hotline(is_primary=True), make_team(phone="0299382212")
    before = standby.copy(HELP[0])
    with committed():
        change(line, team)
    assert standby.copy(HELP[0]) != before


def test_articles_write_no_copies(settings, committed):
    with committed():
        make_article()
    assert not settings.HELP_COPIES.exists()


def test_many_changes_in_one_commit_are_written_once(monkeypatch, committed):
    written = []
    monkeypatch.setattr(copies, "_replace", lambda name, text: written.append(name))
    monkeypatch.setattr(standby, "copy", lambda name: "" if "phien-ban.txt" not in written else str(version()))
    from hoiphunu.models import ContentVersion

    version = ContentVersion.objects.current
    with committed():
        for _ in range(5):
            make_hotline()
    assert written.count(HELP[0]) == 1


def test_copies_say_nothing_that_passes_with_the_hour(settings):
    make_hotline(is_primary=True, hours="07:00–11:00")
    for text in copies.texts().values():
        assert not re.search("Đang trực|Ngoài giờ|Open now|Closed now", text)


def test_copies_are_neutral_and_name_no_other_host(client):
    make_organisation(short_name="Phụ nữ Thử", exit_url="https://thoi-tiet.example.vn/")
    make_hotline(is_primary=True)
    for name in (*HELP, standby.AWAY):
        page = BeautifulSoup(copies.texts()[name], "html.parser")
        loaded = [tag.get("src") or tag.get("href") for tag in page.select("link, script, img")]
        assert [address for address in loaded if not address.startswith("/static/")] == []
        assert "bạo lực" not in page.title.get_text() + page.h1.get_text()
        assert page.select_one("[name=referrer]")["content"] == "no-referrer"


def test_light_page_is_what_lies_on_disk(client):
    make_hotline(is_primary=True)
    texts = copies.texts()
    for path, name in (("/ho-tro/so-may/", HELP[0]), ("/ho-tro/km/so-may/", HELP[1]), ("/ho-tro/en/so-may/", HELP[2])):
        response = client.get(path)
        assert response.content.decode() == texts[name]
        assert (response["Cache-Control"], response["Referrer-Policy"], response.cookies) == (
            "no-store",
            "no-referrer",
            {},
        )


def test_web_server_may_read_them(settings):
    copies.write()
    modes = {path.stat().st_mode & 0o777 for path in settings.HELP_COPIES.rglob("*.html")}
    assert modes == {0o644}


def test_torn_copy_is_never_seen(settings, monkeypatch):
    make_hotline(is_primary=True)
    copies.write()
    before = standby.copy(HELP[0])

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match="Chưa ghi được bản sao"):
        call_command("write_help_copies")
    assert standby.copy(HELP[0]) == before
    assert kept(settings) == sorted([".khoa", *HELP, standby.AWAY, maintenance.COPY, "phien-ban.txt", "thoat.txt"])


def test_full_disk_loses_no_change(settings, committed):
    settings.HELP_COPIES.parent.joinpath("tep").write_text("")
    settings.HELP_COPIES = settings.HELP_COPIES.parent / "tep" / "tro-giup"  # no folder can be made there
    with committed():
        line = make_hotline(is_primary=True)
    line.refresh_from_db()
    assert standby.copy(HELP[0]) is None


def test_commune_of_a_team_is_named(settings, committed):
    with committed():
        make_team(commune=make_commune(name="xã Xuân Hòa"), phone="0299382212")
    assert "xã Xuân Hòa" in standby.copy(HELP[0])
