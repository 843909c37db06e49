/* Service worker of /attempts/: a running exam can be reloaded without a connection. The
   page asks for its copy; any answer of the server other than the running exam removes it. */
const EXAM = /^\/attempts\/([0-9a-f-]{36})\/$/;
const PREFIX = "exam-";
const PATIENCE_MS = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", ({ data }) => data.keep && keep(data));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const exam = request.mode === "navigate" && url.pathname.match(EXAM);
  if (exam) event.respondWith(page(request, PREFIX + exam[1]));
  else if (["script", "style", "image", "font"].includes(request.destination)) event.respondWith(asset(request));
});

/* The network first; the copy only when there is no answer, or none from the product. */
async function page(request, name) {
  const copy = await caches.match(request.url, { cacheName: name, ignoreSearch: true, ignoreVary: true });
  try {
    const response = await fetch(request, copy && { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.status >= 500 && copy) return copy;
    if (!response.ok) await caches.delete(name); // handed in, signed out, somebody else's
    return response;
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

async function asset(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const copy = await caches.match(request, { ignoreVary: true });
    if (copy) return copy;
    throw error;
  }
}

async function keep({ keep: attempt, page: path, assets }) {
  try {
    const response = await fetch(path, { credentials: "same-origin", redirect: "error" });
    if (!response.ok) return;
    const cache = await caches.open(PREFIX + attempt);
    await Promise.allSettled(assets.map((address) => cache.add(address)));
    await cache.put(path, await marked(response));
  } catch {
    // No connection now: the next opening of the page asks again.
  }
}

/* The copy says that it is one, so that the page does not trust the time it tells. */
async function marked(response) {
  const text = (await response.text()).replace("<exam-runner ", "<exam-runner kept ");
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(text, { status: 200, headers });
}
