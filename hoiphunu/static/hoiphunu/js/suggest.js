// Titles that begin as is being typed, offered by the browser's own list; the box searches without them just as well.
const WAIT = 150;

export default box => {
  if (navigator.connection?.saveData) return;
  const list = Object.assign(document.createElement("datalist"), { id: `${box.id}-goi-y` });
  box.after(list);
  box.setAttribute("list", list.id);
  let timer = 0;
  let asked = 0;

  const ask = async () => {
    const text = box.value.trim();
    const mine = (asked += 1);
    if (text.length < 2) return list.replaceChildren();
    const answer = await fetch(`${box.dataset.hpSuggest}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const { titles } = await answer.json().catch(() => ({ titles: [] }));
    list.replaceChildren(...titles.map(({ title, kind }) => Object.assign(document.createElement("option"), { value: title, label: kind })));
  };

  box.addEventListener("input", event => {
    clearTimeout(timer);
    // Taken from the list: the reader wants to see it, not more of it.
    if (event.inputType === undefined || event.inputType === "insertReplacementText") return;
    timer = setTimeout(ask, WAIT);
  });
};
