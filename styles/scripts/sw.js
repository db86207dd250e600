// A guide, or the index, off line. VERSION and FILES stand before this: all of a version is kept
// together, and a newer one takes over when no page of the older is open, so that two are never
// mixed. What is not kept here is fetched.
"use strict";

const OWN = `backpocket ${new URL("./", self.location.href).pathname} `;
const CACHE = OWN + VERSION;
const KEPT = new Set(FILES.map((path) => new URL(path, self.location.href).href));

// The address that a file is kept under: of a folder, that of its index.
function bare(address) {
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  if (url.pathname.endsWith("/")) url.pathname += "index.html";
  return url.href;
}

self.addEventListener("install", (event) => {
  const requests = [...KEPT].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(OWN) && name !== CACHE) await caches.delete(name);
    }
  };
  event.waitUntil(drop());
});

async function answer(event) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(bare(event.request.url));
  if (event.request.mode === "navigate") {
    if (found) return found;
    try {
      return await fetch(event.request);
    } catch (problem) {
      const lost = await cache.match([...KEPT].find((address) => address.endsWith("/404.html")));
      if (lost) return new Response(lost.body, { status: 503, headers: lost.headers });
      throw problem;
    }
  }
  // A page that is not kept here may be of another version, and so may what it asks for.
  const page = await self.clients.get(event.clientId);
  return found && (!page || KEPT.has(bare(page.url))) ? found : fetch(event.request);
}

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && new URL(event.request.url).origin === self.location.origin) {
    event.respondWith(answer(event));
  }
});
