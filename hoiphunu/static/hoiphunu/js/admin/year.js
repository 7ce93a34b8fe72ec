// The year's plan: what is typed is previewed at once; events of one day are put in order by dragging or by keys.
import { letters, verdict, worded } from "./fit.js";
import sortable from "./order.js";

const WAIT = 400;
const form = document.querySelector("[data-hp-plan]");
const band = form.querySelector("[data-hp-band]");
const said = form.querySelector("[data-hp-said]");
let timer;
let asked = 0;

const judge = pair => {
  const phone = pair.querySelector(".slogan-preview__band--phone [data-hp-text]");
  pair.querySelector("[data-hp-fit]").textContent = verdict(phone);
  pair.querySelector("[data-hp-letters]").textContent = letters(phone.textContent);
};
const judgeBand = () => {
  for (const pair of band.querySelectorAll(".slogan-preview__pair")) judge(pair);
};
document.fonts.ready.then(judgeBand);

const preview = async () => {
  const number = ++asked;
  try {
    const response = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (!response.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    band.replaceChildren(...page.body.childNodes);
    judgeBand();
  } catch {
    // The preview is a comfort: saving tells what is wrong.
  }
};
const later = () => {
  clearTimeout(timer);
  timer = setTimeout(preview, WAIT);
};
form.addEventListener("input", later);

// Where the words of one year are typed, they stand as the band will show them; the template's, while there are none.
const ownWords = details => {
  const box = details.querySelector("textarea");
  const look = document.importNode(form.querySelector("[data-hp-own]").content, true).firstElementChild;
  const show = () => {
    look.hidden = !details.open;
    if (look.hidden) return;
    for (const text of look.querySelectorAll("[data-hp-text]")) {
      text.replaceChildren(...worded(box.value.trim() || box.placeholder));
    }
    judge(look);
  };
  details.closest("[data-hp-plan-row]").append(look);
  box.addEventListener("input", show);
  details.addEventListener("toggle", show);
  show();
};
for (const details of form.querySelectorAll(".plan__more")) {
  details.addEventListener("toggle", () => ownWords(details), { once: true });
}

const order = row => row.querySelector(".plan__order input");
const rows = [...form.querySelectorAll("[data-hp-plan-row]")].filter(order);
const ofDay = day => [...form.querySelectorAll(`[data-hp-plan-row][data-day="${day}"]`)].filter(order);

const renumber = day => {
  ofDay(day).forEach((row, index) => { order(row).value = (index + 1) * 10; });
  later();
};
sortable(rows, {
  name: row => row.querySelector(".plan__name span").textContent,
  holder: row => row.querySelector(".plan__order"),
  peers: row => ofDay(row.dataset.day),
  drop: (row, other) => {
    const group = ofDay(row.dataset.day);
    const place = group.indexOf(other);
    if (group.indexOf(row) < place) other.after(row);
    else other.before(row);
    renumber(row.dataset.day);
    said.textContent = `${row.querySelector(".plan__name span").textContent}: thứ ${place + 1} trên ${group.length}`;
  },
});
