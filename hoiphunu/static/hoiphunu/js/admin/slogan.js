// The band as readers will see it, while its words are typed; and whether they fit three lines on a phone.
const WAIT = 350;
const LINES = 3;
const MOST = 160;
// As the site's own filter: a range of dates does not break across lines.
const RANGE = /(\d{1,2}\/\d{1,2}(?:\/\d{4})?\s*[-–]\s*\d{1,2}\/\d{1,2}(?:\/\d{4})?)/;

const worded = text => text.split(RANGE).map((part, index) => {
  if (index % 2 === 0) return part;
  return Object.assign(document.createElement("span"), { className: "nowrap", textContent: part });
});

const lines = text => {
  const copy = text.cloneNode(true);
  Object.assign(copy.style, { display: "block", overflow: "visible", position: "absolute", visibility: "hidden" });
  copy.style.inlineSize = `${text.clientWidth}px`;
  text.parentElement.append(copy);
  const count = Math.round(copy.scrollHeight / parseFloat(getComputedStyle(copy).lineHeight));
  copy.remove();
  return count;
};

const fit = phoneText => lines(phoneText) <= LINES;

export default section => {
  const source = document.getElementById(section.dataset.source);
  const form = section.closest("form");
  const texts = section.querySelectorAll("[data-hp-text]");
  const days = section.querySelector("[data-hp-days]");
  const errors = section.querySelector("[data-hp-errors]");
  let timer;
  let asked = 0;

  const show = text => {
    for (const element of texts) element.replaceChildren(...worded(text));
    section.querySelector("[data-hp-count]").textContent = `${[...text].length} / ${MOST} chữ cái`;
    const phone = section.querySelector(".preview__band--phone [data-hp-text]");
    section.querySelector("[data-hp-fit]").textContent = !text
      ? ""
      : fit(phone)
        ? "Vừa ba dòng trên điện thoại"
        : "Dài hơn ba dòng trên điện thoại: người đọc bấm “Xem đủ” để đọc hết";
  };
  const list = (element, items) => {
    element.replaceChildren(...items.map(item => Object.assign(document.createElement("li"), { textContent: item })));
    element.hidden = !items.length;
  };
  const ask = async () => {
    const number = ++asked;
    try {
      const response = await fetch(section.dataset.url, { method: "POST", body: new FormData(form) });
      if (!response.ok || number !== asked) return;
      const answer = await response.json();
      list(errors, answer.errors ?? []);
      if (answer.errors) return;
      list(days, answer.days);
      show(answer.text);
    } catch {
      // The preview is a comfort: saving tells what is wrong.
    }
  };

  form.addEventListener("input", event => {
    if (!section.dataset.url) {
      if (event.target === source) show(source.value.trim());
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  show(texts[0].textContent);
  document.fonts.ready.then(() => show(texts[0].textContent));
};
