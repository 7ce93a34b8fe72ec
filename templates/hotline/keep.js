{% load static %}// Keeps the light pages of numbers and the files they need, on a phone whose owner asked for it; nothing else.
const CACHE = "hp-so-may";
const PAGES = ["{% url 'hotline:numbers' %}", "{% url 'hotline:numbers-in' 'km' %}", "{% url 'hotline:numbers-in' 'en' %}"];
const FILES = [
  "{% static 'hoiphunu/css/numbers.css' %}",
  "{% static 'hoiphunu/js/numbers.js' %}",
  "{% static 'hoiphunu/js/exit.js' %}",
  "{% static 'hoiphunu/js/forget.js' %}",
  "{% static 'hoiphunu/img/mark.svg' %}",
  "{% static 'hoiphunu/fonts/nsk-400.woff2' %}",
  "{% static 'hoiphunu/fonts/nsk-word.woff2' %}",
];
// A line so slow that nothing comes is no line.
const PATIENCE = 8_000;

const plain = path => new Request(path, { credentials: "omit" });

const install = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll([...PAGES, ...FILES].map(plain));
  for (const request of await cache.keys()) {
    if (![...PAGES, ...FILES].includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  await self.skipWaiting();
};
const renew = async () => {
  // Not where it has just been emptied.
  if (await caches.has(CACHE)) await (await caches.open(CACHE)).addAll(PAGES.map(plain));
};
const forget = () => Promise.all([caches.delete(CACHE), self.registration.unregister()]);

const light = path => PAGES.find(page => page.startsWith(path.match(/^\/ho-tro\/(?:km\/|en\/)?/)[0])) ?? PAGES[0];

const page = async event => {
  const late = new Promise((resolve, reject) => setTimeout(reject, PATIENCE));
  try {
    const answer = await Promise.race([fetch(event.request), late]);
    if (answer.ok) event.waitUntil(renew().catch(() => {}));
    if (answer.status < 500) return answer;
  } catch {
    // No network.
  }
  return await caches.match(light(new URL(event.request.url).pathname), { cacheName: CACHE }) ?? Response.error();
};
const file = async request => {
  try {
    return await fetch(request);
  } catch {
    return await caches.match(request, { cacheName: CACHE, ignoreVary: true }) ?? Response.error();
  }
};

self.addEventListener("install", event => event.waitUntil(install()));
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("message", event => {
  if (event.data === "xoa") event.waitUntil(forget());
});
self.addEventListener("fetch", event => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});
