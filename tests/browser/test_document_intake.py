"""From a signed PDF to the reader's page, with the worker in between."""

import pytest

from announcements.models import LegalDocument
from tests.announcements.readings import setting
from tests.announcements.readings.papers_union import UNION
from tests.browser.editor import wait_until
from tests.factories import make_issuer, make_kind, make_organisation, make_user
from tests.staff import CONTENT
from tests.working import work

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
ADDRESS = "/quan-tri/announcements/legaldocument/"
OFFICE = "Ban Thường vụ Hội LHPN tỉnh Sóc Trăng"


def payload(paper, **options):
    content = setting.pdf(paper)
    return {"name": f"{paper.name}.pdf", "mimeType": "application/pdf", "buffer": content, **options}


@pytest.fixture
def desk(transactional_db, open_page, sign_in):
    make_organisation()
    make_kind("Kế hoạch")
    make_issuer(OFFICE)
    page = open_page(**DESKTOP)
    sign_in(page, make_user(CONTENT))
    return page


def test_dropped_pdf_becomes_a_page_for_readers(desk, open_page, assert_accessible):
    desk.goto(ADDRESS)
    desk.get_by_role("link", name="Máy điền từ tệp").click()
    # Dropped on the frame, as from the file manager.
    dropped = desk.evaluate_handle(
        """([name, bytes]) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
          return carried;
        }""",
        [f"{UNION[0].name}.pdf", list(setting.pdf(UNION[0]))],
    )
    desk.dispatch_event("[data-hp-drop]", "drop", {"dataTransfer": dropped})
    desk.wait_for_selector("[data-hp-reading]")
    assert desk.get_by_text("Đang chờ xử lý").is_visible()
    work()
    desk.wait_for_selector(".handed-in [name$='-number']")  # the page asks by itself
    assert desk.locator(".handed-in [name$='-number']").input_value() == "77/KH-BTV"
    assert_accessible(desk)
    desk.get_by_role("link", name="Mở mẫu đầy đủ: ke-hoach-btv.pdf").click()
    desk.wait_for_selector("#cke_id_note")
    wait_until(desk, "Object.values(window.CKEDITOR?.instances ?? {}).every(e => e.status === 'ready')")
    assert desk.locator(".help .read-mark").count() == 7
    assert_accessible(desk)
    desk.get_by_role("button", name="Đăng", exact=True).click()
    desk.wait_for_url("**/change/?tiep_nhan=*")
    reader = open_page(**PHONE)
    reader.goto(LegalDocument.objects.get().get_absolute_url())
    text = reader.locator("main").inner_text()
    assert "77/KH-BTV" in text
    assert "15/11/2023" in text
    assert "2 trang" in text
    reader.goto("/tim-kiem/?q=ứng+phó+với+bạo+lực")
    assert reader.get_by_role("link", name="77/KH-BTV").first.is_visible()


def test_batch_is_looked_over_on_a_phone_and_saved_at_once(desk, assert_accessible):
    desk.set_viewport_size(PHONE)
    desk.goto(f"{ADDRESS}tiep-nhan/")
    desk.set_input_files("#id_upload", [payload(UNION[0]), payload(UNION[1])])
    desk.wait_for_selector("[data-hp-reading] >> nth=1")
    work()
    desk.wait_for_selector(".handed-in [name$='-number'] >> nth=1")
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert_accessible(desk)
    for box in desk.locator(".handed-in [name$='-issuer']").all():
        box.select_option(label=OFFICE)
    desk.get_by_role("button", name="Lưu các tệp đã đánh dấu thành bản nháp").click()
    desk.wait_for_selector(".messagelist")
    assert sorted(LegalDocument.objects.values_list("number", "needs_check")) == [
        (UNION[0].gives.number, True),
        (UNION[1].gives.number, True),
    ]
    assert desk.get_by_text("Chưa có tệp nào chờ tiếp nhận.").is_visible()


def test_without_scripts_the_same_is_done_by_forms(transactional_db, open_page, sign_in):
    make_organisation()
    make_kind("Kế hoạch")
    make_issuer(OFFICE)
    page = open_page(**DESKTOP, java_script_enabled=False)
    sign_in(page, make_user(CONTENT))
    page.goto(f"{ADDRESS}tiep-nhan/")
    page.set_input_files("#id_upload", [payload(UNION[0])])
    page.get_by_role("button", name="Gửi tệp").click()
    work()
    page.reload()
    page.get_by_role("button", name="Lưu các tệp đã đánh dấu thành bản nháp").click()
    assert LegalDocument.objects.get().number == "77/KH-BTV"
