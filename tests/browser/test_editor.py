"""The editor as staff use it: paste from everywhere, photos by dialog and paste, all in Vietnamese, nothing foreign."""

import base64
import io
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from PIL import Image

from hoiphunu.models import Photo
from hoiphunu.richtext import clean
from tests.browser.editor import PASTE, choose_file, wait_until

PASTES = Path(__file__).parent.parent / "paste"
READ = "CKEDITOR.instances.id_body.getData()"
NOTICES = "[...document.querySelectorAll('.cke_notification_message')].map(notice => notice.textContent)"
LABELS = """[...document.querySelectorAll('.cke [title], .cke [aria-label], .cke_dialog [title], .cke_dialog label')]
  .flatMap(part => [part.title, part.getAttribute('aria-label'), part.tagName === 'LABEL' ? part.textContent : ''])
  .filter(Boolean)"""


@pytest.fixture
def jpeg():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def editing(transactional_db, page, sign_in):
    sign_in(page, get_user_model().objects.create_superuser("thu", "thu@example.vn", "x", full_name="Nguyễn Thị Thu"))
    page.goto("/quan-tri/news/article/add/")
    wait_until(page, "window.CKEDITOR?.instances.id_body?.status === 'ready'")
    return page


def test_pastes_are_kept_as_the_server_would_keep_them(editing):
    kept, wanted = {}, {}
    for path in sorted(PASTES.glob("*.clean.html")):
        name = path.name.removesuffix(".clean.html")
        editing.evaluate("CKEDITOR.instances.id_body.setData('')")
        editing.wait_for_timeout(300)
        editing.evaluate(PASTE, [(PASTES / f"{name}.html").read_text(), None])
        wait_until(editing, f"{READ} !== ''")
        kept[name], wanted[name] = clean(editing.evaluate(READ)), path.read_text().rstrip("\n")
    assert kept == wanted


def test_a_caption_measured_anew_is_the_text_it_was(editing, tmp_path):
    figure = '<figure><img src="/static/hoiphunu/img/share.png" alt="Ảnh"><figcaption>Chú thích</figcaption></figure>'
    editing.evaluate("text => CKEDITOR.instances.id_body.setData(text)", figure)
    wait_until(editing, f"{READ}.includes('figcaption')")
    before = editing.evaluate(READ)
    editing.screenshot(path=tmp_path / "page.png", full_page=True)  # the window changes its height
    editing.wait_for_timeout(300)
    assert editing.evaluate(READ) == before


def test_photo_by_dialog_needs_a_description_and_keeps_its_number(editing, jpeg):
    said = []
    editing.on("dialog", lambda alert: (said.append(alert.message), alert.accept()))
    editing.click(".cke_button__image")
    editing.click(".cke_dialog_tab:has-text('Tải ảnh lên')")
    choose_file(editing, jpeg)
    editing.click(".cke_dialog_body a.cke_dialog_ui_button:has-text('Tải lên') >> visible=true")
    editing.wait_for_selector(".cke_dialog label:has-text('Mô tả ảnh') >> visible=true")
    # The dialog measures the picture before it lets its size be written.
    editing.wait_for_timeout(500)
    editing.click(".cke_dialog_ui_button_ok")
    assert [message[:29] for message in said] == ["Hãy mô tả ảnh bằng một câu, v"]
    editing.locator(".cke_dialog").get_by_label("Mô tả ảnh").fill("Nền đỏ")
    editing.click(".cke_dialog_ui_button_ok")
    wait_until(editing, f"{READ} !== ''")
    photo = Photo.objects.get()
    wanted = f'<p><img alt="Nền đỏ" data-photo="{photo.pk}" height="40" src="{photo.url}" width="60"></p>'
    assert clean(editing.evaluate(READ)) == clean(wanted)


def test_pasted_photo_is_uploaded_and_keeps_its_number(editing, jpeg):
    editing.evaluate(PASTE, [None, base64.b64encode(jpeg).decode()])
    wait_until(editing, f"{READ}.includes('/tep/')")
    photo = Photo.objects.get()
    wanted = f'<p><img alt="" data-photo="{photo.pk}" height="40" src="{photo.url}" width="60"></p>'
    assert clean(editing.evaluate(READ)) == clean(wanted)


def test_refused_photo_says_why(editing, expected_errors):
    expected_errors.append("400")
    editing.evaluate(PASTE, [None, base64.b64encode(b"<html>no picture</html>").decode()])
    wait_until(editing, f"{NOTICES}.length === 1")
    assert editing.evaluate(NOTICES) != ["Máy chủ không nhận tệp (lỗi 400)."]
    assert editing.evaluate(READ) == ""
    assert Photo.objects.count() == 0


def test_stored_figure_comes_back_as_it_was(editing):
    stored = (
        '<figure class="align-center"><img src="/tep/a.jpg" alt="A" data-photo="7"><figcaption>C</figcaption></figure>'
    )
    editing.route("**/tep/a.jpg", lambda route: route.fulfill(status=200, content_type="image/jpeg", body=b""))
    assert clean(stored) == stored
    editing.evaluate("html => CKEDITOR.instances.id_body.setData(html)", stored)
    editing.wait_for_timeout(500)
    assert clean(editing.evaluate(READ)) == stored


def test_labels_are_vietnamese(editing):
    for button in ("table", "link", "image"):
        editing.click(f".cke_button__{button}")
        editing.wait_for_selector(".cke_dialog_ui_button_cancel >> visible=true")
        if button != "image":
            editing.click(".cke_dialog_ui_button_cancel >> visible=true")
    labels = set(editing.evaluate(LABELS))
    english = (
        "undefined editor rich text url heading display phone upload paste column row header alignment image".split()
    )
    assert [label for label in labels if set(label.lower().split()) & set(english)] == []
    assert len(labels) > 40
