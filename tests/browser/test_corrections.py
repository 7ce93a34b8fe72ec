import pytest

from hoiphunu.models import Notice
from news.models import Correction
from tests.factories import make_article, make_organisation, make_user
from tests.staff import EDITOR, change_url

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "<p>Hội nghị có 25 đại biểu.</p><p>Buổi họp diễn ra ở hội trường huyện.</p>"
MARK = """() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelectorAll('.article .read p')[1]);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


def test_reader_marks_a_passage_and_the_editor_mends_it(phone, desktop, sign_in, assert_accessible):
    make_organisation()
    editor, article = make_user(EDITOR), make_article(title="Tin sai chữ", body=BODY)
    phone.goto(article.get_absolute_url(), wait_until="networkidle")
    phone.evaluate(MARK)
    phone.get_by_role("button", name="Báo lỗi đoạn này").click()
    phone.wait_for_url("**/bao-loi/")
    phone.wait_for_load_state("networkidle")
    assert phone.get_by_label("Đoạn có lỗi").input_value() == "Buổi họp diễn ra ở hội trường huyện."
    assert phone.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('hp-correct'))") == []
    assert_accessible(phone)
    phone.get_by_label("Nên sửa là").fill("Buổi họp diễn ra ở hội trường xã.")
    phone.wait_for_timeout(2_200)
    phone.get_by_role("button", name="Gửi góp ý").click()
    phone.get_by_text("Ban biên tập đã nhận góp ý").wait_for()
    assert phone.context.cookies() == []
    assert Notice.objects.of(editor).count() == 1

    sign_in(desktop, editor)
    desktop.goto(change_url(article))
    panel = desktop.locator(".corrections")
    assert panel.locator("mark").inner_text() == "Buổi họp diễn ra ở hội trường huyện."
    panel.get_by_label("Xử lý").select_option("Đã sửa")
    desktop.get_by_role("button", name="Lưu nháp").click()
    desktop.get_by_text("Đã lưu bản nháp.").wait_for()
    assert panel.count() == 0
    assert list(Correction.objects.values_list("state", "settled_by")) == [("done", editor.pk)]
