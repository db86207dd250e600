// The pages off line. VERSION and FILES stand before this: all of a version is kept together, and
// a newer one takes over when no page of the older is open, so that two are never mixed.
"use strict";

const CACHE = `backpocket ${VERSION}`;
const root = new URL("./", self.location.href).href;

self.addEventListener("install", (event) => {
  const requests = FILES.map((path) => new Request(root + path, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("backpocket ") && name !== CACHE) await caches.delete(name);
    }
  };
  event.waitUntil(drop());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(root)) return;
  url.search = "";
  url.hash = "";
  if (url.href.endsWith("/")) url.pathname += "index.html";
  const answer = async () => {
    const cache = await caches.open(CACHE);
    const found = await cache.match(url.href);
    if (found) return found;
    try {
      return await fetch(event.request);
    } catch (problem) {
      const lost = event.request.mode === "navigate" && (await cache.match(`${root}404.html`));
      if (lost) return new Response(lost.body, { status: 503, headers: lost.headers });
      throw problem;
    }
  };
  event.respondWith(answer());
});
