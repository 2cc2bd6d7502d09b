// Keeps the app itself on the device, so that it opens without a network. What people read and write
// goes through /api, which this worker never touches. The build fills in its id and the list of files.

const CACHE = "xinqiao-{{build}}";
const ASSETS = JSON.parse('{{assets}}');
const SHELL = "/";
/** A page that has not come after this many milliseconds is taken from the cache. */
const PATIENCE = 4000;

// One set of files that fit each other, or none: old glue with a new program does not start. The page is asked
// for as nobody, for the server writes orders into that of somebody.
self.addEventListener("install", (event) => {
  const shell = new Request(SHELL, { cache: "reload", credentials: "omit" });
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([shell, ...ASSETS])));
});

// The build before this one is kept: a page of it may still be open, and fetches its parts as they are
// wanted. Names come in the order in which they were made.
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => {
      const others = names.filter((name) => name.startsWith("xinqiao-") && name !== CACHE);
      return Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
    }),
  );
});

// A newer worker waits until somebody asks for it: see takeUpdate() in boot.js.
self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
  else if (event.data?.holds) event.ports[0].postMessage(ASSETS.includes(event.data.holds));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(request, event.clientId));
});

/** The network's page, or the one that is kept: without a network, with a slow one, with a broken server. */
async function page(request) {
  const shell = await caches.match(SHELL, { cacheName: CACHE, ignoreVary: true });
  if (!shell) return fetch(request);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, shell));
  const fresh = fetch(request).then(
    (response) => (response.status < 500 ? response : shell),
    () => shell,
  );
  return Promise.race([fresh, patience]);
}

/** A name belongs to one content for ever, so what is kept, of whichever build, is never asked for again. */
async function asset(request, clientId) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const copy = response.clone();
    // Where the device has no room left the page is served all the same.
    await caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => {});
  } else if (response.status === 404) {
    const page = await self.clients.get(clientId);
    page?.postMessage("gone");
  }
  return response;
}
