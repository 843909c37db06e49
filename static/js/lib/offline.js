/* The copy of a running exam's page that the service worker keeps for a reload without
   a connection: of this person, and no longer than they are signed in. Missing service
   workers only cost that reload. */
const PREFIX = "exam-";
const SIGNED_OUT = ["signed-out", "gone"]; // answers of the server to a save

export async function keepPage({ attempt, person, workerUrl }) {
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
    active.postMessage({ keep: attempt, person, page: location.pathname, assets });
  } catch {
    // Refused by the browser: the exam works, only a reload needs the connection.
  }
}

/* Whether the server has told a save that nobody, or somebody else, is signed in here. */
export function isSignedOut(trouble) {
  return SIGNED_OUT.includes(trouble);
}

/* After the exam, or the session, nothing of it stays here: nor what the worker, which
   may still be making the copy, would leave later. */
export async function forgetPage(attempt) {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => null);
  registration?.active?.postMessage({ forget: attempt });
  await forget((name) => name.endsWith(attempt));
}

/* Whoever is at this computer now finds no exam of somebody else; null: nobody is. */
export function forgetPages(person) {
  return forget((name) => person === null || !name.startsWith(`${PREFIX}${person}-`));
}

async function forget(isUnwanted) {
  if (!self.caches) return;
  const names = (await caches.keys().catch(() => [])).filter((name) => name.startsWith(PREFIX));
  await Promise.allSettled(names.filter(isUnwanted).map((name) => caches.delete(name)));
}
