/* <exam-runner>: the exam. Opens the session with what the server wrote here, and shows
   one question, the review or the ending at a time, by the address (#q7, #review). */
import { contact } from "lib/contact";
import { listeners } from "lib/dom";
import { ending } from "lib/ending";
import { forgetPage, isSignedOut, keepPage } from "lib/offline";
import { begin } from "lib/ownership";
import { session } from "lib/session";

class ExamRunner extends HTMLElement {
  connectedCallback() {
    this.on = listeners();
    this.form = this.querySelector("form");
    this.on(window, "hashchange", () => this.follow({ isMoved: true }));
    this.on(window, "online", () => this.wake());
    this.on(window, "focus", () => session.queue.retry());
    this.on(document, "visibilitychange", () => this.seen());
    this.on(this.form, "submit", (event) => event.preventDefault());
    this.on(session, "mode", () => this.screen());
    this.on(session, "refusal", ({ detail }) => this.go(detail.position));
    this.open();
  }

  disconnectedCallback() {
    this.on.end();
  }

  async open() {
    await customElements.whenDefined("exam-question");
    this.questions = [...this.querySelectorAll("exam-question")];
    await begin(this.page());
    contact.start();
    if (!location.hash && session.position > 1) this.go(session.position);
    else this.follow({ isMoved: false });
    this.dataset.ready = "";
    this.on(session.queue, "status", () => this.keep());
    this.keep();
  }

  /* The copy for a reload without a connection: while this person is signed in. */
  keep() {
    const attempt = this.getAttribute("attempt");
    const isOut = isSignedOut(session.queue.trouble);
    if (isOut === this.isOut || (session.mode !== "writing" && !isOut)) return;
    this.isOut = isOut;
    if (isOut) forgetPage(attempt);
    else keepPage({ attempt, person: this.getAttribute("person"), workerUrl: this.getAttribute("worker") });
  }

  page() {
    const number = (name) => (this.getAttribute(name) ? Number(this.getAttribute(name)) : null);
    const [navigation] = performance.getEntriesByType("navigation");
    const checked = this.questions.filter((question) => question.hasAttribute("checked"));
    return {
      attempt: this.getAttribute("attempt"),
      api: this.getAttribute("api"),
      writer: this.getAttribute("writer") || null,
      epoch: number("epoch"),
      remaining: number("remaining"),
      deadline: this.getAttribute("deadline") || null,
      zone: this.getAttribute("zone"),
      resultUrl: this.getAttribute("result"),
      signInUrl: this.getAttribute("sign-in"),
      now: this.getAttribute("now"),
      isAssigned: this.hasAttribute("assigned"),
      isKept: this.hasAttribute("kept"),
      answers: JSON.parse(document.getElementById("exam-answers").textContent),
      checked: checked.map((question) => question.position),
      total: this.questions.length,
      at: navigation?.responseStart ?? 0,
    };
  }

  /* To a question, or to the review; the address says which. At once: the next key may
     already be meant for it. */
  go(target) {
    history.replaceState(null, "", target === "review" ? "#review" : `#q${target}`);
    this.follow({ isMoved: true });
  }

  follow({ isMoved }) {
    const position = Number(location.hash.match(/^#q(\d+)$/)?.[1] ?? session.position);
    session.place = location.hash === "#review" ? "review" : "question";
    session.position = Math.min(Math.max(position, 1), this.questions.length);
    session.stopwatch.look(session.place === "question" ? session.position : null);
    session.keepRecord();
    this.screen();
    session.dispatchEvent(new Event("place"));
    if (isMoved) this.focusTitle();
  }

  screen() {
    const isEnding = session.view === "ending";
    this.form.hidden = session.view !== "question";
    this.querySelector("exam-review").hidden = session.view !== "review";
    this.querySelector("exam-ending").hidden = !isEnding;
    for (const question of this.questions ?? []) question.hidden = question.position !== session.position;
    if (isEnding) this.focusTitle();
  }

  focusTitle() {
    const titles = { question: `#q${session.position} h2`, review: "exam-review h2", pause: "exam-pause h2", ending: "exam-ending h2" };
    this.querySelector(titles[session.view])?.focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  wake() {
    session.queue.retry();
    ending.retry();
  }

  /* Hidden: send what there is. Seen again: the computer may have slept. */
  seen() {
    if (document.visibilityState === "hidden") {
      session.stopwatch.pause();
      session.queue.flush();
      return;
    }
    if (!session.pause) session.stopwatch.resume();
    if (session.mode === "writing" && session.clock.isDoubtful) session.touch(session.position);
    this.wake();
  }
}

customElements.define("exam-runner", ExamRunner);
