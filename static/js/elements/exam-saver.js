/* <exam-saver>: whether the answers are saved. "Saved" is said only when the server has
   acknowledged every one of them. */
import { announce } from "lib/announce";
import { listeners, make } from "lib/dom";
import { session } from "lib/session";
import { plural, timeOfDay } from "lib/words";

class ExamSaver extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector(".exam-saver__text");
    this.on = listeners();
    for (const type of ["mode", "time"]) this.on(session, type, () => this.paint());
    for (const type of ["online", "offline"]) this.on(window, type, () => this.paint());
    this.on(session.queue, "status", () => this.paint());
  }

  disconnectedCallback() {
    this.on.end();
  }

  paint() {
    const [state, words] = this.state();
    const wasWaiting = this.dataset.state === "waiting";
    const isNews = state !== this.dataset.state && (state === "waiting" || (wasWaiting && state === "saved"));
    this.dataset.state = state;
    this.text.textContent = words;
    if (session.queue.trouble === "signed-out" && state === "waiting") this.text.append(" ", this.signIn());
    if (isNews) announce(words);
  }

  state() {
    const { queue, mode } = session;
    if (mode === "starting") return ["saving", "Opening…"];
    if (mode === "reading" && queue.isEmpty) return ["reading", "Read only here"];
    if (queue.isEmpty) return ["saved", navigator.onLine ? "All answers saved" : "All answers saved. Offline: you can go on."];
    if (!queue.trouble) return ["saving", "Saving…"];
    return ["waiting", `Not saved: ${plural(queue.waiting, "answer")} ${queue.waiting === 1 ? "waits" : "wait"} in this browser. ${this.advice()}`];
  }

  advice() {
    const { queue, store, deadline, page, clock } = session;
    if (queue.trouble === "signed-out") return "Sign in again in another tab; your answers are kept.";
    if (queue.trouble === "gone") return "This exam is another account's: sign in as before; your answers are kept.";
    if (queue.trouble === "refused") return "The server could not read them: change the answer once more.";
    const keep = store.isDurable ? "" : " Keep this page open: this browser keeps nothing when it closes.";
    if (clock.remaining === 0) return `Time is over; they are sent as soon as you reconnect.${keep}`;
    const until = deadline ? `Reconnect by ${timeOfDay(new Date(deadline), page.zone)}.` : "They are sent when the connection is back.";
    return until + keep;
  }

  signIn() {
    return make("a", { href: session.page.signInUrl, target: "_blank", rel: "noopener" }, "Sign in (new tab)");
  }
}

customElements.define("exam-saver", ExamSaver);
