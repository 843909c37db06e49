/* What is sent to the server, and how long to wait before sending it again. */
const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
const SIGNED_OUT_MS = 4000;

export function newOperation({ answer, writer, elapsed }) {
  return {
    op_id: uuid(),
    writer,
    position: answer.position,
    epoch: answer.epoch,
    seq: answer.seq,
    response: answer.response,
    flagged: answer.flagged,
    struck: answer.struck,
    confidence: answer.confidence,
    elapsed_ms: elapsed,
    client_at: new Date().toISOString(),
  };
}

/* The operation as the API takes it, without what only this browser needs. */
export function wire(operation) {
  const { writer, attempt, isSent, isRefused, ...body } = operation;
  return body;
}

/* crypto.randomUUID is missing where the site is served without TLS. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Backoff {
  #failures = 0;

  reset() {
    this.#failures = 0;
  }

  /* Milliseconds until the next try; the server's own wish goes first. */
  after(reply) {
    const step = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)];
    this.#failures += 1;
    if (reply.retryMs !== null) return reply.retryMs;
    return reply.kind === "signed-out" ? SIGNED_OUT_MS : step * (0.75 + Math.random() / 2);
  }
}
