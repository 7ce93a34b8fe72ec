// "Giữ số máy khi mất mạng", for who asks: a service worker for the help pages alone, and the way back.
import { forget, kept, SCOPE } from "./forget.js";

const activated = worker => new Promise((resolve, reject) => {
  const look = () => {
    if (worker.state === "activated") resolve();
    if (worker.state === "redundant") reject(new Error(worker.state));
  };
  worker.addEventListener("statechange", look);
  look();
});

export default async () => {
  const box = document.querySelector("[data-hp-keep]");
  const [keep, erase, status] = ["keep", "erase", "told"].map(name => box.querySelector(`[data-hp-${name}-part]`));
  const show = async said => {
    keep.hidden = !navigator.serviceWorker || Boolean(await kept());
    status.textContent = said ?? (keep.hidden && navigator.serviceWorker ? box.dataset.hpKept : "");
  };

  keep.addEventListener("click", async () => {
    keep.disabled = true;
    try {
      const registration = await navigator.serviceWorker.register(box.dataset.hpKeep, { scope: SCOPE });
      await activated(registration.installing ?? registration.waiting ?? registration.active);
      await show();
    } catch {
      await forget().catch(() => {});
      await show(box.dataset.hpNotKept);
    }
    keep.disabled = false;
  });
  erase.addEventListener("click", async () => {
    try {
      sessionStorage.clear();
    } catch {
      // Nothing was stored, then.
    }
    await forget();
    await show(box.dataset.hpErased);
  });
  await show();
};
