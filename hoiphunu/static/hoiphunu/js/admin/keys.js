// Ctrl+S (⌘S) saves the draft, in the editor too.
export default button => {
  addEventListener("keydown", event => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    button.click();
  });
  window.CKEDITOR?.on("instanceReady", ({ editor }) => listen(editor, button));
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) listen(editor, button);
};

function listen(editor, button) {
  editor.on("key", event => {
    if (event.data.keyCode !== CKEDITOR.CTRL + 83) return;
    event.data.domEvent?.preventDefault();
    event.cancel();
    button.click();
  });
}
