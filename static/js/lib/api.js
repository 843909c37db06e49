/* The API of one attempt. Every outcome is a value; nothing throws.
   kind: ok · network (no answer) · busy (try again) · signed-out · gone (not this
   person's) · refused (understood, and not taken). */
const TIMEOUT_MS = 20_000;
const KEEPALIVE_BYTES = 60_000; // browsers refuse larger requests that outlive the page

export class AttemptApi {
  #base;

  constructor(base) {
    this.#base = base;
  }

  operations(body) {
    return this.#post("operations/", body, (data) => Array.isArray(data.results));
  }

  takeover(body) {
    return this.#post("takeover/", body, (data) => Number.isInteger(data.epoch));
  }

  check(body) {
    return this.#post("check/", body, (data) => Array.isArray(data.options));
  }

  contact() {
    return this.#post("contact/", {}, (data) => Array.isArray(data.steps));
  }

  submit(body) {
    return this.#post("submit/", body, (data) => typeof data.state === "string");
  }

  async #post(path, body, isExpected) {
    const text = JSON.stringify(body);
    const sentAt = performance.now();
    try {
      const response = await fetch(this.#base + path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        credentials: "same-origin",
        redirect: "error",
        keepalive: text.length < KEEPALIVE_BYTES,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        body: text,
      });
      const data = await readJson(response);
      const at = (sentAt + performance.now()) / 2;
      return { kind: kindOf(response, data, isExpected), status: response.status, data, at, retryMs: retryMs(response) };
    } catch {
      return { kind: "network", status: 0, data: {}, at: sentAt, retryMs: null };
    }
  }
}

async function readJson(response) {
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
  return isJson ? await response.json() : {};
}

function kindOf(response, data, isExpected) {
  // A hotel's sign-in page also answers 200: only the expected body is an answer.
  if (response.ok) return isExpected(data) ? "ok" : "busy";
  if (response.status === 401 || response.status === 403) return "signed-out";
  if (response.status === 404) return "gone";
  if (response.status === 429 || response.status >= 500) return "busy";
  return "refused";
}

function retryMs(response) {
  const seconds = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

/* From the cookie, because signing in again in another tab changes it. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return cookie?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
