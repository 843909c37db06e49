/* Saving a draft: the whole form, answered with where it stands and what follows. */

export async function saveDraft(address, form, submitter, { keepalive = false } = {}) {
  const body = new FormData(form);
  if (submitter?.name) body.set(submitter.name, submitter.value);
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
      keepalive,
      body: new URLSearchParams(body),
    });
    const isJson = /^application\/json/.test(response.headers.get("Content-Type") ?? "");
    if (isJson) return await response.json();
    return { state: response.status === 403 ? "signed-out" : "refused" };
  } catch {
    return { state: "away" };
  }
}

/* What was typed, to see whether anything has changed; the token does not count. */
export function typed(form) {
  const data = new URLSearchParams(new FormData(form));
  data.delete("csrfmiddlewaretoken");
  data.delete("version");
  return data.toString();
}
