// Whatever this device keeps of the help pages because somebody asked for it (keep.js) is gone when this is done.
export const SCOPE = "/ho-tro/";
const CACHE = "hp-so-may";

export const kept = async () => {
  if (!navigator.serviceWorker) return undefined;
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  return registration?.active ? registration : undefined;
};

export const forget = async () => {
  if (!navigator.serviceWorker) return;
  // First to the worker itself: it goes on when this page is left.
  navigator.serviceWorker.controller?.postMessage("xoa");
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  registration?.active?.postMessage("xoa");
  await caches.delete(CACHE);
  await registration?.unregister();
};
