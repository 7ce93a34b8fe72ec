// data-hp-print prints the page; data-hp-copy copies its value, or the page's address when empty; data-hp-share opens
// the device's own sheet (boot.js says when there is none).
const address = () => document.querySelector("link[rel=canonical]")?.href || location.href;

export default () => {
  for (const button of document.querySelectorAll("[data-hp-share]")) {
    button.addEventListener("click", () => {
      navigator.share({ title: document.title, url: address() }).catch(() => {});
    });
  }
  for (const button of document.querySelectorAll("[data-hp-print]")) {
    button.addEventListener("click", () => print());
  }
  for (const button of document.querySelectorAll("[data-hp-copy]")) {
    const label = button.querySelector("span");
    const rest = label.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.hpCopy || location.href);
        label.textContent = button.dataset.hpCopied ?? "Đã chép";
      } catch {
        label.textContent = button.dataset.hpNotCopied ?? "Chưa chép được";
      }
      setTimeout(() => { label.textContent = rest; }, 2_500);
    });
  }
};
