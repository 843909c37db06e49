/* Operations on their way to the server. Each is kept in the store before it is first
   sent, and forgotten only when the server has answered with a verdict on it. */
import { Sender } from "lib/sender";

const COALESCE_MS = 1000;

export class Queue extends Sender {
  kept = Promise.resolve(); // the last write to the store
  #store;
  #operations = new Map();

  connect(api, store) {
    this.api = api;
    this.#store = store;
  }

  get all() {
    return [...this.#operations.values()];
  }

  get isEmpty() {
    return this.#operations.size === 0;
  }

  /* How many questions have something that the server has not judged. */
  get waiting() {
    return new Set(this.all.map((operation) => operation.position)).size;
  }

  /* Left by an earlier page: whether they were ever sent is not known. */
  restore(operations) {
    for (const operation of operations) {
      this.#operations.set(operation.op_id, { ...operation, isSent: true });
    }
    this.announce();
  }

  /* A newer edit of a question replaces its older one, unless that was already sent. */
  add(operation, answer) {
    const old = this.all.find((one) => one.position === operation.position && !one.isSent);
    const added = { ...operation, elapsed_ms: operation.elapsed_ms + (old?.elapsed_ms ?? 0) };
    if (old) this.#operations.delete(old.op_id);
    this.#operations.set(added.op_id, added);
    const gone = old ? [old.op_id] : [];
    this.kept = this.#store.write({ operations: [added], answers: [answer], gone });
    this.announce();
    this.schedule(COALESCE_MS);
  }

  async forget(operations) {
    const gone = operations.map((operation) => operation.op_id);
    for (const id of gone) this.#operations.delete(id);
    await this.#store.write({ gone });
    this.announce();
  }

  /* Another tab answers for them now; the store keeps them. */
  clear() {
    this.#operations.clear();
    this.announce();
  }
}
