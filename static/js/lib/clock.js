/* Time left, counted by differences from what the server said. The clock and the zone
   of this computer decide nothing: each of its clocks is only compared with itself. */
const JUMP_MS = 3000;

export class Clock {
  #anchor = null;

  /* remaining: ms by the server, null when untimed; at: performance.now() of that instant;
     isStill: the exam is paused, and the time stands. */
  set(remaining, at = performance.now(), isStill = false) {
    const age = performance.now() - at;
    this.#anchor = remaining === null ? null : { remaining, mono: at, wall: Date.now() - age, isStill };
  }

  /* As kept by an earlier page of this browser: its own monotonic clock is gone. */
  restore(kept) {
    const passed = Math.max(0, Date.now() - kept.wall);
    this.set(Math.max(0, kept.remaining - passed));
  }

  get kept() {
    return this.#anchor && { remaining: this.#anchor.remaining, wall: this.#anchor.wall };
  }

  /* The computer slept, or somebody moved its clock: only the server knows. */
  get isDoubtful() {
    if (!this.#anchor || this.#anchor.isStill) return false;
    const { wall, mono } = this.#passed();
    return Math.abs(wall - mono) > JUMP_MS;
  }

  /* While in doubt the smaller value is shown; nothing is handed in because of it. */
  get remaining() {
    if (!this.#anchor) return null;
    if (this.#anchor.isStill) return this.#anchor.remaining;
    const { wall, mono } = this.#passed();
    const passed = this.isDoubtful ? Math.max(wall, mono) : mono;
    return Math.max(0, this.#anchor.remaining - passed);
  }

  #passed() {
    return { wall: Date.now() - this.#anchor.wall, mono: performance.now() - this.#anchor.mono };
  }
}
