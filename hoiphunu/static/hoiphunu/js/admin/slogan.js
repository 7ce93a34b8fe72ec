// The band as readers will see it, while its words are typed; and whether they fit three lines on a phone.
import { letters, verdict, worded } from "./fit.js";

const WAIT = 350;

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
    section.querySelector("[data-hp-letters]").textContent = letters(text);
    const phone = section.querySelector(".slogan-preview__band--phone [data-hp-text]");
    section.querySelector("[data-hp-fit]").textContent = verdict(phone);
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
