// Quick exit after GOV.UK's "Exit this page": cover the page at once, rename the tab, forget this tab's data and
// replace the entry in its history. Shift three times within 5 seconds does the same.
// The same tab on purpose: GOV.UK saw that a second tab confuses people.
import { forget } from "./forget.js";

const PRESSES = 3;
const WINDOW = 5_000;
const PATIENCE = 300;

export default () => {
  const links = [...document.querySelectorAll("[data-hp-exit]")];
  const said = links.find(link => link.dataset.hpExit).dataset;
  const spoken = { 1: said["hpShift-2"], 2: said["hpShift-1"] };
  const buttons = links.filter(link => link.classList.contains("exit"));
  const title = document.title;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  let cover;
  let presses = 0;
  let isModifier = false;
  let timer;

  const count = number => {
    presses = number;
    for (const button of buttons) {
      if (number) button.dataset.presses = number;
      else delete button.dataset.presses;
    }
    status.textContent = spoken[number] ?? "";
  };
  const leave = () => {
    try {
      sessionStorage.clear();
    } catch {
      // Nothing was stored, then.
    }
    cover?.remove();
    status.textContent = said.hpLeft;
    cover = document.createElement("div");
    cover.className = "gone";
    cover.append(status);
    document.body.classList.add("leaving");
    document.body.append(cover);
    document.title = said.hpExitTitle || "\u00a0";
    // The page is covered: leaving waits for what the device kept to be gone, but not for long.
    const late = new Promise(resolve => setTimeout(resolve, PATIENCE));
    Promise.race([forget().catch(() => {}), late]).then(() => location.replace(said.hpExit));
  };

  for (const link of links) {
    link.addEventListener("click", event => {
      event.preventDefault();
      leave();
    });
  }
  document.addEventListener("keyup", event => {
    if (event.key === "Shift" && !isModifier) {
      clearTimeout(timer);
      count(presses + 1);
      if (presses >= PRESSES) leave();
      else timer = setTimeout(() => count(0), WINDOW);
    } else if (presses) {
      clearTimeout(timer);
      count(0);
    }
    isModifier = event.shiftKey;
  }, true);
  // The back-forward cache would bring back the covered page.
  addEventListener("pageshow", () => {
    document.body.append(status);
    cover?.remove();
    document.body.classList.remove("leaving");
    document.title = title;
    count(0);
  });
};
