// “Kiểm tra trước khi đăng”: asks again a moment after the last key, and “Sửa” leads to the very place in the text.
const PAUSE = 1500;
// Where in the text; the editor's own handles are pictures too.
const PLACES = { img: "img[src*='/tep/']", a: "a[href]", h: "h2, h3, h4" };

export default box => {
  const form = box.closest("form");
  let waiting = 0;
  let asked = null;
  const count = form.querySelector("[data-hp-proofing-count]");

  const tally = () => {
    if (!count) return;
    const blocking = box.querySelectorAll(".proofing__item--blocking").length;
    count.hidden = !blocking;
    count.textContent = `Còn ${blocking} chỗ chưa đăng được`;
  };

  const typed = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
      if (value instanceof File || name === "_step") data.delete(name);
    }
    for (const editor of editors()) data.set(editor.name.replace(/^id_/, ""), editor.getData());
    return data;
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(box.dataset.hpProofing, { method: "POST", body: typed(), signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (body.innerHTML.trim() === box.innerHTML.trim()) return;
      box.replaceChildren(...body.childNodes);
      tally();
    } catch {
      // Without an answer the list stays as it was; saving makes it anew.
    }
  };

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", soon));
  for (const editor of editors()) editor.on("change", soon);

  box.addEventListener("click", event => {
    const link = event.target.closest("a[data-hp-where]");
    if (!link) return;
    event.preventDefault();
    lead(link.hash.slice(1), link.dataset.hpWhere);
  });
};

function editors() {
  return Object.values(window.CKEDITOR?.instances ?? {});
}

function lead(id, where) {
  const editor = window.CKEDITOR?.instances[id];
  if (editor) return show(editor, where);
  const field = document.getElementById(id);
  const box = field?.parentElement.querySelector(".select2-selection") ?? field;
  box?.scrollIntoView({ block: "center" });
  box?.focus();
}

function show(editor, where) {
  const [kind, number] = where.split(" ");
  const node = kind && editor.document.$.querySelectorAll(PLACES[kind])[Number(number)];
  editor.container.$.scrollIntoView({ block: "start" });
  editor.focus();
  if (!node) return;
  const element = new CKEDITOR.dom.element(node);
  const widget = editor.widgets.getByElement(element);
  if (widget) widget.focus();
  else editor.getSelection().selectElement(element);
  // Through the editor's own frame too, which scrolls inside itself when the text is long.
  node.scrollIntoView({ block: "center" });
}
