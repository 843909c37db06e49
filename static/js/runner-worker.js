/* Service worker of /attempts/: a running exam can be reloaded without a connection. The
   page asks for its copy. Every answer of the server is shown as it came; the copy is for
   no answer at all, and an answer other than the running exam removes it. */
const EXAM = /^\/attempts\/([0-9a-f-]{36})\/$/;
const PREFIX = "exam-";
const PATIENCE_MS = 8000;
// No worker can see whether a session has ended: every opening with a connection renews
// the copy, and after a day without one it is not shown any more.
const KEPT_MS = 24 * 60 * 60 * 1000;
const KEPT_AT = "X-Kept-At";
const ended = new Set(); // exams that may have ended while their copy was being made

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data.forget) ended.add(event.data.forget);
  if (event.data.keep) event.waitUntil(keep(event.data));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const exam = request.mode === "navigate" && url.pathname.match(EXAM);
  if (exam) event.respondWith(page(request, exam[1]));
  else if (["script", "style", "image", "font"].includes(request.destination)) event.respondWith(asset(request));
});

async function page(request, attempt) {
  const copy = await copyOf(request, attempt);
  try {
    const response = await fetch(request, copy && { signal: AbortSignal.timeout(PATIENCE_MS) });
    // Handed in, signed out, somebody else's. A server in trouble (5xx) has said nothing
    // about the exam: its answer is shown, the copy waits.
    if (!response.ok && response.status < 500) await drop(attempt);
    return response;
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

async function copyOf(request, attempt) {
  const name = await nameOf(attempt);
  const copy = name && (await caches.match(request.url, { cacheName: name, ignoreSearch: true, ignoreVary: true }));
  return copy && Date.now() - Number(copy.headers.get(KEPT_AT)) < KEPT_MS ? copy : undefined;
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

/* Keeps the running exam of this person, and nothing else that may answer there. */
async function keep({ keep: attempt, person, page: path, assets }) {
  ended.delete(attempt);
  try {
    const response = await fetch(path, { credentials: "same-origin", redirect: "manual" });
    if (response.status >= 500) return;
    const text = response.ok ? await response.text() : "";
    await drop(attempt);
    if (!text.includes("<exam-runner ") || !text.includes(` person="${person}"`)) return;
    const cache = await caches.open(`${PREFIX}${person}-${attempt}`);
    await Promise.allSettled(assets.map((address) => cache.add(address)));
    await cache.put(path, marked(response, text));
    if (ended.has(attempt)) await drop(attempt);
  } catch {
    // No connection now: the next opening of the page asks again.
  }
}

/* The copy says that it is one, so that the page does not trust the time it tells. */
function marked(response, text) {
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set(KEPT_AT, String(Date.now()));
  return new Response(text.replace("<exam-runner ", "<exam-runner kept "), { status: 200, headers });
}

async function nameOf(attempt) {
  return (await caches.keys()).find((name) => name.startsWith(PREFIX) && name.endsWith(attempt));
}

async function drop(attempt) {
  const name = await nameOf(attempt);
  if (name) await caches.delete(name);
}
