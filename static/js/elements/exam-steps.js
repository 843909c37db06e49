/* <exam-steps>: previous, review, next. After the last question comes the review, and
   from there one hands in. */
import { listeners } from "lib/dom";
import { session } from "lib/session";

class ExamSteps extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.on = listeners();
    this.on(this, "click", ({ target }) => this.step(target.closest("[data-step]")?.dataset.step));
    for (const type of ["place", "mode"]) this.on(session, type, () => this.paint());
  }

  disconnectedCallback() {
    this.on.end();
  }

  button(step) {
    return this.querySelector(`[data-step=${step}]`);
  }

  paint() {
    const isReview = session.view === "review";
    this.hidden = session.view === "ending" || session.view === "pause";
    this.button("previous").disabled = !isReview && session.position === 1;
    this.button("previous").querySelector("span").textContent = isReview ? `Question ${session.position}` : "Previous";
    this.button("hand-in").hidden = !isReview;
    this.button("hand-in").disabled = session.mode !== "writing";
    for (const part of [this.button("review"), this.button("next"), this.querySelector("exam-navigator")]) part.hidden = isReview;
  }

  step(step) {
    if (!step) return;
    const { position, page, view } = session;
    const runner = document.querySelector("exam-runner");
    if (step === "review") runner.go("review");
    if (step === "hand-in") document.querySelector("exam-review").ask();
    if (step === "previous" && view === "review") runner.go(position);
    else if (step === "previous" && position > 1) runner.go(position - 1);
    if (step === "next" && view !== "review") runner.go(position < page.total ? position + 1 : "review");
  }
}

customElements.define("exam-steps", ExamSteps);
