// A module loads only on a page that has an element for it. The paths stay literal: collectstatic rewrites them.
const modules = [
  ["[data-hp-clock]", () => import("./clock.js")],
  ["[data-hp-slogans]", () => import("./slogans.js")],
  ["[data-hp-display]", () => import("./display.js")],
  ["[data-hp-exit]", () => import("./exit.js")],
  ["[data-hp-keep]", () => import("./keep.js")],
  ["[data-hp-find], [data-hp-replace]", () => import("./help.js")],
  ["[data-hp-filters]", () => import("./filters.js")],
  ["[data-hp-video]", () => import("./video.js")],
  ["[data-hp-view]", () => import("./viewer.js")],
  ["[data-hp-copy], [data-hp-print], [data-hp-share]", () => import("./buttons.js")],
  ["[data-hp-listen]", () => import("./listen.js")],
  ["[data-hp-read]", () => import("./reading.js")],
  ["[data-hp-report], [data-hp-correct]", () => import("./correct.js")],
];

for (const [selector, load] of modules) {
  if (document.querySelector(selector)) load().then(module => module.default());
}

// Suggestions load once a search box is used: most readers never do.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-hp-suggest]") && !target.list) import("./suggest.js").then(module => module.default(target));
});
