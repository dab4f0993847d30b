// Opens the page of the daily check-in again without a net, and sends what waits on the phone.
// What it keeps is one page with no answers, no name and no link in it.
{% load static %}importScripts("{% static 'dosekeeper/check-in-queue.js' %}");

const KEPT = "check-in {{ version }}";
const PAGE = "{{ scope }}-";
const PARTS = [
  "{% static 'dosekeeper/mark.svg' %}",
  "{% static 'dosekeeper/theme.js' %}",
  "{% static 'vendor/bootstrap/bootstrap.min.css' %}",
  "{% static 'dosekeeper/app.css' %}",
  "{% static 'vendor/bootstrap-icons/bootstrap-icons.svg' %}",
  "{% static 'dosekeeper/check-in-queue.js' %}",
  "{% static 'dosekeeper/check-in.js' %}",
];
const PATIENCE_MS = 5_000;

addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(KEPT)
      .then((kept) => kept.addAll(PARTS))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("check-in ") && name !== KEPT);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

// Only a page that asks: one that says "thank you" would say it tomorrow as well.
async function keepPage(answer) {
  if (answer.ok && answer.headers.get("X-Check-In") === "open") {
    const kept = await caches.open(KEPT);
    await kept.put(PAGE, answer);
  }
}

async function page(event) {
  const asked = fetch(event.request);
  asked.then((answer) => keepPage(answer.clone())).catch(() => {});
  const patience = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const first = await Promise.race([asked.catch(() => null), patience]);
  return first ?? (await caches.match(PAGE)) ?? asked;
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (PARTS.includes(pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

addEventListener("message", (event) => {
  if (event.data?.keep) {
    event.waitUntil(
      fetch(event.data.keep, { cache: "no-store" })
        .then(keepPage)
        .catch(() => {}),
    );
  }
});

addEventListener("sync", (event) => {
  if (event.tag === "answers") {
    event.waitUntil(
      self.checkInQueue.giveAll().then(({ waiting }) => {
        if (waiting) throw new Error("not yet"); // the browser asks again later
      }),
    );
  }
});
