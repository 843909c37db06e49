/* The copy of a running exam's page that the service worker keeps for a reload without
   a connection. Missing service workers only cost that reload. */
const PREFIX = "exam-";

export async function keepPage(attempt, workerUrl) {
  if (!navigator.serviceWorker || !workerUrl) return;
  try {
    const scope = new URL("..", location.href).pathname; // /attempts/
    await navigator.serviceWorker.register(workerUrl, { scope });
    const { active } = await navigator.serviceWorker.ready;
    const assets = performance
      .getEntriesByType("resource")
      .filter(({ initiatorType }) => ["link", "css", "script", "other"].includes(initiatorType))
      .map(({ name }) => name)
      .filter((name) => name.startsWith(location.origin));
    active.postMessage({ keep: attempt, page: location.pathname, assets });
  } catch {
    // Refused by the browser: the exam works, only a reload needs the connection.
  }
}

/* After the exam nothing of it stays here. */
export async function forgetPage(attempt) {
  if (self.caches) await caches.delete(PREFIX + attempt).catch(() => {});
}

/* On signing out: whoever is next at this computer finds no exam. */
export async function forgetPages() {
  if (!self.caches) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(names.map((name) => caches.delete(name)));
}
