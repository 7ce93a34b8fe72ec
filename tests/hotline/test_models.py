import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from hoiphunu.models import Commune
from hotline.models import Hotline, ResponseTeam, UnionChair, by_commune
from tests.factories import make_chair, make_commune, make_hotline, make_organisation, make_team

pytestmark = pytest.mark.django_db


def test_one_primary_line():
    first = make_hotline(is_primary=True)
    second = make_hotline(is_primary=True)
    assert list(Hotline.objects.filter(is_primary=True)) == [second]
    first.refresh_from_db()
    first.is_primary = True
    first.full_clean()  # no error for who chooses another one
    first.save()
    assert list(Hotline.objects.filter(is_primary=True)) == [first]


@pytest.mark.django_db(transaction=True)
def test_two_primary_lines_at_once():
    errors, ready = [], threading.Barrier(4)

    def make(number):
        try:
            ready.wait(10)
            make_hotline(name=f"Số {number}", is_primary=True)
        except Exception as error:  # shown by the assert below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (Hotline.objects.count(), Hotline.objects.filter(is_primary=True).count()) == (4, 1)


def test_number_to_call():
    assert Hotline.objects.primary() is None
    make_hotline(phone="113", is_emergency=True, order=1)
    assert Hotline.objects.primary() is None
    first = make_hotline(order=5)
    assert Hotline.objects.primary() == first
    chosen = make_hotline(order=9, is_primary=True)
    assert Hotline.objects.primary() == chosen
    chosen.is_active = False
    chosen.save()
    assert Hotline.objects.primary() == first


@pytest.mark.parametrize(("is_demo", "shown"), [(False, ["Đã gọi thử"]), (True, ["Đã gọi thử", "Chưa gọi thử"])])
def test_unchecked_number_is_hidden_but_in_the_demo(is_demo, shown):
    make_organisation(is_demo=is_demo)
    make_hotline(name="Đã gọi thử")
    make_hotline(name="Chưa gọi thử", needs_check=True)
    make_hotline(name="Tắt", is_active=False)
    assert [line.name for line in Hotline.objects.shown()] == shown


def test_emergencies_stand_apart():
    primary = make_hotline(is_primary=True)
    emergency, other = make_hotline(phone="113", is_emergency=True), make_hotline()
    assert list(Hotline.objects.emergencies()) == [emergency]
    assert list(Hotline.objects.others()) == [other]
    assert Hotline.objects.primary() == primary


@pytest.mark.parametrize("maker", [make_hotline, make_team, make_chair])
def test_number_is_stored_in_one_form(maker):
    row = maker()
    row.phone = "+84 377.672.444"
    row.full_clean()
    assert (row.phone, row.phone_display, row.tel) == ("0377672444", "0377 672 444", "tel:+84377672444")
    row.phone = "abc"
    with pytest.raises(ValidationError):
        row.full_clean()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("xuan hoa", ["Tổ Xuân Hòa"]),
        ("Xuân Hoà", ["Tổ Xuân Hòa"]),
        ("XUÂN HÒA", ["Tổ Xuân Hòa"]),
        ("ke sach", ["Tổ Xuân Hòa"]),
        ("ba trinh", ["Tổ Xuân Hòa"]),
        ("hoa ke", ["Tổ Xuân Hòa"]),
        ("dai ngai", ["Tổ Đại Ngãi"]),
        ("to", ["Tổ Đại Ngãi", "Tổ Xuân Hòa"]),
        ("", ["Tổ Đại Ngãi", "Tổ Xuân Hòa"]),
        ("%", []),
        ("vinh chau", []),
    ],
)
def test_team_is_found_by_place_without_accents(asked, found):
    make_team(
        name="Tổ Xuân Hòa",
        commune=make_commune(name="xã Xuân Hòa", former_names="xã Ba Trinh", former_district="huyện Kế Sách"),
    )
    make_team(name="Tổ Đại Ngãi", commune=make_commune(name="xã Đại Ngãi"))
    assert [team.name for team in ResponseTeam.objects.active().matching(asked)] == found


def test_team_is_found_by_the_new_name_of_its_commune():
    commune = make_commune(name="xã Cũ")
    team, chair = make_team(name="Tổ một", commune=commune), make_chair(commune=commune)
    commune.name, commune.former_names = "phường Mới", "xã Xưa"
    commune.save()
    found = [list(ResponseTeam.objects.matching(asked)) for asked in ("phuong moi", "xua", "xa cu")]
    assert found == [[team], [team], []]
    assert list(UnionChair.objects.matching("phuong moi")) == [chair]


def test_teams_stand_in_vietnamese_order():
    for name in ("xã Đại Ngãi", "xã An Lạc", "xã Dương Kiên", "xã Ấp Mới", "Phường 10", "Phường 2"):
        make_team(name=name, commune=make_commune(name=name))
    assert [team.name for team in ResponseTeam.objects.active()] == [
        *("Phường 2", "Phường 10", "xã An Lạc", "xã Ấp Mới", "xã Dương Kiên", "xã Đại Ngãi"),
    ]


def test_totals_count_what_is_active():
    assert ResponseTeam.objects.totals() == (0, 0)
    make_team(members_count=7), make_team(members_count=5), make_team(members_count=3, is_active=False)
    assert ResponseTeam.objects.totals() == (2, 12)


def test_districts_with_active_teams_in_vietnamese_order():
    for district in ("huyện Kế Sách", "huyện Đại", "huyện Dương", "huyện Kế Sách", ""):
        make_team(commune=make_commune(former_district=district))
    make_chair(commune=make_commune(former_district="huyện Chủ Tịch"))
    make_team(commune=make_commune(former_district="huyện Ẩn"), is_active=False)
    make_commune(former_district="huyện Không Tổ")
    assert Commune.objects.districts_with_help() == ["huyện Chủ Tịch", "huyện Dương", "huyện Đại", "huyện Kế Sách"]


def test_one_place_for_all_who_help_in_a_commune():
    later, earlier = make_commune(name="xã Đại Ngãi"), make_commune(name="xã An Lạc")
    chair, team = make_chair(commune=later), make_team(commune=later)
    other = make_team(commune=earlier)
    places = by_commune(ResponseTeam.objects.active(), UnionChair.objects.active())
    assert [(place["commune"], place["teams"], place["chairs"]) for place in places] == [
        (earlier, [other], []),
        (later, [team], [chair]),
    ]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, ""),
        ({"hours": "cả ngày đêm"}, "cả ngày đêm"),
        ({"hours": "cả ngày đêm", "days": "weekdays"}, "cả ngày đêm, thứ Hai đến thứ Sáu"),
        ({"hours": "07:00–11:00"}, "07:00–11:00, mỗi ngày"),
    ],
)
def test_hours_as_readers_see_them(values, shown):
    assert make_hotline(**values).hours_display == shown
