// Says once that somebody reads this article: after ten seconds in sight, not for a reload and not for a browser that
// a program drives. Nothing is stored on the device; the answer is empty.
const SECONDS = 10;

export default () => {
  const element = document.querySelector("[data-hp-read]");
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation?.type === "reload" || navigator.webdriver) return;
  let seen = 0;
  const timer = setInterval(() => {
    if (document.visibilityState !== "visible") return;
    seen += 1;
    if (seen < SECONDS) return;
    clearInterval(timer);
    fetch(element.dataset.hpReadTo, {
      method: "POST",
      keepalive: true,
      body: new URLSearchParams({ bai: element.dataset.hpRead }),
    }).catch(() => {});
  }, 1_000);
};
