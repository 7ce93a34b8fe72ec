// Photos of the library into the text, in the order they were chosen; photos in a row become a set for readers.
const PAUSE = 300;

export default box => {
  const search = box.querySelector("input[type=search]");
  const photos = box.querySelector(".gallery-picker__photos");
  const insert = box.querySelector("button");
  const chosen = new Map();
  let waiting = 0;
  let asked = null;
  box.hidden = false;

  const load = async () => {
    asked?.abort();
    asked = new AbortController();
    photos.setAttribute("aria-busy", "true");
    try {
      const address = `${box.dataset.hpGallery}?q=${encodeURIComponent(search.value)}`;
      const answer = await fetch(address, { signal: asked.signal });
      const text = answer.ok && !answer.redirected ? await answer.text() : "<p>Chưa mở được thư viện. Bạn thử lại.</p>";
      photos.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      number();
    } catch {
      // Another search has begun, or there is no line; what is shown stays.
    }
    photos.setAttribute("aria-busy", "false");
  };

  const number = () => {
    const order = [...chosen.keys()];
    for (const field of photos.querySelectorAll("input")) {
      const place = order.indexOf(field.value);
      field.checked = place >= 0;
      field.parentElement.dataset.place = place >= 0 ? place + 1 : "";
    }
    insert.disabled = !chosen.size;
    insert.textContent = chosen.size ? `Chèn ${chosen.size} ảnh vào bài` : "Chèn vào bài";
  };

  box.addEventListener("toggle", () => box.open && !photos.children.length && load());
  // What happens in here is no change of the form.
  for (const kind of ["input", "change"]) box.addEventListener(kind, event => event.stopPropagation());
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(load, PAUSE);
  });
  search.addEventListener("keydown", event => {
    if (event.key === "Enter") event.preventDefault();
  });
  photos.addEventListener("change", ({ target }) => {
    if (target.checked) chosen.set(target.value, { ...target.dataset });
    else chosen.delete(target.value);
    number();
  });
  insert.addEventListener("click", () => {
    const editor = window.CKEDITOR?.instances[box.dataset.hpField];
    if (!editor) return;
    editor.focus();
    editor.insertHtml([...chosen].map(figure).join(""));
    chosen.clear();
    number();
    box.open = false;
  });
};

function figure([key, { src, width, height, alt, caption }]) {
  const shell = document.createElement("div");
  const outer = shell.appendChild(document.createElement("figure"));
  const image = outer.appendChild(document.createElement("img"));
  for (const [name, value] of Object.entries({ src, alt, width, height, "data-photo": key })) {
    image.setAttribute(name, value);
  }
  if (caption) outer.appendChild(document.createElement("figcaption")).textContent = caption;
  return shell.innerHTML;
}
