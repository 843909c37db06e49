/* Of an assigned exam: says every 20 seconds, seen or not, that this page is there, and
   hears what staff have done. Events: "step" (detail: a step of staff, as the API tells
   it), once for each that came after the page was opened. */
import { ending } from "lib/ending";
import { session } from "lib/session";

const EVERY_MS = 20_000;
const PAUSED_MS = 5000; // somebody waits for it to go on

class Contact extends EventTarget {
  #timer = null;
  #since = "";
  #known = new Set();
  #deadline = null;

  start() {
    if (!session.page.isAssigned) return;
    this.#since = session.page.now;
    this.#deadline = session.deadline;
    session.addEventListener("time", () => this.#compare());
    this.ask();
  }

  async ask() {
    const reply = await session.api.contact();
    if (reply.kind === "ok") this.#hear(reply);
    clearTimeout(this.#timer); // two may have asked at once: one of them goes on
    if (session.mode === "over") return;
    this.#timer = setTimeout(() => this.ask(), session.pause ? PAUSED_MS : EVERY_MS);
  }

  /* A reply to something else told of another deadline, or of a pause: ask why. */
  #compare() {
    const isNews = session.deadline !== this.#deadline;
    this.#deadline = session.deadline;
    if (isNews) this.ask();
  }

  #hear({ data, at }) {
    this.#deadline = data.deadline;
    session.setTime(data, at);
    for (const step of data.steps.toReversed()) this.#tell(step);
    const isOurs = session.mode === "writing" && session.ownEpoch > 0;
    if (isOurs && data.epoch > session.epoch) session.dispatchEvent(new Event("fenced"));
    if (data.state !== "running") session.dispatchEvent(new Event("closed"));
    else if (data.remaining_ms === 0) ending.timeIsUp();
  }

  #tell(step) {
    if (this.#known.has(step.id) || Date.parse(step.at) <= Date.parse(this.#since)) return;
    this.#known.add(step.id);
    this.dispatchEvent(new CustomEvent("step", { detail: step }));
  }
}

export const contact = new Contact();
