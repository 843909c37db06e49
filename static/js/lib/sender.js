/* Sends operations until the server has judged each of them. What is to be sent, and
   what a verdict removes, is the queue's affair (lib/queue).
   Events: "status", "reply" (detail: the answer with verdicts). */
import { Backoff, wire } from "lib/operations";

const BATCH = 500;

export class Sender extends EventTarget {
  trouble = null; // null, or the kind of the last failed answer
  isHeld = true; // until this browser is the registered writer
  isPaused = false; // the server takes nothing until the exam goes on
  api = null;
  #draining = null;
  #timer = null;
  #backoff = new Backoff();
  #batchSize = BATCH;

  /* Sends everything now. True when the server has judged all of it. */
  flush() {
    this.#unschedule();
    this.#draining ??= this.#drain().finally(() => (this.#draining = null));
    return this.#draining;
  }

  /* A reason to believe that it works again: the network, a focus, a new sign-in. */
  retry() {
    this.#backoff.reset();
    return this.flush();
  }

  /* The exam goes on: what waited for it may leave. */
  goOn() {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.schedule(0);
  }

  /* An earlier schedule stands: a later edit does not push it away. */
  schedule(ms) {
    this.#timer ??= setTimeout(() => this.flush(), ms);
  }

  /* A failure elsewhere that keeps these operations from being sent. */
  report(reply) {
    this.trouble = reply.kind;
    this.announce();
  }

  announce() {
    if (this.isEmpty) this.trouble = null;
    this.dispatchEvent(new Event("status"));
  }

  async #drain() {
    let batch = await this.#batch();
    while (batch.length > 0) {
      const [{ writer }] = batch;
      for (const operation of batch) operation.isSent = true;
      const reply = await this.api.operations({ writer, operations: batch.map(wire) });
      if (!(await this.#settle(reply, batch))) break;
      batch = await this.#batch();
    }
    this.announce();
    return this.all.every((operation) => operation.isRefused);
  }

  /* One writer's operations, all of them kept in the store before they leave. */
  async #batch() {
    await this.kept;
    if (this.isHeld || this.isPaused) return [];
    const ready = this.all.filter((operation) => !operation.isRefused);
    return ready.filter(({ writer }) => writer === ready[0].writer).slice(0, this.#batchSize);
  }

  /* True when the next batch may go at once. */
  #settle(reply, batch) {
    if (reply.kind === "ok") return this.#acknowledge(reply, batch);
    if (reply.kind === "refused") return this.#isolate(batch);
    return this.#fail(reply);
  }

  async #acknowledge(reply, batch) {
    const answered = new Map(reply.data.results.map((row) => [row.op_id, row]));
    const done = batch.filter((operation) => answered.get(operation.op_id)?.verdict);
    if (done.length === 0) return this.#fail({ kind: "busy", retryMs: null });
    this.#backoff.reset();
    this.trouble = null;
    const verdicts = done.map((operation) => ({ ...answered.get(operation.op_id), operation }));
    await this.forget(done);
    this.dispatchEvent(new CustomEvent("reply", { detail: { ...reply, verdicts } }));
    return true;
  }

  /* The whole batch was refused: halve it until the one that cannot be read is alone. */
  #isolate(batch) {
    const isAlone = batch.length === 1;
    if (isAlone) batch[0].isRefused = true;
    if (isAlone) this.trouble = "refused";
    this.#batchSize = isAlone ? BATCH : Math.ceil(batch.length / 2);
    return true;
  }

  #fail(reply) {
    this.trouble = reply.kind;
    this.#unschedule();
    this.schedule(this.#backoff.after(reply));
    return false;
  }

  #unschedule() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }
}
