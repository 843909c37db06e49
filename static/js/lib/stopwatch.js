/* How long each question was really looked at: only while the page is visible. */
export class Stopwatch {
  #spent = new Map();
  #position = null;
  #since = null;

  /* null: at no question, as on the review. */
  look(position) {
    this.#stop();
    this.#position = position;
    if (position !== null && document.visibilityState === "visible") this.#since = performance.now();
  }

  pause() {
    this.#stop();
  }

  resume() {
    if (this.#position !== null && this.#since === null) this.#since = performance.now();
  }

  /* The time of that question since it was last taken, in ms. */
  take(position) {
    if (position === this.#position && this.#since !== null) {
      this.#stop();
      this.#since = performance.now();
    }
    const spent = Math.round(this.#spent.get(position) ?? 0);
    this.#spent.delete(position);
    return spent;
  }

  /* Questions left since with more than that much time untold. */
  untold(minimum) {
    return [...this.#spent].filter(([, spent]) => spent >= minimum).map(([position]) => position);
  }

  #stop() {
    if (this.#since === null) return;
    const spent = (this.#spent.get(this.#position) ?? 0) + performance.now() - this.#since;
    this.#spent.set(this.#position, spent);
    this.#since = null;
  }
}
