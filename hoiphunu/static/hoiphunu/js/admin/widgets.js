// Gives names to what Django's scripts leave nameless: choice boxes with search, and the lens above choice lists.
export default () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const said = select.labels[0]?.textContent ?? select.getAttribute("aria-label");
    const name = said?.replace(/:\s*$/, "").trim();
    const box = select.parentElement.querySelector(".select2-selection");
    if (!name || !box) continue;
    box.setAttribute("aria-label", name);
    box.querySelector("[role='textbox']")?.setAttribute("aria-label", name);
  }
  for (const lens of document.querySelectorAll(".search-label-icon[aria-label]")) lens.setAttribute("role", "img");
};
