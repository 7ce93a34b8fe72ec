// Offers the tags there are for the word under the cursor; commas go on separating, and typing on is never in the way.
const WAIT = 150;

export default box => {
  const wrap = Object.assign(document.createElement("div"), { className: "suggest" });
  const list = Object.assign(document.createElement("ul"), { className: "suggest__list", id: `${box.id}_list`, hidden: true });
  const status = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Thẻ đã có");
  status.setAttribute("role", "status");
  box.replaceWith(wrap);
  wrap.append(box, list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    box.setAttribute(name, value);
  }
  let timer = 0;
  let asked = 0;
  let chosen = -1;

  // Where the tag under the cursor begins and ends.
  const span = () => {
    const at = box.selectionStart;
    const start = box.value.lastIndexOf(",", at - 1) + 1;
    const end = box.value.indexOf(",", at);
    return [start, end < 0 ? box.value.length : end];
  };
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = number => {
    const options = [...list.children];
    chosen = (number + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const take = option => {
    const [start, end] = span();
    const before = box.value.slice(0, start) + (start ? " " : "") + option.dataset.name;
    const rest = box.value.slice(end);
    box.value = before + (rest || ", ");
    const cursor = before.length + (rest ? 0 : 2);
    box.setSelectionRange(cursor, cursor);
    close();
    box.focus();
  };
  const show = tags => {
    list.replaceChildren(
      ...tags.map(({ name, uses }, number) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}_${number}` });
        option.dataset.name = name;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const count = Object.assign(document.createElement("small"), { textContent: `${uses} bài` });
        option.append(name, count);
        return option;
      }),
    );
    list.hidden = !tags.length;
    chosen = -1;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
    status.textContent = tags.length ? `Có ${tags.length} thẻ, dùng phím mũi tên để chọn.` : "";
  };
  const ask = async () => {
    const text = box.value.slice(...span()).trim();
    const mine = (asked += 1);
    if (!text) return show([]);
    const answer = await fetch(`${box.dataset.hpTags}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer?.ok || mine !== asked || document.activeElement !== box) return;
    show((await answer.json().catch(() => ({ tags: [] }))).tags);
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", event => {
    if (list.hidden) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  // The box keeps the focus while a suggestion is pressed.
  list.addEventListener("mousedown", event => event.preventDefault());
  list.addEventListener("click", event => event.target.closest("li") && take(event.target.closest("li")));
  box.addEventListener("blur", close);
};
