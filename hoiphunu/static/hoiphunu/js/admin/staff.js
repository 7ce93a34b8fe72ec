// Comforts of the staff pages; every page is complete without them.
import clock from "../clock.js";
import labelCells from "./cards.js";
import countLetters from "./counts.js";
import dressFiles from "./files.js";
import focalPoint from "./focal.js";
import gallery from "./gallery.js";
import proofing from "./proofing.js";
import suggestTags from "./tags.js";
import watchReading from "./intake.js";
import keepTyped from "./typing.js";
import uploads from "./uploads.js";
import saveByKey from "./keys.js";
import { sortableList } from "./order.js";
import nameWidgets from "./widgets.js";

clock();
for (const section of document.querySelectorAll("[data-hp-slogan-preview]")) {
  import("./slogan.js").then(module => module.default(section));
}
for (const table of document.querySelectorAll("#result_list")) labelCells(table);
for (const table of document.querySelectorAll("#result_list:has([data-hp-move])")) sortableList(table);
for (const picture of document.querySelectorAll("[data-hp-focal]")) focalPoint(picture);
for (const box of document.querySelectorAll("[data-hp-tags]")) suggestTags(box);
for (const place of document.querySelectorAll("[data-hp-typing]")) keepTyped(place);
for (const form of document.querySelectorAll("[data-hp-upload]")) uploads(form);
if (document.querySelector("[data-hp-reading]")) watchReading();
for (const field of document.querySelectorAll("[data-hp-count]")) countLetters(field);
for (const button of document.querySelectorAll("[aria-keyshortcuts='Control+S']")) saveByKey(button);
for (const box of document.querySelectorAll("[data-hp-gallery]")) gallery(box);
for (const box of document.querySelectorAll("[data-hp-proofing]")) proofing(box);
for (const box of document.querySelectorAll("[data-hp-queue]")) {
  import("./queue.js").then(module => module.default(box));
}
dressFiles();
if (document.querySelector("[data-hp-print], [data-hp-copy]")) import("../buttons.js").then(module => module.default());

// Django's own scripts build their widgets on "load" at the latest.
if (document.readyState === "complete") nameWidgets();
else addEventListener("load", () => setTimeout(nameWidgets));
document.addEventListener("formset:added", () => setTimeout(nameWidgets));
document.addEventListener("formset:added", dressFiles);

// A menu closes when one works elsewhere, or by Escape.
const account = document.querySelector(".account");
if (account) {
  document.addEventListener("click", event => {
    if (!account.contains(event.target)) account.open = false;
  });
  account.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    account.open = false;
    account.querySelector("summary").focus();
  });
}
