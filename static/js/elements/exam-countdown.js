/* <exam-countdown>: the time remaining, by the server's clock. Comes back by itself at
   five minutes, says so at 30, 10, 5 and 1, and hands in at zero. */
import { announce } from "lib/announce";
import { listeners } from "lib/dom";
import { ending } from "lib/ending";
import { session } from "lib/session";
import { clockFace, plural } from "lib/words";

const MINUTE_MS = 60_000;
const SAID_AT = [30, 10, 5, 1];
const SHORT_MINUTES = 5;

class ExamCountdown extends HTMLElement {
  connectedCallback() {
    this.last = null;
    this.on = listeners();
    for (const type of ["time", "mode"]) this.on(session, type, () => this.tick());
    this.on(document, "visibilitychange", () => this.tick());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.on.end();
  }

  tick() {
    const { remaining } = session.clock;
    clearTimeout(this.timer);
    if (remaining === null) return;
    this.textContent = clockFace(remaining);
    this.tell(remaining);
    if (session.pause) this.last = remaining;
    if (session.pause) return;
    if (remaining > 0) this.timer = setTimeout(() => this.tick(), remaining % 1000 || 1000);
    else ending.timeIsUp();
    this.last = remaining;
  }

  tell(remaining) {
    const isShort = remaining <= SHORT_MINUTES * MINUTE_MS;
    const wasShort = this.last !== null && this.last <= SHORT_MINUTES * MINUTE_MS;
    this.toggleAttribute("data-short", isShort);
    if (isShort && !wasShort) this.dispatchEvent(new Event("unfold", { bubbles: true }));
    if (this.last === null) return;
    const passed = SAID_AT.find((minutes) => this.last > minutes * MINUTE_MS && remaining <= minutes * MINUTE_MS);
    if (passed) announce(`${plural(passed, "minute")} remaining`);
  }
}

customElements.define("exam-countdown", ExamCountdown);
