// data-hp-print prints the page; data-hp-copy copies its value, or the page's address when empty.
export default () => {
  for (const button of document.querySelectorAll("[data-hp-print]")) {
    button.addEventListener("click", () => print());
  }
  for (const button of document.querySelectorAll("[data-hp-copy]")) {
    const label = button.querySelector("span");
    const rest = label.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.hpCopy || location.href);
        label.textContent = "Đã chép";
      } catch {
        label.textContent = "Chưa chép được";
      }
      setTimeout(() => { label.textContent = rest; }, 2_500);
    });
  }
};
