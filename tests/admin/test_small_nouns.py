"""The forms of the small nouns: what they refuse, and that what they take is seen."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from announcements.models import Banner, WebLink
from hoiphunu.models import Commune, DayOff, MenuItem, OldAddress, Organisation
from hotline.models import Hotline, ResponseTeam
from news.models import Category, Tag
from tests.factories import make_banner, make_category, make_tag
from tests.staff import (
    CONTENT,
    HOTLINE,
    add_url,
    change_url,
    errors_of,
    list_url,
    opened,
    send,
    signed_in,
    values_of,
)

pytestmark = pytest.mark.django_db

END_OR_ENDLESS = ["Hãy ghi ngày cuối, hoặc chọn “không hết hạn” (một trong hai)."]
LATER = ["Ngày cuối phải từ ngày đầu trở đi."]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"ends_on": "03/02/2026"}, []),
        ({"is_endless": "on"}, []),
        ({"starts_on": "03/02/2026", "ends_on": "03/02/2026"}, []),
        ({}, END_OR_ENDLESS),
        ({"ends_on": "03/02/2026", "is_endless": "on"}, END_OR_ENDLESS),
        ({"starts_on": "04/02/2026", "ends_on": "03/02/2026"}, LATER),
    ],
)
def test_window_of_a_slogan(typed, errors):
    answer = send(signed_in(CONTENT), add_url(Banner), slogan="Kỷ niệm", **typed)
    assert (errors_of(answer) if answer.status_code == 200 else [], Banner.objects.count()) == (
        errors,
        0 if errors else 1,
    )


def test_days_are_read_the_vietnamese_way():
    send(signed_in(CONTENT), add_url(Banner), slogan="Kỷ niệm", starts_on="03/01/2026", ends_on="1/2/2026")
    banner = Banner.objects.get()
    assert (banner.starts_on, banner.ends_on) == (date(2026, 1, 3), date(2026, 2, 1))


BAD_ADDRESSES = [
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)"),
    *("//evil.example", "\\\\evil.example", "/\\evil.example", "data:text/html,<script>alert(1)</script>"),
    *("vbscript:x", "http://", "https:///duong", "ftp://evil.example/", "evil.example", "http://ten:mk@evil.example/"),
]


@pytest.mark.parametrize(
    ("model", "field"),
    [(WebLink, "address"), (Banner, "link"), (MenuItem, "address"), (OldAddress, "target"), (Organisation, "exit_url")],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_bad_addresses_are_refused(model, field):
    root, typed = signed_in(is_superuser=True), values_of(model)
    fields = opened(root, add_url(model))
    for address in BAD_ADDRESSES:
        answer = send(root, add_url(model), _fields=fields, **{**typed, field: address})
        assert (address, answer.status_code, len(errors_of(answer))) == (address, 200, 1)
    assert model.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0377 672 444", "0377672444"),
        ("0377.672.444", "0377672444"),
        ("+84 377 672 444", "0377672444"),
        ("(0299) 3822 123", "02993822123"),
        ("1900 1234", "19001234"),
        ("111", "111"),
    ],
)
def test_phone_is_kept_in_one_form(typed, kept):
    send(signed_in(HOTLINE), add_url(Hotline), name="Trung tâm", phone=typed)
    assert Hotline.objects.get().phone == kept


@pytest.mark.parametrize("phone", ["037767244", "gọi chị Hoa", "0377 672 444; 111", "٠٣٧٧٦٧٢٤٤٤", "+1 202 555 0100"])
def test_bad_phones_are_refused(phone):
    staff = signed_in(HOTLINE)
    wanted = ["Số máy chưa đúng. Ví dụ: 0377 672 444, 0299 3822 123, 1900 1234 hoặc 111."]
    assert errors_of(send(staff, add_url(Hotline), name="Trung tâm", phone=phone)) == wanted
    answer = send(staff, add_url(ResponseTeam), **{**values_of(ResponseTeam), "phone": phone})
    assert errors_of(answer) == wanted
    assert (Hotline.objects.count(), ResponseTeam.objects.count()) == (0, 0)


def test_new_primary_line_takes_the_mark():
    staff = signed_in(HOTLINE)
    for name in ("Một", "Hai"):
        send(staff, add_url(Hotline), name=name, phone="0377 672 444", is_primary="on")
    assert sorted(Hotline.objects.values_list("name", "is_primary")) == [("Hai", True), ("Một", False)]


def test_commune_cannot_end_before_it_begins():
    typed = {"name": "xã Xuân Hòa", "valid_from": "02/07/2025", "valid_to": "01/07/2025"}
    assert errors_of(send(signed_in(CONTENT), add_url(Commune), **typed)) == ["Ngày cuối phải sau ngày đầu."]


def test_day_off_stands_once():
    staff = signed_in(CONTENT)
    send(staff, add_url(DayOff), **values_of(DayOff))
    assert errors_of(send(staff, add_url(DayOff), **values_of(DayOff))) == ["Ngày này đã có."]


def test_organisation_is_one_row():
    root, staff = signed_in(is_superuser=True), signed_in(CONTENT)
    assert staff.get(add_url(Organisation)).status_code == 403
    send(root, add_url(Organisation), **values_of(Organisation))
    row = Organisation.objects.get()
    assert root.get(add_url(Organisation)).status_code == 403
    assert root.post(add_url(Organisation), values_of(Organisation)).status_code == 403
    assert root.post(change_url(row, "delete"), {"post": "yes"}).status_code == 403
    send(staff, change_url(row), name_lower="tỉnh Thử", requires_two_people="on")
    row.refresh_from_db()
    assert (row.name, row.requires_two_people, Organisation.objects.count()) == ("Hội Phụ nữ tỉnh Thử", True, 1)


def test_tag_of_another_spelling_is_the_same_tag():
    make_tag("Bạo lực gia đình")
    answer = send(signed_in(CONTENT), add_url(Tag), name="bạo  lực GIA ĐÌNH")
    assert errors_of(answer) == ["Đã có thẻ này, chỉ khác cách viết hoa."]


def test_category_cannot_stand_in_itself():
    above = make_category(name="Trên")
    below = make_category(name="Dưới", parent=above)
    answer = send(signed_in(CONTENT), change_url(above), parent=below.pk)
    assert errors_of(answer) == ["Chuyên mục không thể nằm trong chính nó."]
    assert Category.objects.get(name="Trên").parent is None


def test_categories_are_listed_as_a_tree_and_moved():
    news = make_category(name="Tin tức", order=2)
    work = make_category(name="Hoạt động", order=1)
    late, early = (make_category(name=name, order=order, parent=work) for name, order in (("Muộn", 5), ("Sớm", 1)))
    make_category(name="Sâu", parent=late, order=0)
    staff = signed_in(CONTENT)

    def shown():
        result = staff.get(list_url(Category)).context["cl"].result_list
        assert set(Category.objects.in_tree()) == set(result)
        return [category.indented_name for category in result]

    assert shown() == ["Hoạt động", "— Sớm", "— Muộn", "— — Sâu", "Tin tức"]
    choices = staff.get(add_url(Category)).content.decode().partition('name="parent"')[2].partition("</select>")[0]
    places = [choices.index(f">{name}<") for name in shown()]
    assert places == sorted(places)
    send(staff, change_url(late), parent=news.pk)
    assert shown() == ["Hoạt động", "— Sớm", "Tin tức", "— Muộn", "— — Sâu"]
    assert staff.post(list_url(Category), {"_move": f"{news.pk}:len"}).status_code == 302
    assert shown() == ["Tin tức", "— Muộn", "— — Sâu", "Hoạt động", "— Sớm"]
    assert errors_of(send(staff, change_url(news), parent=early.pk)) == ["Chuyên mục chỉ có 3 cấp."]


def test_old_address_leads_on_or_says_why(client):
    staff = signed_in(CONTENT)
    assert client.get("/cu/").status_code == 404
    send(staff, add_url(OldAddress), path="/cu/", target="/tin-tuc/")
    send(staff, add_url(OldAddress), path="/1234_tin-cu.html", reason="Tin đã hết giá trị.")
    moved, gone = client.get("/cu/"), client.get("/1234_tin-cu.html")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/tin-tuc/")
    assert (gone.status_code, "Tin đã hết giá trị." in gone.content.decode()) == (410, True)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"path": "/cu/"}, "Cần nơi chuyển tới, hoặc lý do gỡ."),
        ({"path": "/cu/", "target": "/cu/"}, "Địa chỉ không thể chuyển tới chính nó."),
    ],
)
def test_old_address_needs_an_end(typed, error):
    assert errors_of(send(signed_in(CONTENT), add_url(OldAddress), **typed)) == [error]


def test_slogans_are_switched_in_the_list(client, django_capture_on_commit_callbacks):
    banner = make_banner("Chào mừng ngày 8/3")
    staff = signed_in(CONTENT)
    assert "Chào mừng ngày 8/3" in client.get("/khau-hieu/").content.decode()
    lines = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": banner.pk, "_save": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(list_url(Banner), lines).status_code == 302
    banner.refresh_from_db()
    assert banner.is_active is False
    assert "Chào mừng ngày 8/3" not in client.get("/khau-hieu/").content.decode()


@pytest.mark.parametrize(
    ("chosen", "found"),
    [("da_qua", ["Đón Xuân 2020"]), ("sap_het", ["Sắp hết"]), ("dang_hien", ["Sắp hết"])],
)
def test_slogans_to_look_at(chosen, found):
    today = timezone.localdate()
    make_banner("Đón Xuân 2020")
    make_banner("Sắp hết", ends_on=today + timedelta(days=3))
    make_banner("Chưa tới", starts_on=today + timedelta(days=30))
    shown = signed_in(CONTENT).get(list_url(Banner), {"xem_lai": chosen}).context["cl"].queryset
    assert sorted(banner.slogan for banner in shown) == found
