// Opens and closes the filters on a phone. The filtering itself is a plain GET form.
export default () => {
  for (const button of document.querySelectorAll("[data-hp-filters]")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    });
  }
};
