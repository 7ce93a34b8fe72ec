"""How a test works the editor: paste, the photo dialog, waiting."""

PASTE = """([html, file]) => {
  const editor = CKEDITOR.instances.id_body, clipboardData = new DataTransfer();
  editor.focus();
  if (html) clipboardData.setData("text/html", html);
  if (file) {
    const bytes = Uint8Array.from(atob(file), letter => letter.charCodeAt(0));
    clipboardData.items.add(new File([bytes], "anh.jpg", {type: "image/jpeg"}));
  }
  const event = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
  editor.document.$.body.dispatchEvent(event);
}"""
READY = "window.CKEDITOR?.instances.id_body?.status === 'ready'"


def wait_until(page, expression):
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def choose_file(page, content):
    # The dialog makes the frame of its file field anew while it opens: what was chosen too early is forgotten.
    chosen = "CKEDITOR.dialog.getCurrent().getContentElement('Upload', 'upload').getInputElement().$.value"
    for _ in range(10):
        if page.evaluate(chosen):
            return
        field = page.frame_locator(".cke_dialog iframe").locator("input[type=file]")
        field.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content})
        page.wait_for_timeout(500)
    raise AssertionError("the file field never kept its file")


def insert_photo(page, content, alt):
    """By the editor's own dialog, where the cursor is."""
    page.click(".cke_button__image")
    page.click(".cke_dialog_tab:has-text('Tải ảnh lên')")
    choose_file(page, content)
    page.click(".cke_dialog_body a.cke_dialog_ui_button:has-text('Tải lên') >> visible=true")
    page.wait_for_selector(".cke_dialog label:has-text('Mô tả ảnh') >> visible=true")
    # The dialog measures the picture before it lets its size be written.
    page.wait_for_timeout(500)
    page.locator(".cke_dialog").get_by_label("Mô tả ảnh").fill(alt)
    page.click(".cke_dialog_ui_button_ok")
    page.locator(".cke_dialog").wait_for(state="hidden")
