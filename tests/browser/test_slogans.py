"""Staff and the slogans of the year: approve it, add a lunar day, say when a Khmer festival is; readers see it."""

from datetime import date

import pytest

from announcements.models import ApprovedYear, Commemoration, CommemorationDay
from tests.factories import make_banner, make_commemoration, make_day_of_year, make_organisation, make_user
from tests.staff import CONTENT

YEAR = "/quan-tri/announcements/commemoration/nam/2025/"


@pytest.fixture
def boss(transactional_db, frozen):
    make_organisation()
    return make_user(CONTENT, full_name="Trần Thị Mai")


@pytest.fixture
def moon(boss):
    values = {"day": 15, "month": 10, "calendar": "lunar", "moves_yearly": True, "importance": "local"}
    return make_commemoration("Lễ hội Oóc Om Bóc", template="Chúc mừng {ten} {nam}", **values)


def band(page):
    return [
        " ".join(text.split()) for text in page.locator("[data-hp-band] .slogan-preview__band--phone").all_inner_texts()
    ]


def wait_until(page, condition):
    for _ in range(60):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing changed")


def test_a_year_is_looked_through_ordered_and_approved(boss, sign_in, page, assert_accessible):
    first = make_commemoration("Ngày A", founding_year=2000, order=10)
    second = make_commemoration("Ngày B", founding_year=2005, order=20)
    make_banner("Chủ đề năm 2025")
    sign_in(page, boss)
    page.goto(f"{YEAR}?ngay=28/06/2025")
    assert band(page)[0].startswith("Kỷ niệm 25 năm Ngày A (28/6/2000 - 28/6/2025) và 20 năm Ngày B")
    assert_accessible(page)
    judged = page.locator("[data-hp-band] .slogan-preview__hint").first.inner_text().split("\n")
    assert judged == ["Vừa ba dòng trên điện thoại", "86 / 160 chữ cái"]
    # Desktop and phone stand side by side.
    desktop, phone = (box.bounding_box() for box in page.locator("[data-hp-band] .slogan-preview__band").all()[:2])
    assert (desktop["width"] > 500, desktop["x"] + desktop["width"] <= phone["x"]) == (True, True)
    # By keys: the second of the day becomes the first, and the preview says it at once.
    page.get_by_role("button", name="Đổi thứ tự: 20 năm Ngày B").press("ArrowUp")
    wait_until(page, lambda: band(page)[0].startswith("Kỷ niệm 20 năm Ngày B"))
    assert page.locator("[data-hp-said]").inner_text() == "20 năm Ngày B: thứ 1 trên 2"
    # By dragging, back again.
    page.get_by_role("button", name="Đổi thứ tự: 20 năm Ngày B").drag_to(
        page.locator("[data-hp-plan-row]", has_text="Ngày A")
    )
    wait_until(page, lambda: band(page)[0].startswith("Kỷ niệm 25 năm Ngày A"))
    row = page.locator("[data-hp-plan-row]", has_text="Ngày B")
    row.get_by_text("Câu chữ và các năm sau").click()
    assert row.locator(".slogan-preview__band--phone").inner_text() == "Kỷ niệm 20 năm Ngày B (28/6/2005 - 28/6/2025)"
    row.get_by_label("Câu riêng năm này").fill("Gia đình ấm no")
    assert row.locator(".slogan-preview__band--phone").inner_text() == "Gia đình ấm no"
    assert row.locator("[data-hp-fit]").inner_text() == "Vừa ba dòng trên điện thoại"
    wait_until(page, lambda: "Gia đình ấm no" in band(page))
    assert_accessible(page)
    page.get_by_role("button", name="Lưu và duyệt cả năm 2025").click()
    page.locator(".messagelist").wait_for()
    assert list(CommemorationDay.objects.values_list("commemoration", "slogan")) == [(second.pk, "Gia đình ấm no")]
    assert ApprovedYear.objects.get().approved_by_name == "Trần Thị Mai"
    first.refresh_from_db()
    assert first.order == 10


def test_a_lunar_anniversary_is_added_with_a_live_preview(boss, sign_in, page, assert_accessible):
    sign_in(page, boss)
    page.goto("/quan-tri/announcements/commemoration/add/")
    page.locator("#id_name").fill("Giỗ Tổ Hùng Vương")
    page.locator("#id_calendar").select_option(label="âm lịch")
    page.locator("#id_day").fill("10")
    page.locator("#id_month").fill("3")
    page.locator("#id_template").fill("{ten} ({am_lic})")
    wait_until(page, lambda: "Không có chỗ điền {am_lic}" in page.locator("[data-hp-errors]").inner_text())
    page.locator("#id_template").fill("{ten} ({am_lich})")
    shown = page.locator(".slogan-preview__band--phone [data-hp-text]")
    wait_until(page, lambda: shown.inner_text() == "Giỗ Tổ Hùng Vương (mùng 10 tháng 3 âm lịch)")
    assert page.locator("[data-hp-fit]").inner_text() == "Vừa ba dòng trên điện thoại"
    assert page.locator("[data-hp-days] li").count() == 3
    assert_accessible(page)
    page.locator("#id_template").fill("Một câu thật dài để vượt ba dòng của điện thoại. " * 5)
    wait_until(page, lambda: page.locator("[data-hp-fit]").inner_text().startswith("Dài hơn ba dòng"))
    page.locator("#id_template").fill("{ten} ({am_lich})")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.locator(".messagelist").wait_for()
    row = Commemoration.objects.get()
    assert (row.name, row.calendar, row.day, row.month) == ("Giỗ Tổ Hùng Vương", "lunar", 10, 3)


def test_ok_om_bok_of_2025_is_put_right_and_readers_see_it(boss, moon, sign_in, page, open_page, client, frozen):
    sign_in(page, boss)
    page.goto(YEAR)
    row = page.locator("[data-hp-plan-row]", has_text="Oóc Om Bóc")
    assert row.get_by_label("Ngày", exact=False).first.input_value() == "04/12/2025"
    row.locator("input[name$=starts_on]").fill("03/11/2025")
    row.locator("input[name$=ends_on]").fill("05/11/2025")
    row.locator("input[name$=is_confirmed]").check()
    page.get_by_role("button", name="Lưu và duyệt cả năm 2025").click()
    page.locator(".messagelist").wait_for()
    day = CommemorationDay.objects.get()
    assert (day.commemoration, day.starts_on, day.ends_on) == (moon, date(2025, 11, 3), date(2025, 11, 5))
    found = []
    for moment in ("2025-10-23 23:59:59", "2025-10-24 00:00:00", "2025-11-07 23:59:59", "2025-11-08 00:00:00"):
        frozen(moment)
        found.append([slogan.text for slogan in client.get("/khau-hieu/").context["slogans"]])
    shown = ["Chúc mừng Lễ hội Oóc Om Bóc 2025"]
    assert found == [[], shown, shown, []]


@pytest.mark.parametrize("width", [768, 390])
def test_staff_screens_fit(boss, moon, sign_in, open_page, assert_accessible, width):
    make_day_of_year(make_commemoration("Ngày A", founding_year=2000), slogan="Lời riêng của năm " * 10)
    make_commemoration("Ngày B")
    make_banner("Chủ đề năm 2025 " * 10)
    page = open_page(width=width, height=900)
    sign_in(page, boss)
    base = "/quan-tri/announcements/commemoration/"
    for address in (YEAR, base, f"{base}add/", f"{base}nhap-bang/", f"{base}nhap-dong-chay/"):
        page.goto(address)
        assert (address, page.evaluate("document.documentElement.scrollWidth - innerWidth")) == (address, 0)
        assert_accessible(page)


def test_lunar_date_turns_with_the_clock(boss, open_page):
    page = open_page()
    page.clock.install()
    page.goto("/")
    lunar = page.locator(".topbar .lunar")
    tomorrow = lunar.get_attribute("data-hp-next-text")
    assert lunar.inner_text() != tomorrow
    page.clock.fast_forward("24:00:00")
    assert (lunar.is_visible(), lunar.inner_text()) == (True, tomorrow)
    # Of the day after, this page knows nothing.
    page.clock.fast_forward("24:00:00")
    assert lunar.is_visible() is False


def test_band_turns_by_itself_and_stands_still_for_whoever_reads(boss, open_page):
    for number in (1, 2, 3):
        make_banner(f"Câu {number}", order=number)
    page = open_page(reduced_motion="no-preference")
    page.clock.install()
    page.goto("/")
    shown, run = page.locator(".slogan:not([inert])"), page.locator("[data-hp-run]")
    found = [shown.inner_text()]
    page.clock.run_for(6_000)
    found.append(shown.inner_text())
    page.locator("[data-hp-slogans]").hover()
    page.clock.run_for(60_000)
    found.append(shown.inner_text())
    assert (found, page.locator(".slogans__track").get_attribute("aria-live")) == (["Câu 1", "Câu 2", "Câu 2"], "off")
    page.mouse.move(0, 0)
    page.clock.run_for(6_000)
    assert shown.inner_text() == "Câu 3"
    # By keys: from its first button on, it stops for good, and what is turned to is read out.
    run.focus()
    page.keyboard.press("Tab")
    page.clock.run_for(60_000)
    assert (shown.inner_text(), run.get_attribute("aria-label")) == ("Câu 3", "Cho khẩu hiệu luân phiên")
    assert page.locator(".slogans__track").get_attribute("aria-live") == "polite"


def test_band_stands_still_where_less_motion_is_asked_for(boss, open_page):
    make_banner("Câu 1"), make_banner("Câu 2")
    page = open_page(reduced_motion="reduce")
    page.clock.install()
    page.goto("/")
    page.clock.run_for(60_000)
    assert page.locator(".slogan:not([inert])").inner_text() == "Câu 1"
    page.get_by_role("button", name="Cho khẩu hiệu luân phiên").click()
    page.mouse.move(0, 0)
    page.clock.run_for(6_000)
    assert page.locator(".slogan:not([inert])").inner_text() == "Câu 2"
