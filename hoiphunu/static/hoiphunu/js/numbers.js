// The light page of numbers: leaving works as on the full one, and moving between its languages leaves no entry.
import exit from "./exit.js";

exit();
for (const link of document.querySelectorAll("[data-hp-replace]")) {
  link.addEventListener("click", event => {
    event.preventDefault();
    location.replace(link.href);
  });
}
