/* <exam-ending>: what happens while the answers are handed in, and when they cannot be. */
import { listeners } from "lib/dom";
import { ending } from "lib/ending";
import { session } from "lib/session";
import { plural } from "lib/words";

class ExamEnding extends HTMLElement {
  connectedCallback() {
    this.on = listeners();
    this.on(ending, "step", () => this.paint());
    this.on(session.queue, "status", () => this.paint());
    this.on(session, "mode", () => this.paint());
    this.on(this, "click", ({ target }) => this.clicked(target.closest("[data-do]")?.dataset.do));
  }

  disconnectedCallback() {
    this.on.end();
  }

  part(name) {
    return this.querySelector(`[data-do=${name}]`);
  }

  paint() {
    if (session.mode !== "ending" && session.mode !== "over") return;
    const isWaiting = ending.step === "waiting";
    this.querySelector("h2").textContent = this.heading(isWaiting);
    this.querySelector(".exam-ending__text").textContent = isWaiting ? this.trouble() : "Your answers are on their way. This takes a moment.";
    this.part("retry").hidden = !isWaiting;
    this.part("back").hidden = !isWaiting || ending.isTimeUp;
    this.part("sign-in").hidden = !isWaiting || ending.trouble !== "signed-out";
    this.part("sign-in").href = session.page.signInUrl;
  }

  heading(isWaiting) {
    if (session.mode === "over") return "Handed in";
    if (ending.isTimeUp) return isWaiting ? "Time is over, not handed in yet" : "Time is over";
    return isWaiting ? "Not handed in yet" : "Handing in";
  }

  trouble() {
    const { waiting } = session.queue;
    const kept = waiting ? ` ${plural(waiting, "answer")} kept in this browser.` : " All answers are saved.";
    const reasons = {
      network: "There is no connection.",
      busy: "The server is busy.",
      "signed-out": "You are signed out.",
      gone: "This exam is another account's: sign in as before.",
    };
    const late = waiting && ending.isTimeUp ? " They are sent when you reconnect; the result shows what arrived after time." : "";
    return `${reasons[ending.trouble] ?? reasons.busy}${kept}${late} Trying again by itself; leave this page open.`;
  }

  clicked(action) {
    if (action === "retry") ending.retry();
    if (action === "back") ending.callOff();
  }
}

customElements.define("exam-ending", ExamEnding);
